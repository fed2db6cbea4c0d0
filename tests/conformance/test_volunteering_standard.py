"""The JSON-LD of volunteering, expanded as any program would, against the published vocabularies."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pyld import jsonld

from kentcivil.geography.models import District
from organisations.models import Identifier, Theme
from tests.organisations.factories import OrganisationFactory
from tests.shared import shared
from tests.volunteering.factories import OpportunityFactory, SessionFactory
from volunteering import standard
from volunteering.models import Crisis, CrisisCall, Skill

pytestmark = pytest.mark.django_db

NAMESPACE = "https://ns.volunteeringdata.io/"
# OWL-Time (W3C), which the ontology names for the times of sessions: the terms that we use of it.
OWL_TIME = {"Interval", "Instant", "hasBeginning", "hasEnd", "inXSDDateTimeStamp"}
TAXONOMIES = ("accessibility", "cause", "requirement", "skill")


def _subjects(name):
    """What a published vocabulary defines: the terms that begin a statement."""
    return set(re.findall(r"^:(\w+)\s", shared(f"standards/volunteering/{name}.ttl").read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def vocabulary():
    """{kind: terms}: classes and properties of the ontologies, and the concepts of each taxonomy."""
    names = ["", "activity", "charityregistration", "location", "organisation", "role", "session", "taxonomy"]
    ontology = set().union(*(_subjects(f"ontology{'_' * bool(name)}{name}") for name in names))
    return {"ontology": ontology, **{name: _subjects(f"taxonomy_{name}") for name in TAXONOMIES}}


@pytest.fixture(scope="module")
def load():
    """A document loader that has the published context and asks no network."""
    context = json.loads(shared("standards/volunteering/context.v1.jsonld").read_text())

    def load(url, options=None):
        assert url == standard.CONTEXT, f"{url} is not the published context"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    return load


@pytest.fixture
def said(client):
    """Something of every kind, as the portal publishes it."""
    charity = OrganisationFactory(name="Garden Trust", website="https://example.org/", summary="Gardens for all.")
    Identifier.objects.create(organisation=charity, scheme="GB-CHC", number="1234567")
    charity.themes.set(Theme.objects.all())
    whole = OpportunityFactory(
        organisation=charity,
        causes=Theme.objects.all(),
        checks="enhanced",
        expenses="Bus fares",
        wheelchair_access=True,
        ends_on=timezone.localdate(),
    )
    whole.skills.set(Skill.objects.all())
    SessionFactory(opportunity=whole)
    bare = {"place": "", "postcode": "", "district": None, "latitude": None, "longitude": None, "from_home": True}
    urgent = OpportunityFactory(**bare)
    crisis = Crisis.objects.create(title="Flood", summary="Wet", state="raised", raised_at=timezone.now())
    CrisisCall.objects.create(crisis=crisis, opportunity=urgent, needed="Ten people")
    OpportunityFactory(state="draft", title="Not yet")
    response = client.get(reverse("volunteering_linked"))
    assert response["Content-Type"] == "application/ld+json"
    return json.loads(b"".join(response.streaming_content))


@pytest.fixture
def expanded(said, load):
    return jsonld.expand(said, {"documentLoader": load})


def _walk(node):
    """Every property of a graph with its values: (property, value)."""
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, dict):
        for name, values in node.items():
            if not name.startswith("@"):
                yield from ((name, value) for value in values)
            yield from _walk(values)


def _links(expanded):
    """Every address that says what something is: of properties, of types and of linked terms."""
    for name, value in _walk(expanded):
        yield name
        if isinstance(value, dict):
            yield from [value["@id"]] if value.get("@id", "").startswith(NAMESPACE) else []
            types = value.get("@type", [])
            yield from types if isinstance(types, list) else []
    for node in expanded:
        yield from node.get("@type", [])


def test_every_address_is_one_of_the_published_vocabularies(expanded, vocabulary):
    known = {NAMESPACE + term for terms in vocabulary.values() for term in terms} | {NAMESPACE}
    known |= {standard.TIME + term for term in OWL_TIME}
    used = set(_links(expanded))
    assert used - known == set()
    assert {NAMESPACE + name for name in ("Organisation", "Activity", "Role", "Session", "Location")} <= used


@pytest.mark.parametrize(
    ("names", "taxonomy"),
    [
        ({"cause", "organisationCause"}, "cause"),
        ({"roleSkill"}, "skill"),
        ({"roleRequirement"}, "requirement"),
        ({"roleAccessibility"}, "accessibility"),
    ],
)
def test_no_term_is_left_as_text(expanded, vocabulary, names, taxonomy):
    values = [value for name, value in _walk(expanded) if name.removeprefix(NAMESPACE) in names]
    assert values
    for value in values:
        assert set(value) == {"@id"}, f"{value} is text, not a term"
        assert value["@id"].removeprefix(NAMESPACE) in vocabulary[taxonomy]


def test_what_links_to_something_links_to_something_that_is_there(expanded):
    nodes = {node["@id"] for node in expanded}
    linked = {"activityOrganisation", "activityRole", "roleActivity", "sessionActivity"}
    targets = {value["@id"] for name, value in _walk(expanded) if name.removeprefix(NAMESPACE) in linked}
    assert targets
    assert targets <= nodes


def test_nothing_is_lost_when_it_is_expanded(said, expanded):
    assert len(expanded) == len(said["@graph"])
    kinds = [node["@type"][0].removeprefix(NAMESPACE) for node in expanded if "@type" in node]
    assert {kind: kinds.count(kind) for kind in kinds} == {"Organisation": 2, "Activity": 2, "Role": 2, "Session": 1}
    urgent = [value["@value"] for name, value in _walk(expanded) if name.endswith("requiresEmergencyParticipation")]
    urgent += [value["@value"] for name, value in _walk(expanded) if name.endswith("RequiresEmergencyParticipation")]
    assert sorted(urgent) == [False, True]
    assert "Not yet" not in json.dumps(said)


def test_every_property_of_every_node_survives(said, expanded):
    """A name that the context does not know is dropped in silence: none is."""

    def properties(node):
        return {name.removeprefix(NAMESPACE) for name in node if not name.startswith("@")} - {"id", "type"}

    by_id = {node["@id"]: node for node in expanded}
    for node in said["@graph"]:
        assert properties(node) == properties(by_id[node["id"]])


def test_every_theme_and_skill_of_the_portal_has_its_term(vocabulary):
    assert set(standard.CAUSES.values()) <= vocabulary["cause"]
    assert set(Theme.objects.values_list("slug", flat=True)) <= set(standard.CAUSES)
    assert set(Skill.objects.values_list("notation", flat=True)) <= vocabulary["skill"]
    assert District.objects.exists()


def test_the_file_asks_as_often_for_a_hundred_as_for_one(client, django_assert_max_num_queries):
    one, asked = OpportunityFactory(state="draft"), []
    same = {"organisation": one.organisation, "centre": one.centre}
    for size in (1, 9, 90):
        for opportunity in OpportunityFactory.create_batch(size, causes=list(Theme.objects.all()[:2]), **same):
            SessionFactory(opportunity=opportunity)
        with django_assert_max_num_queries(15) as queries:
            b"".join(client.get(reverse("volunteering_linked")).streaming_content)
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked

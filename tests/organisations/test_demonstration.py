import random
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kentcivil.geography.models import PostcodeSector
from kentcivil.pages.demonstration import County
from organisations import freshness
from organisations.bulk.states import BulkState
from organisations.demonstration import Directory
from organisations.demonstration.waiting import AGAIN
from organisations.models import (
    BulkChange,
    EntryClaim,
    Likeness,
    Membership,
    Organisation,
    Proposal,
    RegisterChange,
    Service,
)
from organisations.states import Status
from tests.databases import cloned
from tests.factories import UserFactory
from tests.journeys.demonstration import filled

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _as_the_command_left_it(django_db_setup, django_db_blocker):
    """The demonstration is filled once for all tests; these look at a copy of it."""
    template, _files = filled()
    own, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_as_filled"
    with django_db_blocker.unblock(), cloned(name, template=template):
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = own


def test_the_county_is_as_the_strategy_tells_it(client):
    published = Organisation.objects.published()
    assert published.count() == 2_840
    assert set(Organisation.objects.values_list("status", flat=True)) == set(Status.values)
    assert Organisation.objects.filter(document=None).count() == 0

    mama = published.get(slug="mama-to-mama")
    assert (mama.district.slug, mama.town, mama.postcode[:5]) == ("thanet", "Margate", "CT9 1")
    assert Membership.objects.get(organisation=mama).user.email == "charity@demo.kentcivil.example"
    centre = Membership.objects.get(organisation__slug="ashford-volunteer-centre")
    assert centre.user.email == "broker@demo.kentcivil.example"
    assert published.filter(name__endswith="Volunteer Centre").count() >= 12
    assert published.filter(slug="kent-community-foundation").exists()

    response = client.get(reverse("organisation_search"), {"q": "baby bank near CT9 1"})
    near = [row["name"] for row in response.context["rows"] if "away in" in row["where"]]
    assert "Mama to Mama" in near
    assert len(near) >= 3

    # In proportion: a district has about the share of organisations that it has of postcodes.
    sectors = PostcodeSector.objects.filter(district__in_kent=True)
    weights = Counter()
    for sector in sectors:
        weights[sector.district_id] += sector.postcodes
    counts = Counter(published.values_list("district", flat=True))
    for district, weight in weights.items():
        assert counts[district] / 2_840 == pytest.approx(weight / weights.total(), abs=0.03)
    bands = Counter(published.values_list("income_band", flat=True))
    assert bands["micro"] > bands["small"] > bands["medium"] > bands["large"]
    assert published.filter(verified_on=None).exists()
    assert not Service.objects.filter(when="").exists()


def test_the_county_is_the_same_each_time():
    now = timezone.now()
    people = {"directory": UserFactory()}

    def made():
        county = County(now=now, people=people, random=random.Random(2022), quiet=True)
        return [
            (one.organisation.slug, one.organisation.public_id, one.organisation.postcode, one.services)
            for one in Directory(county).make()
        ]

    assert made() == made()


def test_officers_find_something_of_each_kind_to_decide():
    assert Proposal.objects.waiting().count() == 3
    assert EntryClaim.objects.waiting().count() == 1
    assert set(RegisterChange.objects.open().values_list("kind", flat=True)) == set(RegisterChange.Kind.values)
    pairs = {frozenset((pair.first.slug, pair.second.slug)) for pair in Likeness.objects.open()}
    assert {frozenset((slug, f"{slug}-2")) for slug, *_ in AGAIN} <= pairs
    assert len(pairs) <= 30
    assert freshness.forgotten(Organisation.objects.all()).exists()


def test_the_desk_shows_a_bulk_change_that_was_made_and_one_that_waits():
    made, waits = BulkChange.objects.order_by("pk")
    assert made.state == BulkState.APPLIED
    assert {title for line in made.lines for title in line["after"]} == {"themes"}
    assert waits.state == BulkState.CHECKED
    assert [line["entry"] is None for line in waits.lines] == [False] * 4 + [True]
    assert len(waits.wrong) == 1


def test_services_for_an_age_say_it_in_numbers_too():
    cubs = Service.objects.filter(name="Cubs").first()
    assert (cubs.minimum_age, cubs.maximum_age) == (8, 10)

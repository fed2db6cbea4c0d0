"""The board as Popolo: valid against the published schemas, and complete by what the portal's own tables hold."""

import json
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft3Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT3

from partnership_board.models import Body, Person, Seat, Term
from tests.factories import UserFactory
from tests.partnership_board.factories import NOW, BodyFactory, InterestFactory, PersonFactory, SeatFactory, TermFactory
from tests.shared import shared

pytestmark = pytest.mark.django_db

CLASSES = {"persons": "person", "organizations": "organization", "posts": "post", "memberships": "membership"}
TODAY = NOW.date()


@pytest.fixture(scope="module")
def schemas():
    """{name: schema} of every class that Popolo has."""
    return {path.stem: json.loads(path.read_text()) for path in shared("standards/popolo").glob("*.json")}


@pytest.fixture(scope="module")
def validator(schemas):
    """A function from a class of Popolo to its Draft 3 validator; what a schema refers to is read from the files."""
    registry = Registry().with_resources(
        (schema["id"], Resource.from_contents(schema, default_specification=DRAFT3)) for schema in schemas.values()
    )
    return lambda name: Draft3Validator(schemas[name], registry=registry)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def board():
    """A board with each thing that can be: a holder, a former one, one to come, a vacancy, an abolished seat."""
    board = BodyFactory(kind=Body.Kind.BOARD, name="Strategic Partnership Board", slug="board", code="SPB")
    user = UserFactory(email="anil@example.org")
    anil = PersonFactory(name="Dr Anil Mehta", capacity="NHS Kent and Medway", user=user)
    nhs = SeatFactory(body=board, title="NHS", role=Seat.Role.CHAIR, nominated_by="the NHS")
    TermFactory(seat=nhs, person__name="Grace Sturt", starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
    TermFactory(seat=nhs, person=anil, starts_on=date(2022, 1, 1), ends_on=date(2022, 9, 1))
    TermFactory(seat=nhs, person__name="Not Yet Told", starts_on=date(2022, 9, 1))
    districts = SeatFactory(body=board, title="Districts", nominated_by="the district councils")
    TermFactory(seat=districts, person__email="cllr@example.org", starts_on=date(2021, 1, 1), ends_on=date(2022, 2, 1))
    TermFactory(seat=districts, person=None, starts_on=date(2022, 2, 1), note="Nomination awaited")
    SeatFactory(body=board, title="Lent chair", nominated_by="the NHS", abolished_on=date(2021, 6, 1))
    TermFactory(seat__body=BodyFactory(name="Steering Group", slug="steering"), person=anil)
    PersonFactory(name="Only Owns Something")
    InterestFactory(person=anil, description="Trustee of a hall")
    return board


@pytest.fixture
def said(client, board):
    response = client.get("/open-data/board.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def test_each_thing_is_valid_by_its_schema(said, validator):
    for room, name in CLASSES.items():
        assert said[room], room
        for thing in said[room]:
            validator(name).validate(thing)


def test_the_validator_would_find_a_mistake(validator):
    wrong = [
        ("person", {"name": 7}),
        ("post", {"end_date": "1 June 2021"}),
        ("membership", {"start_date": "2022-13-01x"}),
        ("organization", {"links": [{"note": "without an address"}]}),
        ("organization", {"identifiers": [{"scheme": "board-code"}]}),
    ]
    for name, thing in wrong:
        assert list(validator(name).iter_errors(thing)), thing


def test_ids_are_told_once_and_each_one_referred_to_is_there(said):
    ids = {room: [thing["id"] for thing in said[room]] for room in CLASSES}
    everything = [one for room in ids.values() for one in room]
    assert len(everything) == len(set(everything))
    for post in said["posts"]:
        assert post["organization_id"] in ids["organizations"]
    for membership in said["memberships"]:
        assert membership["person_id"] in ids["persons"]
        assert membership["post_id"] in ids["posts"]
        assert membership["on_behalf_of_id"] in ids["organizations"]
        post = next(post for post in said["posts"] if post["id"] == membership["post_id"])
        assert membership["organization_id"] == post["organization_id"]
    # Nobody is told of for whom there is no membership, and no nominator who nominates for no seat.
    assert {one["person_id"] for one in said["memberships"]} == set(ids["persons"])
    seats = {f"body/{body.slug}" for body in Body.objects.all()}
    assert {one["on_behalf_of_id"] for one in said["memberships"]} <= set(ids["organizations"]) - seats


def test_nothing_public_is_missing(said):
    bodies = {one["id"]: one for one in said["organizations"] if one["id"].startswith("body/")}
    assert {one["name"] for one in bodies.values()} == set(Body.objects.values_list("name", flat=True))
    assert len(said["posts"]) == Seat.objects.count()
    assert {one["label"] for one in said["posts"]} == set(Seat.objects.values_list("title", flat=True))
    begun = Term.objects.filter(person__isnull=False, starts_on__lte=TODAY)
    assert len(said["memberships"]) == begun.count()
    told = {(one["person_id"], one["post_id"], one["start_date"]) for one in said["memberships"]}
    assert told == {(f"person/{term.person_id}", f"post/{term.seat_id}", term.starts_on.isoformat()) for term in begun}
    names = {one["name"] for one in said["persons"]}
    assert names == set(Person.objects.filter(terms__in=begun).values_list("name", flat=True))
    for seat in Seat.objects.select_related("body"):
        post = next(one for one in said["posts"] if one["id"] == f"post/{seat.pk}")
        assert (post["label"], post["role"]) == (seat.title, seat.get_role_display())
        assert bodies[post["organization_id"]]["name"] == seat.body.name
        assert post.get("end_date") == (seat.abolished_on and seat.abolished_on.isoformat())


def test_who_holds_a_seat_on_a_day_is_told_as_the_tables_hold_it(said):
    """On every day of the story: the memberships that run are the terms that run, and a vacancy has none."""
    for days in range(0, 700, 5):
        day = date(2021, 1, 1) + timedelta(days=days)
        if day > TODAY:
            break
        running = {
            (one["post_id"], one["person_id"])
            for one in said["memberships"]
            if one["start_date"] <= day.isoformat() <= one.get("end_date", "9999")
        }
        held = Term.objects.on(day).held()
        assert running == {(f"post/{term.seat_id}", f"person/{term.person_id}") for term in held}, day
        assert len({post for post, _person in running}) == len(running), "two people hold one post"
    vacant = Term.objects.on(TODAY).vacancies().get().seat_id
    assert f"post/{vacant}" not in {post for post, _person in running}


def test_nothing_personal_is_told_that_is_not_public(said, client):
    text = json.dumps(said, ensure_ascii=False)
    assert "Dr Anil Mehta" in text
    for secret in ("anil@example.org", "cllr@example.org", "@", "Not Yet Told", "Only Owns Something", "Trustee of"):
        assert secret not in text
    assert {name for person in said["persons"] for name in person} == {"id", "name", "summary"}
    page = client.get("/board/").content.decode()
    assert "Dr Anil Mehta" in page


def test_addresses_lead_to_public_pages(said, client):
    links = [link for room in ("organizations", "posts") for one in said[room] for link in one.get("links", [])]
    links += [source for post in said["posts"] for source in post["sources"]]
    assert links
    for path in {urlsplit(link["url"]).path for link in links}:
        assert client.get(path).status_code == 200, path


def test_the_catalogue_tells_of_it(said, client):
    page = client.get("/open-data/").content.decode()
    assert "/open-data/board.json" in page
    assert "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" in page
    assert said["license"] == "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@pytest.mark.parametrize("size", [1, 10, 100])
def test_it_asks_the_database_as_often_whatever_its_size(client, size, django_assert_max_num_queries):
    body = BodyFactory()
    for _number in range(size):
        TermFactory(seat__body=body)
    with django_assert_max_num_queries(3):
        assert len(client.get("/open-data/board.json").json()["memberships"]) == size

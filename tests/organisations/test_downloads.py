"""The directory as files: whole, harmless, with their licence, and written while they are sent."""

import csv
import io
import json

import pytest

from organisations.downloads import last_changed
from organisations.models import Organisation, Service
from tests.organisations.factories import OrganisationFactory, ServiceFactory
from tests.organisations.oruk import county

pytestmark = pytest.mark.django_db
FILES = ["organisations.csv", "services.csv", "organisations.json"]


def text_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows_of(client, name):
    return list(csv.DictReader(io.StringIO(text_of(client.get(f"/open-data/{name}")))))


@pytest.fixture
def filled():
    return county.fill()


def test_the_organisations_as_csv(client, filled):
    rows = {row["name"]: row for row in rows_of(client, "organisations.csv")}
    assert rows.keys() == {"Mama to Mama", "Kent Listening Line", "Kent Wide Trust", "Dover Silent Club"}
    mama = rows["Mama to Mama"]
    assert mama["id"] == str(filled["Mama to Mama"].public_id)
    assert (mama["charity number"], mama["company number"]) == ("1187654", "01234567")
    assert (mama["districts served"], mama["district code"]) == ("Dover; Thanet", "E07000114")
    assert (mama["themes"], mama["checked by a person on"]) == (
        "Babies, children and families; Food and essentials",
        "2022-03-04",
    )
    assert mama["page"].endswith(filled["Mama to Mama"].get_absolute_url())


def test_the_services_as_csv(client, filled):
    rows = {row["name"]: row for row in rows_of(client, "services.csv")}
    assert rows.keys() == {"Pram library", "Sewing bee", "Listening", "Grants", "Silence"}
    pram = rows["Pram library"]
    assert (pram["days"], pram["opens at"], pram["closes at"], pram["youngest age"]) == (
        "TU TH",
        "10:00",
        "12:00",
        "16",
    )


def test_the_organisations_as_json(client, filled):
    whole = json.loads(text_of(client.get("/open-data/organisations.json")))
    assert whole["licence"].startswith("http://www.nationalarchives.gov.uk/")
    assert whole["generated"]
    assert len(whole["organizations"]) == 4
    mama = next(one for one in whole["organizations"] if one["name"] == "Mama to Mama")
    assert mama == client.get(f"/api/oruk/v3/organizations/{mama['id']}").json()


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_its_licence_and_date_and_may_be_read_by_any_site(client, filled, name):
    response = client.get(f"/open-data/{name}")
    assert response.streaming
    assert 'rel="license"' in response["Link"]
    assert response["Last-Modified"].endswith("GMT")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.post(f"/open-data/{name}").status_code == 405


def test_a_formula_is_harmless(client):
    organisation = OrganisationFactory(name='=HYPERLINK("http://x")', summary="@SUM(1)", phone="+44 1632 960123")
    ServiceFactory(organisation=organisation, name="-1+1", description="\tcmd")
    text = text_of(client.get("/open-data/organisations.csv")) + text_of(client.get("/open-data/services.csv"))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert "'+44 1632 960123" in cells


def test_an_empty_directory_is_an_empty_file(client):
    assert rows_of(client, "organisations.csv") == []
    assert json.loads(text_of(client.get("/open-data/organisations.json")))["organizations"] == []
    assert last_changed() is None


def test_the_catalogue_says_when_what_it_holds_last_changed(client, filled):
    Service.objects.update(updated_at="2022-05-01T12:00Z")
    Organisation.objects.update(updated_at="2022-04-01T12:00Z")
    page = client.get("/open-data/").content.decode()
    assert "Last generated: 1 May 2022" in page
    for address in (*(f"/open-data/{name}" for name in FILES), "/api/oruk/v3/openapi.json", "/reconcile/"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("count", [1, 10, 100])
def test_a_file_costs_the_same_queries_for_one_and_for_many(client, django_assert_max_num_queries, count, name):
    for organisation in OrganisationFactory.create_batch(count):
        ServiceFactory(organisation=organisation)
    with django_assert_max_num_queries(11):
        text_of(client.get(f"/open-data/{name}"))

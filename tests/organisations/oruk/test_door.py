"""The open door: any origin, only reading, ETags, and answers kept no longer than they are true."""

import pytest
from django.contrib.auth.models import Group

from kentcivil.accounts.roles import Role
from organisations import actions
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.organisations.oruk import county

pytestmark = pytest.mark.django_db
ADDRESS = "/api/oruk/v3/organizations"


@pytest.fixture(autouse=True)
def filled():
    return county.fill()


def test_a_page_of_any_origin_may_read_it(client):
    response = client.get(ADDRESS, headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    preflight = client.options(ADDRESS, headers={"Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 204
    assert "GET" in preflight["Access-Control-Allow-Methods"]
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nobody_writes_through_it(client, method):
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)(ADDRESS)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["message"]


def test_what_has_not_changed_is_not_sent_again(client):
    first = client.get(ADDRESS)
    assert "max-age=60" in first["Cache-Control"]
    for accepted in ("", "gzip"):
        again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"], "Accept-Encoding": accepted})
        assert again.status_code == 304
        assert not again.content
        assert again["Access-Control-Allow-Origin"] == "*"
        assert again["ETag"] == first["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(ADDRESS)["ETag"] == first["ETag"]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_at_once(client, filled):
    before = client.get(ADDRESS)
    officer = UserFactory()
    officer.groups.add(Group.objects.get(name=Role.DIRECTORY_OFFICER))
    actions.edit(by=officer, organisation=filled["Mama to Mama"], town="Broadstairs", phone="01632 960999")
    organisation = filled["Mama to Mama"]
    address = f"{ADDRESS}/{organisation.public_id}"
    assert client.get(address).json()["phones"][0]["number"] == "01632 960999"
    actions.edit(by=officer, organisation=organisation, phone="01632 960111")
    assert client.get(address).json()["phones"][0]["number"] == "01632 960111"
    assert before.status_code == 200


def test_somebody_signed_in_is_told_the_same(client):
    anonymous = client.get(ADDRESS)
    client.force_login(UserFactory())
    assert client.get(ADDRESS).json() == anonymous.json()


def test_the_id_of_an_entry_that_became_another_leads_there(client, filled):
    officer = UserFactory()
    officer.groups.add(Group.objects.get(name=Role.DIRECTORY_OFFICER))
    kept, gone = filled["Mama to Mama"], OrganisationFactory(name="Mama to Mama CIC")
    actions.merge(by=officer, kept=kept, gone=gone)
    answer = client.get(f"{ADDRESS}/{gone.public_id}")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}/{kept.public_id}")
    assert client.get(answer["Location"]).json()["name"] == "Mama to Mama"
    actions.suspend(by=officer, organisation=kept, reason="Nobody answers")
    assert client.get(f"{ADDRESS}/{gone.public_id}").status_code == 404

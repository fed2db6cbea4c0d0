"""The page of somebody signed in."""

import pytest

from organisations.models import Membership
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_somebody_new_is_told_what_they_could_do(client):
    client.force_login(UserFactory())
    page = client.get("/my/").text
    assert "You do not look after an organisation" in page
    assert "You have not started an application" in page
    assert "You have not offered to help" in page


def test_it_lists_my_organisations_and_nobody_elses(client):
    me = UserFactory()
    Membership.objects.create(organisation=OrganisationFactory(name="Mine to keep"), user=me, role="owner")
    Membership.objects.create(organisation=OrganisationFactory(name="Not mine"), user=UserFactory(), role="owner")
    client.force_login(me)
    page = client.get("/my/").text
    assert "Mine to keep" in page
    assert "Not mine" not in page


def test_somebody_not_signed_in_is_asked_to_sign_in(client):
    assert client.get("/my/").headers["Location"] == "/accounts/login/?next=/my/"


def test_an_organisation_more_costs_no_query_more(client, django_assert_max_num_queries):
    me = UserFactory()
    for organisation in OrganisationFactory.create_batch(30):
        Membership.objects.create(organisation=organisation, user=me)
    client.force_login(me)
    with django_assert_max_num_queries(8):
        client.get("/my/")

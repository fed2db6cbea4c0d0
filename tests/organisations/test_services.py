"""What an organisation offers is kept true by its own people, and visitors see it at once."""

import pytest
from django.urls import reverse

from organisations import actions
from organisations.models import Service
from organisations.states import NotAllowed
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return MembershipFactory().user


@pytest.fixture
def entry(owner):
    return owner.organisations.get()


def test_a_member_adds_changes_and_stops_something_they_offer(client, owner, entry):
    client.force_login(owner)
    said = {"name": "Pram library", "when": "Tuesdays, 10am to noon", "cost": "free", "joining": "drop-in"}
    added = client.post(
        reverse("my_service_new", args=[entry.slug]),
        {**said, "postcode": "ct91hp", "minimum_age": "16", "is_running": "on"},
    )
    assert added.status_code == 302
    service = entry.services.get()
    assert (service.postcode, service.district.slug, service.minimum_age) == ("CT9 1HP", "thanet", 16)
    assert "Tuesdays, 10am to noon" in client.get(entry.get_absolute_url()).content.decode()
    own = client.get(reverse("my_organisation", args=[entry.slug])).content.decode()
    address = reverse("my_service", args=[entry.slug, service.public_id])
    assert address in own
    assert 'value="Pram library"' in client.get(address).content.decode()
    client.post(address, {**said, "when": "Fridays", "postcode": "CT9 1HP"})
    service.refresh_from_db()
    assert (service.when, service.is_running, service.latitude is not None) == ("Fridays", False, True)
    assert "Pram library" not in client.get(entry.get_absolute_url()).content.decode()
    assert "not running" in client.get(reverse("my_organisation", args=[entry.slug])).content.decode()


def test_wrong_answers_get_a_sentence_and_nothing_is_lost(client, owner, entry):
    client.force_login(owner)
    address = reverse("my_service_new", args=[entry.slug])
    wrong = {"minimum_age": "60", "maximum_age": "16", "postcode": "Deal", "when": "x" * 301, "cost": "gold"}
    page = client.post(address, wrong).content.decode()
    for sentence in ("Enter what it is called", "like CT9 1HP", "below the youngest", "300 letters", "what it costs"):
        assert sentence in page, sentence
    assert 'value="Deal"' in page
    for age in ("ten", "-1", "1e9", "999999999999"):
        assert "like 16" in client.post(address, {"minimum_age": age, "maximum_age": age}).content.decode()
    assert not Service.objects.exists()


def test_choices_that_there_are_not_get_the_same_plain_sentences(client, owner, entry):
    client.force_login(owner)
    page = client.post(
        f"/my/organisations/{entry.slug}/services/",
        {"name": "Tea", "cost": "gold", "joining": "dance", "postcode": "CT" * 30},
    ).content.decode()
    for sentence in ("Choose what it costs", "Choose how to take part", "Enter a postcode, like CT9 1HP"):
        assert sentence in page
    assert "valid choice" not in page


def test_others_neither_see_nor_change_it(client, owner, entry):
    elsewhere = ServiceFactory()
    client.force_login(owner)
    assert client.get(reverse("my_service", args=[entry.slug, elsewhere.public_id])).status_code == 404
    with pytest.raises(NotAllowed, match="another organisation"):
        actions.write_service(by=owner, organisation=entry, service=elsewhere, name="Mine now")
    with pytest.raises(NotAllowed, match="cannot change"):
        actions.write_service(by=UserFactory(), organisation=entry, name="Mine now")
    with pytest.raises(ValueError, match="organisation"):
        actions.write_service(by=owner, organisation=entry, name="Moved", organisation_id=elsewhere.organisation_id)
    client.force_login(UserFactory())
    assert client.get(reverse("my_service_new", args=[entry.slug])).status_code == 404

"""The history page of a thing in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kentcivil.accounts.models import User
from kentcivil.audit.history import acting, because
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = UserFactory(name="Priya Raman", is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def _page(client, person, **query):
    return client.get(reverse("admin:accounts_user_history", args=[person.pk]), query).content.decode()


def test_it_says_who_what_and_why_with_before_and_after(client, officer):
    person = UserFactory(name="Ada")
    with because("They moved away", by=officer):
        User.objects.filter(pk=person.pk).update(is_active=False)
    page = _page(client, person)
    assert "History of Ada" in page
    for words in ("Priya Raman", "They moved away", "Changed", "<b>active</b>", "Added", "the database, directly"):
        assert words in page


def test_tasks_commands_and_people_who_are_gone_are_named_as_such(client, officer):
    person = UserFactory()
    flip = False
    for said in ({"task": "mail.sweep"}, {"command": "fill"}, {"page": "signup"}, {"user": 987654}):
        with acting(**said):
            User.objects.filter(pk=person.pk).update(is_active=flip)
        flip = not flip
    page = _page(client, person)
    for words in ("task mail.sweep", "command fill", "somebody not signed in", "user 987654, no longer here"):
        assert words in page


def test_foreign_keys_are_names(client, officer):
    from kentcivil.accounts.models import RoleGiven
    from kentcivil.audit.admin import _changes

    person = UserFactory(name="Ada")
    person.groups.add(Group.objects.get(name="assessor"))
    events = RoleGiven.pgh_event_model.objects.select_related("pgh_context")
    for event in (shown := list(events)):
        event.pgh_label = "insert"
    (change,) = _changes(shown, events, RoleGiven, ())
    assert {field["after"] for field in change["fields"]} == {"Ada", "assessor"}


@pytest.mark.parametrize("changes", [1, 10, 100])
def test_the_page_costs_the_same_queries_however_long_the_history(
    client, officer, changes, django_assert_max_num_queries
):
    person = UserFactory()
    for number in range(changes):
        with because(f"Reason {number}", by=officer):
            User.objects.filter(pk=person.pk).update(is_active=number % 2 == 1)
    with django_assert_max_num_queries(10):
        page = _page(client, person)
    assert f"Reason {changes - 1}" in page
    if changes == 100:
        assert "Page 1 of 3" in page
        assert "Reason 0<" in _page(client, person, p=2) + _page(client, person, p=3)


def test_it_is_for_those_who_may_see_the_thing(client):
    person = UserFactory()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:accounts_user_history", args=[person.pk])).status_code == 403
    assert client.get(reverse("admin:accounts_user_history", args=[0])).status_code in (403, 404)

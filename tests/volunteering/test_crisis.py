"""The crisis page: prepared, raised by an officer, the most urgent call first, and gone again."""

import threading

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from kentcivil.accounts.roles import Role
from tests.volunteering.factories import OpportunityFactory, staff
from volunteering import actions
from volunteering.models import Crisis, CrisisCall
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    cache.clear()
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def crisis():
    return Crisis.objects.create(
        title="Flood at Yalding",
        summary="The river is high.",
        advice="Wear boots\n\nTell us first",
        telephone="01632 1",
    )


@pytest.fixture
def officer():
    return staff(Role.DIRECTORY_OFFICER)


def _page(client):
    return client.get(reverse("volunteering_crisis")).content.decode()


def test_it_goes_up_and_down_at_an_officers_word(client, crisis, officer, django_capture_on_commit_callbacks):
    assert "Nothing special is on" in _page(client)
    with django_capture_on_commit_callbacks(execute=True):
        raised = actions.raise_crisis(crisis=crisis, by=officer)
    assert (raised.state, raised.raised_by) == ("raised", officer)
    page = _page(client)
    for words in ("Flood at Yalding", "Wear boots", "Ring 01632 1", "no calls yet"):
        assert words in page
    assert "Flood at Yalding" in client.get(reverse("volunteering")).content.decode()
    assert "Flood at Yalding" in client.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_crisis(crisis=crisis, by=officer)
    assert "Nothing special is on" in _page(client)
    assert "Flood at Yalding" not in client.get(reverse("volunteering")).content.decode()
    with pytest.raises(NotAllowed, match="cannot become"):
        actions.raise_crisis(crisis=crisis, by=officer)


def test_the_most_urgent_call_is_first_and_what_is_met_last(client, crisis, officer):
    titles = {"Carry": (2, False), "Dry": (1, True), "Row": (1, False), "Later": (3, False)}
    for title, (urgency, met) in titles.items():
        CrisisCall.objects.create(
            crisis=crisis, opportunity=OpportunityFactory(title=title), urgency=urgency, met=met, needed="Ten people"
        )
    CrisisCall.objects.create(crisis=crisis, opportunity=OpportunityFactory(title="Gone", state="closed"), needed="One")
    assert not CrisisCall.objects.published().exists()
    actions.raise_crisis(crisis=crisis, by=officer)
    response = client.get(reverse("volunteering_crisis"))
    assert [call.opportunity.title for call in response.context["calls"]] == ["Row", "Carry", "Later", "Dry"]
    assert "Gone" not in response.content.decode()


def test_only_an_officer_raises_it_and_one_at_a_time(crisis, officer):
    for by in (staff(Role.BROKER), staff(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            actions.raise_crisis(crisis=crisis, by=by)
        with pytest.raises(PermissionDenied):
            actions.end_crisis(crisis=crisis, by=by)
    with pytest.raises(NotAllowed, match="cannot become"):
        actions.end_crisis(crisis=crisis, by=officer)
    actions.raise_crisis(crisis=crisis, by=officer)
    with pytest.raises(NotAllowed, match="is on now"):
        actions.raise_crisis(crisis=Crisis.objects.create(title="Storm", summary="Wind"), by=officer)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_raise_one():
    by = staff(Role.DIRECTORY_OFFICER)
    refused = []

    def put_up(crisis):
        try:
            actions.raise_crisis(crisis=crisis, by=by)
        except NotAllowed as sentence:
            refused.append(sentence)
        finally:
            connection.close()

    crises = [Crisis.objects.create(title=f"Crisis {number}", summary="x") for number in range(6)]
    threads = [threading.Thread(target=put_up, args=[crisis]) for crisis in crises]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Crisis.objects.published().count() == 1
    assert len(refused) == 5


def test_it_is_raised_from_the_admin(client, crisis, officer, django_capture_on_commit_callbacks):
    client.force_login(officer)
    opportunity = OpportunityFactory(title="Sandbags")
    address = reverse("admin:volunteering_crisis_change", args=[crisis.pk])
    assert client.get(address).status_code == 200
    said = {
        "title": crisis.title,
        "summary": crisis.summary,
        "calls-TOTAL_FORMS": 1,
        "calls-INITIAL_FORMS": 0,
        "calls-0-opportunity": opportunity.pk,
        "calls-0-urgency": 1,
        "calls-0-needed": "Twenty people",
    }
    client.post(address, said)
    chosen = {"_selected_action": [crisis.pk]}
    listed = reverse("admin:volunteering_crisis_changelist")
    with django_capture_on_commit_callbacks(execute=True):
        assert "page is up" in client.post(listed, {"action": "put_up", **chosen}, follow=True).content.decode()
    client.logout()
    assert "Twenty people" in _page(client)
    client.force_login(officer)
    assert "cannot become" in client.post(listed, {"action": "put_up", **chosen}, follow=True).content.decode()
    assert "page is down" in client.post(listed, {"action": "take_down", **chosen}, follow=True).content.decode()


def test_the_page_asks_as_often_for_a_hundred_calls_as_for_one(client, crisis, officer, django_assert_max_num_queries):
    actions.raise_crisis(crisis=crisis, by=officer)
    asked = []
    for size in (1, 9, 90):
        for opportunity in OpportunityFactory.create_batch(size):
            CrisisCall.objects.create(crisis=crisis, opportunity=opportunity, needed="One")
        cache.clear()
        with django_assert_max_num_queries(6) as queries:
            _page(client)
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked
    with django_assert_max_num_queries(0):
        _page(client)  # kept for visitors

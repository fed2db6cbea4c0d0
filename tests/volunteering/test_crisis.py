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


def test_an_officer_of_no_centre_finds_opportunities_and_raises_it_from_the_admin(
    client, crisis, officer, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    sandbags = OpportunityFactory(title="Fill sandbags", organisation__name="River Wardens")
    OpportunityFactory(title="Walk dogs")
    OpportunityFactory(title="Sandbags of last year", state="closed")
    prepared = client.get(reverse("admin:volunteering_crisis_change", args=[crisis.pk])).content.decode()
    found = reverse("admin:volunteering_crisis_calls", args=[crisis.pk])
    assert found in prepared
    page = client.get(found, {"q": "sandbgas"}).content.decode()
    assert sandbags.get_absolute_url() in page
    assert "River Wardens" in page
    assert "Walk dogs" not in page
    assert "last year" not in page
    said = {"opportunity": sandbags.pk, f"call-{sandbags.pk}-urgency": 1}
    page = client.post(f"{found}?q=sandbags", said | {f"call-{sandbags.pk}-needed": ""}).content.decode()
    assert "This field is required" in page
    assert not crisis.calls.exists()
    said[f"call-{sandbags.pk}-needed"] = "Twenty people"
    page = client.post(f"{found}?q=sandbags", said, follow=True).content.decode()
    assert "“Fill sandbags” is on the page." in page
    assert "It is on the page." in page
    assert "is on the page already" in client.post(found, said).content.decode()
    assert sandbags.get_absolute_url() in client.get(prepared_page(crisis)).content.decode()
    call = crisis.calls.get()
    inline = {"calls-TOTAL_FORMS": 1, "calls-INITIAL_FORMS": 1, "calls-0-id": call.pk, "calls-0-crisis": crisis.pk}
    changed = {"calls-0-urgency": 2, "calls-0-needed": "Thirty people"}
    client.post(prepared_page(crisis), {"title": crisis.title, "summary": "High.", **inline, **changed})
    chosen = {"_selected_action": [crisis.pk]}
    listed = reverse("admin:volunteering_crisis_changelist")
    with django_capture_on_commit_callbacks(execute=True):
        assert "page is up" in client.post(listed, {"action": "put_up", **chosen}, follow=True).content.decode()
    client.logout()
    assert "Thirty people" in _page(client)
    client.force_login(officer)
    assert "cannot become" in client.post(listed, {"action": "put_up", **chosen}, follow=True).content.decode()
    assert "page is down" in client.post(listed, {"action": "take_down", **chosen}, follow=True).content.decode()
    assert found not in client.get(prepared_page(crisis)).content.decode()


def prepared_page(crisis):
    return reverse("admin:volunteering_crisis_change", args=[crisis.pk])


def test_a_new_crisis_leads_to_the_search(client, officer):
    client.force_login(officer)
    sent = client.post(reverse("admin:volunteering_crisis_add"), {"title": "Storm", "summary": "Wind."})
    assert sent["Location"] == reverse("admin:volunteering_crisis_calls", args=[Crisis.objects.get().pk])


def test_what_cannot_be_called_for_says_why(crisis, officer):
    said = {"crisis": crisis, "urgency": 1, "needed": " Boots "}
    closed, opportunity = OpportunityFactory(state="closed"), OpportunityFactory()
    with pytest.raises(PermissionDenied):
        actions.call_for_help(**said, opportunity=opportunity, by=staff(Role.BROKER))
    with pytest.raises(NotAllowed, match="not on the public list"):
        actions.call_for_help(**said, opportunity=closed, by=officer)
    assert actions.call_for_help(**said, opportunity=opportunity, by=officer).needed == "Boots"
    with pytest.raises(NotAllowed, match="already"):
        actions.call_for_help(**said, opportunity=opportunity, by=officer)
    actions.raise_crisis(crisis=crisis, by=officer)
    actions.call_for_help(**said, opportunity=OpportunityFactory(), by=officer)
    actions.end_crisis(crisis=crisis, by=officer)
    with pytest.raises(NotAllowed, match="is over"):
        actions.call_for_help(**said, opportunity=OpportunityFactory(), by=officer)


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 403), (Role.BROKER, 403), (Role.DIRECTORY_OFFICER, 200)])
def test_who_finds_opportunities_for_a_crisis(client, crisis, role, status):
    client.force_login(staff(role))
    found = reverse("admin:volunteering_crisis_calls", args=[crisis.pk])
    assert client.get(found).status_code == status
    assert client.post(found, {"opportunity": "9" * 30}).status_code == status
    assert client.get(reverse("admin:volunteering_crisis_calls", args=[0])).status_code == (
        404 if status == 200 else 403
    )


def test_the_page_asks_as_often_for_a_hundred_calls_as_for_one(client, crisis, officer, django_assert_max_num_queries):
    actions.raise_crisis(crisis=crisis, by=officer)
    one, asked = OpportunityFactory(state="draft"), []
    for size in (1, 9, 90):
        for opportunity in OpportunityFactory.create_batch(size, organisation=one.organisation, centre=one.centre):
            CrisisCall.objects.create(crisis=crisis, opportunity=opportunity, needed="One")
        cache.clear()
        with django_assert_max_num_queries(6) as queries:
            _page(client)
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked
    with django_assert_max_num_queries(0):
        _page(client)  # kept for visitors

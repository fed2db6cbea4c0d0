"""The officer's page of the minutes: one form, everything or nothing, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from kentcivil.accounts.roles import Role
from partnership_board import actions
from partnership_board.models import Action, Attendance, Correction, Decision, Declaration, MinuteEntry, Minutes
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    InterestFactory,
    MeetingFactory,
    PersonFactory,
    held_meeting,
    minuted,
    officer,
    pdf,
    person_in,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


@pytest.fixture
def meeting(by):
    body = held_meeting("Ann Bell", "Bob Cray", by=by).body
    return body.meetings.get()


def _address(meeting):
    return reverse("admin:partnership_board_meeting_minutes", args=[meeting.pk])


def _fields(page):
    """What a browser without scripts would post of a page as it is: each field with its value."""
    form = page[page.index('<form method="post" novalidate>') :]
    said = dict(re.findall(r'<input type="(?:hidden|text|number|date)" name="([^"]+)"(?: value="([^"]*)")?', form))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form):
        said[name] = text
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        said[name] = (re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options))[0]
    return said


def _post(client, meeting, **typed):
    data = _fields(client.get(_address(meeting)).content.decode())
    return client.post(_address(meeting), {**data, **typed}, follow=True)


def test_everything_is_saved_at_once(client, meeting, by):
    item = meeting.items.get()
    organisation = OrganisationFactory()
    item.concerns.create(organisation=organisation)
    ann = meeting.attendances.in_order().first()
    bob = meeting.attendances.in_order().last()
    line = InterestFactory(person=ann.member, organisation=organisation, description="Treasurer of the hall")
    stand_in = PersonFactory()
    page = client.get(_address(meeting)).content.decode()
    assert "Ann Bell: Treasurer of the hall" in page
    typed = {
        f"seat-{bob.pk}-came": "substitute",
        f"seat-{bob.pk}-substitute": stand_in.pk,
        f"entry-{item.pk}-text": "Five rooms are free.",
        f"declaration-{item.pk}-person": ann.member_id,
        f"declaration-{item.pk}-what": "Treasurer of the hall",
        f"declaration-{item.pk}-conduct": "left",
        f"decision-{item.pk}-title": "Open the rooms",
        f"agreed-{item.pk}-title": "Tell the groups",
        f"agreed-{item.pk}-owner": stand_in.pk,
        f"agreed-{item.pk}-due_on": "2022-06-01",
        f"agreed-{item.pk}-decision": "new",
    }
    saved = _post(client, meeting, **typed).content.decode()
    assert "The minutes are saved." in saved
    assert Attendance.objects.get(pk=bob.pk).who_came == stand_in
    assert MinuteEntry.objects.get().text == "Five rooms are free."
    assert Declaration.objects.get().interest == line
    decision = Decision.objects.get()
    assert Action.objects.get().decision == decision
    assert decision.reference in saved
    # Sending the same page once more records nothing twice.
    again = client.post(_address(meeting), {**_fields(page), **typed}).content.decode()
    assert "Somebody else saved these minutes while you had them open." in again
    assert 'value="Open the rooms"' in again
    assert Decision.objects.count() == Action.objects.count() == 1
    public = client.get(meeting.get_absolute_url()).content.decode()
    assert "Ann Bell: Treasurer of the hall. Left the room." in public
    assert f"{stand_in.name}, for Bob Cray" in public


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"decision-{}-title": "Open", "decision-{}-how": "vote"}, "Count the votes"),
        ({"agreed-{}-title": "Do it"}, "This field is required"),
        (
            {"agreed-{}-title": "Do it", "agreed-{}-owner": "{person}", "agreed-{}-due_on": "2022-05-01"},
            "day of the meeting or later",
        ),
        (
            {
                "agreed-{}-title": "Do it",
                "agreed-{}-owner": "{person}",
                "agreed-{}-due_on": "2022-06-01",
                "agreed-{}-decision": "new",
            },
            "Type the decision, or choose another",
        ),
        ({"declaration-{}-what": "Trustee"}, "This field is required"),
    ],
)
def test_one_mistake_saves_nothing_and_loses_nothing(client, meeting, by, typed, sentence):
    item, person = meeting.items.get(), PersonFactory()
    typed = {name.format(item.pk): value.format(person=person.pk) for name, value in typed.items()}
    page = _post(client, meeting, **typed, **{f"entry-{item.pk}-text": "Typed at length."}).content.decode()
    assert sentence in page
    assert "Typed at length." in page
    assert "<details open>" in page
    assert not Decision.objects.exists()
    assert not MinuteEntry.objects.exclude(text="").exists()


def test_a_substitute_has_a_name(client, meeting, by):
    row = meeting.attendances.first()
    page = _post(client, meeting, **{f"seat-{row.pk}-came": "substitute"}).content.decode()
    assert "Say who the substitute was." in page
    assert Attendance.objects.get(pk=row.pk).came == "member"


def test_a_member_does_not_stand_in_for_themselves(client, meeting, by):
    row = meeting.attendances.first()
    typed = {f"seat-{row.pk}-came": "substitute", f"seat-{row.pk}-substitute": row.member_id}
    assert "somebody else than the member" in _post(client, meeting, **typed).content.decode()


def test_corrections_are_answered_and_actions_closed_from_the_page(client, meeting, by):
    minutes = minuted(meeting, by=by, state="circulated")
    person = meeting.attendances.first().member
    correction = Correction.objects.create(minutes=minutes, person=person, wording="Six rooms")
    action = ActionFactory(body=meeting.body, state="done", finished_at=NOW)
    page = client.get(_address(meeting)).content.decode()
    assert "Six rooms" in page
    assert action.title in page
    typed = {f"answer-{correction.pk}-answer": "declined", f"answer-{correction.pk}-response": "It was five."}
    _post(client, meeting, **typed, **{f"close-{action.pk}-closed": "on"})
    correction.refresh_from_db()
    action.refresh_from_db()
    assert (correction.answer, correction.response) == ("declined", "It was five.")
    assert (action.state, action.closed_by) == ("closed", meeting)


def test_what_cannot_be_written_down_now_is_refused_with_a_sentence(client, meeting, by):
    minuted(meeting, by=by)
    body = meeting.body
    body.terms.create(number=1, starts_on=NOW.date(), quorum=9)
    item = meeting.items.get()
    page = _post(client, meeting, **{f"decision-{item.pk}-title": "Open"}).content.decode()
    assert "2 seats were filled and 9 are needed for a decision" in page


def test_the_page_is_there_from_the_start_until_approval(client, by):
    coming = MeetingFactory(published=True)
    assert "from the start of a public meeting" in client.get(_address(coming), follow=True).content.decode()
    change = reverse("admin:partnership_board_meeting_change", args=[coming.pk])
    assert "Take the minutes" not in client.get(change).content.decode()
    meeting = held_meeting("Ann Bell", by=by)
    change = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])
    assert "Take the minutes" in client.get(change).content.decode()
    minuted(meeting, by=by, state="approved")
    assert "until they are approved" in client.get(_address(meeting), follow=True).content.decode()
    meeting.pk = 0
    assert client.get(reverse("admin:partnership_board_meeting_minutes", args=[0])).status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FUNDING_OFFICER])
def test_nobody_else_takes_minutes(client, meeting, role):
    client.force_login(person_in(role))
    assert client.get(_address(meeting)).status_code == 403
    assert client.post(_address(meeting)).status_code == 403


def test_minutes_go_their_way_by_buttons(client, meeting, by):
    def act(name, **said):
        return client.post(
            reverse("admin:partnership_board_meeting_act", args=[meeting.pk, name]), said, follow=True
        ).content.decode()

    minuted(meeting, by=by)
    assert "Done: circulate the minutes" in act("circulate")
    other = MeetingFactory(published=True, starts_at=NOW)
    later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW)
    assert "Select a valid choice" in act("approve", at_meeting=other.pk)
    assert "Done: record the minutes as approved" in act("approve", at_meeting=later.pk)
    assert "Done: add the signed copy" in act("signed", signed_by="The chair", upload=pdf())
    assert "Done: publish the decisions" in act("decisions")
    assert Minutes.objects.get().signed_copy.signed_by == "The chair"
    for page in ("decision", "minutes", "interest"):
        assert client.get(f"/admin/partnership_board/{page}/").status_code == 200
    assert client.get(f"/admin/partnership_board/minutes/{Minutes.objects.get().pk}/change/").status_code == 200
    assert client.get("/admin/partnership_board/minutes/add/").status_code == 403


def test_the_page_asks_the_database_as_often_however_long_the_agenda(client, by, django_assert_max_num_queries):
    for size in (1, 10, 30):
        meeting = held_meeting(*(f"Member {n}" for n in range(size)), by=by)
        items = AgendaItemFactory.create_batch(size, meeting=meeting)
        for item in items[:10]:
            actions.record_decision(item=item, title="Open", by=by)
            actions.agree_action(item=item, title="Do", owner=PersonFactory(), due_on=NOW.date(), by=by)
        with django_assert_max_num_queries(20):
            assert client.get(_address(meeting)).status_code == 200


class TestInterestsInTheAdmin:
    def test_a_line_is_added_and_ended_and_never_changed(self, client, by):
        person = PersonFactory()
        add = reverse("admin:partnership_board_interest_add")
        client.post(add, {"person": person.pk, "kind": "trustee", "description": "Trustee of the hall"})
        line = person.interests.get()
        assert line.registered_by == by
        page = reverse("admin:partnership_board_interest_change", args=[line.pk])
        assert 'name="description"' not in client.get(page).content.decode()
        client.post(reverse("admin:partnership_board_interest_act", args=[line.pk, "end"]))
        line.refresh_from_db()
        assert line.ended_on == NOW.date()
        assert client.post(reverse("admin:partnership_board_interest_delete", args=[line.pk])).status_code == 403


def test_a_new_seat_is_asked_for_when_the_meeting_is_held(by):
    meeting = AgendaItemFactory(meeting__published=True, meeting__starts_at=NOW - timedelta(hours=1)).meeting
    assert not meeting.attendances.exists()
    seated(meeting.body, "Late Comer")
    actions.hold_meeting(meeting=meeting, by=by)
    assert meeting.attendances.get().member.name == "Late Comer"

"""Minutes from the first word to the frozen record, decisions with their references, and the chain to actions."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from partnership_board import actions, permissions
from partnership_board.exemptions import Exemption
from partnership_board.models import (
    Action,
    Attendance,
    Decision,
    DecisionNote,
    Meeting,
    MinuteEntry,
    Minutes,
    MinutesVersion,
    SignedCopy,
)
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    LONDON,
    NOW,
    ActionFactory,
    AgendaItemFactory,
    MeetingFactory,
    PersonFactory,
    TermsFactory,
    held_meeting,
    minuted,
    officer,
    paper_for,
    pdf,
    person_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def meeting(by):
    return held_meeting("Ann Bell", "Bob Cray", "Cat Dunn", by=by)


def _minutes_page(meeting):
    return reverse("board_minutes", args=[meeting.slug])


def _signed_in(client, person):
    user = UserFactory()
    person.user = user
    person.save()
    client.force_login(user)
    return user


class TestTheWayOfMinutes:
    def test_nothing_is_minuted_before_the_meeting_begins(self, by):
        coming = MeetingFactory(published=True)
        with pytest.raises(ValidationError, match="has not begun"):
            actions.write_minutes(meeting=coming, entries={}, by=by)
        with pytest.raises(ValidationError, match="nothing was decided"):
            actions.publish_decision_note(meeting=coming, by=by)

    @pytest.mark.parametrize("act", ["circulate", "approve"])
    def test_minutes_that_do_not_exist_go_nowhere(self, by, act):
        item = AgendaItemFactory(meeting__published=True, meeting__starts_at=NOW - timedelta(hours=2))
        later = MeetingFactory(body=item.meeting.body, published=True, starts_at=NOW - timedelta(hours=1))
        more = {"at_meeting": later} if act == "approve" else {}
        with pytest.raises(ValidationError, match="There are no minutes of this meeting yet"):
            getattr(actions, f"{act}_minutes")(meeting=item.meeting, by=by, **more)
        assert not Minutes.objects.exists()

    def test_a_draft_is_not_approved_and_an_empty_one_not_circulated(self, meeting, by):
        with pytest.raises(ValidationError, match="Write something"):
            actions.circulate_minutes(meeting=meeting, by=by)
        minuted(meeting, by=by)
        later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW)
        with pytest.raises(ValidationError, match="cannot become"):
            actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)

    def test_they_are_circulated_to_those_who_were_there(self, by):
        meeting = held_meeting("Ann Bell", "Bob Cray", by=by)
        ann, bob = (row.member for row in meeting.attendances.in_order())
        type(ann).objects.filter(pk=ann.pk).update(email="ann@example.org")
        type(bob).objects.filter(pk=bob.pk).update(email="bob@example.org")
        meeting.attendances.filter(member=bob).update(came="nobody")
        minuted(meeting, by=by, state="circulated")
        mail = Message.objects.get(subject__startswith="Draft minutes")
        assert mail.to == "ann@example.org"
        assert _minutes_page(meeting) in mail.text

    def test_minutes_of_a_meeting_to_which_nobody_came_are_not_circulated(self, meeting, by):
        minuted(meeting, by=by)
        meeting.attendances.update(came="")
        with pytest.raises(ValidationError, match="Record who came"):
            actions.circulate_minutes(meeting=meeting, by=by)

    def test_those_who_were_there_correct_and_the_officer_answers(self, client, meeting, by):
        minutes = minuted(meeting, by=by, state="circulated")
        ann = meeting.attendances.in_order().first().member
        _signed_in(client, ann)
        refused = client.post(_minutes_page(meeting), {"wording": " "}).content.decode()
        assert "Write what the minutes should say" in refused
        item = meeting.items.first()
        sent = client.post(_minutes_page(meeting), {"item": item.pk, "wording": "It was five rooms."}, follow=True)
        assert "Your correction was sent" in sent.content.decode()
        assert "Waiting for an answer" in sent.content.decode()
        later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW)
        with pytest.raises(ValidationError, match="Answer each correction"):
            actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
        correction = actions.answer_correction(
            correction=minutes.corrections.get(), accepted=True, response="Quite so.", by=by
        )
        with pytest.raises(ValidationError, match="answered already"):
            actions.answer_correction(correction=correction, accepted=False, by=by)
        assert "Accepted: Quite so." in client.get(_minutes_page(meeting)).content.decode()

    def test_nobody_else_corrects_or_reads_them_before_they_are_approved(self, client, meeting, by):
        minuted(meeting, by=by, state="circulated")
        stranger = UserFactory()
        with pytest.raises(actions.NotAllowed, match="somebody who was at the meeting"):
            actions.send_correction(meeting=meeting, wording="No", by=stranger)
        for user in (None, stranger, person_in(Role.FUNDING_OFFICER)):
            if user:
                client.force_login(user)
            assert client.get(_minutes_page(meeting)).status_code == 404
        client.force_login(person_in(Role.AUDITOR))
        assert client.get(_minutes_page(meeting)).status_code == 200
        assert client.post(_minutes_page(meeting), {"wording": "No"}).status_code == 404

    def test_corrections_end_with_approval(self, client, meeting, by):
        minuted(meeting, by=by, state="approved")
        user = _signed_in(client, meeting.attendances.in_order().first().member)
        with pytest.raises(ValidationError, match="not open for corrections"):
            actions.send_correction(meeting=meeting, wording="Too late", by=user)

    def test_a_correction_without_words_is_none(self, meeting, by, client):
        minuted(meeting, by=by, state="circulated")
        user = _signed_in(client, meeting.attendances.in_order().first().member)
        with pytest.raises(ValidationError, match="Write what"):
            actions.send_correction(meeting=meeting, wording="  ", by=user)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"starts_at": NOW - timedelta(hours=5)}, "later meeting of the same body"),
            ({"starts_at": NOW + timedelta(days=3)}, "has not begun yet"),
        ],
    )
    def test_only_a_later_meeting_that_has_begun_approves(self, meeting, by, fields, sentence):
        minuted(meeting, by=by, state="circulated")
        later = MeetingFactory(body=meeting.body, published=True, **fields)
        with pytest.raises(ValidationError, match=sentence):
            actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
        other = MeetingFactory(published=True, starts_at=NOW)
        with pytest.raises(ValidationError, match="same body"):
            actions.approve_minutes(meeting=meeting, at_meeting=other, by=by)

    def test_approved_minutes_are_public_and_say_who_approved_them(self, client, meeting, by):
        minuted(meeting, by=by, state="approved", text="Five rooms are free.")
        page = client.get(_minutes_page(meeting)).content.decode()
        for words in ("Five rooms are free.", "by The next one, 3 May 2022", "Ann Bell", "Version 2"):
            assert words in page
        assert "Version 1" not in page
        assert _minutes_page(meeting) in client.get(meeting.get_absolute_url()).content.decode()
        assert Minutes.objects.published().get().meeting == meeting

    def test_the_signed_copy_is_kept_once(self, client, meeting, by):
        minuted(meeting, by=by)
        with pytest.raises(ValidationError, match="Only approved minutes"):
            actions.add_signed_copy(meeting=meeting, upload=pdf(), signed_by="The chair", by=by)
        actions.circulate_minutes(meeting=meeting, by=by)
        later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW)
        actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
        address = reverse("board_signed_copy", args=[meeting.slug])
        assert client.get(address).status_code == 404
        actions.add_signed_copy(meeting=meeting, upload=pdf(text="Signed"), signed_by="The chair", by=by)
        with pytest.raises(ValidationError, match="signed copy of these minutes already"):
            actions.add_signed_copy(meeting=meeting, upload=pdf(), signed_by="The chair", by=by)
        assert b"Signed" in b"".join(client.get(address))
        copy = SignedCopy.objects.get()
        copy.file.storage.delete(copy.file.name)
        assert client.get(address).status_code == 404


class TestFrozen:
    @pytest.fixture
    def frozen(self, by):
        meeting = held_meeting("Ann Bell", by=by)
        item = meeting.items.first()
        ActionFactory(body=meeting.body)
        decision = actions.record_decision(item=item, title="Open the rooms", by=by)
        actions.agree_action(
            item=item, title="Open them", owner=PersonFactory(), due_on=NOW.date(), decision=decision, by=by
        )
        actions.record_declaration(item=item, person=PersonFactory(), what="Trustee", conduct="left", by=by)
        actions.publish_decision_note(meeting=meeting, by=by)
        paper_for(item, by=by)
        minuted(meeting, by=by, state="approved")
        return meeting

    CHANGES = [
        "UPDATE partnership_board_minutes SET state = 'draft', approved_at = NULL, approved_by_id = NULL",
        "DELETE FROM partnership_board_minutes",
        "UPDATE partnership_board_minuteentry SET text = 'Otherwise'",
        "DELETE FROM partnership_board_minuteentry",
        "UPDATE partnership_board_attendance SET came = 'nobody'",
        "DELETE FROM partnership_board_attendance",
        "UPDATE partnership_board_decision SET title = 'Close the rooms'",
        "DELETE FROM partnership_board_decision",
        "UPDATE partnership_board_declaration SET conduct = 'stayed'",
        "DELETE FROM partnership_board_declaration",
        "UPDATE partnership_board_decisionnote SET published_at = now()",
        "UPDATE partnership_board_agendaitem SET title = 'Other rooms'",
        "DELETE FROM partnership_board_agendaitem",
        "UPDATE partnership_board_paperversion SET sha256 = 'x'",
        "DELETE FROM partnership_board_paperversion",
        "INSERT INTO partnership_board_agendaitem"
        " (meeting_id, number, title, kind, presenter, description, late_reason)"
        " SELECT meeting_id, 99, 'New', 'decision', '', '', '' FROM partnership_board_minutes",
        "INSERT INTO partnership_board_minuteentry (minutes_id, item_id, text)"
        " SELECT minutes_id, item_id + 1, 'New' FROM partnership_board_minuteentry",
    ]

    @pytest.mark.parametrize("change", CHANGES)
    def test_the_database_refuses_to_change_the_approved_record(self, frozen, change):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    @pytest.mark.parametrize("table", ["minutesversion", "signedcopy"])
    def test_versions_and_signed_copies_are_never_changed(self, frozen, by, table):
        actions.add_signed_copy(meeting=frozen, upload=pdf(), signed_by="The chair", by=by)
        for change in (f"DELETE FROM partnership_board_{table}", f"UPDATE partnership_board_{table} SET id = id"):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                connection.cursor().execute(change)

    def test_what_the_public_may_read_can_still_change(self, frozen, by):
        item = frozen.items.first()
        item.exemption = Exemption.BUSINESS
        item.save()
        assert not Decision.objects.published().exists()

    def test_every_action_is_refused_with_a_sentence(self, frozen, by):
        for act, said in [
            (actions.write_minutes, {"meeting": frozen, "entries": {}}),
            (actions.record_attendance, {"meeting": frozen, "rows": {}}),
            (actions.record_decision, {"item": frozen.items.first(), "title": "More"}),
        ]:
            with pytest.raises(ValidationError, match="approved"):
                act(by=by, **said)

    def test_another_meeting_goes_on(self, frozen, by):
        other = held_meeting("Zoe Yates", by=by)
        minuted(other, by=by)
        assert MinuteEntry.objects.filter(minutes__meeting=other).update(text="Changed") == 1


class TestAsAtAPastDate:
    def test_the_minutes_are_read_as_they_stood_at_the_end_of_a_day(self, client, by, time_machine):
        meeting = held_meeting("Ann Bell", by=by)
        item = meeting.items.first()
        minuted(meeting, by=by, state="circulated", text="Four rooms.")
        time_machine.move_to(NOW + timedelta(days=2), tick=False)
        actions.write_minutes(meeting=meeting, entries={item: "Five rooms."}, by=by)
        actions.write_minutes(meeting=meeting, entries={item: "Five rooms."}, by=by)
        time_machine.move_to(NOW + timedelta(days=30), tick=False)
        later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW + timedelta(days=29))
        actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
        assert list(MinutesVersion.objects.values_list("number", "state")) == [
            (3, "approved"),
            (2, "circulated"),
            (1, "circulated"),
        ]

        def as_at(day):
            return client.get(_minutes_page(meeting), {"on": day.isoformat()}).content.decode()

        client.force_login(by)
        days = [NOW.date() + timedelta(days=step) for step in (-1, 0, 1, 2, 29, 30)]
        seen = [next((words for words in ("Four rooms.", "Five rooms.") if words in as_at(day)), None) for day in days]
        assert seen == [None, "Four rooms.", "Four rooms.", "Five rooms.", "Five rooms.", "Five rooms."]
        client.logout()
        assert "There were none on that day" in as_at(days[-2])
        assert "Five rooms." in as_at(days[-1])
        assert "Five rooms." in client.get(_minutes_page(meeting), {"on": "yesterday"}).content.decode()

    def test_a_change_of_the_seats_leaves_old_minutes_as_they_were(self, client, meeting, by):
        minuted(meeting, by=by, state="approved")
        ann = meeting.attendances.in_order().first()
        type(ann.member).objects.filter(pk=ann.member_id).update(name="Ann Married")
        page = client.get(_minutes_page(meeting)).content.decode()
        assert "Ann Bell" in page
        assert "Ann Married" not in page


class TestDecisions:
    def test_references_count_up_within_a_year_and_a_body(self, meeting, by):
        item = meeting.items.first()
        first, second = (actions.record_decision(item=item, title=f"Decision {n}", by=by) for n in (1, 2))
        code = meeting.body.code
        assert [first.reference, second.reference] == [f"{code}/2022/1", f"{code}/2022/2"]
        other = held_meeting("Zoe Yates", by=by)
        assert actions.record_decision(item=other.items.first(), title="Theirs", by=by).number == 1

    def test_too_few_to_decide(self, by):
        body = TermsFactory(quorum=3).body
        meeting = held_meeting("Ann Bell", "Bob Cray", by=by, body=body)
        with pytest.raises(ValidationError, match="2 seats were filled and 3 are needed"):
            actions.record_decision(item=meeting.items.first(), title="Too soon", by=by)

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"how": "vote"}, "Count the votes"),
            ({"votes_for": 1, "votes_against": 0, "abstained": 0}, "consensus has none"),
            ({"how": "vote", "votes_for": 1, "votes_against": 2, "abstained": 0}, "does not fit the votes"),
            ({"how": "vote", "votes_for": 3, "votes_against": 1, "abstained": 0}, "only 3 seats were filled"),
        ],
    )
    def test_votes_that_do_not_add_up_are_refused(self, meeting, by, said, sentence):
        with pytest.raises(ValidationError, match=sentence):
            actions.record_decision(item=meeting.items.first(), title="Open", by=by, **said)
        assert not Decision.objects.exists()

    def test_equal_votes_can_go_either_way(self, meeting, by):
        votes = {"how": "vote", "votes_for": 1, "votes_against": 1, "abstained": 1}
        for outcome in ("agreed", "not_agreed"):
            assert actions.record_decision(item=meeting.items.first(), title="Open", by=by, outcome=outcome, **votes)

    def test_they_are_public_with_the_note_and_not_before(self, client, meeting, by):
        decision = actions.record_decision(item=meeting.items.first(), title="Open the rooms", by=by)
        page = meeting.get_absolute_url()
        assert "Due by 12 May 2022" in client.get(page).content.decode()
        assert client.get(decision.get_absolute_url()).status_code == 404
        with pytest.raises(ValidationError, match=f"Nobody is to do anything about {decision.reference}"):
            actions.publish_decision_note(meeting=meeting, by=by)
        Decision.objects.update(no_action_needed=True)
        actions.publish_decision_note(meeting=meeting, by=by)
        with pytest.raises(ValidationError, match="public already"):
            actions.publish_decision_note(meeting=meeting, by=by)
        assert "Public since 3 May 2022; due by 12 May 2022" in client.get(page).content.decode()
        assert "Nothing needs to be done" in client.get(decision.get_absolute_url()).content.decode()
        listed = client.get("/board/decisions/", {"q": "rooms", "body": meeting.body.slug}).content.decode()
        assert decision.reference in listed
        assert decision.reference not in client.get("/board/decisions/?q=bridges").content.decode()
        assert decision.reference in client.get("/board/decisions/?body=nonsense").content.decode()

    def test_a_late_note_says_so(self, client, meeting, by, time_machine):
        day = datetime(2022, 5, 13, 0, 0, tzinfo=LONDON)
        time_machine.move_to(day - timedelta(minutes=1), tick=False)
        assert ">Late<" not in client.get(meeting.get_absolute_url()).content.decode()
        time_machine.move_to(day, tick=False)
        assert ">Late<" in client.get(meeting.get_absolute_url()).content.decode()
        actions.publish_decision_note(meeting=meeting, by=by)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert ">Late<" in page
        assert "Public since 13 May 2022" in page

    def test_decisions_of_closed_items_stay_closed(self, client, meeting, by):
        item = AgendaItemFactory(meeting=meeting, number=2, exemption=Exemption.BUSINESS)
        decision = actions.record_decision(item=item, title="Take the lease", by=by, no_action_needed=True)
        actions.publish_decision_note(meeting=meeting, by=by)
        assert client.get(decision.get_absolute_url()).status_code == 404
        assert "Take the lease" not in client.get("/board/decisions/").content.decode()
        assert not Decision.objects.published().matching("lease").exists()


class TestActions:
    def _agreed(self, meeting, by, **fields):
        said = {"item": meeting.items.first(), "title": "Send the list", "owner": PersonFactory(), **fields}
        return actions.agree_action(due_on=NOW.date() + timedelta(days=9), by=by, **said)

    def test_an_action_belongs_to_its_items_decision(self, meeting, by):
        other = AgendaItemFactory(meeting=meeting, number=7)
        decision = actions.record_decision(item=other, title="Elsewhere", by=by)
        with pytest.raises(ValidationError, match="under another item"):
            self._agreed(meeting, by, decision=decision)

    def test_an_action_is_not_due_before_it_was_agreed(self, meeting, by):
        with pytest.raises(ValidationError, match="day of the meeting or later"):
            actions.agree_action(
                item=meeting.items.first(), title="Yesterday", owner=PersonFactory(), due_on=date(2022, 5, 2), by=by
            )

    def test_it_is_on_each_agenda_until_the_board_closes_it(self, client, meeting, by, time_machine):
        action = self._agreed(meeting, by)
        second = MeetingFactory(body=meeting.body, published=True, starts_at=NOW + timedelta(days=10), title="Second")
        assert "Send the list" in client.get(second.get_absolute_url()).content.decode()
        time_machine.move_to(second.starts_at, tick=False)
        actions.complete_action(action=action, by=by, progress="Sent on Monday.")
        assert "Sent on Monday." in client.get(second.get_absolute_url()).content.decode()
        actions.hold_meeting(meeting=second, by=by)
        with pytest.raises(ValidationError, match="by the body that agreed it"):
            actions.close_action(action=action, meeting=held_meeting("Zoe", by=by), by=by)
        action = actions.close_action(action=action, meeting=second, by=by)
        assert action.closed_by == second
        third = MeetingFactory(body=meeting.body, published=True, starts_at=NOW + timedelta(days=40))
        assert "Send the list" not in client.get(third.get_absolute_url()).content.decode()
        page = client.get(second.get_absolute_url()).content.decode()
        assert "Sent on Monday." in page
        with pytest.raises(ValidationError, match="cannot become"):
            actions.reopen_action(action=action, by=by)
        done = client.get("/board/actions/?show=done").content.decode()
        assert "Send the list" in done

    def test_an_open_action_is_not_closed(self, meeting, by):
        with pytest.raises(ValidationError, match="cannot become"):
            actions.close_action(action=self._agreed(meeting, by), meeting=meeting, by=by)

    def test_its_owner_reports_with_evidence_and_says_when_it_is_done(self, client, meeting, by):
        owner = PersonFactory()
        action = self._agreed(meeting, by, owner=owner)
        _signed_in(client, owner)
        address = reverse("board_report", args=[action.pk])
        assert "Say what was done" in client.post(address, {"progress": ""}).content.decode()
        assert (
            "starting with https://"
            in client.post(address, {"progress": "Half", "evidence": "no address"}).content.decode()
        )
        client.post(address, {"progress": "Half of it.", "evidence": "https://example.org/list"})
        client.post(address, {"progress": "All of it.", "done": "on"})
        action.refresh_from_db()
        assert (action.state, action.progress) == ("done", "All of it.")
        assert [update.text for update in action.updates.all()] == ["All of it.", "Half of it."]
        again = client.post(address, {"progress": "More."}).content.decode()
        assert "no longer open" in again
        client.force_login(UserFactory())
        assert client.get(address).status_code == 404

    def test_a_report_says_something(self, meeting, by):
        with pytest.raises(ValidationError, match="Say what was done"):
            actions.report_on_action(action=self._agreed(meeting, by), progress=" ", by=by)


def test_every_decision_traces_to_its_item_and_its_actions_with_no_gap(client, by):
    """The chain as a visitor walks it: list, decision, item on the agenda, papers, actions, evidence."""
    meeting = held_meeting("Ann Bell", by=by)
    items = [meeting.items.first(), *(AgendaItemFactory(meeting=meeting, number=n) for n in (2, 3))]
    for place, item in enumerate(items):
        paper_for(item, by=by, title=f"Paper {place}")
        decision = actions.record_decision(item=item, title=f"Decision {place}", by=by, no_action_needed=place == 2)
        for step in range(2 - place):
            action = actions.agree_action(
                item=item,
                title=f"Action {place}-{step}",
                owner=PersonFactory(),
                due_on=NOW.date() + timedelta(days=20),
                decision=decision,
                by=by,
            )
            actions.report_on_action(
                action=action, progress=f"Report {place}-{step}", evidence="https://example.org/e", by=by
            )
    actions.publish_decision_note(meeting=meeting, by=by)
    listed = client.get("/board/decisions/").content.decode()
    decisions = list(Decision.objects.all())
    assert len(decisions) == 3
    for decision in decisions:
        assert decision.get_absolute_url() in listed
        page = client.get(decision.get_absolute_url()).content.decode()
        link = f"{meeting.get_absolute_url()}#item-{decision.item.number}"
        assert link in page
        agenda = client.get(meeting.get_absolute_url()).content.decode()
        assert f'id="item-{decision.item.number}"' in agenda
        assert decision.get_absolute_url() in agenda
        paper = decision.item.papers.get()
        assert paper.get_absolute_url() in page
        assert client.get(paper.get_absolute_url()).status_code == 200
        follow_up = list(decision.actions.all())
        assert page.count('data-chain="action"') == len(follow_up)
        assert follow_up or "Nothing needs to be done" in page
        for action in follow_up:
            assert action.item == decision.item
            assert action.title in page
            assert action.updates.get().text in page
    assert Decision.objects.untraced().count() == 0
    assert Action.objects.filter(decision__isnull=True, item__isnull=True).count() == 0
    assert DecisionNote.objects.count() == 1


def test_people_who_left_correct_nothing(meeting, by, client):
    minuted(meeting, by=by, state="circulated")
    row = meeting.attendances.in_order().first()
    user = _signed_in(client, row.member)
    assert permissions.can_correct_minutes(user, Meeting.objects.get(pk=meeting.pk))
    user.is_active = False
    assert not permissions.can_correct_minutes(user, Meeting.objects.get(pk=meeting.pk))
    Attendance.objects.filter(pk=row.pk).update(came="nobody")
    user.is_active = True
    assert not permissions.can_correct_minutes(user, Meeting.objects.get(pk=meeting.pk))

"""Notice of meetings, late items and papers, moving in the open, and the terms of reference that set the rule."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.urls import reverse

from partnership_board import actions
from partnership_board.models import AgendaItem, Meeting, TermsOfReference
from tests.partnership_board.factories import (
    LONDON,
    NOW,
    AgendaItemFactory,
    BodyFactory,
    MeetingFactory,
    TermsFactory,
    officer,
    paper_for,
    pdf,
)

pytestmark = pytest.mark.django_db
IN_TIME = datetime(2022, 5, 4, 23, 0, tzinfo=LONDON)
LATE = datetime(2022, 5, 5, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


def _address(thing, page="change", *more):
    return reverse(f"admin:partnership_board_{thing._meta.model_name}_{page}", args=[thing.pk, *more])


def _read(client, thing):
    return client.get(thing.get_absolute_url()).content.decode()


class TestPublishing:
    def test_until_midnight_of_the_last_day_nobody_asks_for_a_reason(self, client, by, time_machine):
        meeting = AgendaItemFactory().meeting
        time_machine.move_to(IN_TIME, tick=False)
        client.post(_address(meeting, "act", "publish"), {"late_reason": "Not needed"})
        meeting.refresh_from_db()
        assert meeting.late_reason == ""
        assert "5 clear days of notice; 5 are wanted" in _read(client, meeting)

    def test_what_is_late_needs_the_chairs_reason_and_says_so_in_public(self, client, by, time_machine):
        meeting = AgendaItemFactory().meeting
        time_machine.move_to(LATE, tick=False)
        refused = client.post(_address(meeting, "act", "publish"), {"late_reason": " "}).content.decode()
        assert "due to be public by 4 May 2022, to give 5 clear days" in refused
        client.post(_address(meeting, "act", "publish"), {"late_reason": "The grant ends on Friday."})
        page = _read(client, meeting)
        assert "due by 4 May 2022 and became public on 5 May 2022. That is 4 clear days" in page
        assert "The chair’s reason – The grant ends on Friday." in page

    def test_the_officer_sees_the_last_day_before_it_passes(self, client, by):
        page = client.get(_address(AgendaItemFactory().meeting)).content.decode()
        assert "Publish by 4 May 2022 to give 5 clear days. Publishing today gives 6." in page
        page = client.get(_address(AgendaItemFactory(meeting__published=True).meeting)).content.decode()
        assert "clear days were given; 5 are wanted." in page
        assert client.get(reverse("admin:partnership_board_meeting_add")).status_code == 200

    def test_the_rule_is_the_one_in_force_on_the_day_of_the_meeting(self, by):
        body = TermsFactory(clear_days=3, starts_on=date(2022, 1, 1)).body
        TermsFactory(body=body, clear_days=1, weekends_count=True, starts_on=date(2022, 6, 1))
        may, june = MeetingFactory(body=body), MeetingFactory(body=body, starts_at=NOW + timedelta(days=40))
        assert may.notice.due_on == date(2022, 5, 8)
        assert june.notice.due_on == date(2022, 6, 10)
        assert MeetingFactory(starts_at=NOW + timedelta(days=9)).notice.wanted == 5


class TestLateItemsAndPapers:
    def _row(self, meeting, **fields):
        data = {"body": meeting.body_id, "title": meeting.title, "notes": "", "slug": meeting.slug}
        row = {"number": 1, "title": "Extra item", "kind": "decision", "description": "", **fields}
        data |= {f"items-0-{name}": value for name, value in row.items()}
        return {**data, "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0}

    def test_an_item_added_late_needs_a_reason_and_the_public_reads_it(self, client, by, time_machine):
        meeting = MeetingFactory(published=True)
        time_machine.move_to(LATE, tick=False)
        refused = client.post(_address(meeting), self._row(meeting)).content.decode()
        assert "The last day for the agenda and papers was 4 May 2022." in refused
        assert 'value="Extra item"' in refused
        row = self._row(meeting, late_reason="A bridge is closed.", new_paper=pdf())
        assert client.post(_address(meeting), row).status_code == 302
        page = _read(client, meeting)
        assert page.count("The chair’s reason – A bridge is closed.") == 2
        assert "Late item" in page
        assert "Late paper" in page

    def test_an_item_added_in_time_says_only_when(self, client, by):
        item = AgendaItemFactory(meeting__published=True)
        assert item.public_since == NOW
        page = _read(client, item.meeting)
        assert "Added on 3 May 2022." in page
        assert "Late item" not in page

    def test_items_that_came_with_the_agenda_say_nothing(self, client, by):
        item = AgendaItemFactory()
        actions.publish_meeting(meeting=item.meeting, by=by)
        assert AgendaItem.objects.get().public_since == NOW
        assert "Added on" not in _read(client, item.meeting)

    def test_the_page_of_an_item_asks_too(self, client, by, time_machine):
        meeting = MeetingFactory(published=True)
        time_machine.move_to(LATE, tick=False)
        data = {"meeting": meeting.pk, "number": 4, "title": "Extra", "kind": "decision", "description": ""}
        for prefix in ("papers", "links", "concerns"):
            data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        add = reverse("admin:partnership_board_agendaitem_add")
        assert "The last day for the agenda" in client.post(add, data).content.decode()
        assert client.post(add, {**data, "late_reason": "A bridge is closed."}).status_code == 302

    def test_a_late_version_needs_a_reason_and_the_public_reads_it(self, client, by, time_machine):
        item = AgendaItemFactory(meeting__published=True)
        paper = paper_for(item, by=by)
        time_machine.move_to(LATE, tick=False)
        with pytest.raises(ValidationError, match="last day for papers was 4 May 2022"):
            actions.add_version(paper=paper, upload=pdf(), by=by)
        data = {"title": "Report", "upload": pdf(text="Corrected")}
        assert "The last day for the agenda" in client.post(_address(paper), data).content.decode()
        data = {"title": "Report", "upload": pdf(text="Corrected"), "late_reason": "A figure was wrong."}
        assert client.post(_address(paper), data).status_code == 302
        assert "The chair’s reason – A figure was wrong." in _read(client, item.meeting)

    def test_what_comes_after_the_meeting_is_not_late_for_it(self, client, by, time_machine):
        item = AgendaItemFactory(meeting__published=True)
        time_machine.move_to(item.meeting.ends_at, tick=False)
        paper_for(item, by=by)
        AgendaItemFactory(meeting=item.meeting, number=90)
        page = _read(client, item.meeting)
        assert page.count("Added on 12 May 2022, after the meeting.") == 2
        assert "Late paper" not in page


class TestMoving:
    def test_a_moved_meeting_shows_what_it_was_and_why(self, client, by):
        meeting = AgendaItemFactory(meeting__published=True).meeting
        page = client.get(_address(meeting, "act", "move")).content.decode()
        assert 'value="Sessions House, Maidstone"' in page
        said = {"starts_at_0": "2022-05-19", "starts_at_1": "14:00", "ends_at_0": "2022-05-19", "ends_at_1": "16:00"}
        said |= {"place": "Ashford Gateway", "online_link": "", "reason": "The room is flooded."}
        client.post(_address(meeting, "act", "move"), said)
        page = _read(client, meeting)
        assert "It was to start on 12 May 2022 at 10am, at Sessions House, Maidstone. The room is flooded." in page
        assert "19 May 2022 at 2pm" in page
        meeting.refresh_from_db()
        assert (meeting.revision, meeting.slug[-10:]) == (1, "2022-05-12")
        assert (
            "There is no 01:30 on 26 March 2023"
            in client.post(
                _address(meeting, "act", "move"), {**said, "starts_at_0": "2023-03-26", "starts_at_1": "01:30"}
            ).content.decode()
        )

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": " "}, "Say why"),
            ({"place": ""}, "Say where"),
            ({"ends_at": NOW + timedelta(days=30)}, "must end after"),
            ({"starts_at": NOW - timedelta(days=1)}, "still to come"),
            (
                {"starts_at": NOW + timedelta(days=9), "ends_at": NOW + timedelta(days=9, hours=2)},
                "Nothing has changed",
            ),
        ],
    )
    def test_a_move_that_makes_no_sense_is_refused(self, by, changes, sentence):
        meeting = MeetingFactory(published=True)
        said = {"starts_at": NOW + timedelta(days=30), "ends_at": NOW + timedelta(days=30, hours=2)}
        said |= {"place": meeting.place, "reason": "Storm", **changes}
        with pytest.raises(ValidationError, match=sentence):
            actions.move_meeting(meeting=meeting, by=by, **said)
        assert Meeting.objects.get().revision == 0

    def test_the_time_of_a_public_meeting_is_not_changed_in_passing(self, client, by):
        page = client.get(_address(MeetingFactory(published=True))).content.decode()
        assert 'name="starts_at_0"' not in page
        assert 'name="place"' not in page


class TestTermsOfReference:
    def test_a_version_is_added_and_the_earlier_ones_stay(self, client, by):
        body = TermsFactory(quorum=4, text="We meet monthly.").body
        adopt = _address(body, "act", "terms")
        assert "We meet monthly." in client.get(adopt).content.decode()
        said = {"starts_on": "2022-05-01", "text": "We meet weekly.", "quorum": 5, "clear_days": 3}
        client.post(adopt, {**said, "what_changed": "More meetings."})
        again = client.post(adopt, said).content.decode()
        assert "the next one starts on a later day" in again
        assert "is in force from 1 May 2022" in again
        client.post(adopt, {**said, "starts_on": "2022-07-01"})
        assert 'name="terms-0-text"' not in client.get(_address(body)).content.decode()
        page = client.get(reverse("board_terms", args=[body.slug])).content.decode()
        assert page.index("Not yet in force") < page.index("We meet weekly.") < page.index("We meet monthly.")
        assert "In force" in page
        assert "More meetings." in page
        assert TermsOfReference.objects.in_force(NOW.date()).get().quorum == 5

    def test_the_first_version_needs_nothing_before_it(self, client, by):
        body = BodyFactory()
        client.post(_address(body, "act", "terms"), {"starts_on": "2022-05-01", "text": "", "clear_days": 5})
        assert body.terms.get().number == 1
        assert (
            "None have been published" in client.get(reverse("board_terms", args=[BodyFactory().slug])).content.decode()
        )

    def test_the_database_refuses_to_change_a_version(self):
        terms = TermsFactory()
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            TermsOfReference.objects.update(quorum=1)
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            terms.delete()

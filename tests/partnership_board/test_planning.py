"""Planning ahead: series of meetings, the forward plan, links of items; and how meetings reach calendars and feeds."""

from datetime import date, time, timedelta

import feedparser
import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kentcivil.followers.models import Following
from kentcivil.followers.topics import topic
from kentcivil.mail.models import Message
from partnership_board import actions
from partnership_board.exemptions import Exemption
from partnership_board.models import AgendaItem, ForwardItem, ItemLink, Meeting, Series
from tests.partnership_board.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    CommitmentFactory,
    MeetingFactory,
    held_meeting,
    minuted,
    officer,
    paper_for,
    pdf,
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


def _act(thing, name):
    return reverse(f"admin:partnership_board_{thing._meta.model_name}_act", args=[thing.pk, name])


class TestSeries:
    @pytest.fixture
    def series(self):
        fields = {"week": Series.Week.FIRST, "weekday": Series.Weekday.MONDAY, "starts": time(10, 0)}
        return Series.objects.create(body=BodyFactory(), title="Monthly meeting", place="Maidstone", **fields)

    def test_its_meetings_are_planned_as_drafts_and_miss_bank_holidays(self, client, by, series):
        client.post(_act(series, "plan"), {"until": "2022-10-31"})
        days = [timezone.localtime(one.starts_at) for one in Meeting.objects.order_by("starts_at")]
        # The first Monday of May is past; none of the others is a bank holiday.
        assert [f"{day:%d %b %H:%M}" for day in days] == [
            "06 Jun 10:00",
            "04 Jul 10:00",
            "01 Aug 10:00",
            "05 Sep 10:00",
            "03 Oct 10:00",
        ]
        assert {one.state for one in Meeting.objects.all()} == {"draft"}
        client.post(_act(series, "plan"), {"until": "2022-11-30"})
        assert Meeting.objects.count() == 6

    def test_a_bank_holiday_is_passed_to_the_next_working_day(self, series):
        assert series.day_in(2023, 5) == date(2023, 5, 2)
        series.week = Series.Week.LAST
        assert series.day_in(2022, 8) == date(2022, 8, 30)
        assert series.day_in(2022, 10) == date(2022, 10, 31)

    @pytest.mark.parametrize("until", [NOW.date(), NOW.date() + timedelta(days=900)])
    def test_a_day_that_makes_no_sense_is_refused(self, by, series, until):
        with pytest.raises(ValidationError, match="two years ahead"):
            actions.plan_series(series=series, until=until, by=by)

    def test_its_pages_are_there(self, client, by, series):
        assert "first Monday" in client.get("/admin/partnership_board/series/").content.decode() + str(series)


class TestForwardPlan:
    @pytest.fixture
    def planned(self):
        return ForwardItem.objects.create(
            body=BodyFactory(), title="Buses to hospitals", kind="decision", expected=date(2022, 6, 1), lead="NHS"
        )

    def test_the_public_sees_what_will_come_and_not_what_is_closed(self, client, planned):
        ForwardItem.objects.create(
            body=planned.body, title="Zanzibar lease", expected=date(2022, 6, 1), exemption=Exemption.BUSINESS
        )
        meeting = AgendaItemFactory(meeting__published=True, title="On an agenda").meeting
        page = client.get("/board/forward-plan/").content.decode()
        for words in ("Buses to hospitals", "June 2022", "brought by NHS", "On an agenda", meeting.title):
            assert words in page
        assert "Zanzibar" not in page

    def test_it_is_put_on_an_agenda_by_a_button(self, client, by, planned):
        meeting = AgendaItemFactory(meeting__body=planned.body, number=3).meeting
        other = MeetingFactory()
        assert "Select a valid choice" in client.post(_act(planned, "agenda"), {"meeting": other.pk}).content.decode()
        client.post(_act(planned, "agenda"), {"meeting": meeting.pk})
        item = AgendaItem.objects.get(title="Buses to hospitals")
        assert (item.number, item.kind, item.presenter) == (4, "decision", "NHS")
        assert not ForwardItem.objects.published().exists()
        assert client.get("/admin/partnership_board/forwarditem/").status_code == 200

    def test_what_cannot_take_it_is_refused(self, by, planned, time_machine):
        with pytest.raises(ValidationError, match="another body"):
            actions.put_on_agenda(forward=planned, meeting=MeetingFactory(), by=by)
        held = held_meeting("Ann", by=by, body=planned.body)
        with pytest.raises(ValidationError, match="no longer be added to"):
            actions.put_on_agenda(forward=planned, meeting=held, by=by)
        coming = MeetingFactory(body=planned.body, published=True)
        time_machine.move_to(NOW + timedelta(days=3), tick=False)
        with pytest.raises(ValidationError, match="chair’s reason"):
            actions.put_on_agenda(forward=planned, meeting=coming, by=by)
        actions.put_on_agenda(forward=planned, meeting=coming, late_reason="It burns.", by=by)
        planned.refresh_from_db()
        assert planned.item.late_reason == "It burns."
        with pytest.raises(ValidationError, match="already"):
            actions.put_on_agenda(forward=planned, meeting=coming, by=by)


class TestLinks:
    def test_an_item_points_to_what_it_is_about_but_never_to_what_is_closed(self, client, by):
        earlier = held_meeting("Ann Bell", by=by)
        closed = AgendaItemFactory(meeting=earlier, number=5, exemption=Exemption.BUSINESS)
        public = actions.record_decision(item=earlier.items.first(), title="Open rooms", by=by, no_action_needed=True)
        secret = actions.record_decision(item=closed, title="Zanzibar lease", by=by, no_action_needed=True)
        actions.publish_decision_note(meeting=earlier, by=by)
        item = AgendaItemFactory(meeting__published=True)
        commitment, draft = CommitmentFactory(title="Open every hall"), CommitmentFactory(title="Zanzi", state="draft")
        for fields in [
            {"kind": "commitment", "commitment": commitment},
            {"kind": "commitment", "commitment": draft},
            {"kind": "decision", "decision": public},
            {"kind": "decision", "decision": secret},
            {"kind": "award", "title": "Warm rooms", "address": "/crowdfund/projects/warm-rooms/"},
            {"kind": "background", "title": "Survey of halls, 2021"},
        ]:
            ItemLink.objects.create(item=item, **fields)
        client.logout()
        for address in (item.meeting.get_absolute_url(), reverse("board_pack", args=[item.meeting.slug])):
            page = client.get(address).content.decode()
            for words in ("Open every hall", public.reference, "/crowdfund/projects/warm-rooms/", "Survey of halls"):
                assert words in page
            assert "Zanzi" not in page
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemLink.objects.create(item=item, kind="decision", title="No decision")

    def test_they_are_kept_on_the_items_page(self, client, by):
        item = AgendaItemFactory()
        page = reverse("admin:partnership_board_agendaitem_change", args=[item.pk])
        data = {"number": 1, "title": "Rooms", "kind": "decision", "description": "", "presenter": ""}
        for prefix in ("papers", "concerns", "links"):
            data |= {f"{prefix}-TOTAL_FORMS": int(prefix == "links"), f"{prefix}-INITIAL_FORMS": 0}
        link = {"links-0-kind": "background", "links-0-title": "Survey", "links-0-address": "javascript:alert(1)"}
        assert "starts with https://" in client.post(page, {**data, **link}).content.decode()
        assert client.post(page, {**data, **link, "links-0-address": "https://example.org"}).status_code == 302
        assert item.links.get().name == "Survey"


class TestCalendarsAndFeeds:
    def test_a_calendar_has_each_public_meeting_as_it_stands_now(self, client, by):
        body = BodyFactory(slug="board")
        coming = AgendaItemFactory(meeting__body=body, meeting__title="Coming").meeting
        moved = AgendaItemFactory(meeting__body=body, meeting__title="Moved").meeting
        off = AgendaItemFactory(meeting__body=body, meeting__title="Off").meeting
        MeetingFactory(body=body, title="Draft")
        for meeting in (coming, moved, off):
            actions.publish_meeting(meeting=meeting, by=by)
        actions.move_meeting(
            meeting=moved,
            starts_at=NOW + timedelta(days=20),
            ends_at=NOW + timedelta(days=20, hours=1),
            place="Ashford",
            reason="Flood",
            by=by,
        )
        actions.cancel_meeting(meeting=off, reason="Storm", by=by)
        client.logout()
        for address in ("/calendars/board.ics", "/calendars/board/board.ics"):
            response = client.get(address)
            assert response["Content-Type"].startswith("text/calendar")
            events = {str(one["summary"]): one for one in icalendar.Calendar.from_ical(response.content).walk("VEVENT")}
            assert set(events) == {"Coming", "Moved", "Off"}
            assert events["Coming"]["dtstart"].dt == coming.starts_at
            assert (events["Moved"]["dtstart"].dt, events["Moved"]["sequence"]) == (NOW + timedelta(days=20), 1)
            assert (str(events["Off"]["status"]), str(events["Coming"]["status"])) == ("CANCELLED", "CONFIRMED")
            assert "Storm" in events["Off"]["description"]
            assert len({str(one["uid"]) for one in events.values()}) == 3
            assert str(events["Coming"]["url"]).endswith(coming.get_absolute_url())
        one = client.get(reverse("board_meeting_calendar", args=[coming.slug])).content
        assert len(icalendar.Calendar.from_ical(one).walk("VEVENT")) == 1
        draft = Meeting.objects.get(title="Draft")
        assert client.get(reverse("board_meeting_calendar", args=[draft.slug])).status_code == 404
        assert client.get("/calendars/board/none.ics").status_code == 404

    def test_the_feed_tells_of_meetings_decisions_and_minutes_newest_first(self, client, by, time_machine):
        meeting = held_meeting("Ann Bell", by=by)
        actions.record_decision(item=meeting.items.first(), title="Open rooms", by=by, no_action_needed=True)
        closed = AgendaItemFactory(meeting=meeting, number=4, title="Zanzibar", exemption=Exemption.BUSINESS)
        actions.record_decision(item=closed, title="Zanzibar lease", by=by, no_action_needed=True)
        time_machine.move_to(NOW + timedelta(days=1), tick=False)
        actions.publish_decision_note(meeting=meeting, by=by)
        time_machine.move_to(NOW + timedelta(days=30), tick=False)
        minuted(
            meeting,
            by=by,
            state="approved",
            at_meeting=MeetingFactory(body=meeting.body, published=True, starts_at=NOW + timedelta(days=29)),
        )
        other = MeetingFactory(published=True, title="Elsewhere")
        client.logout()
        for address, others in [("/board/feed/", True), (reverse("board_body_feed", args=[meeting.body.slug]), False)]:
            response = client.get(address)
            feed = feedparser.parse(response.content)
            assert not feed.bozo
            titles = [entry.title for entry in feed.entries]
            assert (f"{other.title}, 12 May 2022, 10:00: agenda and papers" in titles) == others
            assert b"Zanzibar" not in response.content
            mine = [title for title in titles if "Minutes of" in title or "Open rooms" in title]
            assert mine == [f"Minutes of {meeting}", f"{meeting.body.code}/2022/1 Open rooms"]
            assert len({entry.id for entry in feed.entries}) == len(feed.entries)
            updated = [entry.updated for entry in feed.entries]
            assert updated == sorted(updated, reverse=True)
        assert client.get("/board/groups/none/feed/").status_code == 404

    def test_the_feed_says_what_was_moved_and_cancelled(self, client, by):
        moved = MeetingFactory(published=True, revision=1, title="Moved one")
        off = AgendaItemFactory(meeting__published=True, meeting__title="Off").meeting
        actions.cancel_meeting(meeting=off, reason="Storm", by=by)
        titles = [entry.title for entry in feedparser.parse(client.get("/board/feed/").content).entries]
        assert f"Moved: {moved.title}, now 12 May 2022, 10:00" in titles
        assert "Cancelled: Off, 12 May 2022, 10:00" in titles

    def test_an_item_has_a_feed_of_its_papers_and_what_was_decided(self, client, by, time_machine):
        meeting = held_meeting("Ann Bell", by=by)
        item = meeting.items.get()
        feed = f"/board/items/{item.pk}/feed/"
        assert feed in client.get(meeting.get_absolute_url()).content.decode()
        report = paper_for(item, by=by, title="Report")
        paper_for(item, by=by, title="Secret annex", exemption=Exemption.BUSINESS)
        decision = actions.record_decision(item=item, title="Open rooms", no_action_needed=True, by=by)

        def titles():
            read = feedparser.parse(client.get(feed).content)
            assert not read.bozo
            return [entry.title for entry in read.entries]

        assert titles() == ["Paper: Report"]
        time_machine.shift(timedelta(hours=1))
        actions.publish_decision_note(meeting=meeting, by=by)
        time_machine.shift(timedelta(hours=1))
        assert titles() == [str(decision), "Paper: Report"]
        actions.add_version(paper=report, upload=pdf(text="Again"), by=by)
        assert titles() == ["Paper: Report", str(decision)]
        item.exemption = Exemption.BUSINESS
        item.save()
        assert client.get(feed).status_code == 404

    def test_calendar_and_feed_take_as_many_queries_whatever_there_is(self, client, django_assert_max_num_queries):
        body = BodyFactory(slug="board")
        for size in (1, 10, 100):
            for _n in range(size):
                MeetingFactory(body=body, published=True)
            for address in ("/calendars/board/board.ics", "/board/groups/board/feed/", "/board/forward-plan/"):
                with django_assert_max_num_queries(5):
                    assert client.get(address).status_code == 200


class TestFollowing:
    def _follow(self, kind, key):
        Following.objects.create(kind=kind, key=key, email=f"{kind}@example.org", confirmed_at=NOW)

    def test_followers_of_a_body_hear_of_each_public_act_once(self, by, time_machine):
        meeting = AgendaItemFactory(title="Rooms").meeting
        item = meeting.items.get()
        self._follow("board", meeting.body.slug)
        actions.publish_meeting(meeting=meeting, by=by)
        self._follow("board-item", str(item.pk))
        paper_for(item, by=by, title="Report on rooms")
        paper_for(item, by=by, title="Zanzibar rents", exemption=Exemption.BUSINESS)
        time_machine.move_to(meeting.starts_at, tick=False)
        actions.hold_meeting(meeting=meeting, by=by)
        actions.record_decision(item=item, title="Open rooms", by=by, no_action_needed=True)
        actions.publish_decision_note(meeting=meeting, by=by)
        mails = [
            (mail.to.split("@")[0], mail.subject.split(":")[0].split(" ")[0]) for mail in Message.objects.order_by("pk")
        ]
        assert mails == [
            ("board", "Meeting"),
            ("board", "A"),
            ("board-item", "A"),
            ("board", "Decisions"),
            ("board-item", "Decisions"),
        ]
        assert all("/follow/stop/" in mail.text and "Zanzibar" not in mail.text for mail in Message.objects.all())

    def test_what_is_not_public_is_not_followed(self, client, by):
        item = AgendaItemFactory(meeting__published=True, title="Rooms")
        draft, closed = AgendaItemFactory(), AgendaItemFactory(meeting__published=True, exemption=Exemption.CRIME)
        commitment = CommitmentFactory()
        for kind, key, title in [
            ("board", item.meeting.body.slug, item.meeting.body.name),
            ("board-item", str(item.pk), "Rooms"),
            ("commitment", commitment.slug, commitment.title),
        ]:
            page = client.get(reverse("follow", args=[kind, key])).content.decode()
            assert title in page
            assert topic(kind, key).address in page
        for kind, key in [
            ("board", "none"),
            ("board-item", str(draft.pk)),
            ("board-item", str(closed.pk)),
            ("board-item", "x"),
            ("commitment", "none"),
        ]:
            assert client.get(reverse("follow", args=[kind, key])).status_code == 404

    def test_a_report_reaches_those_who_follow_the_promise(self, by):
        commitment = CommitmentFactory(title="Train trustees")
        self._follow("commitment", commitment.slug)
        actions.report_progress(
            commitment=commitment, status="behind", summary="Two left.", next_review_on=date(2022, 9, 1), by=by
        )
        mail = Message.objects.get()
        assert mail.subject == "Behind: Train trustees"
        assert "Two left." in mail.text

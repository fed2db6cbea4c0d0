"""A board officer's work in the admin: with the keyboard, without scripts, and with mistakes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kentcivil.accounts.roles import Role
from partnership_board import actions
from partnership_board.models import Action, AgendaItem, Body, Commitment, Meeting, Paper, Seat, Strategy, Term
from partnership_board.states import MeetingState
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    BodyFactory,
    CommitmentFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    StrategyFactory,
    TermFactory,
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
def by(client):
    user = officer()
    client.force_login(user)
    return user


def _address(thing, page="change", *more):
    return reverse(f"admin:partnership_board_{thing._meta.model_name}_{page}", args=[thing.pk, *more])


def _rows(prefix, existing, rows):
    """The fields of an inline, as a browser without scripts posts them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": existing}
    for place, row in enumerate(rows):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


NOTHING_BESIDE = {**_rows("links", 0, []), **_rows("concerns", 0, [])}


def _meeting(body, *, day="2022-06-07", start="10:00", end="12:00", items=(), existing=0, **fields):
    return {
        "body": body.pk,
        "title": "Meeting of the board",
        "starts_at_0": day,
        "starts_at_1": start,
        "ends_at_0": day,
        "ends_at_1": end,
        "place": "Sessions House",
        "online_link": "",
        "notes": "",
        "slug": "",
        **_rows("items", existing, [{"kind": "discussion", "description": "", **item} for item in items]),
        **fields,
    }


class TestMeetings:
    def test_an_officer_adds_a_meeting_with_an_agenda_and_a_paper_and_the_public_sees_it(self, client, by):
        body = BodyFactory(kind=Body.Kind.BOARD, slug="board")
        items = [{"number": 1, "title": "Rooms for groups", "new_paper": pdf()}, {"number": 2, "title": "Any other"}]
        response = client.post(reverse("admin:partnership_board_meeting_add"), _meeting(body, items=items))
        meeting = Meeting.objects.get()
        assert response["Location"] == _address(meeting)
        assert meeting.slug == "board-2022-06-07"
        assert Paper.objects.get().title == "Rooms for groups"
        assert client.get(meeting.get_absolute_url()).status_code == 200
        page = client.get(_address(meeting)).content.decode()
        assert _address(meeting, "act", "publish") in page
        assert meeting.get_absolute_url() in page
        assert 'name="state"' not in page
        response = client.post(_address(meeting, "act", "publish"), follow=True)
        assert "Done: publish" in response.content.decode()
        client.logout()
        assert "Rooms for groups" in client.get(meeting.get_absolute_url()).content.decode()
        assert client.get(Paper.objects.get().get_absolute_url()).status_code == 200

    @pytest.mark.parametrize(
        ("day", "start", "end", "sentence"),
        [
            ("2022-03-27", "01:30", "03:00", "There is no 01:30 on 27 March 2022"),
            ("2022-10-30", "01:30", "03:00", "01:30 comes twice on 30 October 2022"),
            ("2022-06-07", "12:00", "10:00", "must end after it starts"),
            ("2022-06-07", "", "10:00", "This field is required"),
            ("", "", "", "This field is required"),
        ],
    )
    def test_a_time_that_cannot_be_is_refused_with_a_sentence(self, client, by, day, start, end, sentence):
        data = _meeting(BodyFactory(), day=day, start=start, end=end, items=[{"number": 1, "title": "Kept"}])
        response = client.post(reverse("admin:partnership_board_meeting_add"), data)
        page = response.content.decode()
        assert sentence in page
        assert 'value="Kept"' in page
        assert not Meeting.objects.exists()

    def test_a_paper_that_is_no_pdf_is_refused_where_it_was_chosen(self, client, by):
        from django.core.files.uploadedfile import SimpleUploadedFile

        word = SimpleUploadedFile("paper.pdf", b"PK\x03\x04 word", "application/pdf")
        data = _meeting(BodyFactory(), items=[{"number": 1, "title": "Rooms", "new_paper": word}])
        response = client.post(reverse("admin:partnership_board_meeting_add"), data)
        assert "This file is not a PDF" in response.content.decode()
        assert not Meeting.objects.exists()

    def test_items_swap_their_numbers_in_one_save(self, client, by):
        meeting = MeetingFactory()
        first = AgendaItemFactory(meeting=meeting, number=1)
        second = AgendaItemFactory(meeting=meeting, number=2)
        data = self._renumbered(meeting, {first: 2, second: 1})
        assert client.post(_address(meeting), data).status_code == 302
        assert list(meeting.items.all()) == [second, first]

    def test_two_items_with_one_number_are_refused(self, client, by):
        meeting = MeetingFactory()
        items = AgendaItemFactory.create_batch(2, meeting=meeting)
        response = client.post(_address(meeting), self._renumbered(meeting, dict.fromkeys(items, 7)))
        assert "Two items have the number 7. Give each its own." in response.content.decode()

    def test_a_number_that_somebody_else_took_meanwhile_is_an_error_beside_what_was_typed(self, client, by):
        meeting = MeetingFactory()
        mine = AgendaItemFactory(meeting=meeting, number=1)
        data = self._renumbered(meeting, {mine: 2})
        data |= {"items-0-title": "Typed by me", "items-1-number": 3, "items-1-title": "New from me"}
        data |= {"items-1-kind": "decision", "items-1-description": "", "items-TOTAL_FORMS": 2}
        for number, title in [(2, "Theirs"), (3, "Theirs too")]:
            AgendaItemFactory(meeting=meeting, number=number, title=title)
        page = client.post(_address(meeting), data).content.decode()
        assert "“Theirs” has the number 2 by now. The next free number is 4." in page
        assert "“Theirs too” has the number 3 by now." in page
        assert 'value="Typed by me"' in page
        assert 'value="New from me"' in page
        assert list(meeting.items.values_list("number", flat=True)) == [1, 2, 3]
        client.post(_address(meeting), {**data, "items-0-number": 4, "items-1-number": 5})
        assert list(meeting.items.values_list("title", flat=True)) == [
            "Theirs",
            "Theirs too",
            "Typed by me",
            "New from me",
        ]

    @pytest.mark.parametrize("page", ["change", "add"])
    def test_the_page_of_an_item_refuses_a_number_that_is_taken(self, client, by, page):
        theirs = AgendaItemFactory(number=2, title="Theirs")
        mine = AgendaItemFactory(meeting=theirs.meeting, number=1)
        address = _address(mine) if page == "change" else reverse("admin:partnership_board_agendaitem_add")
        data = {"meeting": theirs.meeting_id, "title": "Typed by me", "kind": "decision", "description": ""}
        data |= {**_rows("papers", 0, []), **NOTHING_BESIDE}
        content = client.post(address, {**data, "number": 2}).content.decode()
        assert "“Theirs” has the number 2 by now. The next free number is 3." in content
        assert 'value="Typed by me"' in content
        assert client.post(address, {**data, "number": 3}).status_code == 302
        assert AgendaItem.objects.get(title="Typed by me").number == 3

    def _renumbered(self, meeting, numbers):
        rows = [{"id": item.pk, "number": number, "title": item.title} for item, number in numbers.items()]
        rows = [{**row, "meeting": meeting.pk} for row in rows]
        return _meeting(meeting.body, items=rows, existing=len(rows))

    def test_a_meeting_is_held_and_cancelled_by_buttons(self, client, by):
        meeting = AgendaItemFactory(meeting__published=True).meeting
        early = client.post(_address(meeting, "act", "hold"))
        assert "has not started yet" in early.content.decode()
        assert "This field is required" in client.post(_address(meeting, "act", "cancel")).content.decode()
        client.post(_address(meeting, "act", "cancel"), {"reason": "Storm"})
        meeting.refresh_from_db()
        assert (meeting.state, meeting.cancelled_reason) == (MeetingState.CANCELLED, "Storm")
        again = client.post(_address(meeting, "act", "cancel"), {"reason": "Again"}, follow=True)
        assert "can no longer be done" in again.content.decode()
        assert client.get(_address(meeting, "act", "nonsense")).status_code == 404

    def test_a_cancelled_meeting_is_read_only_and_a_published_one_is_not_deleted(self, client, by):
        public = AgendaItemFactory(meeting__published=True).meeting
        assert client.get(_address(public, "delete")).status_code == 403
        actions.cancel_meeting(meeting=public, reason="Storm", by=by)
        page = client.get(_address(public)).content.decode()
        assert 'name="_save"' not in page
        assert 'name="items-0-title"' not in page
        assert client.post(_address(public), _meeting(public.body)).status_code == 403
        assert client.get(_address(MeetingFactory(), "delete")).status_code == 200

    def test_a_change_after_publishing_is_on_record(self, client, by):
        item = AgendaItemFactory(meeting__published=True, title="Before")
        data = self._renumbered(item.meeting, {item: 1})
        data["items-0-title"] = "After"
        assert client.post(_address(item.meeting), data).status_code == 302
        event = AgendaItem.objects.get(pk=item.pk).events.latest("pgh_id")
        assert (event.title, event.pgh_context.metadata["user"]) == ("After", by.pk)
        assert "Before" in client.get(_address(item, "history")).content.decode()

    def test_auditors_look_and_change_nothing(self, client):
        client.force_login(person_in(Role.AUDITOR))
        meeting = AgendaItemFactory().meeting
        assert client.get(_address(meeting)).status_code == 200
        assert client.post(_address(meeting, "act", "publish")).status_code == 403
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.DRAFT

    def test_whoever_may_not_act_does_not_learn_which_meetings_there_are(self, client):
        client.force_login(person_in(Role.FUNDING_OFFICER))
        meeting = MeetingFactory()
        there = client.get(_address(meeting, "act", "publish"))
        meeting.pk += 1
        nowhere = client.get(_address(meeting, "act", "publish"))
        assert there.status_code == nowhere.status_code == 403


class TestPapers:
    def test_a_new_version_is_added_on_the_items_page(self, client, by):
        paper = paper_for(AgendaItemFactory(meeting__published=True), by=by)
        rows = [
            {"id": paper.pk, "item": paper.item_id, "title": "Report", "upload": pdf(text="Corrected")},
            {"item": paper.item_id, "title": "Annex", "upload": pdf(), "exemption": 3},
        ]
        data = {"number": 1, "title": "Rooms", "kind": "decision", "description": "", "presenter": ""}
        response = client.post(_address(paper.item), {**data, **_rows("papers", 1, rows), **NOTHING_BESIDE})
        assert response.status_code == 302
        assert paper.versions.count() == 2
        assert not Paper.objects.get(title="Annex").is_public

    def test_a_new_paper_needs_its_file(self, client, by):
        item = AgendaItemFactory()
        response = client.post(reverse("admin:partnership_board_paper_add"), {"item": item.pk, "title": "Report"})
        assert "Choose the file of the paper." in response.content.decode()
        data = {"item": item.pk, "title": "Report", "upload": pdf()}
        assert client.post(reverse("admin:partnership_board_paper_add"), data).status_code == 302
        assert Paper.objects.get().current_version().added_by == by

    def test_a_save_that_fails_leaves_no_file_behind(self, client, by, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        paper = paper_for(AgendaItemFactory(), by=by)

        def fails(*args, **kwargs):
            raise RuntimeError("The last thing that a save does")

        monkeypatch.setattr("django.contrib.admin.ModelAdmin.log_change", fails)
        with pytest.raises(RuntimeError):
            client.post(_address(paper), {"title": "Report", "upload": pdf()})
        assert paper.versions.count() == 1
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
        monkeypatch.undo()
        client.post(_address(paper), {"title": "Report", "upload": pdf()})
        assert paper.versions.count() == 2
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


class TestSeats:
    def _seat(self, seat, rows, existing=0, substitutes=()):
        fields = {"body": seat.body_id, "title": seat.title, "role": "member", "order": 0, "nominated_by": "NHS"}
        terms = _rows("terms", existing, [{"seat": seat.pk, "note": "", **row} for row in rows])
        return {**fields, **terms, **_rows("substitutes", 0, [{"seat": seat.pk, **row} for row in substitutes])}

    def test_an_officer_names_who_stands_in_and_the_public_reads_it(self, client, by):
        seat = TermFactory(seat__body=BodyFactory(kind=Body.Kind.BOARD)).seat
        stands_in = {"person": PersonFactory(name="Bea Hunt").pk, "starts_on": "2022-01-01", "ends_on": ""}
        term = seat.terms.get()
        rows = [{"id": term.pk, "person": term.person_id, "starts_on": "2021-01-01", "ends_on": ""}]
        data = self._seat(seat, rows, existing=1, substitutes=[stands_in])
        assert client.post(_address(seat), data).status_code == 302
        assert seat.substitutes.get().person.name == "Bea Hunt"
        assert "Bea Hunt can stand in" in client.get("/board/").content.decode()
        wrong = self._seat(seat, rows, existing=1, substitutes=[{**stands_in, "ends_on": "2022-01-01"}])
        assert "It must end after the day it starts." in client.post(_address(seat), wrong).content.decode()

    def test_one_save_ends_a_term_and_begins_the_next(self, client, by):
        old = TermFactory(starts_on=date(2021, 1, 1))
        rows = [
            {"id": old.pk, "person": old.person_id, "starts_on": "2021-01-01", "ends_on": "2022-05-01"},
            {"person": PersonFactory().pk, "starts_on": "2022-05-01", "ends_on": ""},
        ]
        assert client.post(_address(old.seat), self._seat(old.seat, rows, existing=1)).status_code == 302
        assert Term.objects.count() == 2

    def test_overlapping_terms_are_refused_with_a_sentence(self, client, by):
        seat = SeatFactory()
        rows = [
            {"person": PersonFactory().pk, "starts_on": "2021-01-01", "ends_on": ""},
            {"person": PersonFactory().pk, "starts_on": "2022-05-01", "ends_on": ""},
        ]
        page = client.post(_address(seat), self._seat(seat, rows)).content.decode()
        assert "two people cannot hold one seat" in page
        assert not Term.objects.exists()

    def test_a_term_that_somebody_added_meanwhile_is_seen(self, client, by):
        term = TermFactory()
        rows = [{"person": PersonFactory().pk, "starts_on": "2022-05-01", "ends_on": ""}]
        response = client.post(_address(term.seat), self._seat(term.seat, rows), follow=True)
        assert "Somebody else changed the terms" in response.content.decode()
        assert Term.objects.get() == term

    def test_the_page_of_a_term_refuses_overlaps_too(self, client, by):
        term = TermFactory()
        data = {
            "seat": term.seat_id,
            "person": PersonFactory().pk,
            "starts_on": "2022-01-01",
            "ends_on": "",
            "note": "",
        }
        page = client.post(reverse("admin:partnership_board_term_add"), data).content.decode()
        assert "two people cannot hold one seat" in page

    def test_an_end_before_the_start_is_refused(self, client, by):
        seat = SeatFactory()
        rows = [{"person": PersonFactory().pk, "starts_on": "2022-05-01", "ends_on": "2022-05-01"}]
        page = client.post(_address(seat), self._seat(seat, rows)).content.decode()
        assert "must end after the day it starts" in page


class TestPromises:
    def test_an_action_names_one_meeting_and_one_body(self, client, by):
        item, other = AgendaItemFactory(), MeetingFactory()
        data = {"title": "Send it", "owner": PersonFactory().pk, "due_on": "2022-06-01", "progress": ""}
        add = reverse("admin:partnership_board_action_add")
        wrong = client.post(add, {**data, "body": other.body_id, "meeting": other.pk, "item": item.pk})
        assert "agenda of another meeting" in wrong.content.decode()
        wrong = client.post(add, {**data, "body": other.body_id, "meeting": "", "item": item.pk})
        assert "one of another body" in wrong.content.decode()
        client.post(add, {**data, "body": item.meeting.body_id, "meeting": "", "item": item.pk})
        assert Action.objects.get().meeting == item.meeting

    def test_an_action_is_done_withdrawn_and_opened_again_by_buttons(self, client, by):
        action = ActionFactory()
        for act, state in [("done", "done"), ("reopen", "open"), ("withdraw", "withdrawn")]:
            client.post(_address(action, "act", act), {"progress": "So it is."})
            action.refresh_from_db()
            assert (action.state, action.progress) == (state, "So it is.")

    def test_progress_is_reported_by_a_button_and_stays(self, client, by):
        commitment = CommitmentFactory()
        report = _address(commitment, "act", "report")
        assert "selected>Not started" in client.get(report).content.decode()
        said = {"status": "behind", "summary": "Two trainers left."}
        assert "Give a day after today" in client.post(report, said).content.decode()
        past = client.post(report, {**said, "next_review_on": "2022-05-03"})
        assert "Give a day after today" in past.content.decode()
        client.post(report, {**said, "next_review_on": "2022-08-01"})
        page = client.get(_address(commitment)).content.decode()
        assert "Two trainers left." in page
        assert 'name="updates-0-summary"' not in page
        assert 'name="status"' not in page

    def test_commitments_and_strategies_are_published_and_withdrawn(self, client, by):
        for thing in (CommitmentFactory(), StrategyFactory()):
            for act, state in [("withdraw", "withdrawn"), ("publish", "published")]:
                client.post(_address(thing, "act", act))
                thing.refresh_from_db()
                assert thing.state == state


class TestManyRows:
    @pytest.fixture
    def county(self, by):
        """Many of each: more than a page of every list holds."""
        body = BodyFactory(kind=Body.Kind.BOARD)
        Meeting.objects.bulk_create(
            Meeting(
                body=body,
                title="Meeting",
                slug=f"meeting-{n}",
                starts_at=NOW - timedelta(days=n),
                ends_at=NOW - timedelta(days=n, hours=-1),
            )
            for n in range(300)
        )
        meetings = list(Meeting.objects.all())
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, number=n, title="Item") for meeting in meetings[:20] for n in range(1, 16)
        )
        owners = PersonFactory.create_batch(20)
        Action.objects.bulk_create(
            Action(body=body, meeting=meetings[n % 300], owner=owners[n % 20], title="Do it", due_on=NOW.date())
            for n in range(10_000)
        )
        seat = SeatFactory(body=body)
        Term.objects.bulk_create(
            Term(seat=seat, person=owners[n], starts_on=date(2000 + n, 1, 1), ends_on=date(2001 + n, 1, 1))
            for n in range(20)
        )
        SeatFactory.create_batch(15, body=body)
        CommitmentFactory.create_batch(15, objective__strategy=StrategyFactory())
        return meetings[0]

    def test_no_page_asks_the_database_more_than_twenty_times(self, client, county, django_assert_max_num_queries):
        paper_for(county.items.first(), by=officer())
        things = [county, county.items.first(), Action.objects.first(), Seat.objects.first(), county.body]
        things += [Paper.objects.first(), Commitment.objects.first(), Strategy.objects.first(), Term.objects.first()]
        pages = [_address(thing) for thing in things] + [
            f"/admin/partnership_board/{thing._meta.model_name}/{page}" for thing in things for page in ("", "add/")
        ]
        Meeting.objects.filter(pk=county.pk).update(
            state="held", published_at=NOW - timedelta(days=9), starts_at=NOW - timedelta(hours=2)
        )
        pages += [reverse("admin:partnership_board_meeting_minutes", args=[county.pk]), county.get_absolute_url()]
        lists = ("decision", "minutes", "interest", "forwarditem", "series", "milestone", "edition", "response")
        pages += [f"/admin/partnership_board/{model}/" for model in lists]
        pages += ["/admin/", "/admin/partnership_board/", f"{county.get_absolute_url()}pack/", "/board/chains/"]
        pages += [
            "/board/decisions/",
            "/board/interests/",
            "/board/forward-plan/",
            "/board/feed/",
            "/calendars/board.ics",
        ]
        pages += ["/admin/partnership_board/action/?overdue=yes", "/admin/partnership_board/commitment/?review=overdue"]
        pages += [
            "/admin/partnership_board/person/",
            "/admin/partnership_board/objective/",
            "/board/",
            "/board/actions/",
        ]
        for page in pages:
            with django_assert_max_num_queries(20, info=page):
                assert client.get(page).status_code == 200, page

"""Commitments that are kept in the open: milestones, the tracker, how the wording changed, owners who report."""

import csv
import io
from datetime import timedelta

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from kentcivil.reminders import engine
from kentcivil.reminders.rules import rule_named
from partnership_board import actions
from partnership_board.exemptions import Exemption
from partnership_board.models import Commitment, DecisionNote, ItemLink, Milestone, ProgressUpdate
from partnership_board.states import CommitmentStatus, MilestoneState, PublicationState
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    NOW,
    AgendaItemFactory,
    CommitmentFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PersonFactory,
    StrategyFactory,
    held_meeting,
    officer,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def objective():
    return ObjectiveFactory(title="Support groups", slug="support")


def _read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _rows(client, name):
    text = b"".join(client.get(reverse(name)).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def _report(commitment, by, status=CommitmentStatus.ON_TRACK, **said):
    said = {"summary": "Going well.", "next_review_on": TODAY + timedelta(days=30), **said}
    return actions.report_progress(commitment=commitment, status=status, by=by, **said)


class TestMilestones:
    def test_what_is_reached_is_shown_and_followers_are_told(self, client, by):
        milestone = MilestoneFactory(title="A list of rooms is public")
        slug = milestone.commitment.slug
        Following.objects.create(kind="commitment", key=slug, email="reader@example.org", confirmed_at=NOW)
        actions.reach_milestone(milestone=milestone, reached_on=YESTERDAY, evidence="https://example.org/rooms", by=by)
        page = _read(client, milestone.commitment.get_absolute_url())
        assert "2 May 2022" in page
        assert "https://example.org/rooms" in page
        mail = Message.objects.get(to="reader@example.org")
        assert "Reached: A list of rooms is public" in mail.subject
        assert "2 May 2022" in mail.text

    def test_a_day_to_come_is_refused_and_so_is_reaching_it_twice(self, by):
        milestone = MilestoneFactory()
        with pytest.raises(ValidationError, match="still to come"):
            actions.reach_milestone(milestone=milestone, reached_on=TODAY + timedelta(days=1), by=by)
        actions.reach_milestone(milestone=milestone, by=by)
        milestone.refresh_from_db()
        assert (milestone.state, milestone.reached_on) == (MilestoneState.REACHED, TODAY)
        with pytest.raises(ValidationError, match="cannot become"):
            actions.reach_milestone(milestone=milestone, by=by)

    def test_what_was_called_reached_by_mistake_is_ahead_again(self, by):
        milestone = MilestoneFactory(due_on=YESTERDAY)
        actions.reach_milestone(milestone=milestone, evidence="https://example.org/", by=by)
        assert not Milestone.objects.missed(TODAY)
        actions.reopen_milestone(milestone=milestone, by=by)
        assert Milestone.objects.missed(TODAY).get() == milestone
        milestone.refresh_from_db()
        assert (milestone.reached_on, milestone.evidence) == (None, "")

    def test_a_step_of_the_next_review_is_public_and_tells_no_followers(self, client, by):
        strategy = StrategyFactory()
        step = MilestoneFactory(commitment=None, strategy=strategy, title="Ask everybody", due_on=YESTERDAY)
        page = _read(client, "/strategy/")
        assert "Next full review" in page
        assert page.index("Ask everybody") < page.index("Missed")
        actions.reach_milestone(milestone=step, by=by)
        assert not Message.objects.exists()
        assert "Missed" not in _read(client, "/strategy/")

    def test_what_is_completed_or_stopped_misses_nothing(self):
        for status in (CommitmentStatus.COMPLETED, CommitmentStatus.STOPPED):
            milestone = MilestoneFactory(commitment__status=status, due_on=YESTERDAY)
            assert not milestone.is_missed
        assert not Milestone.objects.missed(TODAY)
        assert not Commitment.objects.behind(TODAY)
        late = MilestoneFactory(due_on=YESTERDAY)
        assert late.is_missed
        assert Commitment.objects.behind(TODAY).get() == late.commitment

    def test_the_database_refuses_a_milestone_of_nothing_and_of_two_things(self):
        commitment = CommitmentFactory()
        for wrong in (
            {"commitment": None},
            {"commitment": commitment, "strategy": commitment.objective.strategy},
            {"commitment": commitment, "state": MilestoneState.REACHED},
            {"commitment": commitment, "reached_on": TODAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                MilestoneFactory(**wrong)


class TestReminders:
    def _heard(self, days, time_machine):
        before = set(Message.objects.values_list("pk", flat=True))
        time_machine.move_to(NOW + timedelta(days=days), tick=False)
        engine.claim(rule_named("partnership_board.milestone_due"))
        return [(one.to, one.subject) for one in Message.objects.exclude(pk__in=before).order_by("pk")]

    def test_an_owner_hears_of_a_milestone_before_and_after_its_day(self, time_machine):
        owner = PersonFactory(email="owner@example.org")
        MilestoneFactory(commitment__owner=owner, title="A list of rooms", due_on=TODAY + timedelta(days=20))
        finished = CommitmentFactory(owner=owner, status=CommitmentStatus.STOPPED)
        MilestoneFactory(commitment=finished, due_on=TODAY + timedelta(days=20))
        MilestoneFactory(commitment__state="draft", commitment__owner=owner, due_on=TODAY + timedelta(days=20))
        heard = {day: self._heard(day, time_machine) for day in range(40)}
        assert [day for day, mails in heard.items() if mails] == [6, 19, 21, 34]
        assert heard[6] == [("owner@example.org", "Due 23 May 2022: A list of rooms")]
        assert heard[21] == [("owner@example.org", "Missed: A list of rooms")]

    def test_officers_hear_of_the_steps_of_the_next_review(self, time_machine):
        officer(email="board@example.org")
        MilestoneFactory(
            commitment=None, strategy=StrategyFactory(), title="Ask all", due_on=TODAY + timedelta(days=20)
        )
        assert self._heard(6, time_machine) == [("board@example.org", "Due 23 May 2022: Ask all")]
        assert "the next full review of the Civil Society Strategy" in Message.objects.get().text

    def test_what_is_done_meanwhile_is_not_written_of(self, time_machine, by):
        milestone = MilestoneFactory(commitment__owner__email="owner@example.org", due_on=TODAY + timedelta(days=1))
        actions.reach_milestone(milestone=milestone, by=by)
        assert self._heard(0, time_machine) == []

    def test_an_owner_with_an_account_is_shown_where_to_report(self, time_machine):
        mine = CommitmentFactory(owner__user=UserFactory(email="a@example.org"), next_review_on=TODAY)
        CommitmentFactory(owner__email="b@example.org", next_review_on=TODAY)
        engine.claim(rule_named("partnership_board.commitment_review"))
        texts = {one.to: one.text for one in Message.objects.all()}
        assert reverse("commitment_report", args=[mine.slug]) in texts["a@example.org"]
        assert "report it yourself" not in texts["b@example.org"]


class TestTracker:
    def test_an_empty_portal_says_so(self, client):
        assert "No commitments have been published yet" in _read(client, "/strategy/commitments/")

    def test_it_counts_what_stands_how_and_names_who_is_behind(self, client, objective):
        ann, bob = PersonFactory(name="Ann Bell"), PersonFactory(name="Bob Cole")
        CommitmentFactory(objective=objective, owner=ann, title="Kept", status=CommitmentStatus.ON_TRACK)
        CommitmentFactory(objective=objective, owner=bob, title="Late", status=CommitmentStatus.BEHIND)
        CommitmentFactory(objective=objective, owner=bob, title="Forgotten", next_review_on=YESTERDAY)
        missed = CommitmentFactory(objective=objective, owner=bob, title="Slipped")
        MilestoneFactory(commitment=missed, due_on=YESTERDAY)
        CommitmentFactory(objective=objective, owner=ann, title="A draft", state=PublicationState.DRAFT)
        response = client.get("/strategy/commitments/")
        page = response.content.decode()
        counts = {str(label): number for label, number, _text in response.context["by_status"]}
        assert counts == {"Not started": 2, "On track": 1, "Behind": 1, "Completed": 0, "Stopped": 0}
        assert [(row["owner__name"], row["late"], row["all"]) for row in response.context["owners"]] == [
            ("Bob Cole", 3, 3),
            ("Ann Bell", 0, 1),
        ]
        assert [row[1:] for row in response.context["by_objective"]] == [(3, "3\u00a0of\u00a04")]
        assert "A draft" not in page
        assert "Milestone missed" in page
        assert "Review overdue" in page
        # The same figures come out of the open data.
        rows = _rows(client, "commitments_csv")
        assert {row["commitment"]: row["behind"] for row in rows} == {
            "Kept": "no",
            "Late": "yes",
            "Forgotten": "yes",
            "Slipped": "yes",
        }
        for status in CommitmentStatus:
            assert sum(row["status"] == status for row in rows) == counts[str(status.label)]

    def test_the_table_is_narrowed_and_nonsense_is_left_out(self, client, objective):
        ann = PersonFactory(name="Ann Bell")
        late = CommitmentFactory(objective=objective, owner=ann, title="Late", status=CommitmentStatus.BEHIND)
        missed = CommitmentFactory(objective=objective, title="Forgotten", next_review_on=YESTERDAY)
        other = CommitmentFactory(
            objective=ObjectiveFactory(strategy=objective.strategy, slug="other"),
            title="Kept",
            status=CommitmentStatus.ON_TRACK,
        )

        def shown(query):
            return {one.title for one in client.get(f"/strategy/commitments/?{query}").context["page"]}

        assert shown("") == {"Late", "Forgotten", "Kept"}
        assert shown("status=late") == {late.title, missed.title}
        assert shown("status=behind") == {"Late"}
        assert shown("objective=other") == {other.title}
        assert shown(f"owner={ann.pk}") == {"Late"}
        assert shown("objective=nothing") == set()
        for nonsense in ("status=x", "owner=x", "owner=-1", "owner=" + "9" * 30, "owner=²", "page=x", "status=%00"):
            assert shown(nonsense) == {"Late", "Forgotten", "Kept"}, nonsense
        assert shown("objective=%00") == {"Late", "Forgotten", "Kept"}

    @pytest.mark.parametrize("size", [1, 10, 100])
    def test_pages_ask_the_database_as_often_whatever_their_size(
        self, client, by, objective, size, django_assert_max_num_queries
    ):
        for number in range(size):
            commitment = CommitmentFactory(objective=objective, status=CommitmentStatus.BEHIND)
            MilestoneFactory(commitment=commitment, due_on=YESTERDAY)
            MilestoneFactory(commitment=None, strategy=objective.strategy)
            if number < 20:
                _report(commitment, by, status=CommitmentStatus.BEHIND)
        for address, most in {
            "/strategy/": 14,
            "/strategy/commitments/": 6,
            commitment.get_absolute_url(): 9,
            reverse("commitments_feed"): 2,
            reverse("commitments_csv"): 1,
            reverse("commitment_progress_csv"): 1,
        }.items():
            with django_assert_max_num_queries(most):
                response = client.get(address)
                assert response.status_code == 200
                b"".join(response)


class TestCommitmentPage:
    def test_a_target_that_is_moved_is_seen_to_be_moved(self, client, time_machine):
        commitment = CommitmentFactory(state=PublicationState.DRAFT, target="900 by 2023")
        commitment.target = "200 by 2024"
        commitment.save()
        Commitment.objects.filter(pk=commitment.pk).update(state=PublicationState.PUBLISHED)
        milestone = MilestoneFactory(commitment=commitment, title="A list", due_on=TODAY)
        assert "How the promise was changed" not in _read(client, commitment.get_absolute_url())
        # However it is done: the history is the database's own.
        Commitment.objects.filter(pk=commitment.pk).update(target="100 by 2025", owner=PersonFactory(name="Bob Cole"))
        page = _read(client, commitment.get_absolute_url())
        assert "from “200 by 2024” to “100 by 2025”" in page
        assert "Bob Cole" in page[page.index("How the promise was changed") :]
        assert "900 by 2023" not in page
        Milestone.objects.filter(pk=milestone.pk).update(due_on=TODAY + timedelta(days=90))
        assert "from “3 May 2022” to “1 August 2022”" in _read(client, commitment.get_absolute_url())
        milestone.delete()
        assert "from “A list” to “taken away”" in _read(client, commitment.get_absolute_url())

    def test_somebody_erased_is_named_no_more(self, client):
        commitment = CommitmentFactory(owner__name="Gone Person")
        gone = commitment.owner
        commitment.owner = PersonFactory(name="Bob Cole")
        commitment.save()
        gone.delete()
        page = _read(client, commitment.get_absolute_url())
        assert "from “somebody no longer here” to “Bob Cole" in page

    def test_what_the_board_decided_and_did_about_it_is_told_and_nothing_closed_is(self, client, by):
        commitment = CommitmentFactory()
        meeting = held_meeting("Ann Bell", by=by)
        item = meeting.items.get()
        closed = AgendaItemFactory(meeting=meeting, number=7, title="Secret lease", exemption=Exemption.BUSINESS)
        for one in (item, closed):
            ItemLink.objects.create(item=one, kind="commitment", commitment=commitment)
            decision = actions.record_decision(item=one, title=f"Decided on {one.title}", by=by)
            actions.agree_action(
                item=one, title=f"Do {one.title}", owner=PersonFactory(), due_on=TODAY, decision=decision, by=by
            )
        page = _read(client, commitment.get_absolute_url())
        assert "Rooms for groups" in page
        assert "Do Rooms for groups" in page
        # Decisions are public with their note.
        assert "Decided on" not in page
        DecisionNote.objects.create(meeting=meeting)
        page = _read(client, commitment.get_absolute_url())
        assert "Decided on Rooms for groups" in page
        assert "Secret lease" not in page

    def test_it_can_be_followed_by_feed(self, client, by):
        commitment, other = CommitmentFactory(title="Train trustees"), CommitmentFactory()
        CommitmentFactory(state=PublicationState.DRAFT, slug="draft")
        _report(commitment, by, summary="265 people were trained.")
        _report(other, by)
        feed = feedparser.parse(client.get(reverse("commitment_feed", args=[commitment.slug])).content)
        assert not feed.bozo
        assert feed.feed.title == "Train trustees"
        assert [(one.title, one.summary) for one in feed.entries] == [
            ("On track: Train trustees", "265 people were trained.")
        ]
        assert commitment.get_absolute_url() in feed.entries[0].link
        everything = feedparser.parse(client.get(reverse("commitments_feed")).content)
        assert len(everything.entries) == 2
        assert len({one.id for one in everything.entries}) == 2
        assert client.get(reverse("commitment_feed", args=["draft"])).status_code == 404
        assert client.get(reverse("commitment_feed", args=["none"])).status_code == 404

    def test_reports_are_added_and_never_changed(self, client, by):
        update = _report(CommitmentFactory(), by, summary="=1+1", evidence="https://example.org/")
        for change in ({"summary": "Better."}, {"status": "completed"}, {"reported_at": NOW - timedelta(days=9)}):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                ProgressUpdate.objects.filter(pk=update.pk).update(**change)
        by.delete()
        update.refresh_from_db()
        assert update.reported_by is None
        (row,) = _rows(client, "commitment_progress_csv")
        assert row["what was done"] == "'=1+1"
        assert row["status"] == "on_track"


class TestOwners:
    @pytest.fixture
    def mine(self, client):
        user = UserFactory(email="ann@example.org")
        client.force_login(user)
        return CommitmentFactory(owner=PersonFactory(name="Ann Bell", user=user), title="Train trustees")

    def _address(self, commitment):
        return reverse("commitment_report", args=[commitment.slug])

    def test_an_owner_reports_from_their_own_page_and_the_public_sees_it(self, client, mine):
        assert self._address(mine) in _read(client, "/my/board/")
        assert mine.measure in _read(client, self._address(mine))
        said = {
            "status": "behind",
            "summary": "Two trainers left.",
            "measured": "140",
            "evidence": "example.org/report",
            "next_review_on": "2022-06-30",
        }
        response = client.post(self._address(mine), said)
        assert response["Location"] == mine.get_absolute_url()
        client.logout()
        page = _read(client, mine.get_absolute_url())
        for words in ("Two trainers left.", "140", "https://example.org/report", "30 June 2022", "Behind"):
            assert words in page

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"summary": ""}, "Say what was done"),
            ({"next_review_on": ""}, "Give a day after today for the next review."),
            ({"next_review_on": "2022-05-03"}, "Give a day after today for the next review."),
            ({"next_review_on": "soon"}, "Enter a day, such as 31 March 2026"),
            ({"evidence": "not an address"}, "Enter the address of a web page"),
            ({"status": "invented"}, "Select a valid choice"),
            ({"status": "not_started"}, "cannot go back"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_typed_is_lost(self, client, mine, change, sentence):
        Commitment.objects.filter(pk=mine.pk).update(status=CommitmentStatus.ON_TRACK)
        said = {
            "status": "on_track",
            "summary": "Going well.",
            "measured": "140 so far",
            "next_review_on": "2022-06-30",
        }
        response = client.post(self._address(mine), {**said, **change})
        page = response.content.decode()
        assert sentence in page
        assert "140 so far" in page
        assert not ProgressUpdate.objects.exists()

    def test_what_is_completed_needs_no_next_review(self, client, mine):
        client.post(self._address(mine), {"status": "completed", "summary": "Done."})
        mine.refresh_from_db()
        assert mine.status == "completed"
        assert self._address(mine) not in _read(client, "/my/board/")

    def test_nobody_reports_on_what_is_not_theirs_or_not_public(self, client, mine):
        other = CommitmentFactory()
        assert client.get(self._address(other)).status_code == 404
        Commitment.objects.filter(pk=mine.pk).update(state=PublicationState.WITHDRAWN)
        assert client.post(self._address(mine), {"status": "completed", "summary": "Done."}).status_code == 404
        with pytest.raises(actions.NotAllowed):
            _report(other, mine.owner.user)
        with pytest.raises(ValidationError, match="Publish the commitment"):
            _report(Commitment.objects.get(pk=mine.pk), mine.owner.user)

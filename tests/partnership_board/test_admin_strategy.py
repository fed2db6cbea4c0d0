"""An officer keeps commitments and their milestones, and the plan of the next review, in the admin."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kentcivil.accounts.roles import Role
from partnership_board.models import Commitment, Milestone
from partnership_board.states import MilestoneState
from tests.partnership_board.factories import (
    NOW,
    CommitmentFactory,
    MilestoneFactory,
    StrategyFactory,
    officer,
    person_in,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


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


def _read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _commitment(commitment, **fields):
    names = ("order", "title", "slug", "summary", "measure", "baseline", "target")
    return {
        **{name: getattr(commitment, name) for name in names},
        "objective": commitment.objective_id,
        "owner": commitment.owner_id,
        "next_review_on": commitment.next_review_on.isoformat(),
        "milestones-TOTAL_FORMS": 1,
        "milestones-INITIAL_FORMS": 0,
        "updates-TOTAL_FORMS": 0,
        "updates-INITIAL_FORMS": 0,
        **fields,
    }


class TestMilestones:
    def test_an_officer_adds_one_beside_its_commitment_and_says_that_it_is_reached(self, client, by):
        commitment = CommitmentFactory()
        row = {"milestones-0-title": "A list of rooms", "milestones-0-due_on": "2022-06-30"}
        client.post(_address(commitment), _commitment(commitment, **row))
        milestone = Milestone.objects.get()
        assert (milestone.commitment, milestone.due_on) == (commitment, date(2022, 6, 30))
        page = _read(client, _address(milestone))
        assert _address(milestone, "act", "reach") in page
        assert commitment.get_absolute_url() in page
        assert 'name="state"' not in page
        assert 'name="reached_on"' not in page
        said = {"reached_on": "2022-05-02", "evidence": "example.org/rooms"}
        response = client.post(_address(milestone, "act", "reach"), said, follow=True)
        assert "Done: it is reached" in response.content.decode()
        milestone.refresh_from_db()
        assert (milestone.reached_on, milestone.evidence) == (date(2022, 5, 2), "https://example.org/rooms")
        client.post(_address(milestone, "act", "reopen"))
        milestone.refresh_from_db()
        assert milestone.state == MilestoneState.AHEAD

    def test_a_day_to_come_is_refused_with_a_sentence_beside_it(self, client, by):
        milestone = MilestoneFactory()
        said = {"reached_on": (TODAY + timedelta(days=1)).isoformat(), "evidence": "https://example.org/kept"}
        page = client.post(_address(milestone, "act", "reach"), said).content.decode()
        assert "This day is still to come." in page
        assert "https://example.org/kept" in page

    def test_one_of_nothing_or_of_two_things_is_refused_with_a_sentence(self, client, by):
        commitment = CommitmentFactory()
        add = reverse("admin:partnership_board_milestone_add")
        row = {"title": "A list", "due_on": "2022-06-30"}
        both = {"commitment": commitment.pk, "strategy": commitment.objective.strategy_id}
        for said in (row, {**row, **both}):
            assert "belongs to a commitment, or to the next full review" in client.post(add, said).content.decode()
        assert not Milestone.objects.exists()

    def test_the_plan_of_the_next_review_stands_beside_the_strategy(self, client, by):
        strategy = StrategyFactory()
        step = MilestoneFactory(commitment=None, strategy=strategy, title="Ask everybody")
        page = _read(client, _address(strategy))
        assert "Ask everybody" in page
        assert _address(step) in page
        assert reverse("progress_reports") in page
        assert reverse("admin:partnership_board_edition_changelist") in page
        assert strategy.get_absolute_url() in _read(client, _address(step))

    def test_a_draft_has_no_public_page(self, client, by):
        step = MilestoneFactory(commitment__state="draft")
        assert "See or preview the public page" not in _read(client, _address(step))

    def test_an_auditor_reads_and_changes_nothing(self, client):
        milestone = MilestoneFactory()
        client.force_login(person_in(Role.AUDITOR))
        assert milestone.title in _read(client, _address(milestone))
        assert client.post(_address(milestone, "act", "reach")).status_code == 403
        assert Commitment.objects.count() == 1


def test_lists_ask_the_database_as_often_whatever_their_size(client, by, django_assert_max_num_queries):
    for _number in range(60):
        MilestoneFactory()
    for address in ("milestone", "commitment", "progressreport"):
        with django_assert_max_num_queries(20):
            _read(client, reverse(f"admin:partnership_board_{address}_changelist"))
    commitment = CommitmentFactory()
    for _number in range(30):
        MilestoneFactory(commitment=commitment)
    with django_assert_max_num_queries(20):
        _read(client, _address(commitment))

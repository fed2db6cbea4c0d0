"""One rule says whether a round is open: to the second, in London, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, example, find, given, settings

from crowdfund import actions, deadlines
from crowdfund.models import Round
from crowdfund.states import RoundState
from tests.crowdfund.deadline_cases import DAY, HOUR, INSTANT, LONDON, MINUTE, SECOND, Case, cases, live_through
from tests.crowdfund.factories import RoundFactory, draft, finished, full_round

# The weeks in which London's clocks change, each with a deadline just before, within and after the change.
AROUND_CLOCK_CHANGES = [
    datetime(2027, 3, 26, 12, 0, tzinfo=LONDON),
    datetime(2027, 3, 28, 0, 59, 59, tzinfo=LONDON),
    datetime(2027, 3, 28, 2, 0, tzinfo=LONDON),
    datetime(2027, 3, 29, 12, 0, tzinfo=LONDON),
    datetime(2026, 10, 23, 17, 0, tzinfo=LONDON),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
    datetime(2026, 10, 26, 12, 0, tzinfo=LONDON),
]

SECOND_TIME = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1).astimezone(UTC)
AT_THE_SECOND_HALF_PAST_ONE = Case(
    opens=SECOND_TIME - 21 * DAY,
    closes=SECOND_TIME,
    grace=10,
    late_pass=None,
    used=False,
    moment=SECOND_TIME + 10 * MINUTE - INSTANT,
    colleague=True,
)
BEFORE_SPRING = datetime(2027, 3, 28, 0, 59, 59, tzinfo=LONDON).astimezone(UTC)
WITH_A_PASS_IN_THE_HOUR_THAT_IS_NOT = Case(
    opens=BEFORE_SPRING - DAY,
    closes=BEFORE_SPRING,
    grace=0,
    late_pass=2 * HOUR,
    used=True,
    moment=BEFORE_SPRING + 2 * HOUR,
    colleague=False,
)


@pytest.mark.parametrize("closes", AROUND_CLOCK_CHANGES, ids=str)
@pytest.mark.django_db
def test_the_last_moment_counts_and_the_next_does_not(closes):
    closes = closes.astimezone(UTC)
    round_ = full_round(opens_at=closes - timedelta(days=21), closes_at=closes)
    in_time, late = finished(round_), finished(round_)

    with time_machine.travel(closes - INSTANT, tick=False):
        assert list(Round.objects.open_at(closes - INSTANT)) == [round_]
        assert round_.accepts_now
        actions.submit(application=in_time, declared=True, by=in_time.started_by)
    for moment in (closes, closes + SECOND):
        with time_machine.travel(moment, tick=False):
            assert not Round.objects.open_at(moment)
            assert not round_.accepts_now
            with pytest.raises(actions.RoundNotOpen):
                actions.submit(application=late, declared=True, by=late.started_by)
    late.refresh_from_db()
    assert late.state == "draft"


@pytest.mark.parametrize("closes", AROUND_CLOCK_CHANGES, ids=str)
@pytest.mark.django_db
def test_what_is_typed_late_is_kept_and_said_to_be_late(closes):
    closes = closes.astimezone(UTC)
    application = draft(full_round(opens_at=closes - timedelta(days=21), closes_at=closes))
    section = application.round.sections.get()
    question = section.questions.first()
    kept = actions.save_answers(
        application=application,
        section=section,
        answers={question.pk: "We open twice a week."},
        version=0,
        by=application.started_by,
        at=closes,
    )
    assert kept.late
    assert application.answers.get().text == "We open twice a week."


def test_a_moment_without_a_time_zone_is_no_answer():
    round_ = SimpleNamespace(
        opens_at=datetime(2027, 3, 1, tzinfo=LONDON), closes_at=datetime(2027, 4, 1, tzinfo=LONDON)
    )
    with pytest.raises(ValueError, match="aware"):
        deadlines.phase(round_, datetime(2027, 3, 28, 1, 30))


@pytest.mark.django_db
def test_a_round_that_is_not_published_takes_nothing():
    round_ = RoundFactory(state=RoundState.DRAFT)
    assert not round_.accepts_now
    assert not Round.objects.open_at(round_.opens_at)


@pytest.mark.django_db
def test_a_round_opens_before_it_closes():
    now = datetime(2027, 3, 1, tzinfo=LONDON)
    with pytest.raises(ValidationError, match="must open before it closes"):
        RoundFactory.build(opens_at=now, closes_at=now).full_clean()
    with pytest.raises(IntegrityError):
        RoundFactory(opens_at=now, closes_at=now)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
@example(case=AT_THE_SECOND_HALF_PAST_ONE)
@example(case=WITH_A_PASS_IN_THE_HOUR_THAT_IS_NOT)
@pytest.mark.django_db
def test_page_submit_query_and_reminder_agree(case):
    live_through(case)


def test_the_cases_reach_every_corner():
    """The rule has as many sides as the cases have: a search of a thousand finds each."""
    wanted = {
        "grace decides": lambda case: case.in_time and case.moment >= case.told,
        "a used pass decides": lambda case: case.in_time and case.used and case.moment >= case.closes + HOUR,
        "an unused pass does not": lambda case: not case.in_time and case.closes <= case.moment < case.until,
        "before it opens": lambda case: case.moment < case.opens,
        "a colleague in the grace": lambda case: case.colleague and case.in_time and not case.takes_new,
    }
    # That there is one is what is asked, and not which is the simplest.
    asked = settings(max_examples=1000, database=None, phases=[Phase.generate])
    for name, holds in wanted.items():
        assert find(cases(), holds, settings=asked), name

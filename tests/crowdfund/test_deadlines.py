"""One rule says whether a round is open: to the second, in London, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowdfund import actions, deadlines, reminders
from crowdfund.deadlines import Phase
from crowdfund.models import Application, Round
from crowdfund.states import RoundState
from tests.crowdfund.factories import RoundFactory, draft, finished, full_round

LONDON = ZoneInfo("Europe/London")
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)

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


in_either_year = st.datetimes(datetime(2026, 10, 1), datetime(2027, 4, 30))
any_moment = st.builds(
    lambda when, fold: when.replace(tzinfo=LONDON, fold=fold), in_either_year, st.sampled_from([0, 1])
)
near = st.sampled_from([-SECOND, -INSTANT, timedelta(0), INSTANT, SECOND, timedelta(hours=1), -timedelta(hours=1)])


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opens=any_moment, closes=any_moment, edge=st.booleans(), away=near, elsewhere=any_moment, on_edge=st.booleans())
def test_page_query_and_reminder_agree(opens, closes, edge, away, elsewhere, on_edge):
    opens, closes = (one.astimezone(UTC) for one in (opens, closes))
    if opens >= closes:
        opens, closes = closes - timedelta(days=1), opens + timedelta(days=1)
    moment = ((opens if edge else closes) + away if on_edge else elsewhere).astimezone(UTC)
    Application.objects.all().delete()
    Round.objects.all().delete()
    round_ = RoundFactory(opens_at=opens, closes_at=closes)

    phase = deadlines.phase(round_, moment)
    for which in Phase:
        assert Round.objects.in_phase(which, moment).exists() == (which is phase)
    assert deadlines.accepts(round_, moment) == Round.objects.open_at(moment).exists()
    still_to_come = Round.objects.filter(deadlines.closing_between(moment + INSTANT, closes + SECOND))
    assert still_to_come.exists() == (phase is not Phase.CLOSED)
    # The clock on the wall may be read twice or never on those nights; the time that has passed decides.
    assert (phase is Phase.CLOSED) == ((moment - closes) >= timedelta(0))
    assert list(reminders.due(moment, closes)) == []

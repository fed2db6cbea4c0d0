"""Who is reminded, when, and of what; whatever runs were missed and whatever changed meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as postbox
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.mail import delivery
from kentcivil.mail.models import Message
from kentcivil.reminders import tasks
from kentcivil.reminders.engine import claim, in_words, stage_reached
from kentcivil.reminders.models import Claim, RuleRun
from kentcivil.reminders.optout import opt_in, opt_out
from kentcivil.reminders.rules import Due, Rule, register, rule_named, unregister
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 3, 30, 12, tzinfo=UTC)


@pytest.fixture
def person(rule, time_machine):
    """Somebody whose day is noon on 30 March 2022, three days after the clocks go forward."""
    time_machine.move_to(NOON - timedelta(days=20), tick=False)
    return UserFactory(date_joined=NOON, email="Ada@Example.org", name="Ada")


def _at(time_machine, rule, **before):
    time_machine.move_to(NOON - timedelta(**before), tick=False)
    return claim(rule)


def test_each_stage_is_given_once_as_its_moment_comes(person, rule, time_machine):
    assert _at(time_machine, rule, days=14, seconds=1) == 0
    assert _at(time_machine, rule, days=14) == 1
    assert _at(time_machine, rule, days=13) == 0
    assert _at(time_machine, rule, days=7) == 1
    assert _at(time_machine, rule, days=2) == 1
    assert _at(time_machine, rule, days=1) == 1
    assert _at(time_machine, rule, seconds=1) == 0
    assert _at(time_machine, rule, seconds=0) == 0
    assert list(Claim.objects.order_by("pk").values_list("stage", flat=True)) == [14, 7, 2, 1]


def test_missed_runs_catch_up_with_the_latest_stage_alone_and_say_how_long_there_really_is(person, rule, time_machine):
    assert _at(time_machine, rule, days=5) == 1
    assert Claim.objects.get().stage == 7
    message = Message.objects.get()
    assert message.subject == "Ada, it is in 5 days"
    assert "(5 days)" in message.text
    assert message.useful_until == NOON


def test_a_date_that_moves_is_planned_again(person, rule, time_machine):
    assert _at(time_machine, rule, days=7) == 1
    person.date_joined = NOON + timedelta(days=3)
    person.save()
    assert _at(time_machine, rule, days=6) == 1
    assert _at(time_machine, rule, days=4, minutes=-1) == 1
    assert list(Claim.objects.order_by("pk").values_list("stage", "date")) == [
        (7, NOON),
        (14, NOON + timedelta(days=3)),
        (7, NOON + timedelta(days=3)),
    ]


def test_whoever_left_hears_nothing(person, rule, time_machine):
    person.is_active = False
    person.save()
    assert _at(time_machine, rule, days=7) == 0


def test_whoever_opted_out_hears_nothing_until_they_opt_in_again(person, rule, time_machine):
    opt_out(rule.name, "ADA@example.org")
    assert _at(time_machine, rule, days=7) == 0
    opt_in(rule.name, "ada@example.org")
    assert _at(time_machine, rule, days=7) == 1


def test_whoever_leaves_while_the_list_is_gone_through_hears_nothing(rule, person, time_machine):
    listed = list(rule.due(NOON, NOON + timedelta(days=1)))
    person.is_active = False
    person.save()
    stale = Rule(
        name="trial.stale",
        stages=(7,),
        due=lambda *interval, subject=None: rule.due(*interval, subject=subject) if subject else listed,
        template=rule.template,
    )
    assert _at(time_machine, stale, days=7) == 0
    assert Claim.objects.count() == Message.objects.count() == 0


@pytest.mark.parametrize("what", ["left", "opted out", "moved"])
def test_what_changes_before_a_late_delivery_is_heeded(person, rule, time_machine, what):
    _at(time_machine, rule, days=7)
    if what == "left":
        person.is_active = False
    elif what == "opted out":
        opt_out(rule.name, person.email)
    else:
        person.date_joined = NOON + timedelta(days=1)
    person.save()
    assert delivery.deliver(Message.objects.get().pk) == "stale"
    assert postbox.outbox == []


def test_a_reminder_of_a_rule_that_is_gone_is_put_aside(person, rule, time_machine):
    _at(time_machine, rule, days=7)
    unregister(rule)
    assert delivery.deliver(Message.objects.get().pk) == "stale"
    register(rule)


def test_stages_before_there_was_reason_are_not_owed():
    since = NOON - timedelta(days=10)
    assert stage_reached((14, 7), NOON, NOON - timedelta(days=9), since) is None
    assert stage_reached((14, 7), NOON, NOON - timedelta(days=7), since) == 7
    assert stage_reached((14, 7), NOON, NOON - timedelta(days=9)) == 14


def test_stages_after_the_date_catch_up_for_a_fortnight(rule, time_machine):
    after = Rule(name="trial.after", stages=(1, -3), due=rule.due, template=rule.template)
    time_machine.move_to(NOON, tick=False)
    for days in (2, 3, 16, 18):
        UserFactory(date_joined=NOON - timedelta(days=days))
    assert claim(after) == 2
    assert Message.objects.first().useful_until is None


@given(
    stages=st.sets(st.integers(-30, 30), min_size=1, max_size=5),
    hours=st.integers(-40 * 24, 40 * 24),
)
def test_the_stage_reached_is_the_last_whose_moment_has_come(stages, hours):
    now = NOON - timedelta(hours=hours)
    stage = stage_reached(tuple(stages), NOON, now)
    come = {one for one in stages if hours <= one * 24}
    if not come or (min(come) > 0 and hours <= 0):
        assert stage is None
    else:
        assert stage == min(come)


@pytest.mark.parametrize(
    ("days", "words"),
    [(14, "in 14 days"), (2, "in 2 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-3, "3 days ago")],
)
def test_when_in_words(days, words):
    assert in_words(days) == words


def _people_due(count):
    day = timezone.now() + timedelta(days=5)
    return UserFactory.create_batch(count, date_joined=day)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_going_through_what_is_given_already_costs_the_same_queries(rule, count, django_assert_num_queries):
    _people_due(count)
    assert claim(rule) == count
    # The rule's own run (looked up and locked, saved, savepoints, ended), the due, the opted out, the claimed.
    with django_assert_num_queries(8):
        assert claim(rule) == 0


def test_one_broken_subject_stops_no_other_and_is_seen(rule, logged):
    _, broken, _ = _people_due(3)

    class Unreadable:
        def __str__(self):
            raise LookupError(broken.email)

    def due(earliest, latest, subject=None):
        for one in rule.due(earliest, latest, subject=subject):
            name = Unreadable() if one.subject == str(broken.pk) else "Ada"
            yield Due(one.subject, one.recipient, one.date, {"name": name})

    halting = Rule(name="trial.halting", stages=(7,), due=due, template="trial/joining.txt")
    assert claim(halting) == 2
    assert not Claim.objects.filter(subject=str(broken.pk)).exists()
    run = RuleRun.objects.get(rule="trial.halting")
    assert (run.given, run.failures) == (2, 1)
    assert run.last_error == f"subject {broken.pk}: LookupError"
    assert "reminder_failed" in logged()
    assert broken.email not in logged()
    # Mended, it is given after all.
    mended = Rule(name="trial.halting", stages=(7,), due=rule.due, template="trial/joining.txt")
    assert claim(mended) == 1


def test_one_broken_rule_stops_no_other_and_keeps_what_it_has_claimed(rule, django_capture_on_commit_callbacks):
    people = _people_due(2)

    def due(earliest, latest, subject=None):
        yield from rule.due(earliest, latest, subject=subject)
        if subject is None:
            raise LookupError(people[0].email)

    broken = register(Rule(name="a.broken", stages=(7,), due=due, template="trial/joining.txt"))
    try:
        tasks.ring()
    finally:
        unregister(broken)
    assert RuleRun.objects.get(rule="a.broken").last_error == "the rule itself: LookupError"
    assert Claim.objects.filter(rule=rule.name).count() == 2


def test_a_rule_is_named_once_and_has_stages(rule):
    assert rule_named(rule.name) is rule
    with pytest.raises(ValueError, match="named"):
        register(rule)
    with pytest.raises(ValueError, match="stages"):
        Rule(name="trial.none", stages=(), due=rule.due, template="")
    with pytest.raises(ValueError, match="longer"):
        Rule(name="x" * 81, stages=(1,), due=rule.due, template="")

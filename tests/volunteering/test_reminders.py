"""The broker is reminded of the next step they planned: the day before, on the day, and three days late."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from tests.factories import UserFactory
from tests.volunteering.factories import BrokerFactory, EnquiryFactory
from volunteering import actions

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 8)


@pytest.fixture
def enquiry():
    return EnquiryFactory(next_step="Ring Jocosa Wrenfield", next_step_on=DAY)


@pytest.fixture
def broker(enquiry):
    post = BrokerFactory(centre=enquiry.centre)
    enquiry.broker = post.user
    enquiry.save()
    return post.user


def _ring(day, hour, minute=0):
    """At an hour of July 2026 in Kent, which is one ahead of UTC."""
    with time_machine.travel(datetime(2026, 7, day, hour - 1, minute, tzinfo=UTC), tick=False):
        return claim(rule_named("volunteering.next_step"))


def test_reminded_the_day_before_on_the_day_and_three_days_late(broker, enquiry):
    assert _ring(7, 7, 59) == 0
    assert _ring(7, 8) == 1
    assert _ring(7, 9) == 0
    assert _ring(8, 8) == 1
    assert _ring(11, 8) == 1
    assert [message.to for message in Message.objects.all()] == [broker.email] * 3
    assert {message.subject for message in Message.objects.all()} == {
        "A next step is due tomorrow",
        "A next step is due today",
        "A next step is overdue",
    }
    assert not Message.objects.filter(text__contains="Jocosa").exists()


def test_whoever_is_over_hears_nothing(broker, enquiry):
    actions.move_enquiry(enquiry=enquiry, to="left", left_because="no-answer", by=broker)
    assert _ring(8, 8) == 0


def test_a_step_that_moves_is_reminded_of_again(broker, enquiry):
    assert _ring(8, 8) == 1
    with time_machine.travel(datetime(2026, 7, 8, 12, tzinfo=UTC)):
        actions.plan_next_step(
            enquiry=enquiry, next_step="Ring Jocosa Wrenfield", next_step_on=date(2026, 7, 10), by=broker
        )
    assert _ring(10, 8) == 1


def test_where_nobody_has_it_in_hand_all_brokers_of_the_centre_hear_of_it(enquiry):
    BrokerFactory(centre=enquiry.centre)
    BrokerFactory(centre=enquiry.centre)
    BrokerFactory(centre=enquiry.centre, user=UserFactory(is_active=False))
    BrokerFactory()
    assert _ring(8, 8) == 2


def test_who_has_left_the_centre_hears_nothing_and_the_others_do(broker, enquiry):
    broker.broker_posts.all().delete()
    other = BrokerFactory(centre=enquiry.centre).user
    assert _ring(8, 8) == 1
    assert Message.objects.get().to == other.email

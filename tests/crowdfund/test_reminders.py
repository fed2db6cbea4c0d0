"""Who is reminded of a round's deadline, and who is left in peace."""

from datetime import timedelta

import pytest
import time_machine

from crowdfund import actions
from crowdfund.reminders import due
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from organisations.models import Membership
from tests.crowdfund.factories import draft, finished, full_round
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def reminded(application):
    closes = application.round.closes_at
    return sorted(one.recipient for one in due(closes, closes + timedelta(seconds=1), subject=str(application.pk)))


def test_owners_and_writers_of_a_draft_are_reminded():
    application = draft()
    organisation = application.organisation
    owner = MembershipFactory(organisation=organisation)
    writer = MembershipFactory(organisation=organisation, role=Membership.Role.EDITOR)
    chosen, reader, _neither = MembershipFactory.create_batch(3, organisation=organisation, role=Membership.Role.EDITOR)
    actions.save_organisation(application=application, values={}, version=0, by=writer.user)
    for one, may_write in ((chosen, True), (reader, False)):
        actions.set_may_write(application=application, person=one.user, may_write=may_write, by=owner.user)
    expected = [application.started_by.email, *(one.user.email for one in (owner, writer, chosen))]
    assert reminded(application) == sorted(expected)


def test_who_left_submitted_or_withdrew_hears_nothing():
    left = draft()
    left.organisation.memberships.all().delete()
    withdrawn = draft()
    actions.withdraw(application=withdrawn, by=withdrawn.started_by)
    submitted = finished()
    actions.submit(application=submitted, declared=True, by=submitted.started_by)
    switched_off = draft()
    switched_off.started_by.is_active = False
    switched_off.started_by.save()
    assert [reminded(one) for one in (left, withdrawn, submitted, switched_off)] == [[], [], [], []]


def test_the_email_names_the_round_the_moment_and_the_draft():
    application = draft(full_round())
    with time_machine.travel(application.round.closes_at - timedelta(days=2), tick=False):
        assert claim(rule_named("crowdfund.round_closes")) == 1
        assert claim(rule_named("crowdfund.round_closes")) == 0
    message = Message.objects.get()
    assert application.round.title in message.subject
    assert "London time" in message.text
    assert application.get_absolute_url() in message.text
    assert message.useful_until == application.round.closes_at

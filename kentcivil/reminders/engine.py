"""Claiming the reminders that are due. Safe to run at any time, any number at once, and to kill at any step."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kentcivil.mail.outbox import enqueue
from kentcivil.reminders.models import Claim, OptOut
from kentcivil.reminders.optout import opt_out_address

# A reminder for after the date is still given when the run that should have claimed it is up to this late.
CATCH_UP = timedelta(days=14)


def claim(rule):
    """Write a claim and an outbox row for everybody whom this rule has reason to remind now.

    Only the latest stage reached is claimed: after an outage nobody is told "14 days" and "7 days" in one minute.

    :returns: how many reminders were written.
    """
    now = timezone.now()
    last = min(rule.stages)
    earliest = now if last > 0 else now + timedelta(days=last) - CATCH_UP
    latest = now + timedelta(days=max(rule.stages)) + timedelta(microseconds=1)
    opted_out = set(OptOut.objects.filter(rule=rule.name).values_list("recipient", flat=True))
    written = 0
    for due in rule.due(earliest, latest):
        stage = stage_reached(rule.stages, due.date, now)
        if stage is None or due.recipient in opted_out:
            continue
        written += _claim_one(rule, due, stage)
    return written


def stage_reached(stages, date, now):
    """The latest stage whose moment has come, or None.

    Days are counted as 24 hours back from the date, so that a reminder never comes after a stage's own moment has
    passed into the next one's.

    :returns: days before the date, one of `stages`.
    """
    reached = [stage for stage in stages if date - timedelta(days=stage) <= now]
    if not reached:
        return None
    latest = min(reached)
    if latest > 0 and now >= date:
        return None
    return latest


@transaction.atomic
def _claim_one(rule, due, stage):
    claimed, is_new = Claim.objects.get_or_create(
        rule=rule.name, subject=due.subject, stage=stage, recipient=due.recipient, date=due.date
    )
    if not is_new:
        return 0
    # Asked again now that the claim is ours: somebody may have submitted since the list was read.
    same_date = (due.date, due.date + timedelta(microseconds=1))
    still = [one for one in rule.due(*same_date, subject=due.subject) if one.recipient == due.recipient]
    if not still:
        transaction.set_rollback(True)
        return 0
    context = {**still[0].context, "date": due.date, "days": abs(stage)}
    if rule.can_opt_out:
        context["opt_out"] = opt_out_address(rule.name, due.recipient)
    enqueue(
        key=f"reminder:{claimed.pk}",
        to=due.recipient,
        template=rule.template,
        context=context,
        useful_until=due.date if stage > 0 else None,
    )
    return 1

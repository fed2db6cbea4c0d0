"""Claiming the reminders that are due. Safe to run at any time, any number at once, and to kill at any step.

A claim and its email are written in one transaction, and the claim is unique: whoever comes second writes neither.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kentcivil.mail.outbox import enqueue
from kentcivil.reminders.models import Claim, OptOut, RuleRun
from kentcivil.reminders.optout import opt_out_address
from kentcivil.reminders.rules import Due

log = structlog.get_logger(__name__)

# A reminder for after the date is still given when the run that should have claimed it is up to this late.
CATCH_UP = timedelta(days=14)
BATCH = 500
MOMENT = timedelta(microseconds=1)


@dataclass
class Tally:
    """What came of going through one rule."""

    given: int = 0
    failures: int = 0
    last_error: str = ""

    def failed(self, where, error):
        self.failures += 1
        # The class of the error only: its message may repeat what people wrote.
        self.last_error = f"{where}: {type(error).__name__}"[:200]


def claim(rule):
    """Write a claim and an outbox row for everybody whom this rule has reason to remind now.

    Only the latest stage reached is claimed: after an outage nobody is told "14 days" and "7 days" in one minute.
    What fails is logged, counted on the rule's RuleRun and tried again next time; the rest goes on.

    :returns: how many reminders were written.
    """
    started = timezone.now()
    RuleRun.objects.update_or_create(rule=rule.name, defaults={"started_at": started})
    tally = Tally()
    try:
        for batch in _batches(rule.due(*_interval(rule, started))):
            _claim_batch(rule, batch, started, tally)
    except Exception as error:  # a broken rule is reported and rung again; its claims so far are kept
        tally.failed("the rule itself", error)
        log.exception("reminder_rule_failed", rule=rule.name)
    RuleRun.objects.filter(rule=rule.name).update(
        finished_at=timezone.now(), given=tally.given, failures=tally.failures, last_error=tally.last_error
    )
    log.info("reminders_claimed", rule=rule.name, given=tally.given, failures=tally.failures)
    return tally.given


def stage_reached(stages, date, now, since=None):
    """The latest stage whose moment has come, or None.

    Days are counted as 24 hours back from the date, so that two stages are never closer than they say, in the weeks
    of the clock changes too.

    :param since: the moment from which there was reason to remind; stages that had come before it are not owed.
    :returns: days before the date, one of `stages`.
    """
    reached = [stage for stage in stages if date - timedelta(days=stage) <= now]
    if not reached:
        return None
    latest = min(reached)
    if latest > 0 and now >= date:
        return None
    if since is not None and date - timedelta(days=latest) < since:
        return None
    return latest


def is_still_wanted(claim_row, rule):
    """Whether the reason for a claimed reminder still holds: asked again right before its email is sent."""
    if OptOut.objects.filter(rule=rule.name, recipient=claim_row.recipient).exists():
        return False
    return _asked_again(rule, claim_row.subject, claim_row.recipient, claim_row.date) is not None


def _interval(rule, now):
    """The dates that can have reached a stage: [earliest, latest)."""
    last = min(rule.stages)
    earliest = now if last > 0 else now + timedelta(days=last) - CATCH_UP
    return earliest, now + timedelta(days=max(rule.stages)) + MOMENT


def _batches(dues):
    dues = iter(dues)
    while batch := list(islice(dues, BATCH)):
        yield batch


def _claim_batch(rule, batch, now, tally):
    """Two queries for what is claimed already, however many there are; then one transaction for each that is not."""
    recipients = {due.recipient.lower() for due in batch}
    opted_out = set(OptOut.objects.filter(rule=rule.name, recipient__in=recipients).values_list("recipient", flat=True))
    claimed = set(
        Claim.objects.filter(rule=rule.name, subject__in={str(due.subject) for due in batch}).values_list(
            "subject", "stage", "recipient", "date"
        )
    )
    for due in batch:
        stage = stage_reached(rule.stages, due.date, now, due.since)
        recipient = due.recipient.lower()
        if stage is None or not recipient or recipient in opted_out:
            continue
        if (str(due.subject), stage, recipient, due.date) in claimed:
            continue
        with _carrying_on(rule, due, tally):
            tally.given += _claim_one(rule, due, stage, now)


@contextmanager
def _carrying_on(rule, due: Due, tally):
    try:
        yield
    except Exception as error:  # one broken subject must not stop the others; nothing of it was written
        tally.failed(f"subject {due.subject}", error)
        log.exception("reminder_failed", rule=rule.name, subject=str(due.subject))


@transaction.atomic
def _claim_one(rule, due, stage, now):
    recipient = due.recipient.lower()
    claimed, is_new = Claim.objects.get_or_create(
        rule=rule.name, subject=str(due.subject), stage=stage, recipient=recipient, date=due.date
    )
    if not is_new:
        return 0
    # Asked again now that the claim is ours: somebody may have submitted since the list was read.
    still = _asked_again(rule, due.subject, recipient, due.date)
    if still is None:
        transaction.set_rollback(True)
        return 0
    days = (timezone.localtime(due.date).date() - timezone.localtime(now).date()).days
    context = {**still.context, "date": due.date, "days": abs(days), "when": in_words(days)}
    headers = {}
    if rule.can_opt_out:
        context["opt_out"] = opt_out_address(claimed)
        headers = {
            "List-Unsubscribe": f"<{settings.SITE_URL}{context['opt_out']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    enqueue(
        key=f"reminder:{claimed.pk}",
        to=due.recipient,
        template=rule.template,
        context=context,
        useful_until=due.date if stage > 0 else None,
        headers=headers,
    )
    return 1


def _asked_again(rule, subject, recipient, date):
    for due in rule.due(date, date + MOMENT, subject=subject):
        if due.recipient.lower() == recipient and due.date == date and str(due.subject) == str(subject):
            return due
    return None


def in_words(days):
    """When a date is, as a reader says it: "in 3 days", "tomorrow", "today", "yesterday", "3 days ago".

    :param days: calendar days in London from today to the date; negative when it has passed.
    """
    if days in (-1, 0, 1):
        return [_("today"), _("tomorrow"), _("yesterday")][days]
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}

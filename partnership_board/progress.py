"""How the commitments of a strategy went in a span of days: the content of the report to the cabinet committee.

Made of what the public can see, from records that carry their day: reports on progress, milestones reached, decisions,
actions. What has no day, such as a target, is as it stands when the report is made.
"""

from datetime import datetime, time, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from partnership_board.models import Action, Commitment, Decision, Meeting, Milestone, ProgressUpdate
from partnership_board.states import FINISHED, ActionState, CommitmentStatus, MeetingState, MilestoneState

NOT_STARTED = CommitmentStatus.NOT_STARTED


def beginning_of(day):
    """The aware datetime at which a date begins in London."""
    return datetime.combine(day, time(0), tzinfo=timezone.get_current_timezone())


def content_of(strategy, starts_on, ends_on):
    """The report as text, numbers and ISO dates, so that it can be kept as it is.

    :param starts_on: first date told of.
    :param ends_on: last date told of.
    :returns: a dictionary of counts, commitments, decisions, actions, meetings and the plan of the next full review.
    """
    start, end = beginning_of(starts_on), beginning_of(ends_on + timedelta(days=1))
    commitments = [_commitment(one, start, end, ends_on) for one in _commitments(strategy, end)]
    return {
        "title": strategy.title,
        "period": strategy.period,
        "counts": _counts(commitments),
        "commitments": commitments,
        "meetings": Meeting.objects.filter(state=MeetingState.HELD, starts_at__gte=start, starts_at__lt=end).count(),
        "decisions": _decisions(start, end),
        "actions": _actions(start, end, ends_on),
        "next_full_review": strategy.next_full_review,
        "review_steps": [_milestone(one) for one in strategy.review_steps.all()],
    }


def _commitments(strategy, end):
    updates = ProgressUpdate.objects.filter(reported_at__lt=end).order_by("reported_at", "pk")
    return (
        Commitment.objects.published()
        .filter(objective__strategy=strategy)
        .select_related("objective", "owner")
        .prefetch_related(
            Prefetch("updates", updates, to_attr="reported"), Prefetch("milestones", Milestone.objects.all())
        )
    )


def _commitment(commitment, start, end, ends_on):
    before = [one for one in commitment.reported if one.reported_at < start]
    during = [one for one in commitment.reported if one.reported_at >= start]
    status = _status(during or before)
    milestones = list(commitment.milestones.all())
    missed = [one for one in milestones if status not in FINISHED and _was_missed(one, ends_on)]
    measured = next((one.measured for one in reversed(commitment.reported) if one.measured), "")
    return {
        "objective": commitment.objective.title,
        "title": commitment.title,
        "address": commitment.get_absolute_url(),
        "owner": str(commitment.owner),
        "measure": commitment.measure,
        "baseline": commitment.baseline,
        "target": commitment.target,
        "measured": measured,
        "status": status,
        "status_before": _status(before),
        "is_behind": status == CommitmentStatus.BEHIND or bool(missed),
        "was_silent": status not in FINISHED and not during,
        "next_review_on": None if status in FINISHED else commitment.next_review_on.isoformat(),
        "reports": [_report(one) for one in during],
        "reached": [_milestone(one) for one in milestones if one.reached_on and _within(one.reached_on, start, end)],
        "missed": [_milestone(one) for one in missed],
    }


def _status(updates):
    return updates[-1].status if updates else NOT_STARTED


def _within(day, start, end):
    return start.date() <= day < timezone.localdate(end)


def _was_missed(milestone, day):
    """Whether a milestone's day was over at the end of a date, and it was not reached by then."""
    reached = milestone.state == MilestoneState.REACHED and milestone.reached_on <= day
    return milestone.due_on <= day and not reached


def _report(update):
    return {
        "day": timezone.localdate(update.reported_at).isoformat(),
        "status": update.status,
        "summary": update.summary,
        "measured": update.measured,
        "evidence": update.evidence,
    }


def _milestone(milestone):
    return {
        "title": milestone.title,
        "due_on": milestone.due_on.isoformat(),
        "reached_on": milestone.reached_on and milestone.reached_on.isoformat(),
        "evidence": milestone.evidence,
    }


def _counts(commitments):
    """Rows of a status, how many commitments had it at the end, and how many at the beginning."""
    rows = []
    for status in CommitmentStatus:
        after = sum(one["status"] == status for one in commitments)
        before = sum(one["status_before"] == status for one in commitments)
        rows.append({"status": status.value, "after": after, "before": before})
    return rows


def _decisions(start, end):
    found = Decision.objects.published().filter(item__meeting__starts_at__gte=start, item__meeting__starts_at__lt=end)
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "address": one.get_absolute_url(),
            "day": timezone.localdate(one.item.meeting.starts_at).isoformat(),
        }
        for one in found.select_related("body", "item__meeting").order_by("item__meeting__starts_at", "number", "pk")
    ]


def _actions(start, end, ends_on):
    """Of public actions: agreed and finished in the span, and overdue at its end."""
    public = Action.objects.published()
    finished_later = Q(finished_at__isnull=True) | Q(finished_at__gte=end)
    return {
        "agreed": public.filter(meeting__starts_at__gte=start, meeting__starts_at__lt=end).count(),
        "done": public.exclude(state=ActionState.WITHDRAWN).filter(finished_at__gte=start, finished_at__lt=end).count(),
        "overdue": public.filter(finished_later, due_on__lte=ends_on).count(),
    }

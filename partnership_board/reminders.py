"""Who is reminded of the review of a commitment and of the day an action is due."""

from datetime import datetime, time

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from kentcivil.reminders.rules import Due, Rule, register
from partnership_board.models import Action, Commitment

# Days are counted from nine in the morning in London: reminders arrive when people start work.
HOUR = time(9)


def moment_of(day):
    """The aware datetime at which the reminders about a day count."""
    return datetime.combine(day, HOUR, tzinfo=timezone.get_current_timezone())


def _dated_within(queryset, field, earliest, latest):
    """Things whose day's moment lies in [earliest, latest): by whole days in the database, then to the moment."""
    first = timezone.localdate(earliest)
    last = timezone.localdate(latest)
    things = queryset.filter(**{f"{field}__gte": first, f"{field}__lte": last}).order_by("pk")
    return (thing for thing in things if earliest <= moment_of(getattr(thing, field)) < latest)


def _reviews(earliest, latest, subject):
    commitments = Commitment.objects.published().unfinished().select_related("owner__user", "objective__strategy")
    if subject is not None:
        commitments = commitments.filter(pk=subject)
    return _dated_within(commitments, "next_review_on", earliest, latest)


def commitments_to_review(earliest, latest, subject=None):
    """The owners of public, unfinished commitments. A report moves the date on, and with it these reminders."""
    for commitment in _reviews(earliest, latest, subject):
        if address := commitment.owner.address:
            yield Due(
                subject=str(commitment.pk),
                recipient=address,
                date=moment_of(commitment.next_review_on),
                context={
                    "title": commitment.title,
                    "strategy": commitment.objective.strategy.title,
                    "measure": commitment.measure,
                    "overdue": commitment.is_overdue,
                    "address": commitment.get_absolute_url(),
                },
            )


def commitments_overdue(earliest, latest, subject=None):
    """The board officers, about each public commitment whose review was missed."""
    overdue = [one for one in _reviews(earliest, latest, subject) if one.is_overdue]
    if not overdue:
        return
    officers = get_user_model().objects.filter(groups__name=Role.BOARD_OFFICER, is_active=True)
    addresses = list(officers.order_by("pk").values_list("email", flat=True))
    for commitment in overdue:
        for address in addresses:
            yield Due(
                subject=str(commitment.pk),
                recipient=address,
                date=moment_of(commitment.next_review_on),
                context={
                    "title": commitment.title,
                    "strategy": commitment.objective.strategy.title,
                    "owner": str(commitment.owner),
                    "admin_address": reverse("admin:partnership_board_commitment_change", args=[commitment.pk]),
                },
            )


def actions_due(earliest, latest, subject=None):
    """The owners of open actions, those from items that are not public too."""
    actions = Action.objects.outstanding().select_related("owner__user", "body")
    if subject is not None:
        actions = actions.filter(pk=subject)
    for action in _dated_within(actions, "due_on", earliest, latest):
        if address := action.owner.address:
            yield Due(
                subject=str(action.pk),
                recipient=address,
                date=moment_of(action.due_on),
                context={
                    "title": action.title,
                    "body": action.body.name,
                    "overdue": action.is_overdue,
                    "address": reverse("board_actions"),
                },
            )


register(
    Rule(
        name="partnership_board.commitment_review",
        stages=(28, 7, 0, -7, -28),
        due=commitments_to_review,
        template="partnership_board/mail/commitment_review.txt",
    )
)
register(
    Rule(
        name="partnership_board.commitment_overdue",
        stages=(-1, -14, -28),
        due=commitments_overdue,
        template="partnership_board/mail/commitment_overdue.txt",
    )
)
register(
    Rule(
        name="partnership_board.action_due",
        stages=(14, 7, 1, -1, -7),
        due=actions_due,
        template="partnership_board/mail/action_due.txt",
    )
)

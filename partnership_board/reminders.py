"""Who is reminded of reviews of commitments, of actions, of terms that end and of notes of decisions."""

from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.accounts.roles import Role
from kentcivil.reminders.rules import Due, Rule, register
from partnership_board.deadlines import decision_note_due
from partnership_board.models import Action, Commitment, Meeting, Milestone, Term
from partnership_board.states import MilestoneState

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
                    "own_page": commitment.owner.user and reverse("commitment_report", args=[commitment.slug]),
                },
            )


def commitments_overdue(earliest, latest, subject=None):
    """The board officers, about each public commitment whose review was missed."""
    overdue = [one for one in _reviews(earliest, latest, subject) if one.is_overdue]
    if not overdue:
        return
    addresses = _officers()
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


def milestones_due(earliest, latest, subject=None):
    """Milestones still ahead: to the owner of the commitment, or to the board officers for the next full review."""
    milestones = Milestone.objects.published().filter(state=MilestoneState.AHEAD)
    milestones = milestones.select_related("commitment__owner__user", "strategy")
    if subject is not None:
        milestones = milestones.filter(pk=subject)
    for milestone in _dated_within(milestones, "due_on", earliest, latest):
        commitment = milestone.commitment
        if commitment is not None and commitment.is_finished:
            continue
        recipients = _officers() if commitment is None else filter(None, [commitment.owner.address])
        of_what = commitment or _("the next full review of the %(strategy)s") % {"strategy": milestone.strategy}
        for address in recipients:
            yield Due(
                subject=str(milestone.pk),
                recipient=address,
                date=moment_of(milestone.due_on),
                context={
                    "milestone": milestone.title,
                    "of_what": str(of_what),
                    "overdue": milestone.is_missed,
                    "address": (commitment or milestone.strategy).get_absolute_url(),
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


def terms_ending(earliest, latest, subject=None):
    """The board officers and the holder, about each term that ends and after which nobody has the seat yet."""
    following = Term.objects.filter(seat=OuterRef("seat"), starts_on__gte=OuterRef("ends_on"))
    terms = Term.objects.held().filter(ends_on__isnull=False).exclude(Exists(following))
    terms = terms.select_related("seat__body", "person__user")
    if subject is not None:
        terms = terms.filter(pk=subject)
    ending = list(_dated_within(terms, "ends_on", earliest, latest))
    if not ending:
        return
    officers = _officers()
    for term in ending:
        for address in dict.fromkeys([*officers, *filter(None, [term.person.address])]):
            yield Due(
                subject=str(term.pk),
                recipient=address,
                date=moment_of(term.ends_on),
                context={
                    "seat": term.seat.title,
                    "body": term.seat.body.name,
                    "holder": term.person.name,
                    "nominated_by": term.seat.nominated_by,
                    "address": term.seat.body.get_absolute_url(),
                },
            )


def _officers():
    officers = get_user_model().objects.filter(groups__name=Role.BOARD_OFFICER, is_active=True)
    return list(officers.order_by("pk").values_list("email", flat=True))


def notes_due(earliest, latest, subject=None):
    """The board officers, about each meeting whose decisions are not public yet."""
    # The note is due within two weeks of its meeting, holidays and all within three: a window of days finds them.
    around = {"starts_at__gte": earliest - timedelta(days=21), "starts_at__lt": latest}
    meetings = Meeting.objects.published().exclude(state="cancelled").filter(decision_note__isnull=True, **around)
    if subject is not None:
        meetings = meetings.filter(pk=subject)
    officers = _officers()
    for meeting in meetings.select_related("body").order_by("pk"):
        due_on = decision_note_due(meeting)
        if earliest <= moment_of(due_on) < latest:
            for address in officers:
                yield Due(
                    subject=str(meeting.pk),
                    recipient=address,
                    date=moment_of(due_on),
                    context={
                        "meeting": str(meeting),
                        "body": meeting.body.name,
                        "admin_address": reverse("admin:partnership_board_meeting_change", args=[meeting.pk]),
                    },
                )


register(
    Rule(
        name="partnership_board.term_ending",
        stages=(90, 30, 7),
        due=terms_ending,
        template="partnership_board/mail/term_ending.txt",
    )
)
register(
    Rule(
        name="partnership_board.decision_note_due",
        stages=(2, 0, -1),
        due=notes_due,
        template="partnership_board/mail/decision_note_due.txt",
    )
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
        name="partnership_board.milestone_due",
        stages=(14, 1, -1, -14),
        due=milestones_due,
        template="partnership_board/mail/milestone_due.txt",
    )
)
register(
    Rule(
        name="partnership_board.action_due",
        stages=(14, 7, 1, -1, -7, -14, -28),
        due=actions_due,
        template="partnership_board/mail/action_due.txt",
    )
)

"""From a person's interest to a settled volunteer, and to the day on which their details go."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices
from volunteering.models import Enquiry, Opportunity
from volunteering.permissions import can_work_on
from volunteering.states import EnquiryState, NotAllowed, check_move

LINK_SALT = "volunteering.confirm-interest"
LINK_LASTS = timedelta(days=7)

# How long a person's details are kept after their enquiry last moved on. An open one that nobody has touched for a
# year is as good as over; whoever settled in may ask for a reference for two years.
KEPT_FOR = {
    EnquiryState.UNCONFIRMED: LINK_LASTS,
    EnquiryState.NEW: timedelta(days=365),
    EnquiryState.CONTACTED: timedelta(days=365),
    EnquiryState.INTRODUCED: timedelta(days=365),
    EnquiryState.PLACED: timedelta(days=730),
    EnquiryState.SETTLED: timedelta(days=730),
    EnquiryState.LEFT: timedelta(days=182),
}


class Outcome(models.TextChoices):
    """What became of somebody's interest, as far as the page may tell."""

    SENT = "sent", _("Sent to the volunteer centre")
    CHECK_EMAIL = "check-email", _("Waiting for the link in the email")
    ALREADY = "already", _("Sent before")


@transaction.atomic
def register_interest(*, opportunity, name, email, telephone, message, age, consent_wording, answers=(), by=None):
    """Note that somebody wants to help. The same person and opportunity are noted once.

    With an account it reaches the centre at once, under the account's address. Without one, a link goes to the
    address first, and what the page may tell is the same for every address: it must not give away who asked before.

    :param answers: pairs of a question of the opportunity's own and what the person answered.
    :param by: the signed-in User or None. With one, `email` is not used.
    :returns: the Enquiry and an Outcome.
    :raises NotAllowed: when the opportunity is no longer offered, or the person is too young for it.
    """
    # Locking the opportunity lets the same form sent twice at once find its own first copy.
    offered = Opportunity.objects.published().select_for_update(of=("self",), no_key=True)
    opportunity = offered.select_related("centre__organisation", "organisation").filter(pk=opportunity.pk).first()
    if opportunity is None:
        raise NotAllowed(_("This opportunity is no longer open."))
    if age == Enquiry.Age.YOUNG and opportunity.minimum_age >= 18:
        raise NotAllowed(_("You need to be 18 or over for this opportunity."))
    email = (by.email if by else email).strip()
    said = {
        "name": name,
        "email": email,
        "telephone": telephone,
        "message": message,
        "answers": list(answers),
        "age": age,
        "consent_wording": consent_wording,
        "consented_at": timezone.now(),
    }
    known = _known(opportunity, email, by)
    with because(_("Registered interest"), by=by):
        if by is None:
            return _ask_to_confirm(known, opportunity, said), Outcome.CHECK_EMAIL
        if known is None:
            known = Enquiry(opportunity=opportunity, centre=opportunity.centre)
        elif known.state != EnquiryState.UNCONFIRMED:
            if known.user_id is None:
                known.user = by
                known.save(update_fields=["user"])
            return known, Outcome.ALREADY
        _reaches_the_centre(known, user=by, **said)
    return known, Outcome.SENT


@transaction.atomic
def confirm_interest(*, token):
    """The person followed the link in their email: their interest goes to the centre. Following it again is harmless.

    :returns: the Enquiry.
    :raises NotAllowed: for a link that is damaged, too old, or whose enquiry is gone.
    """
    enquiry = read_link(token, lock=True)
    if enquiry.state == EnquiryState.UNCONFIRMED:
        with because(_("Confirmed the email address")):
            _reaches_the_centre(enquiry, user=_account_of(enquiry.email))
    return enquiry


def confirmation_token(enquiry):
    """What the link in the email carries; it proves that whoever follows it reads that person's email."""
    return signing.dumps(enquiry.pk, salt=LINK_SALT)


def read_link(token, *, lock=False):
    """:returns: the Enquiry a link is about. :raises NotAllowed: as for :func:`confirm_interest`."""
    try:
        pk = signing.loads(token, salt=LINK_SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        pk = None
    found = Enquiry.objects.filter(pk=pk, erased_at__isnull=True)
    found = found.select_for_update(of=("self",)) if lock else found
    enquiry = found.select_related("opportunity__organisation", "centre__organisation").first()
    if enquiry is None:
        raise NotAllowed(_("This link does not work any more. Register your interest again to get a new one."))
    return enquiry


@transaction.atomic
def move_enquiry(*, enquiry, to, by, left_because="", next_step="", next_step_on=None):
    """Move an enquiry along the pipeline. The old next step is done with; without a new one it is listed first.

    :param to: an EnquiryState.
    :param left_because: an Enquiry.Reason; asked for when `to` is LEFT, and for nothing else.
    :param next_step: what to do next, with `next_step_on`, its date; both or neither.
    :raises PermissionDenied: when `by` is not a broker of the centre that has it.
    :raises NotAllowed: when `to` may not follow, the reason is missing, or the next step has no possible date.
    """
    enquiry = _locked(enquiry, by)
    to = EnquiryState(to)
    check_move(enquiry.state, to)
    if to == EnquiryState.LEFT and left_because not in Enquiry.Reason.values:
        raise NotAllowed(_("Say why they left."))
    now = timezone.now()
    if enquiry.contacted_at is None and to != EnquiryState.LEFT:
        enquiry.contacted_at = now
    enquiry.state = to
    enquiry.left_because = left_because if to == EnquiryState.LEFT else ""
    enquiry.next_step, enquiry.next_step_on = "", None
    if not enquiry.over:
        _plan(enquiry, next_step, next_step_on)
    enquiry.moved_at = now
    enquiry.keep_until = keep_until(to, now)
    enquiry.broker = enquiry.broker or by
    with because(_("Moved along the pipeline"), by=by):
        enquiry.save()
    return enquiry


@transaction.atomic
def plan_next_step(*, enquiry, next_step, next_step_on, by):
    """Write down what to do next and when, or with neither that nothing is planned.

    :raises PermissionDenied: when `by` is not a broker of the centre that has it.
    :raises NotAllowed: when the enquiry is over, one of the two is missing, or the date is before today.
    """
    enquiry = _locked(enquiry, by)
    if enquiry.over:
        raise NotAllowed(_("This enquiry is over; there is no next step to plan."))
    _plan(enquiry, next_step, next_step_on)
    enquiry.broker = enquiry.broker or by
    with because(_("Planned the next step"), by=by):
        enquiry.save()
    return enquiry


@transaction.atomic
def erase_what_is_out_of_time():
    """Erase the details of people whose day has come. Interest that was never confirmed goes as a whole.

    What is left of the others is what is counted: which opportunity, how far, when, and why somebody left.

    :returns: how many were erased.
    """
    due = Enquiry.objects.out_of_time().select_for_update(skip_locked=True).order_by("pk")
    with because(_("Kept no longer than needed")):
        gone = [enquiry.pk for enquiry in due if enquiry.state == EnquiryState.UNCONFIRMED]
        rest = [enquiry.pk for enquiry in due if enquiry.state != EnquiryState.UNCONFIRMED]
        Enquiry.objects.filter(pk__in=gone).delete()
        _erase(Enquiry.objects.filter(pk__in=rest))
    return len(gone) + len(rest)


def erase_enquiries_of(user):
    """Erase what a person offered, who closes their account; what was open is over. The caller says who and why."""
    theirs = Enquiry.objects.filter(user=user)
    theirs.exclude(state=EnquiryState.LEFT).update(
        state=EnquiryState.LEFT, left_because=Enquiry.Reason.CHANGED_MIND, moved_at=timezone.now()
    )
    _erase(theirs)


def _erase(enquiries):
    enquiries.update(
        name="",
        email="",
        telephone="",
        message="",
        answers=[],
        next_step="",
        next_step_on=None,
        user=None,
        erased_at=timezone.now(),
    )


def keep_until(state, moment):
    """The last day, in Kent, on which the details of a person whose enquiry is in this state are kept."""
    return timezone.localdate(moment + KEPT_FOR[state])


def _known(opportunity, email, user):
    """What this person has already sent about this opportunity, unless they have left since."""
    mine = Q(address=email.lower())
    if user is not None:
        mine |= Q(user=user)
    enquiries = Enquiry.objects.select_for_update(of=("self",)).alias(address=Lower("email"))
    return (
        enquiries.filter(mine, opportunity=opportunity, erased_at__isnull=True)
        .exclude(state=EnquiryState.LEFT)
        .order_by("pk")
        .first()
    )


def _ask_to_confirm(known, opportunity, said):
    if known is not None and known.state != EnquiryState.UNCONFIRMED:
        notices.interest_known(known)
        return known
    enquiry = known or Enquiry(opportunity=opportunity, centre=opportunity.centre, state=EnquiryState.UNCONFIRMED)
    for field, value in said.items():
        setattr(enquiry, field, value)
    enquiry.moved_at = timezone.now()
    enquiry.keep_until = keep_until(EnquiryState.UNCONFIRMED, enquiry.moved_at)
    enquiry.save()
    notices.confirm_address(enquiry, confirmation_token(enquiry), useful_until=enquiry.moved_at + LINK_LASTS)
    return enquiry


def _reaches_the_centre(enquiry, *, user, **said):
    for field, value in said.items():
        setattr(enquiry, field, value)
    enquiry.user = user
    enquiry.state = EnquiryState.NEW
    enquiry.confirmed_at = enquiry.moved_at = timezone.now()
    enquiry.keep_until = keep_until(EnquiryState.NEW, enquiry.moved_at)
    enquiry.save()
    notices.interest_received(enquiry)
    notices.new_enquiry(enquiry)


def _account_of(email):
    return get_user_model().objects.filter(email__iexact=email, is_active=True).first()


def _locked(enquiry, by):
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("centre", "opportunity").get(pk=enquiry.pk)
    if enquiry.state == EnquiryState.UNCONFIRMED or not can_work_on(by, enquiry):
        raise PermissionDenied
    return enquiry


def _plan(enquiry, next_step, next_step_on):
    next_step = next_step.strip()
    if bool(next_step) != bool(next_step_on):
        raise NotAllowed(_("Give the next step and its date, or neither."))
    # The date it already has may be in the past: changing the words must not force the broker to lie about it.
    if next_step_on and next_step_on < timezone.localdate() and next_step_on != enquiry.next_step_on:
        raise NotAllowed(_("The date of the next step is in the past."))
    enquiry.next_step, enquiry.next_step_on = next_step, next_step_on

"""When an entry is to be checked again, its owners are asked whether it is still correct."""

from datetime import datetime, time, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from kentcivil.reminders.rules import Due, Rule, register
from organisations import freshness
from organisations.models import Membership
from organisations.states import Status

# Days are counted from nine in the morning in London: reminders arrive when people start work.
HOUR = time(9)
SALT = "organisations.still-correct"
LINK_LASTS = timedelta(days=60)


def moment_of(day):
    """The aware datetime at which the reminders about a day count."""
    return datetime.combine(day, HOUR, tzinfo=timezone.get_current_timezone())


def still_correct_address(membership):
    """Path of the page on which this member, without signing in, says that the entry is still correct.

    It names the membership and the day of the last check: after the next check, or once they have left, it does
    nothing.
    """
    organisation = membership.organisation
    said = [membership.pk, organisation.verified_on.isoformat() if organisation.verified_on else ""]
    return reverse("organisation_still_correct", args=[signing.dumps(said, salt=SALT)])


def read_still_correct(token):
    """The membership that a link was made for, and whether its entry has been checked since.

    :raises django.core.signing.SignatureExpired: for a link older than LINK_LASTS.
    :raises django.core.signing.BadSignature: for a damaged link, or when the member has left.
    """
    pk, verified_on = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    membership = Membership.objects.select_related("organisation", "user").filter(pk=pk, user__is_active=True).first()
    if membership is None:
        raise signing.BadSignature("The member has left.")
    now = membership.organisation.verified_on
    return membership, (now.isoformat() if now else "") != verified_on


def entries_to_check(earliest, latest, subject=None):
    """The owners of published entries, those too that nobody has ever checked. A check moves the date on, and with it
    these reminders.
    """
    owners = Membership.objects.annotate(due_on=freshness.due_on("organisation__")).filter(
        role=Membership.Role.OWNER,
        user__is_active=True,
        organisation__status=Status.PUBLISHED,
        due_on__gte=timezone.localdate(earliest),
        due_on__lte=timezone.localdate(latest),
    )
    if subject is not None:
        owners = owners.filter(organisation=subject)
    for owner in owners.select_related("organisation", "user").order_by("organisation", "pk"):
        organisation = owner.organisation
        date = moment_of(owner.due_on)
        if earliest <= date < latest:
            yield Due(
                subject=str(organisation.pk),
                recipient=owner.user.email,
                date=date,
                context={
                    "organisation": organisation.name,
                    "verified_on": organisation.verified_on,
                    "still_correct": still_correct_address(owner),
                    "address": organisation.get_absolute_url(),
                    "change_address": reverse("my_organisation", args=[organisation.slug]),
                },
            )


register(
    Rule(
        name="organisations.review",
        # The engine goes on asking for a while after the last; nobody's entry is taken down for not answering.
        stages=(30, 7, -14),
        due=entries_to_check,
        template="organisations/mail/review.txt",
    )
)

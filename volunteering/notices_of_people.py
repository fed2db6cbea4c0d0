"""What volunteers, guardians and leads are told. An email about a person never says more than its reader must know."""

from django.conf import settings
from django.urls import reverse

from kentcivil.mail.outbox import enqueue


def guardian_asked(asked, token, *, useful_until):
    """To the guardian: the link with which to agree, or not."""
    enqueue(
        key=f"guardian-asked:{asked.pk}:{asked.asked_at.isoformat()}",
        to=asked.guardian_email,
        template="volunteering/mail/guardian_asked.txt",
        context={"asked": asked, "address": _page("volunteering_guardian", token)},
        useful_until=useful_until,
        secret=True,
    )


def guardian_answered(asked):
    """To the young person: what their parent or guardian said."""
    enqueue(
        key=f"guardian-answered:{asked.pk}:{asked.state}",
        to=asked.volunteer.user.email,
        template="volunteering/mail/guardian_answered.txt",
        context={"asked": asked, "address": _page("my_volunteering")},
    )


def reference_asked(reference):
    """To those who speak for the organisation."""
    members = reference.opportunity.organisation.memberships.filter(user__is_active=True).select_related("user")
    for member in members.order_by("pk"):
        enqueue(
            key=f"reference-asked:{reference.pk}:{member.user_id}",
            to=member.user.email,
            template="volunteering/mail/reference_asked.txt",
            context={"reference": reference, "address": _page("my_reference", reference.pk)},
        )


def reference_answered(reference):
    """To the volunteer."""
    enqueue(
        key=f"reference-answered:{reference.pk}",
        to=reference.volunteer.user.email,
        template="volunteering/mail/reference_answered.txt",
        context={"reference": reference, "address": _page("my_volunteering")},
    )


def concern_raised(concern):
    """To the lead: that there is one. What it says is read after signing in, and stands in no email."""
    enqueue(
        key=f"concern:{concern.pk}",
        to=concern.lead.user.email,
        template="volunteering/mail/concern_raised.txt",
        context={"address": _page("concern", concern.pk)},
    )


def suggestions(volunteer, matches, week):
    """To a volunteer who asked for it: what may suit them, once a week at most."""
    enqueue(
        key=f"suggestions:{volunteer.pk}:{week}",
        to=volunteer.user.email,
        template="volunteering/mail/suggestions.txt",
        context={"matches": matches, "address": _page("my_volunteer_account")},
    )


def _page(name, *args):
    return settings.SITE_URL + reverse(name, args=args)

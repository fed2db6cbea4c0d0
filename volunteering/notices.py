"""Who is told what. No email to a centre names the person who asked: brokers read that after signing in."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentcivil.mail.outbox import enqueue


def opportunity_submitted(opportunity):
    """To the centre: something waits to be checked."""
    for address in desk_of(opportunity.centre):
        enqueue(
            key=f"opportunity-submitted:{opportunity.pk}:{opportunity.submitted_at.isoformat()}:{address}",
            to=address,
            template="volunteering/mail/opportunity_submitted.txt",
            context={
                "opportunity": opportunity,
                "address": _page("admin:volunteering_opportunity_change", opportunity.pk),
            },
        )


def opportunity_published(opportunity):
    """To those who speak for the organisation."""
    _to_members(
        opportunity,
        "volunteering/mail/opportunity_published.txt",
        {"address": settings.SITE_URL + opportunity.get_absolute_url()},
    )


def opportunity_returned(opportunity):
    """To those who speak for the organisation, with the reason."""
    _to_members(
        opportunity,
        "volunteering/mail/opportunity_returned.txt",
        {"address": _page("my_opportunity", opportunity.slug)},
    )


def change_proposed(change):
    """To the centre: a live opportunity is to say something else."""
    for address in desk_of(change.opportunity.centre):
        enqueue(
            key=f"change-proposed:{change.pk}:{address}",
            to=address,
            template="volunteering/mail/change_proposed.txt",
            context={
                "opportunity": change.opportunity,
                "address": _page("admin:volunteering_proposedchange_change", change.pk),
            },
        )


def change_decided(change):
    """To those who speak for the organisation: whether the change is live, and if not, why."""
    _to_members(
        change.opportunity,
        "volunteering/mail/change_decided.txt",
        {"change": change, "address": _page("my_opportunity", change.opportunity.slug)},
    )


def confirm_address(enquiry, token, *, useful_until):
    """To the person: the link that proves the address. At most one in ten minutes, however often the form is sent."""
    slot = int(enquiry.moved_at.timestamp()) // 600
    enqueue(
        key=f"enquiry-confirm:{enquiry.pk}:{slot}",
        to=enquiry.email,
        template="volunteering/mail/confirm_address.txt",
        context={"enquiry": enquiry, "address": _page("volunteering_confirm", token)},
        useful_until=useful_until,
    )


def interest_known(enquiry):
    """To the person, at most once a day: the centre has this already."""
    enqueue(
        key=f"enquiry-known:{enquiry.pk}:{timezone.localdate()}",
        to=enquiry.email,
        template="volunteering/mail/interest_known.txt",
        context={"enquiry": enquiry},
    )


def interest_received(enquiry):
    """To the person: what happens next."""
    enqueue(
        key=f"enquiry-received:{enquiry.pk}",
        to=enquiry.email,
        template="volunteering/mail/interest_received.txt",
        context={"enquiry": enquiry},
    )


def new_enquiry(enquiry):
    """To the centre: somebody wants to help."""
    for address in desk_of(enquiry.centre):
        enqueue(
            key=f"enquiry-new:{enquiry.pk}:{address}",
            to=address,
            template="volunteering/mail/new_enquiry.txt",
            context={"enquiry": enquiry, "address": _page("admin:volunteering_enquiry_change", enquiry.pk)},
        )


def _to_members(opportunity, template, context):
    # A moment in the key: what is returned twice is told twice.
    moment = timezone.now().isoformat()
    members = opportunity.organisation.memberships.filter(user__is_active=True).select_related("user")
    for member in members.order_by("pk"):
        enqueue(
            key=f"{template}:{opportunity.pk}:{moment}:{member.user_id}",
            to=member.user.email,
            template=template,
            context={"opportunity": opportunity, **context},
        )


def desk_of(centre):
    """Addresses of the brokers who want to be told, or the centre's own where there is none."""
    posts = centre.broker_posts.filter(told_of_new=True, user__is_active=True)
    return list(posts.order_by("pk").values_list("user__email", flat=True)) or [centre.email] * bool(centre.email)


def _page(name, *args):
    return settings.SITE_URL + reverse(name, args=args)

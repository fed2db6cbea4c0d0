"""Who is told what about an entry. No email names a person to somebody who does not know them already."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentcivil.mail.outbox import enqueue
from organisations.models import Membership
from organisations.states import ReportState


def published(organisation):
    """To those who look after it: visitors can see it."""
    _to_members(organisation, "organisations/mail/published.txt", address=_address(organisation.get_absolute_url()))


def sent_back(organisation):
    """To those who look after it: an officer wants a change before it is published."""
    _to_members(organisation, "organisations/mail/sent_back.txt", reason=organisation.status_reason)


def taken_down(organisation):
    """To those who look after it: visitors no longer see it, and why."""
    _to_members(
        organisation,
        "organisations/mail/taken_down.txt",
        reason=organisation.status_reason,
        contact=_address(reverse("contact")),
    )


def proposal_approved(proposal):
    """To whoever proposed the change."""
    _to_proposer(
        proposal, "organisations/mail/proposal_approved.txt", address=_address(proposal.organisation.get_absolute_url())
    )


def proposal_returned(proposal):
    """To whoever proposed the change, with the reason."""
    _to_proposer(proposal, "organisations/mail/proposal_returned.txt", reason=proposal.reason)


def ask_mailbox(asked, mailbox, path):
    """To the address that the register has: does this person belong to you?"""
    enqueue(
        key=f"organisation-claim-mailbox:{asked.pk}:{asked.emailed_at.isoformat()}",
        to=mailbox,
        template="organisations/mail/ask_mailbox.txt",
        context={"organisation": asked.organisation.name, "person": asked.user.name, "address": _address(path)},
        secret=True,
    )


def claim_accepted(asked):
    """To whoever asked: they look after the entry now."""
    _send(
        asked.user,
        f"organisation-claim-accepted:{asked.pk}",
        "organisations/mail/claim_accepted.txt",
        asked.organisation,
    )


def claim_refused(asked):
    """To whoever asked, with the reason."""
    _send(
        asked.user,
        f"organisation-claim-refused:{asked.pk}",
        "organisations/mail/claim_refused.txt",
        asked.organisation,
        reason=asked.reason,
        contact=_address(reverse("contact")),
    )


def report_settled(report, organisation):
    """To the visitor who reported it, where they left an address."""
    if report.email:
        enqueue(
            key=f"organisation-report-settled:{report.pk}",
            to=report.email,
            template="organisations/mail/report_settled.txt",
            context={
                "organisation": organisation.name,
                "put_right": report.state == ReportState.SETTLED,
                "address": _address(organisation.get_absolute_url()),
            },
        )


def invited(invitation, path):
    """To the colleague, with the link that lets them in."""
    enqueue(
        key=f"organisation-invitation:{invitation.pk}",
        to=invitation.email,
        template="organisations/mail/invitation.txt",
        context={
            "organisation": invitation.organisation.name,
            "person": invitation.invited_by.name,
            "role": invitation.get_role_display(),
            "expires": invitation.expires_at,
            "address": _address(path),
        },
        useful_until=invitation.expires_at,
        secret=True,
    )


def member_joined(organisation, user):
    """To the other owners: somebody new looks after the entry with them."""
    for owner in _members(organisation).filter(role=Membership.Role.OWNER).exclude(user=user):
        _send(
            owner.user,
            f"organisation-joined:{organisation.pk}:{user.pk}:{owner.pk}:{_now()}",
            "organisations/mail/member_joined.txt",
            organisation,
            person=user.name,
            people=_address(reverse("my_organisation_people", args=[organisation.slug])),
        )


def handed_over(organisation, by, to):
    """To the new owner."""
    _send(
        to,
        f"organisation-handed-over:{organisation.pk}:{to.pk}:{_now()}",
        "organisations/mail/handed_over.txt",
        organisation,
        person=by.name,
    )


def taken_off(organisation, user):
    """To somebody whom a colleague or an officer took off."""
    if user.is_active:
        enqueue(
            key=f"organisation-taken-off:{organisation.pk}:{user.pk}:{_now()}",
            to=user.email,
            template="organisations/mail/taken_off.txt",
            context={"organisation": organisation.name, "contact": _address(reverse("contact"))},
        )


def merged(gone, kept, members):
    """To those who looked after the entry that went: where it is now."""
    for member in members:
        _send(
            member.user,
            f"organisation-merged:{gone.pk}:{member.user_id}",
            "organisations/mail/merged.txt",
            kept,
            former=gone.name,
            address=_address(kept.get_absolute_url()),
        )


def _members(organisation):
    return organisation.memberships.filter(user__is_active=True).select_related("user").order_by("pk")


def _to_members(organisation, template, **context):
    now = _now()
    for member in _members(organisation):
        _send(
            member.user,
            f"{template}:{organisation.pk}:{member.pk}:{now}",
            template,
            organisation,
            **context,
        )


def _to_proposer(proposal, template, **context):
    person = proposal.proposed_by
    if person is not None and person.is_active:
        _send(person, f"{template}:{proposal.pk}", template, proposal.organisation, **context)


def _send(user, key, template, organisation, **context):
    context |= {
        "organisation": organisation.name,
        "own_page": _address(reverse("my_organisation", args=[organisation.slug])),
    }
    enqueue(key=key, to=user.email, template=template, context=context)


def _address(path):
    return settings.SITE_URL + path


def _now():
    return timezone.now().isoformat()

"""How somebody comes to speak for an organisation: they prove that they belong to it, or a colleague invites them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import links, notices, permissions
from organisations.actions.writing import locked
from organisations.models import EntryClaim, Identifier, Invitation, Membership, RegisteredCharity
from organisations.states import ClaimState, NotAllowed, Status, check_open

MOST_CLAIMS_A_DAY = 5
"""Of one person: nobody belongs to more, and each may send an email to a stranger."""
MOST_INVITATIONS_OPEN = 30
"""Of one organisation."""
EMAIL_AGAIN_AFTER = timedelta(days=1)
INVITATION_LASTS = timedelta(days=14)
KEPT_AFTER = timedelta(days=365)
"""How long the evidence of a decided claim is kept, in case somebody disputes it."""


def register_mailbox(organisation):
    """The email address that the register of charities has for an organisation, or ""."""
    return (
        RegisteredCharity.objects.filter(
            number__in=organisation.identifiers.filter(scheme=Identifier.Scheme.CHARITY).values("number"),
            linked_number=0,
            status=RegisteredCharity.Status.REGISTERED,
        )
        .exclude(email="")
        .values_list("email", flat=True)
        .order_by("number")
        .first()
        or ""
    )


@transaction.atomic
def claim(*, by, organisation, evidence="", by_mailbox=False):
    """Ask to look after an entry. Asking again adds to what was asked before.

    :param evidence: for an officer: how one can see that `by` belongs to the organisation.
    :param by_mailbox: send a link to the address that the register has; whoever reads that mailbox decides.
    :raises NotAllowed: for a closed entry, a member, too many claims in a day, or without any proof to look at.
    """
    organisation = locked(organisation)
    if organisation.status == Status.CLOSED:
        raise NotAllowed(_("This entry is closed. Ask us if the organisation has started again."))
    if permissions.is_member(by, organisation):
        raise NotAllowed(_("You look after this entry already."))
    mailbox = register_mailbox(organisation) if by_mailbox else ""
    if by_mailbox and not mailbox:
        raise NotAllowed(_("The register has no email address for it. Tell us instead how we can check."))
    if not by_mailbox and not evidence.strip():
        raise NotAllowed(_("Tell us how we can check that you belong to it."))
    with because("Asked to look after the entry", by=by):
        asked = EntryClaim.objects.select_for_update().filter(organisation=organisation, user=by).waiting().first()
        if asked is None:
            _not_too_many(by)
            asked = EntryClaim.objects.create(organisation=organisation, user=by)
        asked.evidence = evidence.strip() or asked.evidence
        now = timezone.now()
        if mailbox and (asked.emailed_at is None or now - asked.emailed_at >= EMAIL_AGAIN_AFTER):
            asked.emailed_at = now
            notices.ask_mailbox(asked, mailbox, links.claim_address(asked))
        asked.save(update_fields=["evidence", "emailed_at"])
    return asked


def _not_too_many(by):
    lately = timezone.now() - timedelta(days=1)
    if EntryClaim.objects.filter(user=by, asked_at__gt=lately).count() >= MOST_CLAIMS_A_DAY:
        raise NotAllowed(_("You have asked for several entries today. Please ask for the others tomorrow."))


@transaction.atomic
def accept_claim_from_mailbox(*, asked):
    """Somebody who reads the organisation's own mailbox says yes. The link that led there is the proof.

    Nobody is signed in there, so the history names nobody, but the proof.
    """
    organisation, asked = _locked(asked)
    check_open(asked.state)
    return _accept(organisation, asked, proof=EntryClaim.Proof.MAILBOX, by=None)


@transaction.atomic
def refuse_claim_from_mailbox(*, asked):
    """Somebody who reads the organisation's own mailbox says no."""
    _organisation, asked = _locked(asked)
    check_open(asked.state)
    return _refuse(asked, _("Whoever reads the organisation's own mailbox did not agree."), by=None)


@transaction.atomic
def accept_claim(*, by, asked):
    """An officer has checked the evidence: the person becomes an owner."""
    organisation, asked = _locked(asked)
    _officers_only(by)
    check_open(asked.state)
    return _accept(organisation, asked, proof=EntryClaim.Proof.OFFICER, by=by)


@transaction.atomic
def refuse_claim(*, by, asked, reason):
    """:param reason: a sentence for whoever asked."""
    _organisation, asked = _locked(asked)
    _officers_only(by)
    check_open(asked.state)
    if not reason.strip():
        raise NotAllowed(_("Give a reason."))
    return _refuse(asked, reason.strip(), by=by)


@transaction.atomic
def withdraw_claim(*, by, asked):
    """Whoever asked does so no more."""
    _organisation, asked = _locked(asked)
    if asked.user != by:
        raise NotAllowed(_("Only whoever asked can take that back."))
    check_open(asked.state)
    with because("Asks no more to look after the entry", by=by):
        _end(asked, ClaimState.WITHDRAWN, by)
    return asked


def _accept(organisation, asked, *, proof, by):
    asked.proof = proof
    with because(f"Asked to look after the entry, and proved it: {asked.get_proof_display()}", by=by):
        _end(asked, ClaimState.ACCEPTED, by)
        Membership.objects.update_or_create(
            organisation=organisation, user=asked.user, defaults={"role": Membership.Role.OWNER}
        )
    notices.claim_accepted(asked)
    notices.member_joined(organisation, asked.user)
    return asked


def _refuse(asked, reason, *, by):
    asked.reason = reason
    with because("Request to look after the entry refused", by=by):
        _end(asked, ClaimState.REFUSED, by)
    notices.claim_refused(asked)
    return asked


def _end(asked, state, by):
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save(update_fields=["state", "decided_by", "decided_at", "proof", "reason"])


def _locked(asked):
    organisation = locked(asked.organisation)
    return organisation, EntryClaim.objects.select_for_update().select_related("user").get(pk=asked.pk)


def _officers_only(by):
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))


# --- Invitations ---


@transaction.atomic
def invite(*, by, organisation, email, role=Membership.Role.EDITOR):
    """Ask a colleague by email. An invitation to the same address again takes the place of the first.

    :raises NotAllowed: when `by` may not choose who looks after the entry, or the colleague does so already.
    :raises ValueError: for a role that is none.
    """
    organisation = locked(organisation)
    if not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if role not in Membership.Role.values:
        raise ValueError(f"There is no role {role!r}.")
    email = email.strip().lower()
    if organisation.memberships.filter(user__email=email, user__is_active=True).exists():
        raise NotAllowed(_("Whoever has this address looks after the entry already."))
    now = timezone.now()
    with because("Colleague invited", by=by):
        organisation.invitations.filter(accepted_at=None, withdrawn_at=None, email__iexact=email).update(
            withdrawn_at=now
        )
        if organisation.invitations.open().count() >= MOST_INVITATIONS_OPEN:
            raise NotAllowed(_("So many invitations are open already. Withdraw some first."))
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            invited_by=by,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
    notices.invited(invitation, links.invitation_address(invitation))
    return invitation


@transaction.atomic
def accept_invitation(*, by, invitation):
    """Whoever holds the link joins, once. A member who is an owner already stays one.

    :raises NotAllowed: for one that was taken up or withdrawn, or is too old.
    """
    organisation, invitation = _locked_invitation(invitation)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        raise NotAllowed(_("This invitation is no longer open. Ask your colleague for a new one."))
    if organisation.status == Status.CLOSED:
        raise NotAllowed(_("This entry is closed. Ask us if the organisation has started again."))
    with because("Invitation accepted", by=by):
        membership, is_new = Membership.objects.get_or_create(
            organisation=organisation, user=by, defaults={"role": invitation.role}
        )
        if not is_new and invitation.role == Membership.Role.OWNER:
            membership.role = Membership.Role.OWNER
            membership.save(update_fields=["role"])
        invitation.accepted_by, invitation.accepted_at, invitation.email = by, timezone.now(), ""
        invitation.save(update_fields=["accepted_by", "accepted_at", "email"])
    if is_new:
        notices.member_joined(organisation, by)
    return membership


@transaction.atomic
def withdraw_invitation(*, by, invitation):
    """Make an open invitation worthless."""
    organisation, invitation = _locked_invitation(invitation)
    if not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if invitation.accepted_at:
        raise NotAllowed(_("Your colleague has accepted it already."))
    with because("Invitation withdrawn", by=by):
        invitation.withdrawn_at, invitation.email = timezone.now(), ""
        invitation.save(update_fields=["withdrawn_at", "email"])
    return invitation


def _locked_invitation(invitation):
    organisation = locked(invitation.organisation)
    return organisation, Invitation.objects.select_for_update().get(pk=invitation.pk)


def forget():
    """Erase what is of no more use: addresses of invitations that have ended, and old evidence. Rung every day."""
    now = timezone.now()
    Invitation.objects.filter(Q(expires_at__lte=now) | Q(withdrawn_at__isnull=False)).exclude(email="").update(email="")
    EntryClaim.objects.filter(decided_at__lte=now - KEPT_AFTER).exclude(evidence="").update(evidence="")

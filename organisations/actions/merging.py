"""Two entries become one, or are found to be two."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import merging, notices, permissions, states
from organisations.actions.writing import EDITABLE, EDITABLE_LINKS, announce, write
from organisations.models import Invitation, Likeness, Membership, Merger, Organisation, Proposal
from organisations.states import LikenessState, NotAllowed, ProposalState, Status, check_open


@transaction.atomic
def merge(*, by, kept, gone, taken=()):
    """Make one entry of two. The one that goes is closed and keeps its history; its address leads to the other.

    Members, numbers, services, contacts and whatever apps have (organisations/merging.py) go over. What the entry that
    stays does not say, it takes from the other; its name becomes one of the other names. Lists (themes, people,
    districts) are joined.

    :param taken: names of fields that are to say what the entry that goes says.
    :returns: the Merger.
    :raises NotAllowed: when `by` is no officer, one of the two is closed, or they are the same.
    :raises ValueError: for a field that may not be written.
    """
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    if kept.pk == gone.pk:
        raise NotAllowed(_("Choose two entries."))
    if unknown := set(taken) - EDITABLE:
        raise ValueError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    # In the order of their numbers, so that two merges of the same pair do not wait for each other for ever.
    both = {
        entry.pk: entry
        for entry in Organisation.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = both[kept.pk], both[gone.pk]
    if Status.CLOSED in (kept.status, gone.status):
        raise NotAllowed(_("One of the two is closed already. Look at them again."))
    told = list(gone.memberships.filter(user__is_active=True).select_related("user").order_by("pk"))
    with because(f"Merged: {gone.name} into {kept.name}", by=by):
        words = _words(kept, gone, set(taken))
        # Numbers are unique, places and words are not: the entry that goes gives its rows away before it is closed.
        _end_what_waits(gone, by)
        _join_members(kept, gone)
        moved, stayed = merging.move_everything(kept, gone)
        write(kept, words)
        _keep_the_check(kept, gone)
        _close(kept, gone)
        Merger.objects.filter(kept=gone).update(kept=kept)
        merger = Merger.objects.create(kept=kept, gone=gone, merged_by=by, moved=moved, left_behind=stayed)
        _settle(by, kept, gone)
    notices.merged(gone, kept, told)
    announce(kept)
    announce(gone)
    return merger


@transaction.atomic
def keep_apart(*, by, likeness):
    """Two entries that look alike are two organisations: nobody is asked again."""
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    likeness = Likeness.objects.select_for_update().get(pk=likeness.pk)
    check_open(likeness.state)
    with because("Two organisations", by=by):
        _decide(likeness, LikenessState.APART, by)
    return likeness


@transaction.atomic
def put_together(*, by, entries):
    """An officer thinks that two entries are one, whatever their score: the pair is put before the officers.

    :param entries: two entries that are not closed.
    :returns: the Likeness, open.
    """
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    if len(entries) != 2 or any(entry.status == Status.CLOSED for entry in entries):
        raise NotAllowed(_("Choose two entries that are not closed."))
    first, second = sorted(entries, key=lambda entry: entry.pk)
    with because("Put together by an officer", by=by):
        likeness, _new = Likeness.objects.select_for_update().get_or_create(
            first=first, second=second, defaults={"score": 0}
        )
        if likeness.state == LikenessState.APART:
            likeness.state, likeness.decided_by, likeness.decided_at = LikenessState.OPEN, None, None
            likeness.save(update_fields=["state", "decided_by", "decided_at"])
    return likeness


def _words(kept, gone, taken):
    """What the entry that stays is to say."""
    words = {}
    for field in EDITABLE - {"other_names", "income_band"}:
        own, other = getattr(kept, field), getattr(gone, field)
        if field in taken or (own in ("", None, "unknown") and other not in ("", None, "unknown")):
            words[field] = other
    for field in ("is_countywide", "is_online"):
        if field not in taken and getattr(gone, field):
            words[field] = True
    if kept.income_band == "unknown" and "annual_income" not in words:
        words["income_band"] = gone.income_band
    names = [*kept.other_names.splitlines(), kept.name, gone.name, *gone.other_names.splitlines()]
    name = words.get("name", kept.name)
    words["other_names"] = "\n".join(dict.fromkeys(other for other in names if other and other != name))
    for field in EDITABLE_LINKS:
        joined = dict.fromkeys([*getattr(kept, field).all(), *getattr(gone, field).all()])
        if len(joined) > getattr(kept, field).count():
            words[field] = list(joined)
    return words


def _end_what_waits(gone, by):
    """A change that waits for an officer is of an entry that is no more; an invitation to it goes over."""
    now = timezone.now()
    Proposal.objects.filter(organisation=gone).waiting().update(
        state=ProposalState.WITHDRAWN, decided_by=by, decided_at=now
    )
    Invitation.objects.filter(organisation=gone).open().update(withdrawn_at=now, email="")


def _join_members(kept, gone):
    """Whoever looks after both is what they are most in either."""
    for member in gone.memberships.filter(user__in=kept.memberships.values("user")).order_by("pk"):
        if member.role == Membership.Role.OWNER:
            kept.memberships.filter(user=member.user).update(role=Membership.Role.OWNER)
        member.delete()


def _keep_the_check(kept, gone):
    """The later of the two checks counts: a person said then that this organisation's entry was true."""
    if gone.verified_on and (kept.verified_on is None or kept.verified_on < gone.verified_on):
        kept.verified_on, kept.verified_by, kept.review_due = gone.verified_on, gone.verified_by, gone.review_due
        kept.save(update_fields=["verified_on", "verified_by", "review_due", "updated_at"])


def _close(kept, gone):
    states.check(gone.status, Status.CLOSED)
    gone.status = Status.CLOSED
    gone.status_reason = _("It is the same organisation as %(name)s.") % {"name": kept.name}
    gone.save(update_fields=["status", "status_reason", "updated_at"])


def _settle(by, kept, gone):
    """The pair is decided, and all other pairs of the entry that went have nothing left to decide."""
    pairs = Likeness.objects.select_for_update().filter(Q(first=gone) | Q(second=gone)).open()
    for likeness in pairs.order_by("pk"):
        if kept.pk in (likeness.first_id, likeness.second_id):
            _decide(likeness, LikenessState.MERGED, by)
        else:
            likeness.delete()


def _decide(likeness, state, by):
    likeness.state, likeness.decided_by, likeness.decided_at = state, by, timezone.now()
    likeness.save(update_fields=["state", "decided_by", "decided_at"])

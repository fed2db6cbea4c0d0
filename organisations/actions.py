"""The only writers of an entry's state, its verification and its members.

Each locks the entry, checks who acts and what state it is in, saves, records why, and once the transaction has
committed lets search and the kept pages know. :exc:`NotAllowed` carries a sentence for whoever tried.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kentcivil import caching
from kentcivil.audit.history import because
from kentcivil.geography.places import UnknownPlace, locate
from organisations import permissions, states, tasks
from organisations.models import IncomeBand, Membership, Organisation
from organisations.states import NotAllowed, Status

ROOM = "organisations"
"""The kept pages that show entries, see kentcivil/caching.py."""

EDITABLE = frozenset(
    """
    name other_names legal_form summary purpose website email phone address town postcode is_countywide is_online
    annual_income income_band
    """.split()  # noqa: SIM905 (a list of words reads best as one)
)
EDITABLE_LINKS = frozenset({"themes", "beneficiaries", "districts_served"})


@transaction.atomic
def register(*, by, name, **fields):
    """Start an entry. A directory officer starts a draft; anybody else becomes its owner, and it waits for an officer.

    :param fields: further fields of the entry, as in :func:`edit`.
    :raises ValueError: for a field that may not be written.
    """
    officer = permissions.is_officer(by)
    with because("Entry started", by=by):
        organisation = Organisation.objects.create(
            name=name, slug=free_slug(name), status=Status.DRAFT if officer else Status.PENDING
        )
        if not officer:
            Membership.objects.create(organisation=organisation, user=by, role=Membership.Role.OWNER)
        _write(organisation, {"name": name, **fields})
    return organisation


@transaction.atomic
def edit(*, by, organisation, **fields):
    """Change what an entry says. What a person wrote is from then on left alone by imports.

    A new postcode that is known sets where the entry is based; one that is not leaves it without a place on the map.

    :param fields: fields of the entry; themes, beneficiaries and districts_served take the whole new list.
    :raises NotAllowed: when `by` may not edit it.
    :raises ValueError: for a field that may not be written here.
    """
    organisation = _locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot change this entry."))
    with because("Entry edited", by=by):
        _write(organisation, fields)
    _announce(organisation)
    return organisation


def publish(*, by, organisation):
    """Put an entry before the public: a new one, or one that was suspended. That is no verification by itself."""
    return _move(by, organisation, Status.PUBLISHED, "Published")


def suspend(*, by, organisation, reason):
    """Take a published entry down for the time being.

    :param reason: a sentence for officers and for the organisation.
    :raises NotAllowed: without a reason too.
    """
    return _move(by, organisation, Status.SUSPENDED, reason, reason_needed=True)


def close(*, by, organisation, reason):
    """Take an entry down because the organisation has ended, or should never have been listed."""
    return _move(by, organisation, Status.CLOSED, reason, reason_needed=True)


def reopen(*, by, organisation):
    """Make a draft of a closed entry."""
    return _move(by, organisation, Status.DRAFT, "Opened again")


@transaction.atomic
def verify(*, by, organisation):
    """Record that a person says the entry is still correct: sets the date, who, and when to ask again.

    Changes nothing else: an entry that is not published stays so.

    :param by: a member or an officer; of a signed link, the member to whom it was sent.
    """
    organisation = _locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot answer for this entry."))
    organisation.verified_on = today()
    organisation.verified_by = by
    organisation.review_due = review_due_after(today())
    with because("Still correct", by=by):
        organisation.save(update_fields=["verified_on", "verified_by", "review_due", "updated_at"])
    _announce(organisation)
    return organisation


@transaction.atomic
def add_member(*, by, organisation, user, role=Membership.Role.EDITOR):
    """Let somebody speak for the organisation, or change what they may do.

    :raises NotAllowed: when `by` is neither an owner nor an officer, or the last owner would go.
    """
    organisation = _locked(organisation)
    if not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if role not in Membership.Role.values:
        raise ValueError(f"There is no role {role!r}.")
    if role != Membership.Role.OWNER:
        _keep_an_owner(organisation, without=user)
    with because("Member added", by=by):
        membership, _new = Membership.objects.update_or_create(
            organisation=organisation, user=user, defaults={"role": role}
        )
    return membership


@transaction.atomic
def remove_member(*, by, organisation, user):
    """Take somebody off; anybody may take off themselves. The last owner stays until there is another."""
    organisation = _locked(organisation)
    if by != user and not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if not permissions.is_officer(by):
        _keep_an_owner(organisation, without=user)
    with because("Member removed", by=by):
        Membership.objects.filter(organisation=organisation, user=user).delete()


def entry_changed(organisation):
    """For the admin's forms, which save fields themselves: let search and the kept pages know after the commit."""
    _announce(organisation)


def today():
    """The date in London."""
    return timezone.localdate()


def review_due_after(verified_on: date):
    """When to ask again: the same day a year later."""
    try:
        return verified_on.replace(year=verified_on.year + 1)
    except ValueError:  # 29 February
        return date(verified_on.year + 1, 3, 1)


def free_slug(name):
    """A slug that no entry has, made from a name."""
    stem = slugify(name)[:100] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def place_of(postcode):
    """Where a postcode is, as fields of an entry: empty for one that is not known."""
    try:
        place = locate(postcode)
    except UnknownPlace:
        return {"latitude": None, "longitude": None, "district": None}
    return {"latitude": place.latitude, "longitude": place.longitude, "district": place.district}


def _locked(organisation):
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


@transaction.atomic
def _move(by, organisation, status, reason, *, reason_needed=False):
    organisation = _locked(organisation)
    if not permissions.can_publish(by, organisation):
        raise NotAllowed(_("Only a directory officer can do that."))
    states.check(organisation.status, status)
    if reason_needed and not reason.strip():
        raise NotAllowed(_("Give a reason."))
    organisation.status = status
    organisation.status_reason = reason if reason_needed else ""
    with because(reason, by=by):
        organisation.save(update_fields=["status", "status_reason", "updated_at"])
    _announce(organisation)
    return organisation


def _write(organisation, fields):
    if unknown := set(fields) - EDITABLE - EDITABLE_LINKS:
        raise ValueError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    changed = {
        field: value for field, value in fields.items() if field in EDITABLE and getattr(organisation, field) != value
    }
    written = dict(changed)
    if changed.get("postcode") is not None:
        written |= place_of(changed["postcode"])
    if "annual_income" in changed and "income_band" not in changed:
        written["income_band"] = IncomeBand.of(changed["annual_income"])
    for field, value in written.items():
        setattr(organisation, field, value)
    links = {field: list(fields[field]) for field in EDITABLE_LINKS & set(fields)}
    curated = set(organisation.curated_fields) | set(written) | set(links)
    organisation.curated_fields = sorted(curated)
    organisation.save(update_fields=[*written, "curated_fields", "updated_at"])
    for field, things in links.items():
        getattr(organisation, field).set(things)


def _keep_an_owner(organisation, *, without):
    owners = organisation.memberships.filter(role=Membership.Role.OWNER)
    if owners.filter(user=without).exists() and not owners.exclude(user=without).exists():
        raise NotAllowed(_("Choose another owner first: an entry needs one."))


def _announce(organisation):
    caching.changed(ROOM)
    transaction.on_commit(lambda: tasks.learn_words.delay(organisation.pk), robust=True)

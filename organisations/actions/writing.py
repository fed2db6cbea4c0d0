"""What all actions share: an entry is locked, its fields are written, and who keeps copies is told."""

from django.db import transaction
from django.utils.text import slugify

from kentcivil import caching
from kentcivil.geography.places import UnknownPlace, locate
from organisations import tasks
from organisations.models import IncomeBand, Organisation

ROOM = "organisations"
"""The kept pages that show entries, see kentcivil/caching.py."""

EDITABLE = frozenset(
    """
    name other_names legal_form summary purpose website email phone address town postcode is_countywide is_online
    annual_income income_band
    """.split()
)
EDITABLE_LINKS = frozenset({"themes", "beneficiaries", "districts_served"})


RESERVED = {"print", "shortlist", "suggestions", "still-correct", "claims", "invitations"}
"""Last parts of addresses under /organisations/ that are no entry's."""


def locked(organisation):
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def write(organisation, fields):
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


def announce(organisation):
    caching.changed(ROOM)
    transaction.on_commit(lambda: tasks.learn_words.delay(organisation.pk), robust=True)


def entry_changed(organisation):
    """For the admin's forms, which save fields themselves: let search and the kept pages know after the commit."""
    announce(organisation)


def free_slug(name):
    """A slug that no entry has, made from a name."""
    stem = slugify(name)[:100] or "organisation"
    taken = RESERVED | set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
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

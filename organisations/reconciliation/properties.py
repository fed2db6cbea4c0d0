"""What can be compared with an entry, and fetched for it: the columns that others' tables may have and want."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from organisations.models import Beneficiary, Identifier, Theme


@dataclass(frozen=True)
class Property:
    """A column.

    :ivar values: from an entry to its values: texts, numbers or dates; none where it has none.
    """

    id: str
    name: str
    description: str
    values: Callable


def _text(field):
    return lambda entry: [getattr(entry, field)] if getattr(entry, field) else []


def _number(scheme):
    return lambda entry: [number.number for number in entry.identifiers.all() if number.scheme == scheme]


def _words(field):
    return lambda entry: [word.name for word in getattr(entry, field).all()]


def _place(field):
    return lambda entry: [getattr(entry, field)] if getattr(entry, field) is not None else []


PROPERTIES = {
    one.id: one
    for one in (
        Property("charity-number", _("Charity number"), _("England and Wales"), _number(Identifier.Scheme.CHARITY)),
        Property("company-number", _("Company number"), _("Companies House"), _number(Identifier.Scheme.COMPANY)),
        Property("summary", _("Summary"), _("What it does, in a sentence or two"), _text("summary")),
        Property(
            "legal-form", _("Legal form"), _("Such as charitable trust"), lambda e: [str(e.get_legal_form_display())]
        ),
        Property("website", _("Website"), _("Its web address"), _text("website")),
        Property("email", _("Email address"), _("For the public"), _text("email")),
        Property("phone", _("Phone number"), _("For the public"), _text("phone")),
        Property("address", _("Address"), _("Without the town and the postcode"), _text("address")),
        Property("town", _("Town or village"), _("Where it is based"), _text("town")),
        Property("postcode", _("Postcode"), _("Where it is based"), _text("postcode")),
        Property("district", _("District"), _("Where it is based"), lambda e: [e.district.name] if e.district else []),
        Property(
            "district-code", _("District code"), _("GSS code"), lambda e: [e.district_id] if e.district_id else []
        ),
        Property("latitude", _("Latitude"), _("WGS 84, degrees"), _place("latitude")),
        Property("longitude", _("Longitude"), _("WGS 84, degrees"), _place("longitude")),
        Property("themes", _("Themes"), _("What it is about"), _words("themes")),
        Property("beneficiaries", _("Who it is for"), _("Groups of people"), _words("beneficiaries")),
        Property(
            "income-band", _("Income band"), _("As in the NCVO Almanac"), lambda e: [str(e.get_income_band_display())]
        ),
        Property("checked-on", _("Last checked by a person"), _("A date"), _text("verified_on")),
    )
}


def belongings():
    """What the values of entries need besides the entries' own rows."""
    return (
        "district",
        Prefetch("identifiers", Identifier.objects.order_by("scheme", "number")),
        Prefetch("themes", Theme.objects.order_by("name")),
        Prefetch("beneficiaries", Beneficiary.objects.order_by("name")),
    )

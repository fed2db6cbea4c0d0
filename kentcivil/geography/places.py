"""From what somebody typed to a place on the map: a postcode, a sector ("CT9 1") or an outward code ("CT9")."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentcivil.geography.models import District, Postcode, PostcodeSector
from kentcivil.geography.postcodes import LONGEST, find_postcode, looks_like_postcode, read

__all__ = ["Place", "Precision", "UnknownPlace", "find_postcode", "locate", "looks_like_postcode"]

WHOLLY_OURS = frozenset({"CT", "ME"})
"""Postcode areas that lie in Kent and Medway alone; DA, TN and BR go on beyond the border."""

_ABROAD = re.compile(
    r"\d{5}([- ]?\d{4})?"  # United States, Germany, France, Spain, Italy
    r"|\d{4} ?[A-Z]{2}"  # Netherlands
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d"  # Canada
    r"|[A-Z]\d[\dW] ?[A-Z\d]{4}"  # Ireland
    r"|\d{4}|\d{2}-\d{3}|\d{3} \d{2}"  # Belgium, Denmark, Australia; Poland; Sweden
)


class Precision(models.TextChoices):
    """How closely a place is known."""

    POSTCODE = "postcode", gettext_lazy("the postcode itself")
    SECTOR = "sector", gettext_lazy("within about a mile")
    TOWN = "town", gettext_lazy("the middle of the town or village")
    OUTWARD = "outward", gettext_lazy("within a few miles")


class UnknownPlace(Exception):
    """Nothing in Kent or Medway answers to what was typed; the message is one or two sentences for whoever typed it."""


@dataclass(frozen=True)
class Place:
    """A point to measure from.

    :ivar label: the postcode, sector or outward code in its usual form.
    :ivar latitude: WGS 84 degrees, as is longitude.
    :ivar district: the District it lies in; of a wider area, the one that most of its postcodes lie in.
    :ivar asked: what was asked for where that is more than could be found, otherwise empty.
    """

    label: str
    latitude: float
    longitude: float
    district: District
    precision: Precision
    asked: str = ""

    @property
    def approximate(self):
        return self.precision != Precision.POSTCODE

    @property
    def note(self):
        """A sentence for the reader where the place is less exact than what was asked, otherwise empty."""
        if not self.asked:
            return ""
        return _("We do not have %(asked)s, so distances are from the middle of %(label)s.") % {
            "asked": self.asked,
            "label": self.label,
        }

    def __str__(self):
        return self.label


def locate(text):
    """The place that a postcode, a postcode sector or an outward code of Kent or Medway names.

    A full postcode whose sector has no postcodes loaded is found by its sector, and `note` says so. Where they are
    loaded, one that is not among them is retired or mistyped.

    :raises UnknownPlace: for anything else, with a sentence that says what to do.
    """
    readings = read(text)
    if not readings:
        raise UnknownPlace(_sentence_for_no_postcode(text))
    for reading in readings:
        if place := _place(reading):
            return place
    raise UnknownPlace(_sentence_for_unknown(readings[0]))


def _place(reading):
    if reading.unit:
        return _by_postcode(reading)
    return _by_sector(reading.sector) if reading.sector else _by_outward(reading.outward)


def _by_postcode(reading):
    found = Postcode.objects.select_related("district").filter(pk=str(reading)).first()
    if found:
        return Place(found.postcode, found.latitude, found.longitude, found.district, Precision.POSTCODE)
    if Postcode.objects.filter(postcode__startswith=reading.sector).exists():
        return None
    return _by_sector(reading.sector, asked=str(reading))


def _by_sector(sector, asked=""):
    found = PostcodeSector.objects.select_related("district").filter(pk=sector).first()
    return found and Place(found.sector, found.latitude, found.longitude, found.district, Precision.SECTOR, asked)


def _by_outward(outward):
    sectors = list(PostcodeSector.objects.select_related("district").filter(sector__startswith=f"{outward} "))
    if not sectors:
        return None
    weight = sum(sector.postcodes for sector in sectors)
    shares = {}
    for sector in sectors:
        shares[sector.district] = shares.get(sector.district, 0) + sector.postcodes
    return Place(
        label=outward,
        latitude=sum(sector.latitude * sector.postcodes for sector in sectors) / weight,
        longitude=sum(sector.longitude * sector.postcodes for sector in sectors) / weight,
        district=max(shares, key=lambda district: (shares[district], district.name)),
        precision=Precision.OUTWARD,
    )


def _sentence_for_unknown(reading):
    said = {"postcode": str(reading), "sector": reading.sector}
    known_sector = bool(reading.unit) and PostcodeSector.objects.filter(pk=reading.sector).exists()
    if known_sector and reading.area not in WHOLLY_OURS:
        return (
            _(
                "%(postcode)s is not a postcode of Kent or Medway: it may lie across the border, "
                "or be mistyped or retired. Check it, or search by its first part, %(sector)s."
            )
            % said
        )
    if known_sector:
        return (
            _(
                "%(postcode)s is not a postcode in use: it may be mistyped, or retired by Royal Mail. "
                "Check it, or search by its first part, %(sector)s."
            )
            % said
        )
    if reading.area in WHOLLY_OURS:
        return _("%(postcode)s is not a postcode in use. Check it, or try a postcode nearby, such as CT9 1HP.") % said
    return _("%(postcode)s is not in Kent or Medway. Enter a Kent or Medway postcode, such as CT9 1HP.") % said


def _sentence_for_no_postcode(text):
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    typed = text.upper()
    if not typed:
        return _("Enter a Kent or Medway postcode, such as CT9 1HP.")
    if len(typed) > LONGEST:
        return _("That is too long to be a postcode. Enter a Kent or Medway postcode, such as CT9 1HP.")
    if _ABROAD.fullmatch(typed):
        return _(
            "%(typed)s looks like a postcode of another country. Enter a Kent or Medway postcode, such as CT9 1HP."
        ) % {"typed": typed}
    return _("“%(typed)s” is not a postcode. Enter a Kent or Medway postcode, such as CT9 1HP.") % {"typed": text}

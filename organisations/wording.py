"""Where an organisation is and whom it reaches, in words that promise no more than is known."""

from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

PHONE = "03000 41 41 41"
"""Where a person answers, Monday to Friday, 9am to 5pm."""


def _(text):
    """gettext, remembered: a page of results asks for the same few sentences a hundred times."""
    return _translated(text, get_language())


@cache
def _translated(text, language):
    return gettext(text)


def where(entry, place):
    """The line under a search result.

    :param entry: a row of search.Answer, with miles, is_near and serves.
    :param place: the Place that was asked for, or None.
    """
    parts = []
    if place and entry.is_near:
        parts.append(based(entry, entry.miles, place))
        if entry.is_countywide:
            parts.append(_("works across Kent"))
    else:
        parts += reach(entry)
        if base := based(entry, entry.miles, place):
            parts.append(base)
    if entry.is_online:
        parts.append(_("helps online or by phone"))
    line = "; ".join(parts)
    return line[:1].upper() + line[1:]


def reach(entry):
    """Whom it reaches beyond where it is based."""
    if entry.is_countywide:
        return [_("works across Kent")]
    if not entry.serves or entry.serves == [entry.district_name]:
        return []
    return [_("serves %(districts)s") % {"districts": listed(entry.serves)}]


def based(entry, miles, place):
    town, district = entry.town, entry.district_name
    named = f"{town}, {district}" if town and district and town != district else town or district
    if miles is not None and place:
        away = distance(miles, place.approximate)
        if named:
            return _("based %(away)s away in %(place)s") % {"away": away, "place": named}
        return _("based %(away)s away") % {"away": away}
    return _("based in %(place)s") % {"place": named} if named else ""


def distance(miles, approximate):
    """ "1.2 miles", "about 3 miles", "under half a mile": no finer than the place is known."""
    if miles < 0.5:
        return _("under half a mile")
    if approximate or miles >= 10:
        whole = max(1, round(miles))
        return ngettext("about %(miles)d mile", "about %(miles)d miles", whole) % {"miles": whole}
    return ngettext("%(miles)s mile", "%(miles)s miles", 1 if round(miles, 1) == 1 else 2) % {"miles": f"{miles:.1f}"}


def listed(names):
    """ "Dover", "Dover and Thanet", "Ashford, Dover and Thanet"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s and %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def checked(entry):
    """When a person last said that the entry is true; an import or an edit is no check."""
    if entry.verified_on is None:
        return _("Not yet checked by a person")
    return _("Checked by a person in %(month)s") % {"month": _month(entry.verified_on, get_language())}


@lru_cache(maxsize=10_000)
def _month(day, language):
    return date_format(day, "F Y", use_l10n=False)


def number(count):
    """1,234"""
    return f"{count:,}"

"""The columns of the officers' spreadsheet: how an entry is written into a cell, and how a cell is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kentcivil.geography.models import District
from kentcivil.geography.postcodes import read as read_postcode
from organisations.models import Beneficiary, IncomeBand, LegalForm, Organisation, Theme

NOTHING = "(none)"
"""What somebody writes to empty a field; an empty cell leaves it as it is."""
SEPARATOR = "; "
MOST_POUNDS = 10**12
_YES = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class Unreadable(Exception):
    """What a cell says cannot be; the text is a sentence."""


@dataclass(frozen=True)
class Column:
    """A column that can be written.

    :ivar write: from an entry to the text of its cell.
    :ivar read: from the text of a cell, never empty, to the value that actions take.
    :raises Unreadable: `read` does.
    """

    title: str
    field: str
    write: Callable
    read: Callable
    is_list: bool = False


def _text(title, field):
    def read(text):
        value = "" if text == NOTHING else text
        return _checked(title, field, value)

    return Column(title, field, lambda entry: getattr(entry, field), read)


def _checked(title, field, value):
    kind = Organisation._meta.get_field(field)
    if kind.max_length and len(value) > kind.max_length:
        raise Unreadable(
            _("%(title)s: use %(most)d letters or fewer; there are %(count)d.")
            % {"title": title, "most": kind.max_length, "count": len(value)}
        )
    try:
        return kind.clean(value, None)
    except ValidationError as error:
        raise Unreadable(f"{title}: {' '.join(error.messages)}") from None


def _names():
    def read(text):
        return "" if text == NOTHING else "\n".join(_parts(text))

    return Column(
        "other names", "other_names", lambda entry: SEPARATOR.join(entry.other_names.splitlines()), read, True
    )


def _website():
    def read(text):
        if text == NOTHING:
            return ""
        return _checked("website", "website", text if "://" in text else f"https://{text}")

    return Column("website", "website", lambda entry: entry.website, read)


def _postcode():
    def read(text):
        if text == NOTHING:
            return ""
        whole = [reading for reading in read_postcode(text) if reading.unit]
        if not whole:
            raise Unreadable(_("postcode: “%(text)s” is not a whole postcode.") % {"text": text[:20]})
        return str(whole[0])

    return Column("postcode", "postcode", lambda entry: entry.postcode, read)


def _choice(title, field, choices):
    by_text = {str(text).casefold(): value for value, label in choices.choices for text in (value, label)}

    def read(text):
        if text.casefold() not in by_text:
            offered = ", ".join(str(label) for label in choices.labels)
            raise Unreadable(
                _("%(title)s: there is no “%(text)s”. There are: %(offered)s.")
                % {"title": title, "text": text[:60], "offered": offered}
            )
        return by_text[text.casefold()]

    return Column(title, field, lambda entry: str(choices(getattr(entry, field)).label), read)


def _yes_or_no(title, field):
    def read(text):
        if text.casefold() not in _YES:
            raise Unreadable(_("%(title)s: write yes or no.") % {"title": title})
        return _YES[text.casefold()]

    return Column(title, field, lambda entry: "yes" if getattr(entry, field) else "no", read)


def _pounds():
    def read(text):
        if text == NOTHING:
            return None
        bare = re.sub(r"[£,\s]|\.0+$", "", text)
        if not bare.isascii() or not bare.isdecimal() or len(bare) > 12:
            raise Unreadable(_("yearly income: write whole pounds, such as 48000."))
        return int(bare)

    def write(entry):
        return "" if entry.annual_income is None else str(entry.annual_income)

    return Column("yearly income", "annual_income", write, read)


def _words(title, field, model):
    """Names or slugs, with semicolons between them."""

    def read(text):
        if text == NOTHING:
            return []
        known = {}
        for word in model.objects.all():
            known[word.name.casefold()] = known[word.slug] = word
        found = []
        for part in _parts(text):
            if part.casefold() not in known:
                raise Unreadable(_("%(title)s: there is no “%(text)s”.") % {"title": title, "text": part[:60]})
            found.append(known[part.casefold()])
        return list(dict.fromkeys(found))

    def write(entry):
        return SEPARATOR.join(sorted(word.name for word in getattr(entry, field).all()))

    return Column(title, field, write, read, True)


def _parts(text):
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


COLUMNS = {
    column.title: column
    for column in (
        _text("name", "name"),
        _names(),
        _choice("legal form", "legal_form", LegalForm),
        _text("summary", "summary"),
        _text("purpose", "purpose"),
        _words("themes", "themes", Theme),
        _words("who it is for", "beneficiaries", Beneficiary),
        _website(),
        _text("email", "email"),
        _text("phone", "phone"),
        _text("address", "address"),
        _text("town", "town"),
        _postcode(),
        _words("districts served", "districts_served", District),
        _yes_or_no("works across Kent", "is_countywide"),
        _yes_or_no("online or by phone", "is_online"),
        _pounds(),
        _choice("income band", "income_band", IncomeBand),
    )
}
KEYS = ("id", "charity number")
"""The columns by which an entry is found; they are never changed."""
TITLES = (*KEYS, *COLUMNS)
BELONGINGS = ("themes", "beneficiaries", "districts_served", "identifiers")


def row_of(entry):
    """The cells of an entry, in the order of TITLES."""
    numbers = SEPARATOR.join(number.number for number in entry.identifiers.all() if number.scheme == "GB-CHC")
    return [str(entry.public_id), numbers, *(column.write(entry) for column in COLUMNS.values())]

"""The register's texts as the directory shows them: names not in capitals, addresses that work as links."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kentcivil.geography.postcodes import read
from organisations.models.organisation import LegalForm

SMALL_WORDS = frozenset({"a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
CAPITALS = frozenset(
    """
    BBC CAB CE CIC CIO CVS HIV II III IV LGBT MS NCT NHS PCC PTA PTFA RAF RBL RNLI RSPB RSPCA SEN TA UK USA VC WEA WI
    WRVS YMCA YWCA
    """.split()
)
LEGAL_FORMS = {
    "charitable company": LegalForm.CHARITABLE_COMPANY,
    "cio": LegalForm.CIO,
    "trust": LegalForm.TRUST,
    "charitable trust": LegalForm.TRUST,
    "previously excepted": LegalForm.OTHER,
    "other": LegalForm.OTHER,
}
MOST_MONEY = 10**13
SUMMARY_CHARACTERS = 400
_WEBSITE = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?)(/[^\s<>\"]*)?", re.IGNORECASE)
_AS_IT_IS = re.compile(r"\d|\w\.\w")
_INITIAL = re.compile(r"(?:^|(?<=[-(/\"]))\w")
_USUAL_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}")
_EMAIL = re.compile(r"[^@\s<>\",;:()]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")


class Unusable(ValueError):
    """A value that cannot be what its column says; the message is the reason shown to whoever imports."""


def number(text, column):
    """:raises Unusable: unless it is a whole number from 0 up."""
    if not (text.isascii() and text.isdecimal() and len(text) < 13):
        raise Unusable(f"{column} is “{text[:40]}”, not a number")
    return int(text)


def pounds(text, column):
    """Whole pounds, or None for an empty text."""
    if not text:
        return None
    try:
        amount = Decimal(text)
        if amount.is_finite() and abs(amount) < MOST_MONEY:
            return int(amount)
    except InvalidOperation:
        pass
    raise Unusable(f"{column} is “{text[:40]}”, not an amount of money")


def day(text, column):
    """A date, of which the register gives the midnight too, or None for an empty text."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Unusable(f"{column} is “{text[:40]}”, not a date") from None


def plain(text, longest=None):
    """One line, without control characters and doubled spaces."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return text[:longest].rstrip() if longest else text


def paragraphs(text):
    """A text of several lines, without control characters."""
    return "\n".join(line for line in map(plain, text.splitlines()) if line)


def name(text):
    """A name as people write it: the register has most in capitals, "THE FRIENDS OF ST. JOHN'S PTA"."""
    text = plain(text, 255)
    if text != text.upper():
        return text
    words = text.split()
    return " ".join(_word(word, first=index == 0) for index, word in enumerate(words))


@lru_cache(maxsize=20_000)
def _word(word, *, first):
    if _AS_IT_IS.search(word) or word.strip("(),'\"") in CAPITALS:
        return word
    if not first and word.lower() in SMALL_WORDS:
        return word.lower()
    return _INITIAL.sub(lambda match: match[0].upper(), word.lower())


def summary(activities):
    """The beginning of a text, cut between words."""
    text = " ".join(activities.split())
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    whole_words = text[:SUMMARY_CHARACTERS].rpartition(" ")[0] or text[: SUMMARY_CHARACTERS - 1]
    return whole_words.rstrip(" ,;:-") + "…"


def website(text):
    """An address that works as a link, or "" for what is none."""
    match = _WEBSITE.fullmatch(text.strip())
    if not match:
        return ""
    scheme = "http" if text.strip().lower().startswith("http://") else "https"
    address = f"{scheme}://{match[1].lower()}{match[2] or ''}"
    return address if len(address) <= 300 else ""


def email(text):
    text = text.strip()
    return text.lower() if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def postcode(text):
    """A postcode in its usual form, or "" for what is none."""
    if _USUAL_POSTCODE.fullmatch(text):
        return text
    return next((str(reading) for reading in read(text) if reading.unit), "")


def address(lines):
    """The lines of an address and its town, which is the last line but for the county.

    :returns: (address, town)
    """
    lines = [_cased(line) for line in map(plain, lines) if line]
    lines = [line for line in lines if line]
    if lines and lines[-1].lower() in ("kent", "medway", "england"):
        lines.pop()
    if not lines:
        return "", ""
    if len(lines) == 1:
        return lines[0], ""
    return "\n".join(lines[:-1]), lines[-1][:80].rstrip()


def _cased(line):
    return name(line) if line == line.upper() else line


def legal_form(charity_type):
    return LEGAL_FORMS.get(charity_type.strip().lower(), LegalForm.UNKNOWN)


def company_number(text):
    """A company number of eight characters, or "" for what is none."""
    text = text.strip().upper()
    text = text.zfill(8) if text.isdecimal() else text
    return text if re.fullmatch(r"[A-Z0-9]{2}[0-9]{6}", text) else ""

"""Reading what people type as a postcode. Pure: it knows the shape of postcodes, not which of them exist.

Shapes and areas are Royal Mail's (Postcode Address File, "Programmers' guide"). A postcode is an outward code ("CT9":
area and district) and an inward code ("1HP": a sector digit and a unit of two letters).
"""

import re
import unicodedata
from dataclasses import dataclass

from kentcivil.geography import gazetteer

AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN
    NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW
    UB W WA WC WD WF WN WR WS WV YO ZE
    """.split()
)
"""The 124 postcode areas of the United Kingdom and the Crown dependencies."""

LONGEST = 40
"""Characters of a box that holds nothing but a postcode; more is no postcode."""

_OUTWARD = re.compile(r"[A-Z]{1,2}\d\d?|[A-Z]\d[ABCDEFGHJKPSTUW]|[A-Z]{2}\d[ABEHMNPRVWXY]")
_INWARD = re.compile(r"(?:(\d)([ABD-HJLNP-UW-Z]{2})?)?")
_OUTWARD_CLASSES = ("A9", "A99", "AA9", "AA99")
_TO_DIGIT = str.maketrans("OI", "01")
_TO_LETTER = str.maketrans("01", "OI")
_NEAR = frozenset({"near", "in", "at", "around", "by", "from", "of", "to", "close", "nearby", "within", "postcode"})


@dataclass(frozen=True)
class Reading:
    """A postcode, or the beginning of one, as it was read."""

    outward: str
    sector_digit: str = ""
    unit: str = ""

    @property
    def area(self):
        return re.match("[A-Z]+", self.outward)[0]

    @property
    def sector(self):
        """The outward code and the sector digit, such as "CT9 1"; empty if no digit was given."""
        return f"{self.outward} {self.sector_digit}" if self.sector_digit else ""

    def __str__(self):
        return f"{self.outward} {self.sector_digit}{self.unit}".strip()


def read(text):
    """What a text could mean as a postcode: readings, the likeliest first; none if it is no postcode.

    Spacing, case and punctuation do not matter; O for 0, I for 1 and the reverse are forgiven where the shape of a
    postcode says which is meant. "CT91" has two readings, the outward code CT91 and the sector CT9 1; one that Kent
    or Medway has comes first.
    """
    if len(text) > LONGEST:
        return []
    halves = _words(text)
    together = "".join(halves)
    readings = []
    if len(halves) == 2:
        readings += _read_halves(*halves)
    if not readings:
        for inward in (3, 0, 1):
            if len(together) - inward >= 2:
                readings += _read_halves(together[: len(together) - inward], together[len(together) - inward :])
    readings = list(dict.fromkeys(readings))
    return sorted(readings, key=lambda reading: reading.outward not in gazetteer.outward_codes())


def looks_like_postcode(text):
    """Whether a text as a whole is shaped like a postcode, or the beginning of one, of anywhere in the country."""
    return bool(read(text))


def find_postcode(text):
    """The postcode inside a search such as "food bank near CT9 1HP".

    A full postcode of anywhere is found, so that somebody who types one from outside Kent is told so. A part of one is
    found only if it is a part of Kent or Medway, or all there is: "M20 traffic" is no place to search near.

    :returns: what is left of the search and the postcode in its usual form, or None if there is no postcode.
    """
    if reading := _meant(text, alone=True):
        return "", str(reading)
    words = text.split()
    for length in (2, 1):
        for start in range(len(words) - length + 1):
            if reading := _meant(" ".join(words[start : start + length])):
                before = words[:start]
                while before and before[-1].lower().strip(",;:") in _NEAR:
                    before.pop()
                return " ".join(before + words[start + length :]).strip(" ,;:"), str(reading)
    return None


def _meant(text, *, alone=False):
    """The postcode that somebody surely meant by one or two words of a search, or None.

    What was mistyped ("go 2nd" for G0 2ND) or is not whole ("M20") counts only if Kent or Medway has it.
    """
    as_typed = "".join(_words(text))
    for reading in read(text):
        if " " in text and not reading.sector_digit:
            continue
        if reading.outward in gazetteer.outward_codes():
            return reading
        if (reading.unit or alone) and as_typed == str(reading).replace(" ", ""):
            return reading
    return None


def _words(text):
    """The runs of letters and digits in a text, in capitals, full-width forms and accents made plain."""
    return re.findall(r"[A-Z0-9]+", unicodedata.normalize("NFKC", text).upper())


def _read_halves(outward, inward):
    if len(inward) not in (0, 1, 3):
        return []
    inward = inward[:1].translate(_TO_DIGIT) + inward[1:]
    return [reading for outward in _forms(outward) if (reading := _shaped(outward, inward))]


def _forms(outward):
    """An outward code as typed or, if it has no right shape, with letters and digits put where each shape has them."""
    if _shaped(outward, ""):
        return [outward]
    return [
        "".join(
            letter.translate(_TO_LETTER if kind == "A" else _TO_DIGIT)
            for letter, kind in zip(outward, kinds, strict=True)
        )
        for kinds in _OUTWARD_CLASSES
        if len(kinds) == len(outward)
    ]


def _shaped(outward, inward):
    inward = _INWARD.fullmatch(inward)
    if not (inward and _OUTWARD.fullmatch(outward)):
        return None
    reading = Reading(outward, inward[1] or "", inward[2] or "")
    return reading if reading.area in AREAS else None

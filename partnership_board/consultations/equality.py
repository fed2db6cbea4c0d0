"""The equality questions, in the groups of the 2021 census for England, and figures that point at nobody."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from kentcivil import small_numbers
from partnership_board.models import EqualityReply

Characteristic = EqualityReply.Characteristic
UNSAID = ("unsaid", _("I would rather not say"))
YES_NO = [("yes", _("Yes")), ("no", _("No")), UNSAID]
CHOICES = {
    Characteristic.AGE: [
        ("under25", _("Under 25")),
        ("25to44", _("25 to 44")),
        ("45to64", _("45 to 64")),
        ("65over", _("65 or over")),
        UNSAID,
    ],
    Characteristic.SEX: [("female", _("Female")), ("male", _("Male")), ("other", _("In another way")), UNSAID],
    Characteristic.DISABILITY: YES_NO,
    Characteristic.ETHNICITY: [
        ("asian", _("Asian or Asian British")),
        ("black", _("Black, Black British, Caribbean or African")),
        ("mixed", _("Mixed or multiple ethnic groups")),
        ("white", _("White")),
        ("other", _("Other ethnic group")),
        UNSAID,
    ],
    Characteristic.CARER: YES_NO,
}


@dataclass(frozen=True)
class Figures:
    """What may be shown of one equality question.

    :ivar rows: (answer, number, text) of each; the number is 0 and the text says so where it is hidden. None where
        fewer than small_numbers.FEWEST_SHOWN people answered.
    """

    question: str
    rows: list | None


def figures(consultation):
    """A Figures for each equality question; small numbers are hidden."""
    counted = {characteristic: {} for characteristic in Characteristic.values}
    replies = EqualityReply.objects.filter(consultation=consultation).order_by()
    for characteristic, value, number in replies.values_list("characteristic", "value").annotate(Count("pk")):
        counted[characteristic][value] = number
    return [_figures(characteristic, counted[characteristic]) for characteristic in Characteristic]


def _figures(characteristic, counted):
    shown = small_numbers.shown({value: counted.get(value, 0) for value, _name in CHOICES[characteristic]})
    if shown is None:
        return Figures(str(characteristic.label), None)
    rows = []
    for value, name in CHOICES[characteristic]:
        number = shown[value]
        rows.append((name, number or 0, _("not shown") if number is None else f"{number:,}"))
    return Figures(str(characteristic.label), rows)

"""Why an item or a paper may be kept from the public.

The board is not a committee under the Local Government Act 1972. It has adopted the descriptions of exempt
information in Part 1 of Schedule 12A of that Act as its own practice, and pages say "adopted practice".
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Exemption(models.IntegerChoices):
    """Descriptions of exempt information, numbered as in Schedule 12A, Part 1 (England)."""

    INDIVIDUAL = 1, _("1: about a particular person")
    IDENTITY = 2, _("2: likely to reveal who a person is")
    BUSINESS = 3, _("3: about somebody’s financial or business affairs")
    LABOUR_RELATIONS = 4, _("4: about consultation or negotiation with staff")
    LEGAL_PRIVILEGE = 5, _("5: legal advice that is confidential in law")
    NOTICE_OR_ORDER = 6, _("6: reveals a notice, order or direction not yet given")
    CRIME = 7, _("7: about preventing, investigating or prosecuting crime")


def exemption_field():
    """A model field that says why a thing is not public; empty means that it is public, so no reason can be missing."""
    return models.PositiveSmallIntegerField(
        _("not public because"),
        choices=Exemption,
        null=True,
        blank=True,
        help_text=_(
            "Leave empty for what everybody may read. The categories are those of the Local Government Act 1972, "
            "Schedule 12A (adopted practice)."
        ),
    )

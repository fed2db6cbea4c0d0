"""The states of a bulk change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkState(models.TextChoices):
    CHECKED = "checked", _("Dry run: nothing is changed yet")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


TRANSITIONS = {
    BulkState.CHECKED: {BulkState.APPLIED, BulkState.DISCARDED},
    BulkState.APPLIED: set(),
    BulkState.DISCARDED: set(),
}

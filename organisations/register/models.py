"""A charity of Kent as the register has it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded


# Each extract has a new date; that alone is no change. Contact details may be a person's own.
@recorded(exclude=["date_of_extract", "email", "phone", "address"], in_bulk=True)
class RegisteredCharity(models.Model):
    """One row of the register's `charity` table, tidied, with its areas and classifications; only imports write it.

    Texts that also stand in entries of the directory (name, summary, address ...) are kept as they were offered to the
    entry, so that the next import can tell whether a person has changed them since.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        REMOVED = "removed", _("Removed")

    organisation_number = models.PositiveBigIntegerField(
        primary_key=True, help_text=_("The Commission's own number of the row, of linked charities too.")
    )
    number = models.CharField(_("charity number"), max_length=12)
    linked_number = models.PositiveIntegerField(
        _("linked charity number"), default=0, help_text=_("0 for the charity itself, 1 and up for charities under it.")
    )
    name = models.CharField(_("name"), max_length=255)
    charity_type = models.CharField(_("kind of charity"), max_length=60, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    registered_on = models.DateField(_("registered on"), null=True)
    removed_on = models.DateField(_("removed on"), null=True)
    reporting_status = models.CharField(_("reporting status"), max_length=60, blank=True)
    accounts_end = models.DateField(_("latest accounts to"), null=True)
    income = models.BigIntegerField(_("income"), null=True, help_text=_("Whole pounds, latest accounts."))
    expenditure = models.BigIntegerField(_("spending"), null=True, help_text=_("Whole pounds, latest accounts."))
    is_insolvent = models.BooleanField(_("insolvent"), default=False)
    in_administration = models.BooleanField(_("in administration"), default=False)
    company_number = models.CharField(_("company number"), max_length=20, blank=True)

    summary = models.CharField(max_length=400, blank=True, help_text=_("The beginning of its activities."))
    activities = models.TextField(_("activities"), blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True)
    email = models.CharField(_("email address"), max_length=254, blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    address = models.TextField(_("address"), blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)

    areas = ArrayField(models.TextField(), default=list, help_text=_("Where it works, in the register's words."))
    what = ArrayField(models.TextField(), default=list, help_text=_("What it is about."))
    who = ArrayField(models.TextField(), default=list, help_text=_("Whom it helps."))
    how = ArrayField(models.TextField(), default=list, help_text=_("How it helps."))
    date_of_extract = models.DateField(_("date of the extract"), null=True)

    class Meta:
        app_label = "organisations"
        ordering = ["number", "linked_number"]
        verbose_name = _("charity in the register")
        verbose_name_plural = _("charities in the register")
        indexes = [models.Index(fields=["number", "linked_number"], name="registered_charity_number")]

    def __str__(self):
        return f"{self.name} ({self.full_number})"

    @property
    def full_number(self):
        """The number as people write it: "203460", or "203460-1" for a charity linked to it."""
        return f"{self.number}-{self.linked_number}" if self.linked_number else self.number

"""What a body works by, in versions: what it is for, how many must be there, how much notice it gives."""

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.deadlines import NoticeRule
from partnership_board.models.bodies import Body


class TermsOfReferenceQuerySet(models.QuerySet):
    def in_force(self, day):
        """The version of each body that is in force on that day."""
        latest = TermsOfReference.objects.filter(body=OuterRef("body"), starts_on__lte=day).order_by("-starts_on")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


@recorded()
class TermsOfReference(models.Model):
    """One version of a body's terms of reference. A version is added, never changed: the database sees to that."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"))
    starts_on = models.DateField(_("in force from"))
    text = models.TextField(_("terms of reference"), blank=True)
    what_changed = models.CharField(_("what changed"), max_length=250, blank=True)
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), null=True, blank=True, help_text=_("How many seats must be filled at a meeting for a decision.")
    )
    clear_days = models.PositiveSmallIntegerField(
        _("clear days of notice"),
        default=5,
        help_text=_("Whole days between the day the papers are public and the day of the meeting. Adopted practice."),
    )
    weekends_count = models.BooleanField(_("Saturdays and Sundays count as clear days"), default=False)
    bank_holidays_count = models.BooleanField(_("bank holidays count as clear days"), default=False)

    objects = TermsOfReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-number"]
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="board_terms_number_once"),
            models.UniqueConstraint(fields=["body", "starts_on"], name="board_terms_start_once"),
            models.CheckConstraint(condition=models.Q(clear_days__lte=30), name="board_terms_clear_days_sane"),
        ]
        triggers = [pgtrigger.Protect(name="added_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.body}, version {self.number}"

    @property
    def notice_rule(self):
        return NoticeRule(self.clear_days, self.weekends_count, self.bank_holidays_count)

"""Entries that may be the same organisation, and those that were found to be."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models.organisation import Organisation
from organisations.states import LikenessState


class LikenessQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=LikenessState.OPEN)


@recorded()
class Likeness(models.Model):
    """Two entries that look like one organisation, for an officer to decide. Each pair is asked about once."""

    class Reason(models.TextChoices):
        NUMBER = "number", _("the same registered number")
        NAME = "name", _("the same name")
        LIKE_NAME = "like name", _("a similar name")
        PHONE = "phone", _("the same phone number")
        WEB = "web", _("the same web address")
        EMAIL = "email", _("the same email address")
        POSTCODE = "postcode", _("the same postcode")
        NEAR = "near", _("the same neighbourhood")
        TOWN = "town", _("the same town")

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("entry"))
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("like"))
    score = models.PositiveSmallIntegerField(_("score"), help_text=_("How likely it is that they are one, out of 100."))
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason), default=list, verbose_name=_("in common"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=LikenessState, default=LikenessState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_in_order"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="likeness_out_of_100"),
            models.CheckConstraint(condition=Q(state__in=LikenessState.values), name="likeness_state_known"),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}"


@recorded()
class Merger(models.Model):
    """An entry that turned out to be another: closed, with its history, and its address leads to the other."""

    kept = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mergers", verbose_name=_("entry that stays")
    )
    gone = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="merger", verbose_name=_("entry that went")
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged"), default=timezone.now)
    moved = models.JSONField(_("moved"), default=dict, help_text=_("How many of each kind went over."))
    left_behind = models.JSONField(
        _("left behind"), default=dict, help_text=_("How many of each kind stayed, since the other has their like.")
    )

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [models.CheckConstraint(condition=~Q(kept=F("gone")), name="merger_of_two")]

    def __str__(self):
        return f"{self.gone} → {self.kept}"

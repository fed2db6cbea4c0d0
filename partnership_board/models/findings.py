"""What a consultation found, and what was done about each finding."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.consultations.states import ConsultationState
from partnership_board.models.actions import Action
from partnership_board.models.analysis import Theme
from partnership_board.models.consultations import Consultation
from partnership_board.models.decisions import Decision
from partnership_board.models.strategy import Commitment

TARGETS = ("decision", "action", "commitment")


class FindingQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False, consultation__state=ConsultationState.REPORTED)


@recorded()
class Finding(models.Model):
    """Something that people said: "you said" in "you said, we did"."""

    consultation = models.ForeignKey(
        Consultation, verbose_name=_("consultation"), on_delete=models.PROTECT, related_name="findings"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("you said"), max_length=200, help_text=_("In short, as people would say it."))
    text = models.TextField(_("what people said"), blank=True)
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="findings", null=True, blank=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("finding")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"],
                name="consultation_finding_number_once",
                violation_error_message=_("This consultation has a finding of this number."),
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def get_absolute_url(self):
        return f"{self.consultation.get_absolute_url()}findings/#finding-{self.number}"

    @property
    def is_public(self):
        return self.published_at is not None and self.consultation.is_reported


def _exactly_one():
    """One of the targets is there and the others are not."""
    ways = Q()
    for chosen in TARGETS:
        ways |= Q(**{f"{target}__isnull": target != chosen for target in TARGETS})
    return ways


class WhatWeDidQuerySet(models.QuerySet):
    def published(self):
        """What was done about published findings, where what it points to is public as well."""
        return self.filter(
            Q(decision__in=Decision.objects.published())
            | Q(action__in=Action.objects.published())
            | Q(commitment__in=Commitment.objects.published()),
            finding__in=Finding.objects.published(),
        )

    def with_targets(self):
        return self.select_related("decision__body", "action__meeting", "commitment", "finding__consultation")


@recorded()
class WhatWeDid(models.Model):
    """What was done about a finding: exactly one decision, action or commitment, which the database sees to."""

    finding = models.ForeignKey(Finding, verbose_name=_("finding"), on_delete=models.PROTECT, related_name="done")
    text = models.CharField(_("we did"), max_length=300, help_text=_("In one plain sentence."))
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("decision"),
        on_delete=models.PROTECT,
        related_name="findings_answered",
        null=True,
        blank=True,
    )
    action = models.ForeignKey(
        Action,
        verbose_name=_("action"),
        on_delete=models.PROTECT,
        related_name="findings_answered",
        null=True,
        blank=True,
    )
    commitment = models.ForeignKey(
        Commitment,
        verbose_name=_("commitment"),
        on_delete=models.PROTECT,
        related_name="findings_answered",
        null=True,
        blank=True,
    )

    objects = WhatWeDidQuerySet.as_manager()

    class Meta:
        ordering = ["finding__number", "pk"]
        verbose_name = _("what we did")
        verbose_name_plural = _("what we did")
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one(),
                name="consultation_did_one_thing",
                violation_error_message=_("Choose exactly one: a decision, an action or a commitment."),
            )
        ]

    def __str__(self):
        return self.text

    @property
    def target(self):
        """The decision, action or commitment."""
        return self.decision or self.action or self.commitment

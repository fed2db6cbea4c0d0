"""The text of the strategy in versions. A published version never changes: the database sees to it."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.strategy import Strategy, StrategyVersion
from partnership_board.plain_text import blocks
from partnership_board.states import EditionState, PublicationState

REFUSAL = "frozen: this version of the strategy is published"

# FOR SHARE waits for whoever is publishing the version at this moment; the question after it sees what they did.
_SECTION = f"""
    PERFORM 1 FROM partnership_board_edition WHERE id IN (OLD.edition_id, NEW.edition_id) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM partnership_board_edition
        WHERE id IN (OLD.edition_id, NEW.edition_id) AND state = 'published'
    ) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_EDITION = f"""
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class EditionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=EditionState.PUBLISHED, strategy__state=PublicationState.PUBLISHED)

    def in_force(self):
        """Versions that are the strategy itself, and no draft of it; the latest first."""
        return self.filter(in_force=True).order_by("-dated", "-number")


@recorded()
class Edition(models.Model):
    """One version of the text: an earlier policy, a draft that people were asked about, or the strategy itself."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("strategy"), on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=150, help_text=_("Such as “As launched in spring 2022”."))
    dated = models.DateField(_("date"), help_text=_("The day it is from. The latest one in force is the current one."))
    in_force = models.BooleanField(
        _("it is the strategy itself"),
        default=True,
        help_text=_("Not for an earlier policy, or a draft that people were asked about."),
    )
    step = models.OneToOneField(
        StrategyVersion,
        verbose_name=_("step in the story"),
        on_delete=models.PROTECT,
        related_name="edition",
        null=True,
        blank=True,
        help_text=_("The step that led to this text; the story links to it."),
    )
    what_changed = models.TextField(_("what changed"), blank=True, help_text=_("In plain words. Shown in public."))
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-number"]
        verbose_name = _("version of the strategy")
        verbose_name_plural = _("versions of the strategy")
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="board_edition_number_once"),
            models.CheckConstraint(
                condition=Q(state=EditionState.PUBLISHED, published_at__isnull=False)
                | Q(state=EditionState.DRAFT, published_at__isnull=True),
                name="board_edition_published_has_time",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_EDITION,
            )
        ]

    def __str__(self):
        return str(_("Version %(number)s: %(title)s") % {"number": self.number, "title": self.title})

    def get_absolute_url(self):
        return reverse("strategy_edition", args=[self.strategy.slug, self.number])

    @property
    def is_public(self):
        return self.state == EditionState.PUBLISHED and self.strategy.state == PublicationState.PUBLISHED


@recorded()
class Section(models.Model):
    """A part of a version, with an address that stays: the next version keeps it for what is still the same part."""

    class Level(models.IntegerChoices):
        CHAPTER = 2, _("Chapter")
        SECTION = 3, _("Section of the chapter above")

    edition = models.ForeignKey(Edition, verbose_name=_("version"), on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    level = models.PositiveSmallIntegerField(_("what it is"), choices=Level, default=Level.CHAPTER)
    heading = models.CharField(_("heading"), max_length=150)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        validators=[RegexValidator(r"\A[a-z]", _("An address begins with a small letter."))],
        help_text=_("The end of its web address, such as “working-together”. Keep it when the heading changes."),
    )
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("Leave a line empty between paragraphs. Begin the points of a list with “- ”."),
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "slug"],
                name="board_section_address_once",
                violation_error_message=_("Two sections of a version cannot have one address."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_SECTION,
            )
        ]

    def __str__(self):
        return self.heading

    @property
    def blocks(self):
        """Its text as paragraphs and lists."""
        return blocks(self.text)

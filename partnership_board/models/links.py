"""What an agenda item points to: commitments, earlier decisions, awards, and the background papers it draws on."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.decisions import Decision
from partnership_board.models.meetings import AgendaItem
from partnership_board.models.strategy import Commitment
from partnership_board.states import PublicationState


class ItemLinkQuerySet(models.QuerySet):
    def shown(self):
        """Links with all that saying whether the public may see them asks for."""
        return self.select_related(
            "commitment__objective__strategy", "decision__body", "decision__item__meeting__decision_note"
        )


@recorded()
class ItemLink(models.Model):
    """One thing that an item points to. An award is another app's: it is named by its page's address."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", _("Commitment of the strategy")
        DECISION = "decision", _("Earlier decision")
        AWARD = "award", _("Award")
        BACKGROUND = "background", _("Background paper")

    item = models.ForeignKey(AgendaItem, verbose_name=_("item"), on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BACKGROUND)
    commitment = models.ForeignKey(
        Commitment,
        verbose_name=_("commitment"),
        on_delete=models.CASCADE,
        related_name="item_links",
        null=True,
        blank=True,
    )
    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="item_links", null=True, blank=True
    )
    title = models.CharField(_("name"), max_length=200, blank=True, help_text=_("Of an award or a background paper."))
    address = models.CharField(
        _("web address"),
        max_length=400,
        blank=True,
        validators=[
            RegexValidator(
                r"\A(https?://|/(?!/))[^\s<>\"']*\Z",
                _("Enter an address that starts with https://, or a path of this site that starts with /."),
            )
        ],
    )

    objects = ItemLinkQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("link of an item")
        verbose_name_plural = _("links of an item")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="commitment", commitment__isnull=False, decision__isnull=True, title="")
                | Q(kind="decision", decision__isnull=False, commitment__isnull=True, title="")
                | (Q(kind__in=["award", "background"], commitment__isnull=True, decision__isnull=True) & ~Q(title="")),
                name="board_link_one_target",
                violation_error_message=_(
                    "Choose the commitment or the decision for a link of that kind; give an award or a background "
                    "paper a name."
                ),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return str(self.commitment or self.decision or self.title)

    @property
    def target(self):
        """The address it leads to, or nothing for a paper that is named only."""
        thing = self.commitment or self.decision
        return thing.get_absolute_url() if thing else self.address

    @property
    def is_public(self):
        """Whether what it points to is public; the item itself is asked elsewhere."""
        if self.commitment:
            published = PublicationState.PUBLISHED
            return self.commitment.state == published and self.commitment.objective.strategy.state == published
        if self.decision:
            item = self.decision.item
            return not item.is_exempt and item.meeting.is_public and hasattr(item.meeting, "decision_note")
        return True

"""Decisions with their references, and the note by which they become public."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Body
from partnership_board.models.frozen import frozen_with_item, frozen_with_meeting
from partnership_board.models.meetings import PUBLIC_STATES, AgendaItem, Meeting


class DecisionQuerySet(models.QuerySet):
    def published(self):
        """Decisions under public items of meetings whose note of decisions is out."""
        return self.filter(
            item__exemption__isnull=True,
            item__meeting__state__in=PUBLIC_STATES,
            item__meeting__decision_note__isnull=False,
        )

    def matching(self, text):
        """Decisions with these words in their title or text."""
        query = SearchQuery(text, search_type="websearch", config="english")
        return self.annotate(words=SearchVector("title", "text", config="english")).filter(words=query)

    def untraced(self):
        """Decisions that say neither who does something about them nor that nothing needs to be done."""
        return self.filter(actions__isnull=True, no_action_needed=False)


@recorded()
class Decision(models.Model):
    """What a body decided under an item of its agenda. Its reference is the body's code, the year and a number."""

    class How(models.TextChoices):
        CONSENSUS = "consensus", _("By consensus")
        VOTE = "vote", _("By a vote")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        NOT_AGREED = "not_agreed", _("Not agreed")

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("under item"), on_delete=models.PROTECT, related_name="decisions"
    )
    title = models.CharField(_("decision, in short"), max_length=200)
    text = models.TextField(_("decision, in full"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.AGREED)
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.CONSENSUS)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    no_action_needed = models.BooleanField(_("nothing needs to be done about it"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number", "-pk"]
        verbose_name = _("decision")
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="board_decision_number_once"),
            models.CheckConstraint(
                condition=Q(how="consensus", votes_for__isnull=True, votes_against__isnull=True, abstained__isnull=True)
                | Q(how="vote", votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False),
                name="board_decision_votes_counted",
                violation_error_message=_("Count the votes for, against and abstained; consensus has none."),
            ),
            # Equal votes can go either way: the chair has a casting vote.
            models.CheckConstraint(
                condition=Q(how="consensus")
                | Q(outcome="agreed", votes_for__gte=F("votes_against"))
                | Q(outcome="not_agreed", votes_against__gte=F("votes_for")),
                name="board_decision_outcome_fits_votes",
                violation_error_message=_("The outcome does not fit the votes."),
            ),
        ]
        triggers = [
            frozen_with_item(
                when_changed=(
                    "body_id",
                    "year",
                    "number",
                    "item_id",
                    "title",
                    "text",
                    "outcome",
                    "how",
                    "votes_for",
                    "votes_against",
                    "abstained",
                )
            )
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("board_decision", args=[self.body.code, self.year, self.number])

    @property
    def reference(self):
        """Such as "SPB/2022/7"."""
        return f"{self.body.code}/{self.year}/{self.number}"


@recorded()
class DecisionNote(models.Model):
    """The note of a meeting's decisions: from its moment on they are public, whatever the state of the minutes."""

    meeting = models.OneToOneField(
        Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="decision_note"
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("note of decisions")
        verbose_name_plural = _("notes of decisions")
        # It may come late, even after the minutes; once there, it stays.
        triggers = [frozen_with_meeting(operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return str(_("Decisions of %(meeting)s") % {"meeting": self.meeting})

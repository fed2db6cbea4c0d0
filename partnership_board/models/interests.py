"""The register of interests, what an agenda item touches, and what a member did about an interest at the item."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models import Organisation
from partnership_board.models.bodies import Person
from partnership_board.models.frozen import frozen_with_item
from partnership_board.models.meetings import AgendaItem


class InterestQuerySet(models.QuerySet):
    def on(self, day):
        """The register as it stood on a date: what had been registered and not yet been ended by then."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), registered_on__lte=day)


@recorded()
class Interest(models.Model):
    """A line of the register. It is added and, one day, ended; nothing else of it ever changes.

    So the register as at any past date can be read again: the database refuses whatever would change it.
    """

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("Work or an office that is paid")
        TRUSTEE = "trustee", _("Trustee, director or committee member")
        MEMBERSHIP = "membership", _("Member or volunteer")
        CONTRACT = "contract", _("Contract or grant")
        PROPERTY = "property", _("Land or a building")
        FAMILY = "family", _("Interest of somebody close")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation in the directory"),
        on_delete=models.PROTECT,
        related_name="board_interests",
        null=True,
        blank=True,
    )
    description = models.CharField(
        _("what it is"), max_length=250, help_text=_("Such as “treasurer of the village hall”. Shown in public.")
    )
    registered_on = models.DateField(_("registered on"), default=timezone.localdate)
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("The first date on which it is no longer in the register.")
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "person_id", "registered_on", "pk"]
        verbose_name = _("interest")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("registered_on")),
                name="board_interest_ends_after_start",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="ended_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.ended_on IS NULL
                       AND ROW(OLD.person_id, OLD.kind, OLD.organisation_id, OLD.description, OLD.registered_on)
                       IS NOT DISTINCT FROM
                       ROW(NEW.person_id, NEW.kind, NEW.organisation_id, NEW.description, NEW.registered_on)
                    THEN RETURN NEW; END IF;
                    RAISE EXCEPTION 'the register of interests is added to and ended, never changed'
                    USING ERRCODE = 'integrity_constraint_violation';
                """,
            ),
        ]

    def __str__(self):
        return f"{self.person.name}: {self.description}"


@recorded()
class Concern(models.Model):
    """An agenda item touches an organisation: interests in it are set beside the item."""

    item = models.ForeignKey(AgendaItem, verbose_name=_("item"), on_delete=models.CASCADE, related_name="concerns")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="board_concerns"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("organisation concerned")
        verbose_name_plural = _("organisations concerned")
        constraints = [models.UniqueConstraint(fields=["item", "organisation"], name="board_concern_once")]

    def __str__(self):
        return str(self.organisation)


@recorded()
class Declaration(models.Model):
    """An interest was declared at an item, and what the member then did."""

    class Conduct(models.TextChoices):
        STAYED = "stayed", _("Stayed and took part")
        DID_NOT_VOTE = "did_not_vote", _("Stayed and did not vote")
        LEFT = "left", _("Left the room")

    item = models.ForeignKey(AgendaItem, verbose_name=_("item"), on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, verbose_name=_("who"), on_delete=models.PROTECT, related_name="declarations")
    interest = models.ForeignKey(
        Interest,
        verbose_name=_("line of the register"),
        on_delete=models.PROTECT,
        related_name="declarations",
        null=True,
        blank=True,
    )
    what = models.CharField(_("what was declared"), max_length=250)
    conduct = models.CharField(_("what they did"), max_length=12, choices=Conduct)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("declaration")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"],
                name="board_declaration_once",
                violation_error_message=_("This person has declared an interest at this item already."),
            )
        ]
        triggers = [frozen_with_item()]

    def __str__(self):
        return f"{self.person.name}: {self.what}"

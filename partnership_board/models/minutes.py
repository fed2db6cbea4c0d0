"""Minutes: written, circulated, corrected, approved at a later meeting, and then frozen."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Person
from partnership_board.models.frozen import REFUSAL, frozen
from partnership_board.models.meetings import AgendaItem, Meeting
from partnership_board.states import MinutesState

OF_THE_MINUTES = "(SELECT meeting_id FROM partnership_board_minutes WHERE id = {row}.minutes_id)"


class MinutesQuerySet(models.QuerySet):
    def published(self):
        """Approved minutes of public meetings: what is not yet agreed is for those who were there."""
        return self.filter(state=MinutesState.APPROVED).exclude(meeting__state="draft")


@recorded()
class Minutes(models.Model):
    """The minutes of one meeting."""

    meeting = models.OneToOneField(Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(_("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    circulated_at = models.DateTimeField(_("circulated at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Meeting,
        verbose_name=_("approved by the meeting"),
        on_delete=models.PROTECT,
        related_name="minutes_approved",
        null=True,
        blank=True,
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__starts_at", "-pk"]
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", circulated_at__isnull=True)
                | (~Q(state="draft") & Q(circulated_at__isnull=False)),
                name="board_minutes_circulated_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(state="approved") & Q(approved_at__isnull=True, approved_by__isnull=True)),
                name="board_minutes_approved_has_meeting",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="approved"),
                func=f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';",
            )
        ]

    def __str__(self):
        return str(_("Minutes of %(meeting)s") % {"meeting": self.meeting})

    @property
    def is_frozen(self):
        return self.state == MinutesState.APPROVED


@recorded()
class MinuteEntry(models.Model):
    """What the minutes say of one agenda item."""

    minutes = models.ForeignKey(Minutes, verbose_name=_("minutes"), on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(AgendaItem, verbose_name=_("item"), on_delete=models.PROTECT, related_name="entries")
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["item__number", "pk"]
        verbose_name = _("entry of the minutes")
        verbose_name_plural = _("entries of the minutes")
        constraints = [models.UniqueConstraint(fields=["minutes", "item"], name="board_entry_once")]
        triggers = [frozen(OF_THE_MINUTES)]

    def __str__(self):
        return f"{self.minutes}: {self.item}"


class MinutesVersion(models.Model):
    """The minutes as they stood at a moment: a copy, added when they are circulated, changed after that, or approved.

    `content` is what minutes.snapshot() makes. Nothing here is ever changed, so that the minutes as at any past date
    can be read again.
    """

    minutes = models.ForeignKey(Minutes, verbose_name=_("minutes"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    at = models.DateTimeField(_("as at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=MinutesState)
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="board_minutes_version_once")]
        triggers = [pgtrigger.Protect(name="added_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.minutes}, version {self.number}"


@recorded()
class Correction(models.Model):
    """What somebody who was there would like the circulated minutes to say instead."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    minutes = models.ForeignKey(
        Minutes, verbose_name=_("minutes"), on_delete=models.CASCADE, related_name="corrections"
    )
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("item"), on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    person = models.ForeignKey(Person, verbose_name=_("from"), on_delete=models.PROTECT, related_name="corrections")
    wording = models.TextField(_("what should it say?"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    response = models.CharField(_("what was answered"), max_length=300, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("correction")
        triggers = [frozen(OF_THE_MINUTES)]

    def __str__(self):
        return f"{self.person.name}: {self.wording[:60]}"


def signed_path(copy, filename):
    """Where a signed copy lies: a random name."""
    return f"board/signed/{uuid.uuid4()}.pdf"


@recorded()
class SignedCopy(models.Model):
    """The signed copy of approved minutes. It is added once, and stays."""

    minutes = models.OneToOneField(
        Minutes, verbose_name=_("minutes"), on_delete=models.PROTECT, related_name="signed_copy"
    )
    file = models.FileField(_("file"), upload_to=signed_path)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField(_("checksum"), max_length=64)
    signed_by = models.CharField(_("signed by"), max_length=150)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        triggers = [pgtrigger.Protect(name="added_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return str(self.minutes)

"""Packs: the agenda and its papers as one PDF, for the public and for members, and supplements to it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership_board.models.meetings import AgendaItem, Meeting
from partnership_board.models.papers import PaperVersion


class Audience(models.TextChoices):
    PUBLIC = "public", _("For everybody")
    MEMBERS = "members", _("For members")


class PackQuerySet(models.QuerySet):
    def for_audience(self, audience):
        return self.filter(audience=audience)


def pack_path(pack, filename):
    """Where a pack lies: a random name."""
    return f"board/packs/{uuid.uuid4()}.pdf"


class Pack(models.Model):
    """One PDF as it was made. The first of a meeting has the number 0; a supplement goes on with its page numbers.

    `shown_file` is what is shown instead once something in a public pack is no longer to be read, and `shown_without`
    says which of its parts that leaves out.
    """

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="packs")
    audience = models.CharField(_("for"), max_length=8, choices=Audience)
    number = models.PositiveSmallIntegerField(_("supplement"))
    first_page = models.PositiveIntegerField(_("first page"))
    last_page = models.PositiveIntegerField(_("last page"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    file = models.FileField(_("file"), upload_to=pack_path)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    shown_file = models.FileField(upload_to=pack_path, blank=True, editable=False)
    shown_without = models.JSONField(default=list, blank=True, editable=False)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("pack")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "audience", "number"], name="board_pack_once"),
            models.CheckConstraint(
                condition=models.Q(last_page__gte=models.F("first_page")), name="board_pack_has_pages"
            ),
        ]

    def __str__(self):
        if self.number:
            return str(_("Supplement %(number)s") % {"number": self.number})
        return str(_("Agenda and papers"))


class PackPart(models.Model):
    """An item in a pack: on its front pages, and, with a paper, that version's own pages."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="parts")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="pack_parts")
    version = models.ForeignKey(
        PaperVersion, on_delete=models.PROTECT, related_name="pack_parts", null=True, blank=True
    )
    first_page = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    was_closed = models.BooleanField(default=False, help_text="Its front page told nothing of it from the start.")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a pack")
        verbose_name_plural = _("parts of packs")

    def __str__(self):
        return f"{self.pack}: {self.item}"

"""Papers of an agenda item. Files are private: each is served by a view that checks who asks."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.exemptions import exemption_field
from partnership_board.models.frozen import frozen
from partnership_board.models.meetings import PUBLIC_STATES, AgendaItem


class PaperQuerySet(models.QuerySet):
    def open(self):
        """Papers with nothing in them to keep from the public, whatever the state of their meeting."""
        return self.filter(exemption__isnull=True, item__exemption__isnull=True)

    def published(self):
        return self.open().filter(item__meeting__state__in=PUBLIC_STATES)

    def with_current_version(self):
        """Only papers that have a file; with `version`, `version_added_at`, `version_size` and
        `version_late_reason` of the latest one."""
        latest = PaperVersion.objects.filter(paper=OuterRef("pk")).order_by("-number")
        return self.annotate(
            version=Subquery(latest.values("number")[:1]),
            version_added_at=Subquery(latest.values("added_at")[:1]),
            version_size=Subquery(latest.values("size")[:1]),
            version_late_reason=Subquery(latest.values("late_reason")[:1]),
        ).filter(version__isnull=False)


@recorded()
class Paper(models.Model):
    """A paper for an agenda item, in one or more versions of which the latest is the one to read."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, verbose_name=_("item"), on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(_("title"), max_length=200)
    exemption = exemption_field()

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("board_paper", args=[self.key])

    @property
    def is_public(self):
        return self.exemption is None and self.item.exemption is None and self.item.meeting.is_public

    @property
    def notice(self):
        """The Notice of a paper that came after the meeting was published, or None; asks for `version_added_at`."""
        meeting = self.item.meeting
        if not meeting.is_public or self.version_added_at <= meeting.published_at:
            return None
        return meeting.notice_on(self.version_added_at)

    def current_version(self):
        """The latest PaperVersion, or None where no file was added yet."""
        return self.versions.order_by("-number").first()


def paper_path(version, filename):
    """Where a file lies: a random name, so that neither title nor sender can be read from a path."""
    return f"board/papers/{uuid.uuid4()}.pdf"


@recorded()
class PaperVersion(models.Model):
    """One file of a paper. A version is added, never changed: what was read at a meeting can be read again."""

    paper = models.ForeignKey(Paper, verbose_name=_("paper"), on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to=paper_path)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField(_("checksum"), max_length=64)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    late_reason = models.CharField(_("chair’s reason for coming late"), max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a paper")
        verbose_name_plural = _("versions of papers")
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="board_paper_version_once")]
        triggers = [
            frozen(
                "(SELECT meeting_id FROM partnership_board_agendaitem WHERE id = "
                "(SELECT item_id FROM partnership_board_paper WHERE id = {row}.paper_id))",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return f"{self.paper}, version {self.number}"

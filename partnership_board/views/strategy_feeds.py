"""News of the strategy for feed readers: of all its commitments, or of one."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership_board.models import Commitment, ProgressReport, ProgressUpdate
from partnership_board.views.news import News

NEWEST = 40


class CommitmentFeed(News):
    """Reports on commitments and, for the strategy as a whole, its six-monthly reports; the newest first."""

    def get_object(self, request, slug=None):
        return get_object_or_404(Commitment.objects.published(), slug=slug) if slug else None

    def title(self, commitment):
        return commitment.title if commitment else _("The strategy and its commitments")

    def subtitle(self, commitment):
        return _("What was reported on it.") if commitment else _("What was reported on the commitments.")

    def link(self, commitment):
        return commitment.get_absolute_url() if commitment else reverse("commitments")

    def items(self, commitment):
        news = [*self._updates(commitment), *([] if commitment else self._reports())]
        return sorted(news, key=lambda one: one["at"], reverse=True)[:NEWEST]

    def _updates(self, commitment):
        updates = ProgressUpdate.objects.filter(commitment__in=Commitment.objects.published().values("pk"))
        if commitment:
            updates = updates.filter(commitment=commitment)
        for update in updates.select_related("commitment").order_by("-reported_at", "-pk")[:NEWEST]:
            yield {
                "id": f"report-{update.pk}",
                "title": f"{update.get_status_display()}: {update.commitment.title}",
                "text": update.summary,
                "address": update.commitment.get_absolute_url(),
                "at": update.reported_at,
            }

    def _reports(self):
        for report in ProgressReport.objects.published().defer("content").order_by("-made_at", "-pk")[:NEWEST]:
            yield {
                "id": "report",
                "title": _("Report to the cabinet committee: %(half_year)s") % {"half_year": report.half_year},
                "text": report.introduction,
                "address": report.get_absolute_url(),
                "at": report.made_at,
            }


commitment_feed = login_not_required(require_safe(CommitmentFeed()))

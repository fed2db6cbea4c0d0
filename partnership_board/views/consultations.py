"""What everybody sees of consultations: the list, each one's page, its documents, findings, counts and news."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentcivil.opendata.streams import csv_response
from partnership_board.consultations import equality, open_data
from partnership_board.consultations.deadlines import Phase
from partnership_board.consultations.drawing import drawn
from partnership_board.consultations.permissions import can_see
from partnership_board.models import Consultation, ConsultationDocument, Finding, WhatWeDid
from partnership_board.views.news import News

A_PAGE = 20
NEWEST = 40


@login_not_required
@require_safe
def consultations(request):
    """What can be answered now, what is to come, and what is over."""
    now = timezone.now()
    public = Consultation.objects.published()
    running = Consultation.objects.running()
    over = public.exclude(pk__in=running.in_phase(Phase.OPEN, now)).exclude(pk__in=running.in_phase(Phase.COMING, now))
    context = {
        "open": running.open_at(now),
        "coming": running.in_phase(Phase.COMING, now).order_by("opens_at", "pk"),
        "page": Paginator(over.order_by("-closes_at", "-pk"), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partnership_board/consultations.html", context)


@login_not_required
@require_safe
def consultation(request, slug):
    """One consultation. Officers see it before it is public, as the public will."""
    shown = _visible(request, slug)
    mine = []
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        mine = request.user.consultation_responses.filter(consultation=shown).select_related("organisation")
    context = {
        "consultation": shown,
        "documents": shown.documents.all(),
        "questions": shown.questions.all(),
        "mine": mine,
        "erased": "erased" in request.GET,
    }
    return render(request, "partnership_board/consultation.html", context)


@login_not_required
@require_safe
@never_cache
def document(request, slug, key):
    """The file of a document."""
    asked = get_object_or_404(ConsultationDocument.objects.select_related("consultation"), key=key)
    if asked.consultation.slug != slug or not asked.file or not can_see(request.user, asked.consultation):
        raise Http404
    try:
        content = asked.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{slugify(asked.title)[:80] or 'document'}.pdf"
    return FileResponse(content, filename=name, content_type="application/pdf")


@login_not_required
@require_safe
def findings(request, slug):
    """What people said and what was done about it, with the counts; public once the findings are."""
    shown = get_object_or_404(Consultation.objects.reported().select_related("count"), slug=slug)
    done = WhatWeDid.objects.published().with_targets()
    context = {
        "consultation": shown,
        "findings": Finding.objects.published()
        .filter(consultation=shown)
        .select_related("consultation")
        .prefetch_related(Prefetch("done", done, to_attr="shown")),
        "figures": shown.count.figures,
        "counted_at": shown.count.counted_at,
        "questions": drawn(shown, shown.count.figures),
        "equality": equality.figures(shown) if shown.asks_equality else [],
    }
    return render(request, "partnership_board/findings.html", context)


@login_not_required
@require_safe
def counts(request, slug):
    """The counts of one consultation as CSV: every number on its page of findings."""
    shown = Consultation.objects.reported().filter(slug=slug)
    if not shown:
        raise Http404
    return csv_response(f"{slug}-counts.csv", open_data.TITLES, open_data.rows(shown))


@login_not_required
@require_safe
def all_counts(request):
    return csv_response("consultations.csv", open_data.TITLES, open_data.rows(Consultation.objects.reported()))


def _visible(request, slug):
    shown = get_object_or_404(Consultation, slug=slug)
    if not shown.is_public and not can_see(request.user, shown):
        raise Http404
    return shown


class ConsultationsFeed(News):
    """News of consultations, the newest first: announced, extended, cancelled, findings."""

    def title(self):
        return _("Consultations")

    def subtitle(self):
        return _("What people are asked, and what they said.")

    def link(self):
        return reverse("consultations")

    def items(self):
        news = [one for consultation in Consultation.objects.published()[:NEWEST] for one in self._of(consultation)]
        return sorted(news, key=lambda one: one["at"], reverse=True)[:NEWEST]

    def _of(self, consultation):
        closes = date_format(timezone.localtime(consultation.closes_at), "j F Y, H:i")
        said = {"title": consultation.title, "closes": closes}
        news = {"address": consultation.get_absolute_url(), "id": f"consultation-{consultation.pk}"}
        if consultation.is_cancelled:
            title, text = _("Cancelled: %(title)s") % said, consultation.changed_reason
        elif consultation.first_closes_at:
            title, text = _("%(title)s: now closes %(closes)s") % said, consultation.changed_reason
        else:
            title, text = _("%(title)s: closes %(closes)s") % said, consultation.summary
        yield {**news, "title": title, "text": text, "at": consultation.published_at}
        if consultation.is_reported:
            yield {
                "address": reverse("consultation_findings", args=[consultation.slug]),
                "id": f"findings-{consultation.pk}",
                "title": _("What people said: %(title)s") % said,
                "text": consultation.conclusion or consultation.summary,
                "at": consultation.reported_at,
            }


feed = login_not_required(require_safe(ConsultationsFeed()))

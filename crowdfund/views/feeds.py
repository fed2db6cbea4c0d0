"""Rounds for other programs: calendars with their dates, and a feed of what is new."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crowdfund.models import Round, RoundVersion
from kentcivil.calendars import Event, calendar_response

NEWEST = 40
SHOWN_FOR = timedelta(days=400)
"""How long after it closed a round stays in the calendar of all."""


@login_not_required
@require_safe
def calendar_of_round(request, slug):
    round_ = get_object_or_404(Round.objects.published().prefetch_related("versions"), slug=slug)
    return calendar_response(round_.title, _events(round_), filename=f"{slug}.ics")


@login_not_required
@require_safe
def calendar_of_all(request):
    rounds = Round.objects.published().filter(closes_at__gt=timezone.now() - SHOWN_FOR).prefetch_related("versions")
    events = [event for round_ in rounds for event in _events(round_)]
    return calendar_response(_("CrowdFund Kent"), events, filename="crowdfund-kent.ics")


def _events(round_):
    """That it opens and that it closes. A later closing time moves the event that calendars have."""
    versions = list(round_.versions.all())
    changed_at = versions[0].made_at if versions else min(round_.opens_at, timezone.now())
    said = {"changed_at": changed_at, "revision": len(versions), "address": round_.get_absolute_url()}
    yield Event(
        uid=f"crowdfund-round-{round_.pk}-opens",
        title=_("%(round)s opens") % {"round": round_.title},
        starts_at=round_.opens_at,
        description=round_.summary,
        **said,
    )
    yield Event(
        uid=f"crowdfund-round-{round_.pk}-closes",
        title=_("%(round)s closes") % {"round": round_.title},
        starts_at=round_.closes_at,
        description=_("At this moment nothing more can be submitted."),
        **said,
    )


@login_not_required
@require_safe
def atom(request):
    """Rounds that were announced, and changes of opened ones; the newest first."""
    home = reverse("crowdfund:rounds")
    feed = Atom1Feed(
        title=_("CrowdFund Kent: rounds"),
        link=f"{settings.SITE_URL}{home}",
        feed_url=f"{settings.SITE_URL}{request.path}",
        description=_("When rounds open and close, and what changes in them."),
        language="en-gb",
    )
    for moment, title, text, address, key in sorted(_news(), reverse=True)[:NEWEST]:
        feed.add_item(
            title=title,
            link=f"{settings.SITE_URL}{address}",
            description=text,
            unique_id=f"tag:{request.get_host().split(':')[0]},2022:{key}",
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _news():
    """(moment, title, text, address, key): a round as it opens, or ahead of that as it now stands, and its changes."""
    now = timezone.now()
    for round_ in Round.objects.published().order_by("-opens_at", "-pk")[:NEWEST]:
        closes = date_format(timezone.localtime(round_.closes_at), "j F Y, H:i")
        text = f"{round_.summary} {_('It closes on %(moment)s, London time.') % {'moment': closes}}"
        yield min(round_.opens_at, now), round_.title, text, round_.get_absolute_url(), f"round-{round_.pk}"
    versions = RoundVersion.objects.exclude(number=1).filter(round__in=Round.objects.published())
    for version in versions.select_related("round").order_by("-made_at", "-pk")[:NEWEST]:
        address = reverse("crowdfund:versions", args=[version.round.slug])
        title = _("%(round)s has changed") % {"round": version.round.title}
        yield version.made_at, title, version.sentence, address, f"round-version-{version.pk}"

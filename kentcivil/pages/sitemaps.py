"""/sitemap.xml (sitemaps.org, version 0.9) and /robots.txt: which pages search engines are asked to show."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views
from django.shortcuts import render
from django.views.decorators.http import require_safe

import crowdfund.sitemaps
import organisations.sitemaps
import partnership_board.sitemaps
import volunteering.sitemaps
from kentcivil.sitemaps import NamedPages

SITEMAPS = {
    "portal": NamedPages("home", "open_data", "accessibility", "privacy", "cookies", "contact"),
    **organisations.sitemaps.SITEMAPS,
    **volunteering.sitemaps.SITEMAPS,
    **crowdfund.sitemaps.SITEMAPS,
    **partnership_board.sitemaps.SITEMAPS,
}


@login_not_required
@require_safe
def index(request):
    """Where the sitemap of each part of the portal is, and when it last changed."""
    return views.index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap")


@login_not_required
@require_safe
def sitemap(request, section):
    """The addresses of one part; ?p=2 for what does not fit into the first file. 404 when there is no such part."""
    return views.sitemap(request, sitemaps=SITEMAPS, section=section)


@login_not_required
@require_safe
def robots(request):
    """What crawlers need not read: answers to searches, of which there is no end (RFC 9309)."""
    return render(request, "pages/robots.txt", content_type="text/plain; charset=utf-8")

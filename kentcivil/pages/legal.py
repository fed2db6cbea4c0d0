"""What every public website must say about itself, and the page for a form whose token does not match."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

# Every cookie the portal sets; tests/kentcivil/pages/test_legal.py checks that there is no other.
COOKIES = (
    {"name": settings.SESSION_COOKIE_NAME, "purpose": _("keeps you signed in"), "lasts": _("2 weeks")},
    {
        "name": settings.CSRF_COOKIE_NAME,
        "purpose": _("makes sure that a form was sent by you and not by another website"),
        "lasts": _("1 year"),
    },
    {
        "name": "shortlist",
        "purpose": _("remembers the organisations you put on your shortlist, on your device alone"),
        "lasts": _("30 days after you last added one"),
    },
    {
        "name": "messages",
        "purpose": _("carries a short message, such as “Saved”, to the next page"),
        "lasts": _("until the next page, or until you close your browser"),
    },
)


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "pages/legal/accessibility.html")


@login_not_required
@require_safe
def privacy(request):
    return render(request, "pages/legal/privacy.html")


@login_not_required
@require_safe
def cookies(request):
    return render(request, "pages/legal/cookies.html", {"cookies": COOKIES})


@login_not_required
@require_safe
def contact(request):
    """Whom to ask, and first of all who helps in an emergency."""
    return render(request, "pages/legal/contact.html")

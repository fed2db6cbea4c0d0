"""The shortlist, without an account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from organisations import shortlist, wording
from organisations.models import Organisation


@login_not_required
@never_cache
@require_safe
def my_shortlist(request):
    """What this device keeps, with the link that shares it."""
    numbers = shortlist.of(request)
    return _page(request, shortlist.entries(numbers), link=_link(numbers) if numbers else "", is_mine=True)


@login_not_required
@never_cache
@require_safe
def shared_shortlist(request, token):
    """What somebody shared by a link."""
    numbers = shortlist.shared(token)
    if numbers is None:
        raise Http404("This link is damaged.")
    return _page(request, shortlist.entries(numbers), link="", is_mine=False)


# The buttons stand on pages that are kept for everybody, so they carry no form token. All that a form of another site
# could do is to change what this device lists, and the browser does not send the cookie along with such a form.
@login_not_required
@csrf_exempt
@require_POST
def change_shortlist(request):
    """Put an entry on the list, or take one off: `add` or `remove` is its slug."""
    numbers = shortlist.of(request)
    if "\0" in request.POST.get("add", "") + request.POST.get("remove", ""):
        raise Http404("No entry has such a name.")
    if slug := request.POST.get("add", ""):
        number = get_object_or_404(Organisation.objects.published(), slug=slug).pk
        if number not in numbers and len(numbers) < shortlist.MOST:
            numbers.append(number)
    elif slug := request.POST.get("remove", ""):
        gone = Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first()
        numbers = [number for number in numbers if number != gone]
    return shortlist.keep(redirect("shortlist"), numbers)


def _page(request, entries, *, link, is_mine):
    for entry in entries:
        entry.district_name = entry.district.name if entry.district else ""
        entry.serves = [district.name for district in entry.districts_served.all()]
        entry.miles, entry.is_near = None, False
    rows = [
        {"entry": entry, "where": wording.where(entry, None), "checked": wording.checked(entry)} for entry in entries
    ]
    is_full = is_mine and len(rows) >= shortlist.MOST
    context = {"rows": rows, "link": link, "is_mine": is_mine, "is_full": is_full, "most": shortlist.MOST}
    return render(request, "organisations/shortlist.html", context)


def _link(numbers):
    return f"{settings.SITE_URL}{reverse('shortlist_shared', args=[shortlist.token(numbers)])}"

"""The grants as open data, in three forms of one thing."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crowdfund.grants import sheet
from crowdfund.grants.shape import grant
from crowdfund.models import Award, AwardLine
from kentcivil.opendata import streams
from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE

VERSION = "1.4"
AT_A_TIME = 200
"""Lines fetched together."""


def last_announced():
    """When the last award became public, or None."""
    return Award.objects.published().aggregate(last=Max("offered_at"))["last"]


@login_not_required
@require_safe
def grants_json(request):
    head = {"version": VERSION, **_about("crowdfund:grants_json")}
    return streams.json_response("grants.json", head, "grants", _grants())


@login_not_required
@require_safe
def grants_csv(request):
    wanted = sheet.columns(_most())
    titles = [title for _path, title in wanted]
    return streams.csv_response("grants.csv", titles, (sheet.row(found, wanted) for found in _grants()))


@login_not_required
@require_safe
def grants_xlsx(request):
    """A sheet of the grants, and one that says about them what the head of the JSON file says."""
    wanted = sheet.columns(_most())
    about = _about("crowdfund:grants_xlsx")
    publisher = about.pop("publisher")
    said = [("version", VERSION), *about.items(), *((f"publisher/{name}", text) for name, text in publisher.items())]
    titles = [title for _path, title in wanted]
    file = streams.xlsx_file(
        [
            ("grants", titles, (sheet.row(found, wanted) for found in _grants())),
            ("Meta", said[0], said[1:]),
        ]
    )
    return streams.file_response(file, "grants.xlsx", streams.XLSX)


def _grants():
    return map(grant, AwardLine.objects.published().iterator(chunk_size=AT_A_TIME))


def _most():
    """How many districts and objectives one project has at most."""
    counts = (
        Award.objects.published()
        .order_by()
        .annotate(
            districts=Count("application__districts", distinct=True),
            objectives=Count("application__objectives", distinct=True),
        )
        .aggregate(beneficiaryLocation=Max("districts"), classifications=Max("objectives"))
    )
    return {name: count or 0 for name, count in counts.items()}


def _about(url_name):
    changed = timezone.localtime(last_announced() or timezone.now()).isoformat(timespec="seconds")
    return {
        "title": "CrowdFund Kent: projects funded",
        "description": "What each public fund gave to which organisation, for which project.",
        "identifier": f"{settings.THREESIXTYGIVING_PREFIX}-crowdfund-kent",
        "issued": changed[:10],
        "modified": changed,
        "license": OPEN_GOVERNMENT_LICENCE,
        "downloadURL": f"{settings.SITE_URL}{reverse(url_name)}",
        "accessURL": f"{settings.SITE_URL}{reverse('open_data')}",
        "publisher": {
            "name": "Kent County Council",
            "identifier": "GB-LAE-KEN",
            "website": settings.SITE_URL,
        },
    }

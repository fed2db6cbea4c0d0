"""The grants as open data, in three forms of one thing."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from crowdfund.grants import sheet
from crowdfund.grants.shape import grant
from crowdfund.models import Award, AwardLine, Fund
from kentcivil.opendata import streams
from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE

VERSION = "1.4"
AT_A_TIME = 200
"""Lines fetched together."""
LEAST = {"beneficiaryLocation": 1}
"""A project without a district is all of Kent's."""


def last_announced():
    """When the last award became public, or None."""
    return Award.objects.published().aggregate(last=Max("offered_at"))["last"]


@login_not_required
@require_safe
def grants_json(request, funder=None):
    """:param funder: the slug of whose grants alone are wanted: many who read such files want one funder in each."""
    name = _name_of(funder)
    head = {"version": VERSION, **_about("json", funder, name)}
    return streams.json_response(f"{_file(funder)}.json", head, "grants", _grants(name))


@login_not_required
@require_safe
def grants_csv(request, funder=None):
    name = _name_of(funder)
    wanted = sheet.columns(_most())
    titles = [title for _path, title in wanted]
    return streams.csv_response(f"{_file(funder)}.csv", titles, (sheet.row(found, wanted) for found in _grants(name)))


@login_not_required
@require_safe
def grants_xlsx(request, funder=None):
    """A sheet of the grants, and one that says about them what the head of the JSON file says."""
    name = _name_of(funder)
    wanted = sheet.columns(_most())
    about = _about("xlsx", funder, name)
    publisher = about.pop("publisher")
    said = [("version", VERSION), *about.items(), *((f"publisher/{name}", text) for name, text in publisher.items())]
    titles = [title for _path, title in wanted]
    file = streams.xlsx_file(
        [
            ("grants", titles, (sheet.row(found, wanted) for found in _grants(name))),
            ("Meta", said[0], said[1:]),
        ]
    )
    return streams.file_response(file, f"{_file(funder)}.xlsx", streams.XLSX)


@login_not_required
@require_safe
def grants_by_funder(request):
    """The files of each funder."""
    return render(request, "crowdfund/projects/by_funder.html", {"funders": funders().items()})


def funders():
    """{slug: name} of those whose money was awarded, by name."""
    names = Fund.objects.filter(award_lines__in=AwardLine.objects.published()).order_by("funder")
    return {slugify(name): name for name in names.values_list("funder", flat=True).distinct()}


def _name_of(funder):
    """:raises Http404: for a funder of nothing."""
    if funder is None:
        return None
    try:
        return funders()[funder]
    except KeyError:
        raise Http404 from None


def _file(funder):
    return f"grants-{funder}" if funder else "grants"


def _grants(name):
    lines = AwardLine.objects.published()
    if name is not None:
        lines = lines.filter(fund__funder=name)
    return map(grant, lines.iterator(chunk_size=AT_A_TIME))


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
    return {name: max(count or 0, LEAST.get(name, 0)) for name, count in counts.items()}


def _about(form, funder, name):
    changed = timezone.localtime(last_announced() or timezone.now()).isoformat(timespec="seconds")
    address = reverse(f"crowdfund:grants_{form}", args=[funder] if funder else [])
    return {
        "title": f"CrowdFund Kent: projects funded by {name}" if name else "CrowdFund Kent: projects funded",
        "description": "What each public fund gave to which organisation, for which project.",
        "identifier": "-".join(filter(None, (settings.THREESIXTYGIVING_PREFIX, "crowdfund-kent", funder))),
        "issued": changed[:10],
        "modified": changed,
        "license": OPEN_GOVERNMENT_LICENCE,
        "downloadURL": f"{settings.SITE_URL}{address}",
        "accessURL": f"{settings.SITE_URL}{reverse('open_data')}",
        "publisher": {
            "name": "Kent County Council",
            "identifier": "GB-LAE-KEN",
            "website": settings.SITE_URL,
        },
    }

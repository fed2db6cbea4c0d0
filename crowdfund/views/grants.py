"""The grants as open data: a file for each funder, in three forms of one thing.

Those who read 360Giving files take each for the grants of one funder, so no file mixes them: the publisher's own grants
are at /open-data/grants.json, .csv and .xlsx, those of another funder at /open-data/grants/<its number>.json and so on.
The standard's schema wants at least one grant in a file, so there is none of a funder before its first award.
"""

from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crowdfund.grants import sheet
from crowdfund.grants.shape import PUBLISHER, grant, number_of_funder
from crowdfund.models import Award, AwardLine, Fund
from kentcivil.opendata import streams
from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE

VERSION = "1.4"
AT_A_TIME = 200
"""Lines fetched together."""
LEAST = {"beneficiaryLocation": 1}
"""A project without a district is all of Kent's."""


@dataclass(frozen=True)
class Funder:
    """A body whose money is granted.

    :ivar number: in a register, or the publisher's own for it: it is in the addresses of its files.
    :ivar funds: keys of the funds whose money it is; all funds of a number are one body's.
    """

    number: str
    name: str
    funds: tuple = ()

    @property
    def is_publisher(self):
        return self.number == PUBLISHER["identifier"]

    def address(self, form):
        """Of its file, in one of the three forms."""
        return reverse(f"crowdfund:grants_{form}", args=[] if self.is_publisher else [self.number])

    def addresses(self):
        """Of its files: (form, address)."""
        return [(form, self.address(form)) for form in ("json", "csv", "xlsx")]

    def lines(self):
        return AwardLine.objects.published().filter(fund__in=self.funds)

    def last_changed(self):
        """When what is told of an award with money of theirs last changed."""
        return Award.objects.published().filter(lines__fund__in=self.funds).last_changed()


def last_changed():
    """When what is told of any award last changed, or None before the first."""
    return Award.objects.published().last_changed()


def publisher_has_grants():
    """Whether there are files of the publisher's own grants."""
    return AwardLine.objects.published().filter(fund__funder_identifier=PUBLISHER["identifier"]).exists()


def funders():
    """Those whose money was awarded: the publisher, then the others by name."""
    found = {}
    for fund in Fund.objects.filter(award_lines__in=AwardLine.objects.published()).distinct().order_by("funder", "pk"):
        found.setdefault(number_of_funder(fund.funder, fund.funder_identifier), []).append(fund)
    made = [Funder(number, funds[0].funder, tuple(fund.pk for fund in funds)) for number, funds in found.items()]
    return sorted(made, key=lambda one: not one.is_publisher)


def _of_a_funder(view):
    """For a view of a funder's grants, which gets the Funder in place of its number.

    Before its first award the publisher's own address answers 404 as well, with a page that says why.
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def wrapper(request, funder=PUBLISHER["identifier"]):
        there_are = funders()
        for one in there_are:
            if one.number == funder:
                return view(request, one)
        if funder != PUBLISHER["identifier"]:
            raise Http404
        said = {"funders": there_are, "without_grants": PUBLISHER["name"]}
        return render(request, "crowdfund/projects/by_funder.html", said, status=404)

    return wrapper


@_of_a_funder
def grants_json(request, body):
    head = {"version": VERSION, **_about("json", body)}
    return streams.json_response(f"{_file(body)}.json", head, "grants", _grants(body))


@_of_a_funder
def grants_csv(request, body):
    wanted = sheet.columns(_most(body))
    titles = [title for _path, title in wanted]
    return streams.csv_response(f"{_file(body)}.csv", titles, (sheet.row(found, wanted) for found in _grants(body)))


@_of_a_funder
def grants_xlsx(request, body):
    """A sheet of the grants, and one that says about them what the head of the JSON file says."""
    wanted = sheet.columns(_most(body))
    about = _about("xlsx", body)
    publisher = about.pop("publisher")
    said = [("version", VERSION), *about.items(), *((f"publisher/{name}", text) for name, text in publisher.items())]
    titles = [title for _path, title in wanted]
    file = streams.xlsx_file(
        [
            ("grants", titles, (sheet.row(found, wanted) for found in _grants(body))),
            ("Meta", said[0], said[1:]),
        ]
    )
    return streams.file_response(file, f"{_file(body)}.xlsx", streams.XLSX)


@login_not_required
@require_safe
def publishers_own(request, form):
    """The publisher's number leads to where its files are: no grant is in two files."""
    return redirect(f"crowdfund:grants_{form}", permanent=True)


@login_not_required
@require_safe
def grants_by_funder(request):
    """The files of each funder."""
    return render(request, "crowdfund/projects/by_funder.html", {"funders": funders(), "without_grants": ""})


def _file(funder):
    return "grants" if funder.is_publisher else f"grants-{funder.number}"


def _grants(funder):
    """Fetched some at a time."""
    keys = list(funder.lines().values_list("pk", flat=True))
    for start in range(0, len(keys), AT_A_TIME):
        yield from (grant(line, funder.name) for line in funder.lines().filter(pk__in=keys[start : start + AT_A_TIME]))


def _most(funder):
    """How many districts and objectives one project has at most."""
    counts = (
        Award.objects.published()
        .filter(lines__fund__in=funder.funds)
        .order_by()
        .annotate(
            districts=Count("application__districts", distinct=True),
            objectives=Count("application__objectives", distinct=True),
        )
        .aggregate(beneficiaryLocation=Max("districts"), classifications=Max("objectives"))
    )
    return {name: max(count or 0, LEAST.get(name, 0)) for name, count in counts.items()}


def _about(form, funder):
    changed = timezone.localtime(funder.last_changed()).isoformat(timespec="seconds")
    return {
        "title": f"CrowdFund Kent: projects funded by {funder.name}",
        "description": f"What {funder.name} gave to which organisation, for which project.",
        "identifier": f"{settings.THREESIXTYGIVING_PREFIX}-crowdfund-kent-{funder.number}",
        "issued": changed[:10],
        "modified": changed,
        "license": OPEN_GOVERNMENT_LICENCE,
        "downloadURL": f"{settings.SITE_URL}{funder.address(form)}",
        "accessURL": f"{settings.SITE_URL}{reverse('open_data')}",
        "publisher": {**PUBLISHER, "website": settings.SITE_URL},
    }

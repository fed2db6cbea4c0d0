"""Site search: one box over the public part of organisations, volunteering, rounds and projects, strategy and board."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crowdfund.models import Award, Round
from organisations.models import Organisation
from partnership_board.models import Commitment, Consultation, Decision, Meeting
from volunteering.models import Opportunity

LONGEST_QUERY = 200
SHOWN_OF_EACH = 5


@dataclass
class Found:
    """What one part of the portal has for a query.

    :ivar things: the first few: what each is called, its address, and a note that tells those of one name apart.
    :ivar more: whether there are more than these.
    :ivar all_address: the page that lists them all, or "" where there is none.
    """

    heading: str
    things: list
    more: bool
    all_address: str


@login_not_required
def search(request):
    typed = " ".join(request.GET.get("q", "").replace("\x00", " ").split())
    query = typed[:LONGEST_QUERY]
    found = [part for part in _everywhere(query) if part.things] if query else []
    context = {"query": query, "was_cut": len(typed) > LONGEST_QUERY, "found": found}
    return render(request, "pages/search.html", context)


def _everywhere(query):
    yield _first_few(_("Organisations"), Organisation, query, "organisation_search")
    opportunities = Opportunity.objects.select_related("organisation", "district")
    yield _first_few(_("Volunteering opportunities"), opportunities, query, "volunteering", note=_who_and_where)
    yield _first_few(_("CrowdFund Kent rounds"), Round, query)
    projects = Award.objects.exclude(slug=None).select_related("application")
    yield _first_few(
        _("Projects that public funds back"), projects, query, "crowdfund:projects", called=_project, note=_whose
    )
    yield _first_few(_("Commitments of the strategy"), Commitment, query)
    yield _first_few(_("Board meetings"), Meeting, query)
    yield _first_few(_("Consultations"), Consultation, query)
    yield _first_few(_("Decisions of the board"), Decision.objects.select_related("body"), query, "board_decisions")


def _who_and_where(opportunity):
    return f"{opportunity.organisation.name} · {opportunity.where}"


def _project(award):
    return award.application.project_title


def _whose(award):
    return award.application.organisation_name


def _first_few(heading, model, query, list_name=None, *, called=str, note=None):
    questions = getattr(model, "objects", model)
    things = list(questions.published().matching(query)[: SHOWN_OF_EACH + 1])
    all_address = f"{reverse(list_name)}?{urlencode({'q': query})}" if list_name else ""
    shown = [(called(thing), thing.get_absolute_url(), note(thing) if note else "") for thing in things[:SHOWN_OF_EACH]]
    return Found(heading, shown, len(things) > SHOWN_OF_EACH, all_address)

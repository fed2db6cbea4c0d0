"""The front page: search first, then the open round, the next meeting and the strategy's figures beside today's."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crowdfund.models import Round
from organisations.models import Organisation
from partnership_board.models import Consultation, HeadlineFigure, Meeting, Strategy
from volunteering.models import Crisis, Opportunity

OFTEN_LOOKED_FOR = [
    gettext_lazy("baby bank"),
    gettext_lazy("food bank"),
    gettext_lazy("dementia café"),
    gettext_lazy("debt advice"),
    gettext_lazy("men's shed"),
]


@dataclass
class Figure:
    """A row of the table of figures: what is counted, in the strategy and here."""

    what: str
    in_strategy: str
    today: str


@login_not_required
def home(request):
    now = timezone.now()
    organisations = Organisation.objects.published().count()
    opportunities = Opportunity.objects.published().count()
    context = {
        "crisis": Crisis.objects.published().first(),
        "organisation_count": organisations,
        "opportunity_count": opportunities,
        "open_rounds": list(Round.objects.published().open_at(now)[:3]),
        "open_consultations": list(Consultation.objects.open_at(now)[:3]),
        "next_meeting": Meeting.objects.published().upcoming(now).first(),
        "figures": _figures(organisations, opportunities),
        "often_looked_for": OFTEN_LOOKED_FOR,
    }
    return render(request, "pages/home.html", context)


def _figures(organisations, opportunities):
    """The strategy's headline figures, with today's beside those that the portal counts itself."""
    today = {"organisations": f"{organisations:,}"}
    rows = [
        Figure(figure.label, figure.number, today.get(figure.key, _("not counted here")))
        for figure in HeadlineFigure.objects.filter(strategy__in=Strategy.objects.current_alone())
    ]
    return [*rows, Figure(_("Opportunities to volunteer"), _("not counted then"), f"{opportunities:,}")]

"""What the demonstration’s bodies plan: a series, the forward plan, links of items, packs of the newest meetings."""

from datetime import time, timedelta

from django.utils import timezone

from partnership_board.exemptions import Exemption
from partnership_board.models import AgendaItem, Audience, Decision, ForwardItem, ItemLink, Meeting, Series
from partnership_board.packs import make_pack
from partnership_board.states import MeetingState

# title, what for, months ahead, who brings it, what it is about
FORWARD = [
    (
        "Six-monthly report to the cabinet committee",
        AgendaItem.Kind.DECISION,
        2,
        "Board officer",
        "The board agrees its report: what was promised, what was done, and what is late.",
    ),
    (
        "The next strategy: how to ask people",
        AgendaItem.Kind.DISCUSSION,
        3,
        "Lead officer for the strategy",
        "Who should be asked before the next full review, how, and by when.",
    ),
    (
        "Rooms for groups: a year later",
        AgendaItem.Kind.INFORMATION,
        4,
        "District councils, west Kent",
        "Which halls and rooms opened in the evening, and what groups say of them.",
    ),
]


def fill(county, board, steering_group):
    Series.objects.create(
        body=board,
        title="Meeting of the board",
        week=Series.Week.SECOND,
        weekday=Series.Weekday.TUESDAY,
        starts=time(10),
        place="Sessions House, Maidstone",
    )
    Series.objects.create(
        body=steering_group,
        title="Meeting of the steering group",
        week=Series.Week.LAST,
        weekday=Series.Weekday.WEDNESDAY,
        starts=time(14),
        online_link="https://meet.demo.kentcivil.example/board",
    )
    today = timezone.localdate(county.now)
    ForwardItem.objects.bulk_create(
        ForwardItem(
            body=board,
            title=title,
            kind=kind,
            expected=today + timedelta(days=30 * months),
            lead=lead,
            description=description,
        )
        for title, kind, months, lead, description in FORWARD
    )
    ForwardItem.objects.create(
        body=board,
        title="Terms for the lease of a hall",
        expected=today + timedelta(days=60),
        exemption=Exemption.BUSINESS,
    )
    _links(board)
    coming = Meeting.objects.filter(state=MeetingState.PUBLISHED).select_related("body")
    for meeting in [*coming, Meeting.objects.filter(state=MeetingState.HELD).latest("starts_at")]:
        for audience in Audience:
            make_pack(meeting, audience)


def _links(board):
    """Items of the coming meetings point back to decisions, and to what their papers draw on."""
    decision = Decision.objects.published().filter(body=board).order_by("-year", "-number").first()
    items = AgendaItem.objects.filter(meeting__state=MeetingState.PUBLISHED, exemption__isnull=True, number=3)
    for item in items:
        if decision:
            ItemLink.objects.create(item=item, kind=ItemLink.Kind.DECISION, decision=decision)
        ItemLink.objects.create(
            item=item,
            kind=ItemLink.Kind.BACKGROUND,
            title="Civil Society Strategy for Kent, Kent County Council, 2022",
            address="/strategy/",
        )
        ItemLink.objects.create(
            item=item, kind=ItemLink.Kind.AWARD, title="Projects backed by CrowdFund Kent", address="/crowdfund/"
        )

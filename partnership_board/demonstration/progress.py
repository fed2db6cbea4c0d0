"""How the demonstration's commitments went: milestones, the next review's plan, reports, what the board did."""

from datetime import timedelta

from django.utils import timezone

from partnership_board.models import AgendaItem, Commitment, ItemLink, Milestone, ProgressReport, Strategy
from partnership_board.periods import ended_half_years
from partnership_board.progress import beginning_of, content_of
from partnership_board.states import MeetingState, MilestoneState

# how a commitment's title begins: [(milestone, days from now when it is due, days from now when it was reached)]
MILESTONES = {
    "Keep one public directory": [
        ("Every entry of the old lists is in the directory", -300, -310),
        ("Half of the entries are checked", -120, -95),
        ("Eight in ten entries are checked", 150, None),
    ],
    "Publish what the sector is worth": [
        ("Agree with partners which figures are shared", -90, -60),
        ("First draft goes to the steering group", -20, None),
        ("The report is public", 60, None),
    ],
    "Give every district a place": [
        ("Ten districts are covered", -150, -155),
        ("The last two districts are covered", 75, None),
    ],
    "Try one system for volunteering": [
        ("All volunteer centres use the shared list", -200, -190),
        ("1,000 people have found a place", 12, None),
    ],
    "Help groups to use computers": [("A new partner is found", 20, None)],
    "Use one grant framework": [("All grants use the framework", -240, -235)],
    "Open council rooms": [("A list of rooms is public", 40, None)],
}
REVIEW = [
    ("Ask partners what to keep and what to change", "Interviews with members of both bodies.", -30, -35),
    ("Ask everybody what they think", "A public consultation of twelve weeks.", 90, None),
    ("The board agrees a draft", "", 200, None),
    ("The Cabinet decides", "", 290, None),
]
# how an agenda item's title begins: how the title of the commitment begins that it is about
ABOUT = {
    "One way to give grants": "Use one grant framework",
    "The Ashford volunteering pilot": "Try one system for volunteering",
    "CrowdFund Kent": "Back local projects",
    "Buildings that groups can use": "Open council rooms",
    "Support for organisations": "Give every district a place",
    "Health and the voluntary sector": "Ask the sector before big changes",
    "Progress on the strategy": "Hold a strategic partnership board",
}
INTRODUCTION = (
    "The board met each month but one. Most promises are on track. Those that are behind wait for people or for "
    "figures, and the board looks at them at every meeting."
)


def fill(county):
    today = timezone.localdate(county.now)
    strategy = Strategy.objects.current()
    commitments = {one.title: one for one in Commitment.objects.filter(objective__strategy=strategy)}
    Milestone.objects.bulk_create(
        _milestone(today, due, reached, commitment=_starting(commitments, start), title=title)
        for start, rows in MILESTONES.items()
        for title, due, reached in rows
    )
    Milestone.objects.bulk_create(
        _milestone(today, due, reached, strategy=strategy, title=title, summary=summary)
        for title, summary, due, reached in REVIEW
    )
    _reword(_starting(commitments, "Help groups to use computers"))
    items = AgendaItem.objects.filter(
        exemption__isnull=True, meeting__state__in=(MeetingState.HELD, MeetingState.PUBLISHED)
    )
    ItemLink.objects.bulk_create(
        ItemLink(item=item, kind=ItemLink.Kind.COMMITMENT, commitment=_starting(commitments, about))
        for item in items.order_by("meeting__starts_at", "number")
        for start, about in ABOUT.items()
        if item.title.startswith(start)
    )
    for place, half_year in enumerate(ended_half_years(today, 2)):
        ProgressReport.objects.create(
            strategy=strategy,
            starts_on=half_year.starts_on,
            ends_on=half_year.ends_on,
            introduction="" if place else INTRODUCTION,
            content=content_of(strategy, half_year.starts_on, half_year.ends_on),
            made_at=min(county.now, beginning_of(half_year.ends_on + timedelta(days=21)) + timedelta(hours=11)),
        )


def _starting(commitments, start):
    return next(one for title, one in commitments.items() if title.startswith(start))


def _milestone(today, due, reached, **fields):
    return Milestone(
        due_on=today + timedelta(days=due),
        reached_on=None if reached is None else today + timedelta(days=reached),
        state=MilestoneState.AHEAD if reached is None else MilestoneState.REACHED,
        **fields,
    )


def _reword(commitment):
    """A target that was moved is seen to be moved."""
    target, commitment.target = commitment.target, "500 by 2024"
    commitment.save(update_fields=["target"])
    commitment.target = target
    commitment.save(update_fields=["target"])

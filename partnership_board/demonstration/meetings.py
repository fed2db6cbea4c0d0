"""Meetings of the last eighteen months and the next ones, with agendas, papers and actions."""

import hashlib
from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from kentcivil.typesetting import typeset
from partnership_board.deadlines import last_day_of_notice
from partnership_board.exemptions import Exemption
from partnership_board.models import Action, AgendaItem, Meeting, Paper, PaperVersion
from partnership_board.states import ActionState, MeetingState

PAPER = Path(__file__).resolve().parent.parent / "paper.typ"
BOARD_MEETINGS = 18
STEERING_MEETINGS = 12
NOTE = "Anybody may come and listen. Tell us a day before if you need a loop, an interpreter or step-free access."
LATE = 11  # months ago; the papers waited for figures from the districts
CANCELLED = 7  # months ago; the storm kept members away
PLACES = ["Sessions House, Maidstone", "Ashford Gateway Plus", "Canterbury, Thanington Neighbourhood Centre"]

# title, what for, minutes, presented by, description, title of a paper or None
SUBJECTS = [
    (
        "Support for organisations: how the first money was used",
        AgendaItem.Kind.DISCUSSION,
        25,
        "Lead officer for the strategy",
        "The council set aside £2.1 million over three years for advice, training and networks. "
        "The paper shows who was helped in the last quarter, and where nobody was.",
        "Use of the support fund, last quarter",
    ),
    (
        "One way to give grants: changes to the framework",
        AgendaItem.Kind.DECISION,
        20,
        "Grants and funding working group",
        "Members are asked to agree shorter questions for grants of up to £5,000.",
        "Shorter questions for small grants",
    ),
    (
        "The Ashford volunteering pilot",
        AgendaItem.Kind.INFORMATION,
        15,
        "Ashford Volunteer Centre",
        "How many people found a place to volunteer, and what the other volunteer centres learned from it.",
        "The pilot in figures",
    ),
    (
        "CrowdFund Kent: the last round",
        AgendaItem.Kind.INFORMATION,
        15,
        "Funding officer",
        "Projects that reached their target, and those that did not.",
        "Results of the last round",
    ),
    (
        "Buildings that groups can use",
        AgendaItem.Kind.DISCUSSION,
        25,
        "District councils, west Kent",
        "A list of halls and rooms, and what it costs to use them.",
        "Rooms for community groups",
    ),
    (
        "Health and the voluntary sector",
        AgendaItem.Kind.DISCUSSION,
        30,
        "NHS Kent and Medway",
        "Where doctors can send people to groups near them, and what the groups need in return.",
        "Working with groups: what the NHS asks and offers",
    ),
    (
        "Cost of living: what groups see",
        AgendaItem.Kind.DISCUSSION,
        20,
        "VCSE Steering Group",
        "Food banks, warm rooms and debt advice report what has changed since the last meeting.",
        "What groups told us this month",
    ),
    (
        "Progress on the strategy’s commitments",
        AgendaItem.Kind.DECISION,
        20,
        "Board officer",
        "Members look at the commitments whose review is due, and at those that are behind.",
        "Commitments: where each one stands",
    ),
]
EXEMPT = [
    ("An offer for the lease of a community building", Exemption.BUSINESS),
    ("Legal advice on a grant agreement", Exemption.LEGAL_PRIVILEGE),
]
ACTIONS = [
    ("Send the district councils the list of groups that have no room to meet in", "west_districts"),
    ("Write to groups that asked for a grant and heard nothing for six weeks", "funding"),
    ("Bring figures on volunteers who did not find a place", "broker"),
    ("Ask the food network which districts have no delivery", "food"),
    ("Share the draft questions for small grants with the steering group", "funding"),
    ("Find two people from small groups to test the new forms", "hall"),
    ("Report on links between doctors’ surgeries and groups in east Kent", "nhs_communities"),
    ("Check that each group in the directory near the coast has been asked for its details", "directory"),
    ("Set up a training day for new treasurers", "director"),
    ("Collect young people’s views on the priorities for next year", "youth"),
    ("Ask the north Kent districts to name a member", "board"),
    ("Publish a short guide to insurance for events", "director"),
    ("Compare how the partners pay for carers’ breaks", "carers"),
    ("Tell the steering group what the baby bank needs this winter", "charity"),
]


def fill(county, board, steering_group, people):
    months = [
        *((board, month) for month in range(BOARD_MEETINGS, 0, -1)),
        *((steering_group, month) for month in range(STEERING_MEETINGS, 0, -1)),
    ]
    meetings = [_past(county, body, month) for body, month in months]
    meetings += [
        _coming(county, board, 9, MeetingState.PUBLISHED),
        _coming(county, steering_group, 16, MeetingState.PUBLISHED),
        _coming(county, board, 40, MeetingState.DRAFT),
    ]
    # bulk_create asks no save(): the address is made here.
    for meeting in meetings:
        meeting.slug = f"{meeting.body.slug}-{timezone.localdate(meeting.starts_at)}"
    Meeting.objects.bulk_create(meetings)
    items, papers = _agendas(county, meetings)
    AgendaItem.objects.bulk_create(items)
    Paper.objects.bulk_create(paper for paper, _parts in papers)
    PaperVersion.objects.bulk_create(
        _version(county, paper, parts) for paper, parts in county.progress(papers, "Board papers")
    )
    Action.objects.bulk_create(_actions(county, meetings, people))


def _at(day, hour):
    """That hour in London, on the next working day where the day is at a weekend."""
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())


def _hour(day, hour):
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())


def _meeting(body, starts_at, **fields):
    at_ten = starts_at.hour == 10
    return Meeting(
        body=body,
        title="Meeting of the board" if at_ten else "Meeting of the steering group",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        notes=NOTE,
        **fields,
    )


def _past(county, body, month):
    board = body.slug == "strategic-partnership-board"
    starts_at = _at(county.now.date() - timedelta(days=30 * month - 9), 10 if board else 14)
    cancelled = board and month == CANCELLED
    late = board and month == LATE
    due_on = last_day_of_notice(timezone.localdate(starts_at), body.notice_rule_on(timezone.localdate(starts_at)))
    return _meeting(
        body,
        starts_at,
        place=PLACES[month % len(PLACES)],
        state=MeetingState.CANCELLED if cancelled else MeetingState.HELD,
        cancelled_reason="The storm warning kept too many members away. The items moved to the next meeting."
        if cancelled
        else "",
        published_at=_hour(due_on + timedelta(days=2 if late else 0), 15),
        late_reason="The districts’ figures came on Monday, and the grants end this month." if late else "",
    )


def _coming(county, body, days, state):
    starts_at = _at(county.now.date() + timedelta(days=days), 10 if body.slug.startswith("strategic") else 14)
    published_at = county.now - timedelta(hours=20) if state == MeetingState.PUBLISHED else None
    day = timezone.localdate(starts_at)
    late = published_at and timezone.localdate(published_at) > last_day_of_notice(day, body.notice_rule_on(day))
    return _meeting(
        body,
        starts_at,
        place=PLACES[0],
        online_link="https://meet.demo.kentcivil.example/board",
        state=state,
        published_at=published_at,
        late_reason="The holidays came between, and the money must be spent by the end of the month." if late else "",
    )


def _agendas(county, meetings):
    items, papers = [], []
    for place, meeting in enumerate(meetings):
        board = meeting.body.slug.startswith("strategic")
        subjects = [SUBJECTS[(place * 3 + step) % len(SUBJECTS)] for step in range(3 if board else 2)]
        opening = AgendaItem(
            title="Welcome, apologies and interests",
            kind=AgendaItem.Kind.PROCEDURE,
            minutes_allotted=5,
            presenter="Chair",
        )
        agenda = [opening, AgendaItem(title="Actions from the last meeting", minutes_allotted=10, presenter="Chair")]
        for with_paper, (title, kind, minutes, presenter, description, paper) in enumerate(subjects):
            item = AgendaItem(
                title=title, kind=kind, minutes_allotted=minutes, presenter=presenter, description=description
            )
            agenda.append(item)
            if with_paper < (2 if board else 1):
                papers.append((Paper(item=item, title=paper), _parts(county, description)))
        if board and place % 4 == 1:
            title, exemption = EXEMPT[place % len(EXEMPT)]
            item = AgendaItem(title=title, exemption=exemption, minutes_allotted=15, presenter="Lead officer")
            agenda.append(item)
            papers.append((Paper(item=item, title=title), [("Not for the public", ["For members only."])]))
        agenda.append(AgendaItem(title="Any other business", kind=AgendaItem.Kind.PROCEDURE, minutes_allotted=5))
        for number, item in enumerate(agenda, start=1):
            item.meeting, item.number = meeting, number
        items += agenda
    return items, papers


def _parts(county, description):
    helped, asked = county.random.randint(40, 90), county.random.randint(95, 140)
    return [
        ("What this paper is about", [description]),
        (
            "What we found",
            [
                f"Of {asked} organisations that we asked, {helped} answered. Groups with no paid staff answered least.",
                "Three things came up most: time to fill in forms, a room to meet in, and people to run the group.",
            ],
        ),
        (
            "What members are asked to do",
            ["Read it before the meeting, say what is missing, and agree what comes next."],
        ),
    ]


def _version(county, paper, parts):
    meeting = paper.item.meeting
    content = typeset(
        PAPER,
        author="Kent County Council",
        title=paper.title,
        body=meeting.body.name,
        occasion=f"{meeting.title}, {timezone.localtime(meeting.starts_at):%-d %B %Y}",
        parts=[{"heading": heading, "paragraphs": paragraphs} for heading, paragraphs in parts],
    )
    version = PaperVersion(
        paper=paper,
        number=1,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=meeting.published_at or county.now,
        added_by=county.people["board"],
    )
    version.file.save("paper.pdf", ContentFile(content), save=False)
    return version


def _actions(county, meetings, people):
    held = [meeting for meeting in meetings if meeting.state == MeetingState.HELD]
    held.sort(key=lambda meeting: meeting.starts_at, reverse=True)
    for place, (title, owner) in enumerate(ACTIONS):
        # The newest are open, two of them overdue and one due in a few days; the older ones are done.
        meeting = held[place // 2]
        due_in = [6, 20, -9, 13, -3, 27, 34][place] if place < 7 else 20 - 30 * (place // 2)
        due_on = timezone.localdate(county.now) + timedelta(days=due_in)
        done = place >= 7
        yield Action(
            body=meeting.body,
            meeting=meeting,
            title=title,
            owner=people[owner],
            due_on=due_on,
            state=ActionState.DONE if done else ActionState.OPEN,
            finished_at=min(county.now, _at(due_on - timedelta(days=4), 15)) if done else None,
            progress="Done, and reported to the meeting after." if done else ("Half done." if place % 3 == 1 else ""),
        )

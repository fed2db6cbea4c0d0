"""The Civil Society Strategy: its story and headline figures are facts, its commitments are the demonstration's own."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import slugify

from partnership_board.models import (
    Commitment,
    HeadlineFigure,
    Objective,
    ProgressUpdate,
    Strategy,
    StrategyVersion,
)
from partnership_board.states import CommitmentStatus, PublicationState

Kind = StrategyVersion.Kind
STORY = [
    (
        Kind.POLICY,
        "Voluntary and Community Sector policy",
        date(2015, 1, 1),
        "2015",
        "The policy that the strategy replaced, with the Kent Partners Compact of 2012.",
        "",
    ),
    (
        Kind.DRAFT,
        "First draft",
        date(2019, 1, 1),
        "2019",
        "The council’s first strategy for all of civil society was drafted.",
        "",
    ),
    (
        Kind.CONSULTATION,
        "First consultation",
        date(2020, 2, 1),
        "February to April 2020",
        "People and groups said what they thought. COVID-19 then paused the work.",
        "",
    ),
    (
        Kind.CONSULTATION,
        "Second consultation",
        date(2021, 2, 1),
        "2021",
        "The draft was renewed after the pandemic, and people were asked again.",
        "",
    ),
    (
        Kind.DECISION,
        "Decision of the Cabinet",
        date(2021, 12, 9),
        "9 December 2021",
        "The Cabinet adopted the strategy.",
        "21/00055",
    ),
    (Kind.LAUNCH, "Launch", date(2022, 4, 1), "Spring 2022", "The strategy was launched for 2021-22 to 2024.", ""),
    (Kind.REVIEW, "Full review", date(2024, 1, 1), "2024", "The year set for the next full review.", ""),
]

S = CommitmentStatus
# objective: (summary, [(title, measure, baseline, target, owner, status, days to the next review, reports)])
OBJECTIVES = {
    "Celebrate what people do": (
        "Show what groups and volunteers give, every day and not only in a crisis.",
        [
            (
                "Keep one public directory of voluntary organisations",
                "Share of entries that somebody checked in the last year",
                "No directory before 2021",
                "Eight in ten by 2024",
                "directory",
                S.ON_TRACK,
                75,
                ["The directory opened with 2,840 entries.", "Six in ten entries have been checked this year."],
            ),
            (
                "Thank volunteers in public once a year",
                "Districts that hold a volunteers’ event",
                "5 of 12 in 2021",
                "12 of 12 by 2024",
                "director",
                S.ON_TRACK,
                120,
                ["Nine districts held an event."],
            ),
            (
                "Publish what the sector is worth to Kent",
                "A report every two years",
                "No report before 2021",
                "First report by 2023",
                "board",
                S.BEHIND,
                -12,
                ["The figures are late: two partners could not share theirs."],
            ),
        ],
    ),
    "Support groups to be strong": (
        "Advice, training and networks that every group can reach, with £2.1 million over three years.",
        [
            (
                "Give every district a place to go for advice",
                "Districts with an advice service for groups",
                "7 of 12 in 2021",
                "12 of 12 by 2023",
                "director",
                S.ON_TRACK,
                44,
                ["Ten districts are covered.", "Contracts for the last two are signed."],
            ),
            (
                "Train trustees and treasurers",
                "People trained in a year",
                "140 in 2020-21",
                "400 a year by 2024",
                "carers",
                S.ON_TRACK,
                6,
                ["265 people were trained in the first three quarters."],
            ),
            (
                "Try one system for volunteering, from Ashford",
                "People who found a place through the pilot",
                "No shared system before 2021",
                "1,500 in twelve months",
                "broker",
                S.ON_TRACK,
                5,
                ["The centres share one list of places.", "820 people have found a place."],
            ),
            (
                "Help groups to use computers safely",
                "Groups that had a digital check",
                "No checks before 2021",
                "300 by 2024",
                "youth",
                S.BEHIND,
                30,
                ["Two trainers left; a new partner is being sought."],
            ),
        ],
    ),
    "Give people the means to act": (
        "Money and places that small groups can get without a week of forms.",
        [
            (
                "Use one grant framework for the whole council",
                "Council grants given under the framework",
                "No framework before 2021",
                "All by 2023",
                "funding",
                S.COMPLETED,
                0,
                ["Half of the grants use it.", "All grants use it since April."],
            ),
            (
                "Back local projects through CrowdFund Kent",
                "Projects backed, and money raised",
                "60 projects and £1.1 million over two years",
                "40 more projects by 2024",
                "funding",
                S.ON_TRACK,
                88,
                ["Two rounds ran; 23 projects reached their target."],
            ),
            (
                "Answer every grant application in eight weeks",
                "Share answered in time",
                "Six in ten in 2021",
                "Nine in ten by 2023",
                "funding",
                S.ON_TRACK,
                61,
                ["Eight in ten were answered in time."],
            ),
            (
                "Open council rooms to groups in the evening",
                "Buildings open to groups",
                "11 in 2021",
                "40 by 2024",
                "west_districts",
                S.NOT_STARTED,
                25,
                [],
            ),
        ],
    ),
    "Work as partners": (
        "Plan together, from the start, and tell each other how it went.",
        [
            (
                "Hold a strategic partnership board each month",
                "Meetings held in a year",
                "No board before 2021",
                "At least 10 a year",
                "board",
                S.ON_TRACK,
                150,
                ["The board met eleven times in its first year."],
            ),
            (
                "Ask the sector before big changes to services",
                "Changes on which the steering group was asked first",
                "Not counted in 2021",
                "All",
                "nhs_partnerships",
                S.BEHIND,
                18,
                ["Asked first on four of seven changes."],
            ),
            (
                "Share data on need with groups",
                "Data sets published in the open",
                "2 in 2021",
                "12 by 2024",
                "nhs_communities",
                S.ON_TRACK,
                52,
                ["Seven are open."],
            ),
        ],
    ),
}

FIGURES = [
    (
        "organisations",
        "over",
        2840,
        "active voluntary organisations",
        "How many voluntary organisations were active in Kent when the strategy was written.",
    ),
    (
        "people",
        "more than",
        27000,
        "people working for charities and volunteering",
        "How many people work for charities and volunteer, as the strategy gives it.",
    ),
    (
        "funds",
        "",
        2_100_000,
        "pounds over three years for advice, training and networks",
        "What the council set aside when it launched the strategy.",
    ),
]


def fill(county, people):
    strategy = Strategy.objects.create(
        title="Civil Society Strategy for Kent",
        slug="civil-society-strategy",
        purpose=(
            "To celebrate, support, empower and work in partnership with civil society in Kent, "
            "every day and not only in a crisis."
        ),
        period="2021-22 to 2024",
        starts_on=date(2022, 4, 1),
        next_full_review="2024",
        state=PublicationState.PUBLISHED,
    )
    StrategyVersion.objects.bulk_create(
        StrategyVersion(
            strategy=strategy, kind=kind, title=title, dated=dated, when=when, summary=summary, reference=reference
        )
        for kind, title, dated, when, summary, reference in STORY
    )
    HeadlineFigure.objects.bulk_create(
        HeadlineFigure(
            strategy=strategy,
            key=key,
            order=order,
            qualifier=qualifier,
            value=value,
            label=label,
            source="Civil Society Strategy for Kent, Kent County Council",
            dated="2022",
            method=method,
        )
        for order, (key, qualifier, value, label, method) in enumerate(FIGURES)
    )
    commitments, updates = [], []
    for order, (title, (summary, promises)) in enumerate(OBJECTIVES.items(), start=1):
        objective = Objective.objects.create(
            strategy=strategy, order=order, title=title, slug=slugify(title), summary=summary
        )
        for place, promise in enumerate(promises, start=1):
            commitment, reports = _commitment(county, people, objective, place, promise)
            commitments.append(commitment)
            updates += reports
    Commitment.objects.bulk_create(commitments)
    ProgressUpdate.objects.bulk_create(updates)


def _commitment(county, people, objective, place, promise):
    title, measure, baseline, target, owner, status, days, reports = promise
    commitment = Commitment(
        objective=objective,
        order=place,
        title=title,
        slug=slugify(title),
        owner=people[owner],
        measure=measure,
        baseline=baseline,
        target=target,
        status=status,
        next_review_on=timezone.localdate(county.now) + timedelta(days=days),
        state=PublicationState.PUBLISHED,
    )
    updates = [
        ProgressUpdate(
            commitment=commitment,
            reported_at=county.now - timedelta(days=100 * (len(reports) - step) - 10),
            reported_by=county.people["board"],
            status=status if step == len(reports) - 1 else S.ON_TRACK,
            summary=summary,
        )
        for step, summary in enumerate(reports)
    ]
    return commitment, updates

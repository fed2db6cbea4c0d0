"""The strategy's text in versions. What happened when is fact; the texts are short retellings of our own."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from partnership_board.models import Edition, Section, Strategy
from partnership_board.states import EditionState

CHAPTER, BELOW = Section.Level.CHAPTER, Section.Level.SECTION
RETOLD = "A short retelling, made for this demonstration."

PURPOSE = (
    CHAPTER,
    "Why there is a strategy",
    "purpose",
    "Kent has over 2,840 active voluntary organisations. More than 27,000 people work for charities and volunteer. "
    "They hold places together, every day and not only in a crisis.\n\n"
    "The strategy says how the county council will celebrate, support and empower civil society, and work with it.",
)
DRAFT_PURPOSE = (
    CHAPTER,
    "Why there is a strategy",
    "purpose",
    "The council had a policy for the voluntary sector. It wants a strategy for all of civil society: groups, "
    "neighbours and businesses that give something back.",
)
MONEY_2015 = (
    CHAPTER,
    "How money is given",
    "money",
    "Grants are for a term, and a contract buys a service. Each says what it is for.",
)
MONEY = (
    CHAPTER,
    "Money for support",
    "money",
    "£2.1 million over three years pays for advice, training and networks that every group can reach.\n\n"
    "- One grant framework counts for the whole council.\n"
    "- Small grants ask few questions.\n"
    "- What was given is published.",
)
PARTNERS = (
    CHAPTER,
    "Working as partners",
    "working-together",
    "Partners plan together from the start, and tell each other how it went.",
)
BOARD = (
    BELOW,
    "The strategic partnership board",
    "board",
    "The council, the NHS, the district councils and the chair of the VCSE Steering Group meet about every month. "
    "Every six months they report to a cabinet committee.",
)
CRISIS = (
    CHAPTER,
    "What the pandemic taught us",
    "pandemic",
    "In 2020 groups and neighbours reached people whom nobody else reached. The sector set up a recovery cell, and the "
    "steering group grew out of it.",
)
VOLUNTEERS = (
    BELOW,
    "Volunteering",
    "volunteering",
    "One shared system helps people to find a place to volunteer, wherever in Kent they live.",
)
REVIEW = (
    CHAPTER,
    "How we know that it works",
    "review",
    "Each promise has an owner, a measure and a day on which it is looked at again. The whole strategy is reviewed in "
    "2024.",
)
NEXT = (
    CHAPTER,
    "What we learned since 2022",
    "learned",
    "To be written with the sector, before people are asked.",
)

# the step it came of, title, date, whether it is the strategy itself, what changed, sections
TEXTS = [
    ("Voluntary and Community Sector policy", "The policy of 2015", date(2015, 1, 1), False, RETOLD, [MONEY_2015]),
    ("First draft", "The first draft", date(2019, 1, 1), False, RETOLD, [DRAFT_PURPOSE, PARTNERS]),
    (
        "First consultation",
        "The draft of the first consultation",
        date(2020, 2, 1),
        False,
        RETOLD,
        [DRAFT_PURPOSE, MONEY, PARTNERS],
    ),
    (
        "Second consultation",
        "The draft of the second consultation",
        date(2021, 2, 1),
        False,
        f"{RETOLD} What the pandemic taught was added.",
        [DRAFT_PURPOSE, CRISIS, MONEY, VOLUNTEERS, PARTNERS, BOARD],
    ),
    (
        "Launch",
        "As launched in spring 2022",
        date(2022, 4, 1),
        True,
        f"{RETOLD} The purpose was written anew, with figures, and it says how we know that it works.",
        [PURPOSE, CRISIS, MONEY, VOLUNTEERS, PARTNERS, BOARD, REVIEW],
    ),
]


def fill(county):
    strategy = Strategy.objects.current()
    steps = {step.title: step for step in strategy.versions.all()}
    editions, sections = [], []
    for number, (step, title, dated, in_force, changed, parts) in enumerate(TEXTS, start=1):
        editions.append(
            Edition(
                strategy=strategy,
                number=number,
                title=title,
                dated=dated,
                in_force=in_force,
                step=steps[step],
                what_changed=changed,
            )
        )
        sections.append(parts)
    draft = Edition(strategy=strategy, number=len(TEXTS) + 1, title="For the next review")
    draft.dated = timezone.localdate(county.now) + timedelta(days=200)
    Edition.objects.bulk_create([*editions, draft])
    Section.objects.bulk_create(
        Section(edition=edition, order=order, level=level, heading=heading, slug=slug, text=text)
        for edition, parts in zip([*editions, draft], [*sections, [*TEXTS[-1][-1], NEXT]], strict=True)
        for order, (level, heading, slug, text) in enumerate(parts, start=1)
    )
    launched = datetime.combine(date(2022, 4, 1), time(9), tzinfo=timezone.get_current_timezone())
    # Only now: what is published takes no more sections.
    Edition.objects.filter(pk__in=[one.pk for one in editions]).update(
        state=EditionState.PUBLISHED, published_at=launched
    )

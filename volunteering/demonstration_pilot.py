"""The pilot's ledger, milestones, outcomes and lessons in the demonstration county, and the roll-out board."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from kentcivil.geography.models import District
from volunteering import reports
from volunteering.models import (
    BudgetLine,
    Claim,
    Crisis,
    CrisisCall,
    Lesson,
    Measurement,
    Milestone,
    Opportunity,
    Outcome,
    Report,
    RollOut,
    Spend,
    VolunteerCentre,
)
from volunteering.pilot_states import ClaimState, RollOutStage, SpendState

A_RECEIPT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
)

# title, what it pays for, pounds: together the grant.
BUDGET = [
    ("People", "A co-ordinator and two brokers, with pension and insurance", 96_000),
    ("Room and running costs", "The office in Ashford, phones and insurance", 14_500),
    ("The one-stop shop", "The search, the phone line and keeping the list of opportunities", 28_000),
    ("Training", "For brokers, and for organisations that look after volunteers", 12_500),
    ("Telling people", "Stalls, posters, leaflets in six languages", 9_000),
    ("The network", "Meetings of the county’s volunteer centres, and travel to them", 6_000),
    ("Evaluation", "Somebody from outside looks at what came of it", 4_000),
]
# budget line, pounds each month, what; for twelve months.
MONTHLY = [
    (1, "7850.00", "Pay of the co-ordinator and two brokers"),
    (2, "1195.50", "Rent, phones and insurance"),
    (3, "640.00", "The phone line and its staff"),
]
# budget line, month counted from the first, pounds, what.
SINGLE = [
    (3, 1, "11400.00", "Building the search for opportunities"),
    (3, 4, "6150.00", "Letting organisations post for themselves"),
    (4, 2, "3200.00", "Training for brokers: first conversations"),
    (4, 5, "4180.40", "Six evenings for organisations on looking after volunteers"),
    (4, 8, "3954.60", "Safeguarding training"),
    (5, 1, "2750.00", "Leaflets in six languages"),
    (5, 3, "1980.75", "Stalls at winter fairs"),
    (5, 7, "3412.20", "Volunteers’ Week: posters and a film"),
    (6, 2, "1210.00", "First meeting of all the county’s centres"),
    (6, 6, "1874.35", "Second meeting, and travel"),
    (6, 10, "2105.90", "Third meeting, and a day with two centres that want to join"),
    (7, 10, "4000.00", "The evaluation and its report"),
]
MILESTONES = [
    ("Co-ordinator and brokers at work", date(2021, 10, 31), date(2021, 10, 18), "Three people are in post."),
    ("The search for opportunities is open", date(2021, 12, 15), date(2021, 12, 9), "You can use it on this portal."),
    ("Phone line open five days a week", date(2022, 1, 15), date(2022, 1, 31), "Calls are answered from 9 to 5."),
    ("All centres have met", date(2022, 2, 28), date(2022, 2, 10), "The notes of the meeting are with the board."),
    ("A second centre works in the same way", date(2022, 6, 30), date(2022, 6, 27), "Canterbury has joined."),
    ("The evaluation is published", date(2022, 8, 31), date(2022, 8, 24), "The board has discussed it."),
    ("Every district of Kent is served in the same way", date(2024, 3, 31), None, ""),
]
# title, measure, unit, counted from, baseline, target, by, budget lines, measurements
OUTCOMES = [
    (
        "People who offer help are answered sooner",
        "Half of all people had an answer in so many days",
        "days",
        Outcome.Counted.RECORDED,
        9,
        2,
        date(2022, 8, 31),
        (1, 3),
        [(date(2021, 12, 31), "5.5"), (date(2022, 3, 31), "3.2"), (date(2022, 8, 31), "1.9")],
    ),
    (
        "More people are introduced to an organisation",
        "Offers made through this portal that led to an introduction",
        "introductions",
        Outcome.Counted.INTRODUCED,
        0,
        400,
        date(2024, 3, 31),
        (1, 3, 5),
        [],
    ),
    (
        "Organisations find it easier to get help",
        "Of 100 organisations asked, so many find it easy or very easy",
        "out of 100",
        Outcome.Counted.RECORDED,
        54,
        75,
        date(2022, 8, 31),
        (3, 4),
        [(date(2022, 2, 28), "61"), (date(2022, 8, 24), "72")],
    ),
    (
        "One network for all of Kent",
        "Districts with a volunteer centre that is part of the network",
        "districts",
        Outcome.Counted.DISTRICTS,
        3,
        12,
        date(2024, 3, 31),
        (6,),
        [],
    ),
]
LESSONS = [
    (
        date(2021, 12, 20),
        "A quick call is worth more than a perfect form",
        "We began with a long form. Half of those who opened it never sent it. Now we ask for a name and an address, "
        "and ring. People tell us more in five minutes than on two pages.",
    ),
    (
        date(2022, 4, 11),
        "Small groups need a hand with the first posting",
        "Groups without staff did not post by themselves. A broker now writes the first opportunity with them on "
        "the phone. The second one they write alone.",
    ),
    (
        date(2022, 8, 24),
        "Ask again after six weeks",
        "People who stop do so in the first six weeks, and mostly for a small reason, like a bus that does not fit. "
        "We ring each new volunteer after three weeks and after six.",
    ),
]
IN_SHORT = (
    "The money is spent as planned. People who offer help are answered sooner than before.\n\n"
    "Small groups still need a hand with their first posting. We ask the board to plan for this in other districts."
)
STAGES = {
    "Ashford": RollOutStage.RUNNING,
    "Canterbury": RollOutStage.RUNNING,
    "Folkestone and Hythe": RollOutStage.RUNNING,
    "Swale": RollOutStage.SETTING_UP,
    "Maidstone": RollOutStage.SETTING_UP,
    "Dover": RollOutStage.AGREED,
    "Thanet": RollOutStage.AGREED,
    "Tunbridge Wells": RollOutStage.TALKING,
    "Gravesham": RollOutStage.TALKING,
}
NEXT = {
    RollOutStage.SETTING_UP: "Train the brokers, and move the list of opportunities",
    RollOutStage.AGREED: "Agree a date to begin",
    RollOutStage.TALKING: "Meet the trustees",
}


def fill(county, pilot):
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(pilot=pilot, number=number, title=title, purpose=purpose, amount=amount)
        for number, (title, purpose, amount) in enumerate(BUDGET, start=1)
    )
    _claims(county, pilot)
    _spend(county, pilot, lines)
    _results(pilot, lines)
    _roll_out(county)


def prepare_crisis(county):
    """A crisis page that is ready in a drawer, for an officer to try."""
    crisis = Crisis.objects.create(
        title="Flooding along the Medway",
        summary="The river is over its banks between Tonbridge and Maidstone. Homes are wet and roads are closed.",
        advice="Do not walk or drive through water\nWear boots and bring gloves\nTell us before you come",
        telephone="01632 960999",
    )
    urgent = Opportunity.objects.published().filter(pattern=Opportunity.Pattern.REGULAR, checks="none").order_by("pk")
    needed = ["30 people to carry furniture, until Friday", "Drivers with a van", "Tea and soup at the rest centre"]
    CrisisCall.objects.bulk_create(
        CrisisCall(crisis=crisis, opportunity=opportunity, needed=words, urgency=urgency)
        for urgency, (opportunity, words) in enumerate(zip(urgent, needed, strict=False), start=1)
    )


def write_reports(county, pilot):
    """The two reports of the pilot's year, published; the half years after it are for an officer to make."""
    for since, until in reports.periods(pilot, timezone.localdate(county.now))[-2:]:
        Report.objects.create(
            pilot=pilot,
            since=since,
            until=until,
            summary=IN_SHORT,
            lines=reports.gather(pilot, until),
            made_at=county.now,
            made_by=county.people.get("funding"),
            published_at=county.now,
        )


def _month(pilot, number):
    """The first day of a month of the pilot, counted from 0."""
    months = pilot.started_on.month - 1 + number
    return date(pilot.started_on.year + months // 12, months % 12 + 1, 1)


def _claims(county, pilot):
    for quarter in range(4):
        until = _month(pilot, 3 * quarter + 3) - timedelta(days=1)
        Claim.objects.create(
            pilot=pilot,
            number=quarter + 1,
            since=_month(pilot, 3 * quarter),
            until=until,
            amount=42_500,
            note=f"Months {3 * quarter + 1} to {3 * quarter + 3}",
            state=ClaimState.PAID if quarter < 3 else ClaimState.SENT,
            sent_by=county.people["broker"],
            decided_by=county.people.get("funding") if quarter < 3 else None,
            paid_on=until + timedelta(days=21) if quarter < 3 else None,
        )


def _spend(county, pilot, lines):
    """Every payment of the year, one of them put right, and two that the council has still to look at."""
    receipt = default_storage.save("volunteering/evidence/demonstration.pdf", ContentFile(A_RECEIPT))
    claims = list(pilot.claims.order_by("number"))
    numbers = count(1)

    def paid(line, month, amount, what, state=SpendState.ACCEPTED):
        decided = state == SpendState.ACCEPTED
        return Spend(
            line=lines[line - 1],
            claim=claims[month // 3],
            paid_on=_month(pilot, month) + timedelta(days=county.random.randrange(24, 28)),
            amount=Decimal(amount),
            what=what,
            evidence=receipt,
            evidence_name=f"invoice-{next(numbers):03}.pdf",
            state=state,
            entered_by=county.people["broker"],
            decided_by=county.people.get("funding") if decided else None,
            decided_at=county.now if decided else None,
        )

    spends = [paid(line, month, amount, what) for month in range(12) for line, amount, what in MONTHLY]
    spends += [paid(line, month, amount, what) for line, month, amount, what in SINGLE]
    twice = paid(5, 7, "286.00", "Posters, entered twice")
    spends.append(twice)
    spends.append(paid(5, 11, "410.00", "Leaflets for libraries", SpendState.ENTERED))
    spends.append(paid(6, 11, "96.40", "Train fares to the meeting in Dover", SpendState.ENTERED))
    Spend.objects.bulk_create(spends)
    Spend.objects.create(
        line=twice.line,
        claim=twice.claim,
        paid_on=twice.paid_on,
        amount=-twice.amount,
        what=f"Correction of payment {twice.pk}: it had been entered twice",
        state=SpendState.ACCEPTED,
        decided_at=county.now,
        decided_by=county.people.get("funding"),
        reverses=twice,
    )


def _results(pilot, lines):
    Milestone.objects.bulk_create(
        Milestone(pilot=pilot, number=number, title=title, due_on=due, reached_on=reached, shown_by=shown)
        for number, (title, due, reached, shown) in enumerate(MILESTONES, start=1)
    )
    for number, said in enumerate(OUTCOMES, start=1):
        title, measure, unit, counted, baseline, target, by, paid_from, measurements = said
        outcome = Outcome.objects.create(
            pilot=pilot,
            number=number,
            title=title,
            measure=measure,
            unit=unit,
            counted=counted,
            baseline=baseline,
            baseline_on=pilot.started_on,
            target=target,
            target_on=by,
        )
        outcome.paid_from.set([lines[line - 1] for line in paid_from])
        Measurement.objects.bulk_create(
            Measurement(outcome=outcome, measured_on=day, value=Decimal(value), source="Counted by the centre")
            for day, value in measurements
        )
    Lesson.objects.bulk_create(
        Lesson(pilot=pilot, learned_on=day, title=title, text=text, public=True) for day, title, text in LESSONS
    )


def _roll_out(county):
    today = timezone.localdate(county.now)
    for district in District.objects.filter(in_kent=True):
        stage = STAGES.get(district.name, RollOutStage.NOT_STARTED)
        RollOut.objects.create(
            district=district,
            stage=stage,
            centre=None
            if stage in (RollOutStage.NOT_STARTED, RollOutStage.TALKING)
            else VolunteerCentre.objects.serving(district).first(),
            since=today - timedelta(days=county.random.randrange(20, 300)),
            next_step=NEXT.get(stage, ""),
            next_step_on=today + timedelta(days=county.random.randrange(5, 60)) if stage in NEXT else None,
        )

"""The demonstration's rounds: three that are over, one that is open, and the next one to come."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from crowdfund import actions
from crowdfund import projects_shown as shown
from crowdfund.demonstration_awards import carry_on
from crowdfund.demonstration_deciding import SECOND, decide
from crowdfund.models import (
    Answer,
    Application,
    BudgetLine,
    Criterion,
    DocumentAsked,
    EligibilityAnswer,
    EligibilityQuestion,
    FrequentQuestion,
    Fund,
    Objective,
    Part,
    Question,
    Round,
    RoundFund,
    RoundVersion,
    Section,
    Writer,
)
from crowdfund.states import ApplicationState, RoundState
from kentcivil.geography.models import District
from organisations.models import Identifier, LegalForm, Membership, Organisation

MOST_APPLICANTS = 2_000
"""Among which the applicants are drawn."""
BEING_SCORED = 40
OPEN_OTHERS = 8
SUBMITTED_EARLIER = 16
SUBMITTED_BEFORE_THE_PANEL = 12
DAYS = ((-330, -282), (-130, -85), (-75, -30), (-21, 13), (120, 169))
"""On which rounds open and close, from the county's present."""
SEASONS = (("Spring", -1), ("Autumn", -1), ("Winter", -1), ("Spring", 0), ("Summer", 0))
"""What each round's money is for, and how many years from the spring that comes next."""
LETTERS = {"Spring": "S", "Summer": "U", "Autumn": "A", "Winter": "W"}
"""As references name the seasons."""
LAST_MONTH_OF_SPRING = 5
LEGAL_FORMS = {LegalForm.CIC: Application.LegalForm.COMPANY, LegalForm.GROUP: Application.LegalForm.GROUP}
"""What an organisation of the directory calls itself when it applies; most are charities."""
BACKED = "mama-to-mama"
"""Whose application in the earlier round is among those that are funded."""


def fill(county):
    """Funds, objectives, five rounds and their applications. Dates are relative to `county.now`."""
    objectives = Objective.objects.bulk_create(
        Objective(name=name, slug=slug, description=text, position=place)
        for place, (name, slug, text) in enumerate(shown.OBJECTIVES)
    )
    funds = [Fund.objects.create(**fields) for fields in shown.FUNDS]
    funds[2].area.set([District.objects.get(slug="folkestone-and-hythe")])
    now = county.now
    rounds = [
        _round(called, *(now + timedelta(days=day) for day in days), objectives, funds)
        for called, days in zip(names(now), DAYS, strict=True)
    ]
    announced, at_panel, scored, open_, _coming = rounds

    organisations = _applicants()
    chosen = county.random.sample(organisations, min(BEING_SCORED + OPEN_OTHERS, len(organisations)))
    writer = _Applications(county)
    for number, organisation in enumerate(county.progress(chosen, "CrowdFund applications"), start=1):
        if number <= BEING_SCORED:
            writer.add(scored, organisation, number, ApplicationState.SUBMITTED)
        else:
            state = ApplicationState.SUBMITTED if number % 2 else ApplicationState.DRAFT
            writer.add(open_, organisation, number - BEING_SCORED + 1, state)
    for round_, count in ((announced, SUBMITTED_EARLIER), (at_panel, SUBMITTED_BEFORE_THE_PANEL)):
        for number, organisation in enumerate(
            county.random.sample(organisations, min(count, len(organisations))), start=1
        ):
            writer.add(round_, organisation, number, ApplicationState.SUBMITTED)
    backed = Organisation.objects.filter(slug=BACKED).first()
    if backed is not None:
        for place, project in enumerate(shown.MAMA_TO_MAMA_PROJECTS, start=1):
            writer.add(announced, backed, SUBMITTED_EARLIER + place, ApplicationState.SUBMITTED, project)
    writer.write()
    _mama_to_mama(county, open_)
    _mama_to_mama_last_time(county, scored)
    _a_change(county, open_)
    _when_they_happen(county, announced)
    decide(county, announced=announced, at_panel=at_panel, being_scored=scored)
    carry_on(county, announced, second=SECOND)


def _applicants():
    """Organisations that could apply: those in a register, where the directory holds enough of them."""
    known = Organisation.objects.published().exclude(slug=BACKED).order_by("pk").prefetch_related("identifiers")
    numbers = Identifier.objects.filter(scheme__in=(Identifier.Scheme.CHARITY, Identifier.Scheme.COMPANY))
    registered = list(known.filter(pk__in=numbers.values("organisation")).exclude(district=None)[:MOST_APPLICANTS])
    enough = BEING_SCORED + OPEN_OTHERS
    return registered if len(registered) >= enough else list(known[:MOST_APPLICANTS])


def _midday(day):
    """Midday in London on the day of a moment."""
    return datetime.combine(timezone.localtime(day).date(), time(12), tzinfo=timezone.get_default_timezone())


def names(now):
    """A round is called after the season that its money is for, so the open one is always for the spring to come.

    :returns: fields of each Round.
    """
    local = timezone.localtime(now)
    spring = local.year + (local.month > LAST_MONTH_OF_SPRING)
    return [
        {
            "title": f"{season} round {spring + years}",
            "slug": f"{season.lower()}-{spring + years}",
            "reference_prefix": f"CFK-{spring + years}-{LETTERS[season]}",
        }
        for season, years in SEASONS
    ]


def _round(called, opens, closes, objectives, funds):
    closes_at = _midday(closes)
    round_ = Round.objects.create(
        **called,
        opens_at=_midday(opens),
        closes_at=closes_at,
        combined_cap_percent=65,
        grace_minutes=10,
        **shown.ROUND_TEXTS,
    )
    round_.objectives.set(objectives)
    RoundFund.objects.bulk_create(
        RoundFund(round=round_, fund=fund, amount=amount, cap_pounds=fund.cap_pounds, cap_percent=fund.cap_percent)
        for fund, amount in zip(funds, shown.AMOUNTS, strict=True)
    )
    EligibilityQuestion.objects.bulk_create(
        EligibilityQuestion(round=round_, position=place, **fields)
        for place, fields in enumerate(shown.ELIGIBILITY_QUESTIONS)
    )
    for place, (title, slug, questions) in enumerate(shown.SECTIONS):
        section = Section.objects.create(round=round_, position=place, title=title, slug=slug)
        Question.objects.bulk_create(
            Question(section=section, position=order, **fields) for order, fields in enumerate(questions)
        )
    DocumentAsked.objects.bulk_create(
        DocumentAsked(round=round_, position=place, **fields) for place, fields in enumerate(shown.DOCUMENTS)
    )
    Criterion.objects.bulk_create(
        Criterion(round=round_, position=place, **fields) for place, fields in enumerate(shown.CRITERIA)
    )
    FrequentQuestion.objects.bulk_create(
        FrequentQuestion(round=round_, position=place, question=question, answer=answer)
        for place, (question, answer) in enumerate(shown.FREQUENT_QUESTIONS)
    )
    # Published last: from then on the database keeps a round that has opened as it is.
    round_.state = RoundState.PUBLISHED
    round_.save(update_fields=["state"])
    return round_


class _Applications:
    """Collects applications and writes them in a few statements."""

    def __init__(self, county):
        self.random = county.random
        self.now = county.now
        self.rows = []
        self.districts = list(District.objects.filter(in_kent=True).order_by("code"))
        self.asked = {}

    def add(self, round_, organisation, number, state, project=None):
        project = project or shown.PROJECTS[(len(self.rows) * 5) % len(shown.PROJECTS)]
        until = min(self.now, round_.closes_at)
        moment = until - timedelta(hours=self.random.randrange(2, 24 * 12))
        submitted = state == ApplicationState.SUBMITTED
        application = Application(
            round=round_,
            number=number,
            reference=f"{round_.reference_prefix}-{number:04d}",
            organisation=organisation,
            organisation_name=organisation.name if submitted else "",
            state=state,
            started_at=moment - timedelta(days=6),
            changed_at=moment,
            submitted_at=moment if submitted else None,
            legal_form=LEGAL_FORMS.get(organisation.legal_form, Application.LegalForm.CHARITY),
            registered_number=next((one.number for one in organisation.identifiers.all()), ""),
            contact_name=self.random.choice(shown.NAMES),
            contact_role=self.random.choice(shown.ROLES),
            contact_email=f"hello@{organisation.slug[:40].strip('-')}.example",
            contact_phone=f"01632 960{self.random.randrange(1000):03d}",
            project_title=project["title"],
            project_summary=project["summary"],
            starts_on=(round_.closes_at + timedelta(days=150)).date(),
            ends_on=(round_.closes_at + timedelta(days=420)).date(),
        )
        cost = Decimal(self.random.randrange(40, 320)) * 100
        income = Decimal(self.random.randrange(0, 12)) * 100
        application.amount_asked = ((cost - income) * self.random.randrange(25, 60) / 100).quantize(Decimal(1))
        application.amount_asked = min(application.amount_asked, Decimal(17_000))
        application.had_subsidies = False if submitted else None
        self.rows.append((application, project, cost, income, submitted))

    def write(self):
        Application.objects.bulk_create(row[0] for row in self.rows)
        places, goals, lines, answers, eligible, parts = [], [], [], [], [], []
        for application, project, cost, income, submitted in self.rows:
            district = application.organisation.district_id
            if district not in {one.code for one in self.districts}:
                district = self.random.choice(self.districts).code
            places.append(Application.districts.through(application=application, district_id=district))
            round_ = self._asked(application.round)
            objective = self.random.choice(round_["objectives"])
            goals.append(Application.objectives.through(application=application, objective=objective))
            lines += _lines(application, project, cost, income)
            if submitted:
                eligible += [
                    EligibilityAnswer(application=application, question=one, yes=not one.rules_out)
                    for one in round_["eligibility"]
                ]
                answers += [
                    Answer(application=application, question=one, text=shown.answer_to(one, project, self.random))
                    for one in round_["questions"]
                ]
            keys = ["organisation", "project", "budget"]
            parts += [Part(application=application, key=key, saved_at=application.changed_at) for key in keys]
        Application.districts.through.objects.bulk_create(places)
        Application.objectives.through.objects.bulk_create(goals)
        BudgetLine.objects.bulk_create(lines)
        EligibilityAnswer.objects.bulk_create(eligible)
        Answer.objects.bulk_create(answers)
        Part.objects.bulk_create(parts)

    def _asked(self, round_):
        if round_.pk not in self.asked:
            self.asked[round_.pk] = {
                "objectives": list(round_.objectives.all()),
                "eligibility": list(round_.eligibility_questions.all()),
                "questions": list(Question.objects.filter(section__round=round_)),
            }
        return self.asked[round_.pk]


def _lines(application, project, cost, income):
    first = (cost * 60 / 100).quantize(Decimal(1))
    costs = list(zip(project["costs"], (first, cost - first), strict=True))
    rows = [BudgetLine(application=application, kind="cost", description=text, amount=one) for text, one in costs]
    if income:
        text = "Our own reserves and last year’s raffle"
        rows.append(BudgetLine(application=application, kind="income", description=text, amount=income))
    for place, row in enumerate(rows):
        row.position = place
    return rows


def _mama_to_mama(county, round_):
    """The charity sign-in's draft, half filled: it can be finished and submitted, and its reminder is due."""
    organisation = Organisation.objects.filter(slug="mama-to-mama").first()
    charity = county.people["charity"]
    if organisation is None or not Membership.objects.filter(organisation=organisation, user=charity).exists():
        return
    saved = county.now - timedelta(days=2)
    draft = Application.objects.create(
        round=round_,
        number=1,
        reference=f"{round_.reference_prefix}-0001",
        organisation=organisation,
        started_at=county.now - timedelta(days=9),
        started_by=charity,
        changed_at=saved,
        legal_form=Application.LegalForm.CHARITY,
        contact_name=charity.name,
        contact_role="Project manager",
        contact_email=charity.email,
        contact_phone="01632 960114",
        project_title="Cots and first weeks",
        project_summary="Safe cots, bedding and a first-weeks bag for families in Thanet who have a baby on the way.",
        starts_on=(round_.closes_at + timedelta(days=150)).date(),
        ends_on=(round_.closes_at + timedelta(days=420)).date(),
    )
    draft.districts.set([District.objects.get(slug="thanet")])
    draft.objectives.set(round_.objectives.all()[:1])
    Writer.objects.create(application=draft, user=charity, since=draft.started_at)
    first = round_.sections.order_by("position").first()
    question = first.questions.order_by("position").first()
    Answer.objects.create(application=draft, question=question, text=shown.MAMA_TO_MAMA_ANSWER)
    keys = ["organisation", "project", f"questions/{first.slug}"]
    Part.objects.bulk_create(Part(application=draft, key=key, saved_at=saved, saved_by=charity) for key in keys)


def _mama_to_mama_last_time(county, round_):
    """A draft that was not submitted when the round before closed: its answers can be copied."""
    draft = Application.objects.filter(organisation__slug="mama-to-mama").first()
    if draft is None:
        return
    missed = Application.objects.create(
        round=round_,
        number=BEING_SCORED + 1,
        reference=f"{round_.reference_prefix}-{BEING_SCORED + 1:04d}",
        organisation=draft.organisation,
        state=ApplicationState.CLOSED,
        started_at=round_.opens_at + timedelta(days=20),
        started_by=draft.started_by,
        changed_at=round_.closes_at - timedelta(hours=1),
        closed_at=round_.closes_at + timedelta(minutes=15),
        legal_form=draft.legal_form,
        contact_name=draft.contact_name,
        contact_email=draft.contact_email,
        project_title="Prams for a penny",
        project_summary="Prams and car seats to borrow, cleaned and checked between families.",
    )
    missed.districts.set(draft.districts.all())
    Writer.objects.create(application=missed, user=draft.started_by, since=missed.started_at)
    question = round_.sections.order_by("position").first().questions.order_by("position").first()
    Answer.objects.create(application=missed, question=question, text=shown.MAMA_TO_MAMA_ANSWER)
    BudgetLine.objects.create(application=missed, kind="cost", description="Prams, seats and spare parts", amount=4800)
    for key in ("organisation", "project", f"questions/{question.section.slug}", "budget"):
        Part.objects.create(application=missed, key=key, saved_at=missed.changed_at, saved_by=draft.started_by)


def _when_they_happen(county, announced):
    """Projects of the round that is announced have been on their way since: the baby bank still is, and the other
    project of the same charity, which waited in reserve, is still to come."""
    begins, ends = announced.closes_at + timedelta(days=75), announced.closes_at + timedelta(days=250)
    announced.applications.update(starts_on=begins.date(), ends_on=ends.date())
    mothers = announced.applications.filter(organisation__slug=BACKED)
    for project in mothers:
        project.objectives.set(announced.objectives.filter(slug="fair-start"))
    mothers.update(ends_on=(county.now + timedelta(days=80)).date())
    coming = mothers.filter(project_title=SECOND)
    coming.update(starts_on=(county.now + timedelta(days=70)).date(), ends_on=(county.now + timedelta(days=430)).date())


def _a_change(county, round_):
    """Somebody asked, and the answer was added a few days ago; applicants have been told."""
    officer, when = county.people["funding"], county.now - timedelta(days=4)
    sentence = "We were asked whether volunteers’ travel can be paid. It can, and the questions now say so."
    with actions.new_version(round_=round_, sentence=sentence, by=officer, at=when) as opened:
        question, answer = shown.ANSWERED_LATER
        FrequentQuestion.objects.create(round=opened, position=90, question=question, answer=answer)
    RoundVersion.objects.filter(round=round_).update(told_at=when)

"""A round that has closed, with submitted applications, taken by its own actions to any stage of the deciding."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Application, Assignment, BudgetLine, Case, Check, RoundFund
from crowdfund.states import ApplicationState, CheckState, Stage
from kentcivil.geography.models import District
from tests.crowdfund.factories import FundFactory, amending, full_round, funding_officer, role_holder
from tests.organisations.factories import MembershipFactory, OrganisationFactory

STAGES = list(Stage)
REASON, FEEDBACK = "It serves many people for little money.", "Tell the neighbours early."


def closed_round(applications=3, *, pot=Decimal(200_000), **fields):
    """A published round that closed ten days ago, with as many submitted applications as wanted."""
    now = timezone.now()
    round_ = full_round(opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=10), **fields)
    with amending(round_):
        round_.round_funds.update(amount=pot)
    for number in range(1, applications + 1):
        submitted(round_, number)
    return round_


def submitted(round_, number, **fields):
    """A submitted application, written straight into the database: £10,000 to raise, £5,000 asked."""
    moment = round_.closes_at - timedelta(hours=1)
    organisation = fields.pop("organisation", None) or OrganisationFactory()
    member = organisation.memberships.first() or MembershipFactory(organisation=organisation)
    application = Application.objects.create(
        round=round_,
        number=number,
        reference=f"{round_.reference_prefix}-{number:04d}",
        organisation=organisation,
        organisation_name=organisation.name,
        started_by=member.user,
        submitted_at=moment,
        submitted_by=member.user,
        legal_form="group",
        contact_email=f"joan{number}@group.example",
        **{
            "contact_name": "Joan Fright",
            "project_title": f"Project number {number}",
            "project_summary": "A café where carers meet.",
            "amount_asked": Decimal(5_000),
            "state": ApplicationState.SUBMITTED,
            **fields,
        },
    )
    application.districts.set([District.objects.get(slug="thanet")])
    application.objectives.set(round_.objectives.all())
    for question in round_.eligibility_questions.all():
        application.eligibility_answers.create(question=question, yes=not question.rules_out)
    for section in round_.sections.all():
        for question in section.questions.all():
            application.answers.create(question=question, text="120" if question.kind == "number" else "We bake.")
    BudgetLine.objects.create(application=application, kind="cost", description="Rent", amount=Decimal(10_000))
    return application


def assessor_of(deliberation):
    """Somebody with the role who has declared that they have no conflict."""
    person = role_holder("assessor")
    actions.declare_interests(deliberation=deliberation, reasons={}, by=person)
    return person


def pass_all(deliberation, by):
    """As if somebody had passed each check: what passing one takes is tried in test_checks and test_illegal_steps."""
    waiting = Check.objects.filter(case__deliberation=deliberation, state=CheckState.WAITING)
    waiting.update(state=CheckState.PASSED, note="Looked at it.", confirmed_at=timezone.now(), confirmed_by=by)


def score(assignment, points=3, *, submit=True):
    """Score every criterion of an assignment, as its assessor; points are one number, or one for each criterion."""
    criteria = list(assignment.case.deliberation.round.criteria.all())
    each = points if isinstance(points, (list, tuple)) else [points] * len(criteria)
    scores = {one: (given, "Because.") for one, given in zip(criteria, each, strict=True)}
    action = actions.submit_assessment if submit else actions.save_scores
    return action(assignment=assignment, scores=scores, by=assignment.assessor)


def to_stage(stage, round_=None, *, officer=None, assessors=2, points=(4, 3, 5, 2, 1)):
    """The deliberation of a closed round, at a stage; assessments are submitted once that is past, all are decided
    once they are announced (the first to be funded, the second in reserve)."""
    round_ = round_ or closed_round()
    officer = officer or funding_officer()
    deliberation = actions.begin_checks(round_=round_, by=officer)
    if stage == Stage.CHECKS:
        return deliberation
    pass_all(deliberation, officer)
    deliberation = actions.begin_assessing(deliberation=deliberation, by=officer)
    for _ in range(assessors):
        assessor_of(deliberation)
    actions.assign_balanced(deliberation=deliberation, each=2, by=officer)
    if stage == Stage.ASSESSING:
        return deliberation
    for place, assignment in enumerate(Assignment.objects.filter(case__deliberation=deliberation).order_by("pk")):
        score(assignment, points[(place // 2) % len(points)])
    deliberation = actions.begin_moderating(deliberation=deliberation, by=officer)
    if stage == Stage.MODERATING:
        return deliberation
    deliberation = actions.begin_panel(deliberation=deliberation, by=officer)
    if stage == Stage.PANEL:
        return deliberation
    decide_all(deliberation, officer)
    return actions.announce(deliberation=deliberation, by=officer)


def decide_all(deliberation, by, *, line=1, reserves=1):
    actions.draw_line(deliberation=deliberation, line=line, reserves=reserves, by=by)
    words = {"reason": REASON, "feedback": FEEDBACK}
    for case in Case.objects.standing().filter(deliberation=deliberation).in_order():
        if case.outcome == "fund":
            amounts = {one.round_fund: one.amount for one in case.proposals.select_related("round_fund")}
            actions.propose_funding(case=case, amounts=amounts, by=by, **words)
        elif case.outcome == "reserve":
            actions.put_on_reserve(case=case, by=by, **words)
        else:
            actions.propose_decline(case=case, by=by, **words)


def second_fund(round_, **fields):
    """Another fund of a round, such as one with an area or caps of its own."""
    area = fields.pop("area", [])
    fund = FundFactory()
    fund.area.set(area)
    with amending(round_):
        return RoundFund.objects.create(round=round_, fund=fund, **{"amount": Decimal(17_000), **fields})

"""From the checks to the announcement: what officers and assessors do, what refuses, and what comes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Assignment, Award, Case, Check, Conflict, Proposal, Score
from crowdfund.states import Outcome, Stage, StepRefused
from kentcivil.geography.models import District
from kentcivil.mail.models import Message
from tests.crowdfund.deciding import (
    FEEDBACK,
    REASON,
    assessor_of,
    closed_round,
    decide_all,
    pass_all,
    score,
    second_fund,
    submitted,
    to_stage,
)
from tests.crowdfund.factories import amending, full_round, funding_officer, role_holder
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return funding_officer()


# --- Checks -----------------------------------------------------------------------------------------------------


def test_each_submitted_application_becomes_a_case_with_its_checks(officer):
    round_ = closed_round(2)
    submitted(round_, 9, state="withdrawn", withdrawn_at=round_.closes_at)
    deliberation = actions.begin_checks(round_=round_, by=officer)
    assert deliberation.stage == Stage.CHECKS
    assert deliberation.cases.count() == 2
    for case in deliberation.cases.all():
        assert {check.kind for check in case.checks.all()} == set(Check.Kind)
        assert {check.state for check in case.checks.all()} == {"waiting"}


def test_a_round_that_may_still_take_submissions_is_not_decided(officer):
    with pytest.raises(StepRefused):
        actions.begin_checks(round_=full_round(), by=officer)


def test_a_late_pass_that_is_good_holds_the_deciding_up_and_none_is_given_after(officer):
    round_ = closed_round(1)
    member = round_.applications.get().organisation.memberships.get()
    given = {"round_": round_, "organisation": member.organisation, "given_to": member.user, "by": officer}
    until = timezone.now() + timedelta(hours=2)
    late_pass = actions.give_pass(**given, until=until, reason="Their web site was down.")
    with pytest.raises(StepRefused, match="late pass"):
        actions.begin_checks(round_=round_, by=officer)
    actions.begin_checks(round_=round_, by=officer, at=late_pass.until + timedelta(minutes=6))
    with pytest.raises(actions.NotReady, match="has begun"):
        actions.give_pass(**given, until=until, reason="Again.")
    with pytest.raises(StepRefused, match="has begun"):
        actions.extend_round(round_=round_, closes_at=until, reason="More time", by=officer)


def test_agreeing_with_the_portal_needs_no_note_and_anything_else_does(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    fine = Check.objects.get(kind="eligibility")
    assert actions.pass_check(check=fine, by=officer).state == "passed"
    with pytest.raises(actions.NotReady):
        actions.fail_check(check=fine, note=" ", by=officer)
    look = Check.objects.get(kind="due_diligence")
    assert look.finding == "look"
    with pytest.raises(actions.NotReady):
        actions.pass_check(check=look, by=officer)
    passed = actions.pass_check(check=look, note="Came by post.", by=officer)
    assert (passed.note, passed.confirmed_by) == ("Came by post.", officer)
    with pytest.raises(StepRefused):
        actions.pass_check(check=look, note="Again.", by=officer)
    assert deliberation.stage == Stage.CHECKS


def test_looking_again_forgets_what_was_confirmed(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    check = actions.fail_check(check=Check.objects.get(kind="area"), note="In Sussex.", by=officer)
    check.case.application.districts.set([District.objects.get(slug="medway")])
    again = actions.look_again(check=check, by=officer)
    assert (again.state, again.finding, again.note, again.confirmed_at) == ("waiting", "wrong", "", None)
    assert deliberation.cases.ruled_out().count() == 0


def test_assessing_waits_for_every_check_and_for_criteria(officer):
    round_ = closed_round(1)
    deliberation = to_stage(Stage.CHECKS, round_, officer=officer)
    with pytest.raises(actions.NotReady, match="6 checks"):
        actions.begin_assessing(deliberation=deliberation, by=officer)
    for check in Check.objects.exclude(kind="area"):
        actions.pass_check(check=check, note="Fine.", by=officer)
    with pytest.raises(actions.NotReady, match="One check waits"):
        actions.begin_assessing(deliberation=deliberation, by=officer)
    pass_all(deliberation, officer)
    with amending(round_):
        round_.criteria.all().delete()
    with pytest.raises(actions.NotReady, match="criteria"):
        actions.begin_assessing(deliberation=deliberation, by=officer)


def test_a_case_that_failed_a_check_is_not_assessed_nor_funded_and_is_told_with_the_others(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(2), officer=officer)
    out, running = deliberation.cases.order_by("pk")
    actions.fail_check(check=out.checks.get(kind="repeat"), note="Funded in 2024.", by=officer)
    pass_all(deliberation, officer)
    actions.begin_assessing(deliberation=deliberation, by=officer)
    person = assessor_of(deliberation)
    with pytest.raises(actions.NotReady, match="ruled"):
        actions.assign(case=out, assessor=person, by=officer)
    score(actions.assign(case=running, assessor=person, by=officer))
    actions.begin_moderating(deliberation=deliberation, by=officer)
    actions.begin_panel(deliberation=deliberation, by=officer)
    fund = deliberation.round.round_funds.get()
    with pytest.raises(StepRefused, match="ruled"):
        actions.propose_funding(case=out, amounts={fund: Decimal(1)}, by=officer)
    with pytest.raises(StepRefused, match="ruled"):
        actions.put_on_reserve(case=out, by=officer)
    actions.propose_funding(case=running, amounts={fund: Decimal(5)}, reason=REASON, feedback=FEEDBACK, by=officer)
    with pytest.raises(actions.NotReady, match="not decided yet: 1"):
        actions.announce(deliberation=deliberation, by=officer)
    actions.propose_decline(case=out, reason="Repeat.", feedback="A project is funded once.", by=officer)
    actions.announce(deliberation=deliberation, by=officer)
    assert Message.objects.filter(key__contains=out.application.reference).exists()


# --- Conflicts of interest --------------------------------------------------------------------------------------


def test_who_speaks_for_an_applicant_is_found_and_stays_found(officer):
    round_ = closed_round(2)
    first, second = round_.applications.order_by("number")
    member = MembershipFactory(organisation=first.organisation, user=role_holder("assessor"))
    former = MembershipFactory(organisation=second.organisation, user=role_holder("assessor"))
    pays = MembershipFactory(organisation=second.organisation, user=role_holder("payments officer"))
    former_user, payer = former.user, pays.user
    former.delete()
    pays.delete()
    deliberation = actions.begin_checks(round_=round_, by=officer)
    assert set(Conflict.objects.values_list("application", "person", "source")) == {
        (first.pk, member.user_id, "detected"),
        (second.pk, former_user.pk, "detected"),
        (second.pk, payer.pk, "detected"),
    }
    member.delete()
    assert first.conflicts_with(member.user)
    lifted = actions.lift_conflict(
        conflict=Conflict.objects.get(person=former_user), reason="Left ten years ago.", by=officer
    )
    assert lifted.lifted_by == officer
    pass_all(deliberation, officer)
    actions.begin_assessing(deliberation=deliberation, by=officer)
    assert not second.conflicts_with(former_user)
    with pytest.raises(StepRefused):
        actions.lift_conflict(conflict=lifted, reason="Again.", by=officer)


def test_whoever_wrote_in_an_application_is_conflicted(officer):
    round_ = closed_round(1)
    application = round_.applications.get()
    writer = role_holder("assessor")
    application.writer_rows.create(user=writer)
    assert application.conflicts_with(writer)
    actions.begin_checks(round_=round_, by=officer)
    assert Conflict.objects.get().person == writer


def test_a_declared_conflict_sets_the_assessment_aside(officer):
    deliberation = to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    assignment = Assignment.objects.first()
    score(assignment)
    case, person = assignment.case, assignment.assessor
    actions.declare_interests(deliberation=deliberation, reasons={case.application: "My sister."}, by=person)
    assignment.refresh_from_db()
    assert assignment.state == "set_aside"
    assert case.application.conflicts_with(person)
    with pytest.raises(actions.NotReady, match="cannot be given"):
        actions.assign(case=case, assessor=person, by=officer)
    actions.assign_balanced(deliberation=deliberation, each=5, by=officer)
    assert set(case.assignments.taken().values_list("assessor", flat=True)) == {
        row.assessor_id for row in case.assignments.exclude(assessor=person)
    }


def test_after_the_announcement_a_conflict_hides_the_award_and_leaves_what_was_decided(officer):
    deliberation = to_stage(Stage.ANNOUNCED, closed_round(2), officer=officer)
    award = Award.objects.order_by("pk").first()
    assignment = award.application.case.assignments.filter(state="submitted").first()
    payer = role_holder("payments officer")
    for person in (payer, assignment.assessor):
        actions.declare_interests(deliberation=deliberation, reasons={award.application: "My sister."}, by=person)
        assert award.application.conflicts_with(person)
    assert not Award.objects.visible_to(payer).filter(pk=award.pk).exists()
    assignment.refresh_from_db()
    assert assignment.state == "submitted"
    actions.lift_conflict(conflict=Conflict.objects.get(person=payer), reason="Another of that name.", by=officer)
    assert Award.objects.visible_to(payer).filter(pk=award.pk).exists()


def test_a_conflict_is_lifted_by_another_officer_with_a_reason(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    application = deliberation.cases.get().application
    conflicted = funding_officer()
    actions.declare_interests(deliberation=deliberation, reasons={application: "Friend"}, by=conflicted)
    conflict = Conflict.objects.get()
    with pytest.raises(actions.NotAllowed):
        actions.lift_conflict(conflict=conflict, reason="It is nothing.", by=conflicted)
    with pytest.raises(actions.NotAllowed):
        actions.lift_conflict(conflict=conflict, reason="It is nothing.", by=role_holder("auditor"))
    with pytest.raises(actions.NotReady):
        actions.lift_conflict(conflict=conflict, reason=" ", by=officer)
    third = funding_officer()
    actions.declare_interests(deliberation=deliberation, reasons={application: "Cousin"}, by=third)
    with pytest.raises(actions.ConflictOfInterest):
        actions.lift_conflict(conflict=conflict, reason="It is nothing.", by=third)
    actions.lift_conflict(conflict=conflict, reason="They only share a name.", by=officer)
    assert not application.conflicts_with(conflicted)


def test_a_conflict_outside_any_deciding_is_not_lifted(officer):
    round_ = closed_round(1)
    stray = Conflict.objects.create(application=round_.applications.get(), person=UserFactory(), source="declared")
    with pytest.raises(actions.NotReady):
        actions.lift_conflict(conflict=stray, reason="x", by=officer)


def test_interests_are_declared_among_the_rounds_own_applicants(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    other = closed_round(1).applications.get()
    with pytest.raises(actions.NotReady):
        actions.declare_interests(deliberation=deliberation, reasons={other: "x"}, by=officer)
    with pytest.raises(actions.NotAllowed):
        actions.declare_interests(deliberation=deliberation, reasons={}, by=role_holder("auditor"))


# --- Assessing --------------------------------------------------------------------------------------------------


def test_nobody_is_given_a_case_before_they_have_declared_their_interests(officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    pass_all(deliberation, officer)
    actions.begin_assessing(deliberation=deliberation, by=officer)
    case = deliberation.cases.get()
    with pytest.raises(actions.NotReady, match="No assessor"):
        actions.assign_balanced(deliberation=deliberation, each=2, by=officer)
    with pytest.raises(actions.NotReady, match="not declared"):
        actions.assign(case=case, assessor=role_holder("assessor"), by=officer)
    with pytest.raises(actions.NotReady, match="is not an assessor"):
        actions.assign(case=case, assessor=role_holder("board officer"), by=officer)


def test_an_assessment_is_kept_half_done_and_submitted_whole(officer):
    to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    assignment = Assignment.objects.first()
    need, legacy = assignment.case.deliberation.round.criteria.all()
    saved = actions.save_scores(
        assignment=assignment, scores={need: (4, ""), legacy: (None, "Thin")}, comment="So far", by=assignment.assessor
    )
    assert saved.comment == "So far"
    with pytest.raises(actions.NotReady) as refused:
        actions.submit_assessment(assignment=assignment, scores={legacy: (2, "Thin")}, by=assignment.assessor)
    assert refused.value.lacks == ["Give points and a reason for “Need”."]
    assert Score.objects.get(criterion=legacy).points is None
    score(assignment, (4, 2))
    assignment.refresh_from_db()
    assert assignment.percent() == Decimal("66.7")
    with pytest.raises(StepRefused):
        score(assignment, 5)
    with pytest.raises(StepRefused):
        score(assignment, 5, submit=False)


def test_points_are_those_of_the_scale_and_of_the_round(officer):
    to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    assignment = Assignment.objects.first()
    need, _ = assignment.case.deliberation.round.criteria.all()
    elsewhere = closed_round(0).criteria.first()
    for scores in ({need: (6, "x")}, {need: (-1, "x")}, {elsewhere: (3, "x")}):
        with pytest.raises(actions.NotReady):
            actions.save_scores(assignment=assignment, scores=scores, by=assignment.assessor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(assignment=assignment, criterion=need, points=6)


def test_an_assessment_is_returned_or_set_aside_with_a_reason_and_given_again(officer):
    to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    assignment = Assignment.objects.first()
    score(assignment)
    for action in (actions.return_assessment, actions.set_aside):
        with pytest.raises(actions.NotReady):
            action(assignment=assignment, reason=" ", by=officer)
    back = actions.return_assessment(assignment=assignment, reason="Wrong case?", by=officer)
    assert (back.state, back.submitted_at) == ("assigned", None)
    actions.set_aside(assignment=assignment, reason="Ill", by=officer)
    with pytest.raises(StepRefused):
        score(assignment)
    again = actions.assign(case=assignment.case, assessor=assignment.assessor, by=officer)
    assert (again.pk, again.state) == (assignment.pk, "assigned")
    assert again.scores.count() == 2


def test_moderation_waits_for_every_assessment(officer):
    deliberation = to_stage(Stage.ASSESSING, closed_round(2), officer=officer)
    with pytest.raises(actions.NotReady, match="not submitted yet: 4"):
        actions.begin_moderating(deliberation=deliberation, by=officer)
    for assignment in Assignment.objects.order_by("pk"):
        actions.set_aside(assignment=assignment, reason="Ill", by=officer)
    with pytest.raises(actions.NotReady, match="without any assessment: 2"):
        actions.begin_moderating(deliberation=deliberation, by=officer)


def test_scores_far_apart_need_a_note_before_the_panel(officer):
    deliberation = to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    one, other = Assignment.objects.order_by("pk")
    score(one, 1)
    score(other, 5)
    actions.begin_moderating(deliberation=deliberation, by=officer)
    spread = Case.objects.prefetch_related("assignments__scores__criterion").get().spread()
    assert (spread.lowest, spread.mean, spread.highest, spread.deviation) == (20, 60, 100, 40)
    with pytest.raises(actions.NotReady, match="no moderation note: 1"):
        actions.begin_panel(deliberation=deliberation, by=officer)
    with pytest.raises(actions.NotReady):
        actions.write_moderation_note(case=one.case, text=" ", by=officer)
    actions.write_moderation_note(case=one.case, text="One of us had missed the letter.", by=officer)
    assert actions.begin_panel(deliberation=deliberation, by=officer).stage == Stage.PANEL


# --- Panel ------------------------------------------------------------------------------------------------------


def test_the_panel_begins_with_the_order_of_the_mean_scores_and_may_change_it(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    cases = list(deliberation.cases.in_order())
    means = [
        case.spread().mean for case in deliberation.cases.in_order().prefetch_related("assignments__scores__criterion")
    ]
    assert means == sorted(means, reverse=True)
    new = [cases[2].pk, cases[0].pk, cases[1].pk]
    actions.rank_cases(deliberation=deliberation, order=new, by=officer)
    assert [case.pk for case in deliberation.cases.in_order()] == new
    for wrong in (new[:2], [*new, new[0]], [new[0], new[0], new[1]]):
        with pytest.raises(actions.NotReady):
            actions.rank_cases(deliberation=deliberation, order=wrong, by=officer)
    actions.return_to_moderating(deliberation=deliberation, by=officer)
    actions.begin_panel(deliberation=deliberation, by=officer)
    assert [case.pk for case in deliberation.cases.in_order()] == new


def test_a_withdrawn_case_leaves_the_ranking_and_frees_its_money(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    actions.draw_line(deliberation=deliberation, line=2, reserves=0, by=officer)
    gone, *others = deliberation.cases.in_order()
    actions.withdraw(application=gone.application, by=gone.application.submitted_by)
    with pytest.raises(StepRefused, match="withdrawn"):
        actions.propose_decline(case=gone, by=officer)
    actions.rank_cases(deliberation=deliberation, order=[case.pk for case in reversed(others)], by=officer)
    assert [(case.pk, case.rank) for case in deliberation.cases.in_order()][-1] == (gone.pk, None)
    decide_all(deliberation, officer)
    actions.announce(deliberation=deliberation, by=officer)
    gone.refresh_from_db()
    assert gone.announced_at is None
    assert not gone.proposals.exists()
    assert not Message.objects.filter(key__startswith=f"crowdfund.outcome:{gone.application.reference}").exists()


def test_the_line_decides_every_case_at_once(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    actions.draw_line(deliberation=deliberation, line=1, reserves=1, by=officer)
    outcomes = [case.outcome for case in deliberation.cases.in_order()]
    assert outcomes == [Outcome.FUND, Outcome.RESERVE, Outcome.DECLINE]
    assert Proposal.objects.get().amount == Decimal(5_000)
    actions.draw_line(deliberation=deliberation, line=3, reserves=0, by=officer)
    assert Proposal.objects.count() == 3


def test_the_line_stops_where_the_pot_is_empty(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3, pot=Decimal(7_500)), officer=officer)
    actions.draw_line(deliberation=deliberation, line=2, reserves=0, by=officer)
    assert sorted(Proposal.objects.values_list("amount", flat=True)) == [2_500, 5_000]
    with pytest.raises(actions.BeyondLimit, match="Nothing is left"):
        actions.draw_line(deliberation=deliberation, line=3, reserves=0, by=officer)


def test_no_amount_breaks_a_pot_a_cap_or_an_area(officer):
    round_ = closed_round(2, pot=Decimal(8_000))
    local = second_fund(round_, cap_pounds=Decimal(1_000), area=[District.objects.get(slug="thanet")])
    elsewhere = second_fund(round_, area=[District.objects.get(slug="dover")])
    foreign = second_fund(closed_round(0))
    deliberation = to_stage(Stage.PANEL, round_, officer=officer)
    kent = round_.round_funds.order_by("pk").first()
    case, other = deliberation.cases.in_order()

    def refused(amounts, error, match):
        with pytest.raises(error, match=match):
            actions.propose_funding(case=case, amounts=amounts, by=officer)

    refused({}, actions.NotReady, "how much")
    refused({kent: Decimal(-1)}, actions.NotReady, "how much")
    refused({foreign: Decimal(1)}, actions.NotReady, "does not draw")
    refused({local: Decimal("1000.01")}, actions.BeyondLimit, "at most £1,000")
    refused({elsewhere: Decimal(1)}, actions.BeyondLimit, "at most £0")
    refused({kent: Decimal(6_000), local: Decimal(600)}, actions.BeyondLimit, "together")
    actions.propose_funding(case=other, amounts={kent: Decimal(6_000)}, by=officer)
    refused({kent: Decimal("2000.01")}, actions.BeyondLimit, "only £2,000 left")
    actions.propose_funding(case=case, amounts={kent: Decimal(2_000), local: Decimal(1_000)}, by=officer)
    assert case.proposed() == 3_000


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_keeps_promises_within_the_pot():
    deliberation = to_stage(Stage.PANEL, closed_round(2, pot=Decimal(6_000)))
    first, second = deliberation.cases.all()
    fund = deliberation.round.round_funds.get()
    Proposal.objects.create(case=first, round_fund=fund, amount=Decimal(4_000))
    with pytest.raises(IntegrityError, match="within_pot"):
        Proposal.objects.create(case=second, round_fund=fund, amount=Decimal("2000.01"))
    Proposal.objects.create(case=second, round_fund=fund, amount=Decimal(2_000))


# --- Announcing -------------------------------------------------------------------------------------------------


def test_nothing_is_announced_before_everything_is_decided_with_words(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    actions.draw_line(deliberation=deliberation, line=1, reserves=1, by=officer)
    with pytest.raises(actions.NotReady, match="without feedback: 3"):
        actions.announce(deliberation=deliberation, by=officer)
    assert not Award.objects.exists()
    assert not Message.objects.filter(key__startswith="crowdfund.outcome").exists()


def test_all_is_announced_at_once(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    decide_all(deliberation, officer)
    second = {case: MembershipFactory(organisation=case.application.organisation) for case in deliberation.cases.all()}
    announced = actions.announce(deliberation=deliberation, by=officer)
    assert announced.stage == Stage.ANNOUNCED
    cases = list(deliberation.cases.in_order())
    assert {case.announced_at for case in cases} == {announced.announced_at}
    award = Award.objects.get()
    assert (award.application_id, award.amount()) == (cases[0].application_id, Decimal(5_000))
    for case, words in zip(cases, ("we can back|want to back", "reserve list", "cannot back"), strict=True):
        messages = Message.objects.filter(key__startswith=f"crowdfund.outcome:{case.application.reference}")
        assert {message.to for message in messages} == {
            case.application.contact_email,
            case.application.submitted_by.email,
            second[case].user.email,  # an owner of the entry, whose offer it is to accept
        }
        assert any(one in messages[0].text for one in words.split("|"))
        assert FEEDBACK in messages[0].text
        assert REASON not in messages[0].text


def test_the_reserve_list_is_called_up_with_what_is_left(officer):
    deliberation = to_stage(Stage.ANNOUNCED, closed_round(3, pot=Decimal(7_000)), officer=officer)
    fund = deliberation.round.round_funds.get()
    reserve = deliberation.cases.get(outcome=Outcome.RESERVE)
    declined = deliberation.cases.get(outcome=Outcome.DECLINE)
    with pytest.raises(actions.NotReady, match="why"):
        actions.promote_from_reserve(case=reserve, amounts={fund: Decimal(2_000)}, reason="", by=officer)
    with pytest.raises(actions.BeyondLimit):
        actions.promote_from_reserve(case=reserve, amounts={fund: Decimal(2_001)}, reason="More money", by=officer)
    with pytest.raises(StepRefused):
        actions.promote_from_reserve(case=declined, amounts={fund: Decimal(1)}, reason="More money", by=officer)
    actions.promote_from_reserve(case=reserve, amounts={fund: Decimal(2_000)}, reason="More money", by=officer)
    assert reserve.application.award.amount() == 2_000
    assert Message.objects.filter(key__startswith=f"crowdfund.outcome:{reserve.application.reference}:fund").exists()


def test_somebody_with_a_conflict_weighs_no_cases_against_each_other(officer):
    deliberation = to_stage(Stage.PANEL, closed_round(2), officer=officer)
    case, other = deliberation.cases.in_order()
    friend = funding_officer()
    actions.declare_interests(deliberation=deliberation, reasons={case.application: "Friend"}, by=friend)
    for act in (
        lambda: actions.rank_cases(deliberation=deliberation, order=[other.pk, case.pk], by=friend),
        lambda: actions.draw_line(deliberation=deliberation, line=1, reserves=0, by=friend),
        lambda: actions.announce(deliberation=deliberation, by=friend),
        lambda: actions.propose_decline(case=case, by=friend),
        lambda: actions.write_moderation_note(case=case, text="Good", by=friend),
    ):
        with pytest.raises(actions.ConflictOfInterest):
            act()
    actions.propose_decline(case=other, by=friend)


# --- Offers -----------------------------------------------------------------------------------------------------


def test_an_offer_names_funds_of_the_round_and_is_made_once(officer):
    from crowdfund.actions.awards import make_offer

    deliberation = to_stage(Stage.PANEL, closed_round(1), officer=officer)
    application = deliberation.cases.get().application
    fund = deliberation.round.round_funds.get().fund
    foreign = second_fund(closed_round(0)).fund

    def refused(error, **changes):
        given = {"application": application, "amounts": {fund: Decimal(1)}, "by": officer, **changes}
        with pytest.raises(error):
            make_offer(**given)

    refused(actions.NotAllowed, by=role_holder("auditor"))
    refused(actions.NotReady, amounts={})
    refused(actions.NotReady, amounts={fund: Decimal(0)})
    refused(actions.NotReady, amounts={foreign: Decimal(1)})
    draft_like = submitted(deliberation.round, 77)
    draft_like.state = "draft"
    refused(actions.NotReady, application=draft_like)
    make_offer(application=application, amounts={fund: Decimal(1)}, by=officer)
    refused(actions.NotReady)


def test_the_history_says_who_decided_what_and_why(officer):
    deliberation = to_stage(Stage.ANNOUNCED, closed_round(3), officer=officer)
    events = Case.pgh_event_model.objects.filter(pgh_obj=deliberation.cases.in_order().first())
    reasons = {event.pgh_context.metadata["reason"] for event in events.select_related("pgh_context")}
    assert {"Checks begun", "The panel drew the line", "Proposed for funding", "Decisions announced"} <= reasons
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crowdfund_caseevent WHERE pgh_context_id IS NULL")
        assert cursor.fetchone() == (0,)

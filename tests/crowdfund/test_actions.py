"""What may be done to an application and a round, by whom and when, and what comes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Application, BudgetLine, Document, RoundFund
from crowdfund.states import APPLICATION_STEPS, ApplicationState, RoundState, StepRefused, after
from crowdfund.tasks import close_rounds
from kentcivil.mail.models import Message
from tests.crowdfund.factories import (
    FundFactory,
    RoundFactory,
    draft,
    finished,
    full_round,
    funding_officer,
    moved,
    pdf_for,
    role_holder,
)
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


# --- Starting ---------------------------------------------------------------------------------------------------


def test_references_count_up_within_a_round():
    round_ = full_round(reference_prefix="CFK-2026-S")
    assert [draft(round_).reference for _ in range(2)] == ["CFK-2026-S-0001", "CFK-2026-S-0002"]
    assert draft(full_round(reference_prefix="CFK-2026-A")).reference == "CFK-2026-A-0001"


def test_starting_fills_in_what_is_known():
    application = draft()
    assert application.contact_email == application.started_by.email
    assert list(application.writers.all()) == [application.started_by]


def test_the_checkers_answers_come_along():
    round_ = full_round()
    question = round_.eligibility_questions.get()
    application = draft(round_, eligibility={question.pk: True, 0: False})
    assert [answer.yes for answer in application.eligibility_answers.all()] == [True]


def test_a_project_has_one_application_in_a_round():
    first = draft()
    with pytest.raises(actions.AlreadyStarted) as refused:
        draft(first.round, first.started_by, project_title="A CAFÉ for carers")
    assert refused.value.application == first
    assert draft(first.round, first.started_by, project_title="A choir").reference.endswith("0002")
    assert draft(full_round(), first.started_by)
    assert draft(first.round)


def test_nobody_starts_for_an_organisation_they_do_not_speak_for():
    with pytest.raises(actions.NotAllowed):
        actions.start(round_=full_round(), organisation=OrganisationFactory(), project_title="A", by=UserFactory())


def test_nobody_starts_before_or_after():
    round_ = full_round()
    member = MembershipFactory()
    for moment in (round_.opens_at - HOUR, round_.closes_at):
        with pytest.raises(actions.RoundNotOpen):
            actions.start(round_=round_, organisation=member.organisation, project_title="A", by=member.user, at=moment)


# --- Writing ----------------------------------------------------------------------------------------------------


def test_colleagues_share_an_application_and_each_is_a_writer():
    application = draft()
    colleague = MembershipFactory(organisation=application.organisation).user
    actions.save_organisation(application=application, values={"contact_phone": "1"}, version=0, by=colleague)
    assert set(application.writers.all()) == {application.started_by, colleague}
    assert application.parts.get().saved_by == colleague


def test_a_stale_page_overwrites_nothing():
    application = draft()
    first = {"contact_name": "Asha Rahman"}
    actions.save_organisation(application=application, values=first, version=0, by=application.started_by)
    with pytest.raises(actions.EditConflict) as conflict:
        actions.save_organisation(
            application=application, values={"contact_name": "Somebody"}, version=0, by=application.started_by
        )
    assert conflict.value.part.version == 1
    application.refresh_from_db()
    assert application.contact_name == "Asha Rahman"


def test_strangers_write_nothing():
    application = draft()
    with pytest.raises(actions.NotAllowed):
        actions.save_organisation(application=application, values={}, version=0, by=UserFactory())


def test_nothing_is_written_into_a_submitted_application_once_its_time_is_over():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    late = application.round.closes_at
    with pytest.raises(actions.NoLongerWritable, match="submitted"):
        actions.save_budget(application=application, lines=[], amount_asked=None, version=1, by=by, at=late)
    assert application.budget_lines.count() == 3


def test_a_submitted_application_is_changed_and_stays_submitted_and_complete():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    values = {"project_summary": "A café and a garden."}
    changed = actions.save_project(application=application, values=values, version=1, by=by).application
    assert (changed.state, changed.project_summary) == (ApplicationState.SUBMITTED, "A café and a garden.")
    with pytest.raises(actions.WouldBeUnfinished) as refused:
        actions.save_budget(application=application, lines=[], amount_asked=None, version=1, by=by)
    assert [problem.sentence for problem in refused.value.problems] == ["Add at least one project cost"]
    assert application.budget_lines.count() == 3
    assert Message.objects.count() == 1


def test_who_changed_a_submitted_application_gets_one_last_copy_when_its_time_is_over():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    actions.save_project(application=application, values={"project_summary": "Changed."}, version=1, by=by)
    application.refresh_from_db()
    assert not actions.send_last_copy(application=application)
    over = application.round.closes_at + HOUR
    assert actions.send_last_copy(application=application, at=over)
    assert not actions.send_last_copy(application=application, at=over)
    copy = Message.objects.get(subject__contains="as it counts")
    assert "Changed." in copy.text


def test_no_last_copy_of_what_was_withdrawn():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    actions.save_project(application=application, values={"project_summary": "Changed."}, version=1, by=by)
    actions.withdraw(application=application, by=by)
    actions.send_last_copy(application=application, at=application.round.closes_at + HOUR)
    assert not Message.objects.filter(subject__contains="as it counts").exists()


def test_a_title_that_is_taken_is_refused_and_one_left_empty_stays():
    first = draft()
    other = draft(first.round, first.started_by, project_title="A choir")
    with pytest.raises(actions.AlreadyTaken):
        actions.save_project(
            application=other, values={"project_title": "a café for carers"}, version=0, by=first.started_by
        )
    kept = actions.save_project(
        application=other, values={"project_title": "", "project_summary": "We sing."}, version=0, by=first.started_by
    )
    assert kept.application.project_title == "A choir"


def test_another_broken_rule_is_not_taken_for_a_taken_title():
    application = draft()
    with pytest.raises(IntegrityError):
        actions.save_project(
            application=application, values={"amount_asked": Decimal(-1)}, version=0, by=application.started_by
        )


def test_answers_are_kept_as_typed_and_only_to_the_sections_questions():
    application = draft()
    section = application.round.sections.get()
    long = section.questions.first()
    elsewhere = full_round().sections.get().questions.first()
    actions.save_answers(
        application=application,
        section=section,
        answers={long.pk: "  Tea\x00 ☕\r\nمرحبا  ", elsewhere.pk: "no"},
        version=0,
        by=application.started_by,
    )
    assert application.answers.get().text == "Tea ☕\nمرحبا"


def test_the_budget_adds_up():
    application = finished()
    assert (application.costs(), application.income(), application.target()) == (
        Decimal("10000.50"),
        Decimal("500.00"),
        Decimal("9500.50"),
    )
    assert BudgetLine.objects.count() == 3


def test_a_document_is_replaced_not_lost():
    application = draft()
    asked = application.round.documents_asked.first()
    for _ in range(2):
        actions.add_document(application=application, asked=asked, checked=pdf_for(asked), by=application.started_by)
    assert Document.objects.count() == 2
    assert Document.objects.current().count() == 1
    actions.remove_document(application=application, asked=asked, by=application.started_by)
    assert Document.objects.count() == 2
    assert not Document.objects.current().exists()


def test_a_document_of_another_round_is_refused():
    application = draft()
    asked = full_round().documents_asked.first()
    with pytest.raises(actions.NotAllowed):
        actions.add_document(application=application, asked=asked, checked=pdf_for(asked), by=application.started_by)


# --- Submitting -------------------------------------------------------------------------------------------------


def test_a_submission_is_confirmed_once_with_a_copy_of_the_answers():
    application = finished()
    by = application.started_by
    for _ in range(2):
        submitted = actions.submit(application=application, declared=True, by=by)
        assert submitted.state == ApplicationState.SUBMITTED
    message = Message.objects.get()
    assert message.to == by.email
    assert application.reference in message.subject
    assert "We open twice a week." in message.text
    assert "£9,500.50" in message.text


def test_what_is_not_finished_or_not_declared_is_not_submitted():
    application = draft()
    with pytest.raises(actions.Incomplete):
        actions.submit(application=application, declared=True, by=application.started_by)
    done = finished()
    with pytest.raises(actions.NotDeclared):
        actions.submit(application=done, declared=False, by=done.started_by)
    with pytest.raises(actions.NotAllowed):
        actions.submit(application=done, declared=True, by=UserFactory())
    assert not Application.objects.submitted().exists()
    assert not Message.objects.exists()


def test_the_name_stays_as_it_was_submitted():
    application = finished()
    name = application.organisation.name
    actions.submit(application=application, declared=True, by=application.started_by)
    application.organisation.name = "Renamed"
    application.organisation.save()
    application.refresh_from_db()
    assert application.organisation_name == name


# --- Withdrawing and closing ------------------------------------------------------------------------------------


def test_a_withdrawn_application_makes_room_for_another():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    actions.withdraw(application=application, by=by)
    assert Message.objects.filter(subject__contains="withdrawn").count() == 1
    with pytest.raises(StepRefused):
        actions.withdraw(application=application, by=by)
    with pytest.raises(StepRefused):
        actions.submit(application=application, declared=True, by=by)
    assert draft(application.round, by).pk != application.pk


def test_a_withdrawn_draft_needs_no_email():
    application = draft()
    actions.withdraw(application=application, by=application.started_by)
    assert not Message.objects.exists()
    with pytest.raises(actions.NotAllowed):
        actions.withdraw(application=draft(), by=UserFactory())


def test_drafts_close_a_little_after_their_round():
    round_ = full_round()
    left, done = draft(round_), finished(round_)
    actions.submit(application=done, declared=True, by=done.started_by)
    assert actions.close_drafts(round_=round_) == 0
    assert actions.close_drafts(round_=round_, at=round_.closes_at + timedelta(minutes=4)) == 0
    assert actions.close_drafts(round_=round_, at=round_.closes_at + timedelta(minutes=5)) == 1
    left.refresh_from_db()
    done.refresh_from_db()
    assert (left.state, done.state) == (ApplicationState.CLOSED, ApplicationState.SUBMITTED)
    with pytest.raises(StepRefused):
        actions.submit(application=left, declared=True, by=left.started_by)


def test_the_task_closes_every_round_that_ended():
    ended = full_round()
    left, other = draft(ended), draft()
    moved(ended, closes_at=timezone.now() - HOUR)
    close_rounds()
    left.refresh_from_db()
    other.refresh_from_db()
    assert (left.state, other.state) == (ApplicationState.CLOSED, ApplicationState.DRAFT)


def test_the_task_sends_last_copies():
    application = finished()
    by = application.started_by
    actions.submit(application=application, declared=True, by=by)
    actions.save_project(application=application, values={"project_summary": "Changed."}, version=1, by=by)
    close_rounds()
    assert not Message.objects.filter(subject__contains="as it counts").exists()
    moved(application.round, closes_at=timezone.now() - HOUR)
    close_rounds()
    close_rounds()
    assert Message.objects.filter(subject__contains="as it counts").count() == 1


def test_the_owner_of_a_draft_gets_the_answers_back_when_the_round_closes():
    left = finished()
    moved(left.round, closes_at=timezone.now() - HOUR)
    close_rounds()
    close_rounds()
    message = Message.objects.get()
    assert message.to == left.started_by.email
    assert "was not submitted" in message.subject
    assert "We open twice a week." in message.text


# --- Rounds -----------------------------------------------------------------------------------------------------


def test_publishing_fills_in_the_funds_limits():
    round_ = full_round(state=RoundState.DRAFT)
    fund = FundFactory(cap_pounds=Decimal(5000), cap_percent=50)
    RoundFund.objects.create(round=round_, fund=fund, amount=Decimal(17_000))
    RoundFund.objects.filter(round=round_).exclude(fund=fund).update(cap_percent=40)
    actions.publish_round(round_=round_, by=funding_officer())
    own = RoundFund.objects.get(fund=fund)
    assert (own.cap_pounds, own.cap_percent) == (Decimal(5000), 50)
    round_.refresh_from_db()
    assert round_.is_published
    with pytest.raises(StepRefused):
        actions.publish_round(round_=round_, by=funding_officer())


def test_an_empty_round_is_not_published():
    round_ = RoundFactory(state=RoundState.DRAFT)
    with pytest.raises(actions.NotReady) as refused:
        actions.publish_round(round_=round_, by=funding_officer())
    assert len(refused.value.lacks) == 4


@pytest.mark.parametrize("role", ["auditor", "assessor", "board officer", "directory officer"])
def test_only_the_funding_officer_changes_rounds(role):
    round_ = full_round()
    officer = role_holder(role)
    for act, more in (
        (actions.publish_round, {}),
        (actions.unpublish_round, {}),
        (actions.extend_round, {"closes_at": round_.closes_at + HOUR, "reason": "Snow"}),
    ):
        with pytest.raises(actions.NotAllowed):
            act(round_=round_, by=officer, **more)


def test_a_round_is_taken_back_only_before_it_opens():
    coming = full_round(opens_at=timezone.now() + HOUR)
    actions.unpublish_round(round_=coming, by=funding_officer())
    coming.refresh_from_db()
    assert not coming.is_published
    with pytest.raises(StepRefused):
        actions.unpublish_round(round_=coming, by=funding_officer())
    with pytest.raises(StepRefused, match="opened"):
        actions.unpublish_round(round_=full_round(), by=funding_officer())


def test_a_later_closing_time_takes_drafts_up_again():
    round_ = full_round()
    left = draft(round_)
    # While it was closed its title was changed to that of one that another reopened first.
    twin = draft(round_, left.started_by, project_title="A choir")
    actions.close_drafts(round_=round_, at=round_.closes_at + HOUR)
    Application.objects.filter(pk=twin.pk).update(project_title="A café for carers")
    officer, at = funding_officer(), round_.closes_at + 2 * HOUR
    actions.extend_round(
        round_=round_, closes_at=round_.closes_at + timedelta(days=2), reason="The site was down", by=officer, at=at
    )
    left.refresh_from_db()
    twin.refresh_from_db()
    assert (left.state, twin.state) == (ApplicationState.DRAFT, ApplicationState.CLOSED)


def test_a_closing_time_moves_only_later_with_a_reason():
    round_ = full_round()
    officer = funding_officer()
    with pytest.raises(StepRefused, match="later"):
        actions.extend_round(round_=round_, closes_at=round_.closes_at, reason="Snow", by=officer)
    with pytest.raises(actions.NotReady, match="why"):
        actions.extend_round(round_=round_, closes_at=round_.closes_at + HOUR, reason=" ", by=officer)
    hidden = full_round(state=RoundState.DRAFT)
    with pytest.raises(StepRefused, match="not published"):
        actions.extend_round(round_=hidden, closes_at=hidden.closes_at + HOUR, reason="Snow", by=officer)
    coming = full_round(opens_at=timezone.now() + HOUR)
    later = actions.extend_round(round_=coming, closes_at=coming.closes_at + HOUR, reason="Snow", by=officer)
    assert later.closes_at == coming.closes_at + HOUR


# --- The table --------------------------------------------------------------------------------------------------

ALL_STEPS = [(step, state) for step in APPLICATION_STEPS for state in ApplicationState]


@pytest.mark.parametrize(("step", "state"), ALL_STEPS)
def test_every_step_that_the_table_has_not_is_refused(step, state):
    if state in APPLICATION_STEPS[step]:
        assert after(APPLICATION_STEPS, step, state) in ApplicationState
    else:
        with pytest.raises(StepRefused):
            after(APPLICATION_STEPS, step, state)


def test_a_step_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        after(APPLICATION_STEPS, "approve", ApplicationState.DRAFT)

"""Every step of every table, tried from every state by everybody: what is not allowed is refused and changes nothing.

The cases are made from the tables of states.py and permissions.py: a step added there is tried here, or this says
that nobody has said how to try it.
"""

import hashlib
import re
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection, transaction
from django.utils import timezone

from crowdfund import actions, permissions, states
from crowdfund.actions.refusals import ConflictOfInterest, NotAllowed, Refused
from crowdfund.models import Application, Assignment, Case, Check, Conflict, Deliberation, Round
from crowdfund.states import (
    APPLICATION_STEPS,
    ASSIGNMENT_STEPS,
    CHECK_STEPS,
    CONFLICT_STEPS,
    DELIBERATION_STEPS,
    IN_STAGES,
    OUTCOME_STEPS,
    ROUND_STEPS,
    ApplicationState,
    AssignmentState,
    CheckState,
    ConflictState,
    Outcome,
    RoundState,
    Stage,
    StepRefused,
)
from kentcivil.accounts.roles import Role
from tests.crowdfund.award_machines import AWARD_MACHINES
from tests.crowdfund.deciding import FEEDBACK, REASON, closed_round, to_stage
from tests.crowdfund.factories import finished, full_round, funding_officer
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

ROLES = [*Role.values, "applicant", "stranger", "switched off", "nobody", "conflicted"]


def person(role, organisation=None):
    """Somebody of this role; "conflicted" is a funding officer who may do everything, but for a conflict."""
    if role == "nobody":
        return AnonymousUser()
    if role == "applicant":
        return organisation.memberships.first().user
    user = UserFactory(is_staff=True, is_active=role != "switched off")
    group = {"conflicted": Role.FUNDING_OFFICER, "switched off": Role.FUNDING_OFFICER}.get(role, role)
    if group != "stranger":
        user.groups.add(Group.objects.get(name=group))
    return user


def tables():
    """Every table of steps in states.py, by name."""
    return {name: table for name, table in vars(states).items() if name.endswith("_STEPS")}


class Writes:
    """Counts the rows that statements wrote. Reading or locking a row is not writing, nor is what found no row."""

    harmless = re.compile(r"(?:SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SET CONSTRAINTS)\b")

    def __init__(self):
        self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not self.harmless.match(sql):
            self.rows += abs(context["cursor"].rowcount)  # -1 of what does not say how many: it counts
        return result


def fingerprint():
    """What all tables of the app and the outbox hold: any change shows."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith(("crowdfund_", "mail_message")) and not name.endswith("event")
        ]
        digest = hashlib.sha256()
        for name in sorted(names):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM \"{name}\" t")
            digest.update(cursor.fetchone()[0].encode())
    return digest.hexdigest()


def attempt(act, *, again=False):
    """Whether an action was done, and then that it wrote something; when it was refused, that nothing changed.

    An action that is refused before it writes has changed nothing; what one left that wrote first is compared with
    what was there before.

    :param again: whether it was done before, so that it has nothing left to write.
    """
    writes, start = Writes(), transaction.savepoint()
    try:
        with connection.execute_wrapper(writes):
            act()
    except (Refused, StepRefused):
        if writes.rows:
            after = fingerprint()
            transaction.savepoint_rollback(start)
            assert fingerprint() == after, "it was refused, and yet something changed"
        return False
    assert bool(writes.rows) != again, "it was done, and nothing was written" if not again else "it was done again"
    return True


@contextmanager
def undone():
    """What is done inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tried_and_undone(scene, step, by):
    with undone():
        return attempt(lambda: scene.try_out(step, by))


# --- Rounds and applications ------------------------------------------------------------------------------------


def round_in(state):
    return full_round(state=state, opens_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize(("step", "state"), list(product(ROUND_STEPS, RoundState)))
def test_steps_of_a_round(step, state):
    round_ = round_in(state)
    organisation = MembershipFactory().organisation
    action = {"publish": actions.publish_round, "unpublish": actions.unpublish_round}[step]
    for role in ROLES:
        by = person(role, organisation)
        legal = state in ROUND_STEPS[step] and role in (Role.FUNDING_OFFICER, "conflicted")
        with undone():
            assert attempt(lambda by=by: action(round_=round_, by=by)) == legal, role
            assert Round.objects.get(pk=round_.pk).state == (ROUND_STEPS[step][state] if legal else state)


def application_in(state):
    application = finished()
    if state == ApplicationState.SUBMITTED:
        actions.submit(application=application, declared=True, by=application.started_by)
    if state == ApplicationState.WITHDRAWN:
        actions.withdraw(application=application, by=application.started_by)
    if state == ApplicationState.CLOSED:
        Application.objects.filter(pk=application.pk).update(state=state, closed_at=timezone.now())
    return Application.objects.get(pk=application.pk)


BY_PEOPLE = {
    "submit": lambda application, by: actions.submit(application=application, declared=True, by=by),
    "withdraw": lambda application, by: actions.withdraw(application=application, by=by),
}
BY_THE_CLOCK = {"close", "reopen"}


def test_every_step_of_an_application_is_tried_or_taken_by_the_clock():
    assert BY_PEOPLE.keys() | BY_THE_CLOCK == APPLICATION_STEPS.keys()


@pytest.mark.parametrize(("step", "state"), list(product(BY_PEOPLE, ApplicationState)))
def test_steps_of_an_application(step, state):
    application = application_in(state)
    for role in ROLES:
        by = person(role, application.organisation)
        legal = state in APPLICATION_STEPS[step] and role == "applicant"
        # A double click: nobody is told off, and nothing happens.
        again = step == "submit" and state == ApplicationState.SUBMITTED and role == "applicant"
        with undone():
            assert attempt(lambda by=by: BY_PEOPLE[step](application, by), again=again) == (legal or again), role
            found = Application.objects.get(pk=application.pk)
            assert found.state == (APPLICATION_STEPS[step][state] if legal else state)


# --- Deciding ---------------------------------------------------------------------------------------------------


def deciding_in(stage):
    """A round of two cases at a stage, ready for whichever step comes next."""
    round_ = closed_round(2)
    if stage == Stage.NOT_BEGUN:
        return Deliberation.objects.create(round=round_)
    deliberation = to_stage(stage, round_)
    if stage == Stage.CHECKS:
        Check.objects.update(state="passed", note="x", confirmed_at=timezone.now())
    if stage == Stage.ASSESSING:
        Assignment.objects.update(state="submitted", submitted_at=timezone.now())
    if stage == Stage.PANEL:
        Case.objects.update(outcome="decline", decided_at=timezone.now(), reason=REASON, feedback=FEEDBACK)
    return deliberation


def conflict_of(by, deliberation):
    for case in deliberation.cases.all():
        Conflict.objects.get_or_create(application=case.application, person=by, defaults={"source": "declared"})


def begin(step, deliberation, by):
    if step == "begin_checks":
        return actions.begin_checks(round_=deliberation.round, by=by)
    return getattr(actions, step)(deliberation=deliberation, by=by)


@pytest.mark.parametrize("stage", Stage)
def test_steps_from_stage_to_stage(stage):
    deliberation = deciding_in(stage)
    applicant = closed_round(1).applications.get().organisation
    people = {role: person(role, applicant) for role in ROLES}
    conflict_of(people["conflicted"], deliberation)
    for step, role in product(DELIBERATION_STEPS, ROLES):
        by = people[role]
        may = permissions.can_take(step, by)
        # With a conflict one may move a round on, but not announce what was weighed.
        hindered = role == "conflicted" and step == "announce"
        legal = stage in DELIBERATION_STEPS[step] and may and not hindered
        if legal:
            continue
        assert not attempt(lambda step=step, by=by: begin(step, deliberation, by)), (step, role)
    assert Deliberation.objects.get(pk=deliberation.pk).stage == stage
    for step in DELIBERATION_STEPS:
        if stage in DELIBERATION_STEPS[step]:
            begin(step, deliberation, funding_officer())
            assert Deliberation.objects.get(pk=deliberation.pk).stage == DELIBERATION_STEPS[step][stage]
            break


MACHINES = {
    "check": (CHECK_STEPS, CheckState),
    "assignment": (ASSIGNMENT_STEPS, AssignmentState),
    "outcome": (OUTCOME_STEPS, Outcome),
    "conflict": (CONFLICT_STEPS, ConflictState),
}
FREE = ("declare_interests", "assign", "assign_balanced", "write_moderation_note", "rank_cases", "draw_line")


def test_every_table_and_every_step_within_a_stage_is_tried():
    tried = [ROUND_STEPS, APPLICATION_STEPS, DELIBERATION_STEPS, *(steps for steps, _ in MACHINES.values())]
    tried += [steps for steps, _ in AWARD_MACHINES.values()]
    untried = {name for name, table in tables().items() if not any(table is one for one in tried)}
    assert not untried, "say above how to try the steps of this table"
    within_stages = {step for steps, _ in MACHINES.values() for step in steps} | set(FREE)
    assert within_stages == IN_STAGES.keys()
    assert set(permissions.STEP_IS_FOR) == within_stages | set(DELIBERATION_STEPS)


class Scene:
    """A case at a stage, with one thing of it put into a state; and how each step is tried on it."""

    def __init__(self, stage):
        self.deliberation = deciding_in(stage)
        self.stage = stage
        # After the announcement, one that waits in reserve: the first has its offer already.
        waiting = self.deliberation.cases.filter(outcome=Outcome.RESERVE)
        self.case = waiting.first() or self.deliberation.cases.order_by("pk").first()
        self.application = (
            self.case.application if self.case else self.deliberation.round.applications.order_by("pk").first()
        )
        self.fund = self.deliberation.round.round_funds.get()
        if self.case is None:
            self.case = Case.objects.create(deliberation=self.deliberation, application=self.application)
        self.check = self.case.checks.first() or Check.objects.create(case=self.case, kind="area", finding="fine")
        self.owner, self.fresh = person(Role.ASSESSOR), person(Role.ASSESSOR)
        for assessor in (self.owner, self.fresh):
            self.deliberation.interests_declared.create(person=assessor)
        self.assignment = Assignment.objects.create(case=self.case, assessor=self.owner)
        self.conflict = Conflict.objects.create(
            application=self.application, person=person(Role.ASSESSOR), source="declared"
        )

        self.people = {}
        self.scores = dict.fromkeys(self.deliberation.round.criteria.all(), (3, "Because."))
        running = Case.objects.in_the_running().filter(deliberation=self.deliberation)
        self.order = [*running.in_order().values_list("pk", flat=True)][::-1]

    def who(self, role, step):
        """Somebody of a role for a step; the assessor is the one whose assessment it is."""
        if role == Role.ASSESSOR and step in ("save_scores", "submit_assessment"):
            return self.owner
        if role not in self.people:
            self.people[role] = by = person(role, self.application.organisation)
            if role == "conflicted":
                Conflict.objects.create(application=self.application, person=by, source="declared")
        return self.people[role]

    def put(self, machine, state):
        now = timezone.now()
        changes = {
            "check": (Check, self.check, {"note": "x", "confirmed_at": None if state == "waiting" else now}),
            "assignment": (Assignment, self.assignment, {"submitted_at": now if state == "submitted" else None}),
            "outcome": (
                Case,
                self.case,
                {"decided_at": None if state == "undecided" else now, "announced_at": None, "reason": "x"},
            ),
            "conflict": (
                Conflict,
                self.conflict,
                {"lifted_at": now if state == "lifted" else None, "lifted_because": "x" if state == "lifted" else ""},
            ),
        }
        model, thing, fields = changes[machine]
        field = "outcome" if machine == "outcome" else "state"
        model.objects.filter(pk=thing.pk).update(**{field: state}, **fields)

    def try_out(self, step, by):
        """Take a step as somebody, with everything else as it must be."""
        amounts = {self.fund: Decimal(10)}
        tries = {
            **dict.fromkeys(("pass_check", "fail_check"), ("check", {"note": "Seen."})),
            "look_again": ("check", {}),
            **dict.fromkeys(("save_scores", "submit_assessment"), ("assignment", {"scores": self.scores})),
            **dict.fromkeys(("return_assessment", "set_aside"), ("assignment", {"reason": "Ill."})),
            "propose_funding": ("case", {"amounts": amounts}),
            **dict.fromkeys(("put_on_reserve", "propose_decline"), ("case", {"reason": "Another than before."})),
            "promote_from_reserve": ("case", {"amounts": amounts, "reason": "Free.", "feedback": "Good."}),
            "lift_conflict": ("conflict", {"reason": "None."}),
            "declare_interests": ("deliberation", {"reasons": {}}),
            "assign_balanced": ("deliberation", {"each": 3}),
            "write_moderation_note": ("case", {"text": "Seen."}),
            "rank_cases": ("deliberation", {"order": self.order}),
            "draw_line": ("deliberation", {"line": 1, "reserves": 0}),
        }
        if step in ("assign", "assign_again"):
            assessor = self.owner if step == "assign_again" else self.fresh
            return actions.assign(case=self.case, assessor=assessor, by=by)
        name, more = tries[step]
        thing = type(getattr(self, name)).objects.get(pk=getattr(self, name).pk)
        return getattr(actions, step)(**{name: thing}, by=by, **more)


@pytest.fixture(scope="module", params=Stage, ids=str)
def scene(request, kept_for_the_module, django_db_blocker):
    """One for all tests at a stage, with somebody of each role; what a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Scene(request.param)
        for role in ROLES:
            made.who(role, "")
        yield made
        transaction.set_rollback(True)


# Declaring is for the conflicted too; sharing out looks at no case.
OPEN_TO_THE_CONFLICTED = ("declare_interests", "assign_balanced")


@pytest.mark.parametrize("machine", MACHINES)
def test_steps_on_a_case(machine, scene):
    steps, possible = MACHINES[machine]
    stage = scene.stage
    tried = 0
    for state, step, role in product(possible, steps, ROLES):
        if tried % (len(steps) * len(ROLES)) == 0:
            scene.put(machine, state)  # and there it stays: what is tried is undone
        by = scene.who(role, step)
        legal = (
            state in steps[step]
            and stage in IN_STAGES[step]
            and permissions.can_take(step, by)
            and role != "conflicted"
        )
        assert tried_and_undone(scene, step, by) == legal, (step, state, role)
        tried += 1
    assert tried == len(steps) * len(possible) * len(ROLES)


def test_steps_that_start_from_no_state(scene):
    stage = scene.stage
    for step, role in product(FREE, ROLES):
        by = scene.who(role, step)
        legal = (
            stage in IN_STAGES[step]
            and permissions.can_take(step, by)
            and (role != "conflicted" or step in OPEN_TO_THE_CONFLICTED)
        )
        assert tried_and_undone(scene, step, by) == legal, (step, role)


def test_somebody_elses_assessment_is_not_written_in_not_even_by_another_assessor():
    scene = Scene(Stage.ASSESSING)
    for step in ("save_scores", "submit_assessment"):
        for role in ROLES:
            with pytest.raises(NotAllowed):
                scene.try_out(step, person(role, scene.application.organisation))


def test_the_assessor_with_a_conflict_writes_no_more():
    scene = Scene(Stage.ASSESSING)
    conflict_of(scene.owner, scene.deliberation)
    with pytest.raises(ConflictOfInterest):
        scene.try_out("save_scores", scene.owner)

"""The demonstration's decided rounds: announced, before the panel, and being scored, mostly by the real actions."""

from datetime import timedelta

from django.contrib.auth.models import Group

from crowdfund import actions
from crowdfund.models import Assignment, Case, Check, Score
from crowdfund.states import AssignmentState, CheckState, Outcome, Stage
from kentcivil.accounts.backends import DEMONSTRATION_DOMAIN
from kentcivil.accounts.models import User
from kentcivil.accounts.roles import Role
from kentcivil.audit.history import because

LOVED = "mama-to-mama"
SECOND = "A voice at night"
"""The other project of the same organisation: on the reserve list, and called up later."""
COLLEAGUES = ["Nadia Kaur", "Owen Fell"]
REASONS = {
    5: "Everything hangs together, and the people whom it is for have shaped it.",
    4: "Clear and well costed. I would like to know more about the second year.",
    3: "A real need. How it will go on afterwards is only hinted at.",
    2: "The need is shown, but the plan and the budget do not yet fit each other.",
    1: "I could not find what would change for people.",
}
WHY = {
    Outcome.FUND: "High scores from both assessors, a clear need, and a fair cost for each person helped.",
    Outcome.RESERVE: "Good, and just below the line: there was no money left in this round.",
    Outcome.DECLINE: "Lower scores for need and for what lasts than the projects above it.",
}
FEEDBACK = {
    Outcome.FUND: "You know your neighbours, and it shows. Start telling people early: the first week matters most.",
    Outcome.RESERVE: "We liked it very much. More on what happens after the first year would have made it stronger.",
    Outcome.DECLINE: "Show how you know of the need, with a number or two, and get three quotes for the largest cost.",
}


def decide(county, *, announced, at_panel, being_scored):
    """Take three closed rounds to where their names say.

    :param announced, at_panel, being_scored: Rounds with submitted applications.
    """
    people = _people(county)
    if people is None:
        return
    for round_, stage in ((announced, Stage.ANNOUNCED), (at_panel, Stage.PANEL), (being_scored, Stage.ASSESSING)):
        _Deciding(county, round_, *people).to(stage)


def _people(county):
    """The funding officer, and the assessors: the one who signs in and two colleagues. Nothing without them."""
    officer, assessor = county.people.get("funding"), county.people.get("assessor")
    if officer is None or assessor is None:
        return None
    colleagues = User.objects.bulk_create(
        User(email=f"assessor{place}{DEMONSTRATION_DOMAIN}", name=name, password="!", is_staff=True)
        for place, name in enumerate(COLLEAGUES, start=2)
    )
    group = Group.objects.get(name=Role.ASSESSOR)
    for one in colleagues:
        one.groups.add(group)
    return officer, [assessor, *colleagues]


class _Deciding:
    def __init__(self, county, round_, officer, assessors):
        self.county, self.random = county, county.random
        self.round, self.officer, self.assessors = round_, officer, assessors
        self.day = round_.closes_at

    def later(self, days):
        """The moment so many days on, though never after the demonstration's present."""
        self.day = min(self.day + timedelta(days=days), self.county.now)
        return self.day

    def to(self, stage):
        act = {"by": self.officer}
        deliberation = actions.begin_checks(round_=self.round, at=self.later(1), **act)
        self._check(deliberation)
        deliberation = actions.begin_assessing(deliberation=deliberation, at=self.later(5), **act)
        for one in self.assessors:
            actions.declare_interests(deliberation=deliberation, reasons={}, by=one, at=self.later(0))
        actions.assign_balanced(deliberation=deliberation, each=2, at=self.later(1), **act)
        self._score(deliberation, leave=self.assessors[0] if stage == Stage.ASSESSING else None)
        if stage == Stage.ASSESSING:
            return
        deliberation = actions.begin_moderating(deliberation=deliberation, at=self.later(14), **act)
        self._moderate(deliberation)
        deliberation = actions.begin_panel(deliberation=deliberation, at=self.later(4), **act)
        if stage == Stage.PANEL:
            return
        cases = list(Case.objects.in_the_running().filter(deliberation=deliberation).in_order())
        actions.draw_line(deliberation=deliberation, line=len(cases) * 3 // 5, reserves=3, at=self.later(3), **act)
        self._explain(deliberation)
        actions.announce(deliberation=deliberation, at=self.later(5), **act)

    def _check(self, deliberation):
        """A person has confirmed each check; one application turned out to be a repeat. Written in a few statements."""
        waiting = Check.objects.filter(case__deliberation=deliberation)
        confirmed = {"confirmed_at": self.later(0), "confirmed_by": self.officer}
        with because("Check confirmed", by=self.officer):
            waiting.filter(finding=Check.Finding.FINE).update(state=CheckState.PASSED, **confirmed)
            doubted = waiting.exclude(finding=Check.Finding.FINE)
            doubted.update(state=CheckState.PASSED, note="Asked them by phone: all in order.", **confirmed)
            repeat = waiting.filter(kind=Check.Kind.REPEAT).exclude(case__application__organisation__slug=LOVED)
            note = "The same project as two years ago, under another name. The applicant agrees."
            waiting.filter(pk__in=[one.pk for one in repeat.order_by("-pk")[:1]]).update(
                state=CheckState.FAILED, note=note, **confirmed
            )

    def _score(self, deliberation, leave):
        """Everybody scores what they were given, but for one person, who still has most of theirs to do."""
        criteria = list(self.round.criteria.all())
        given = Assignment.objects.filter(case__deliberation=deliberation)
        scored, scores, left = [], [], 0
        for assignment in given.select_related("case__application__organisation").order_by("pk"):
            if leave is not None and assignment.assessor_id == leave.pk:
                left += 1
                if left != 1:
                    continue
            application = assignment.case.application
            loved = application.organisation.slug == LOVED and application.project_title != SECOND
            liking = 5 if loved else self.random.choice([2, 3, 3, 4, 4, 5])
            for one in criteria:
                points = max(1, min(5, liking + self.random.choice([-1, 0, 0, 1])))
                scores.append(Score(assignment=assignment, criterion=one, points=points, reason=REASONS[points]))
            scored.append(assignment.pk)
        with because("Assessment submitted"):
            Score.objects.bulk_create(scores)
            given.filter(pk__in=scored).update(state=AssignmentState.SUBMITTED, submitted_at=self.later(7))

    def _moderate(self, deliberation):
        cases = Case.objects.in_the_running().filter(deliberation=deliberation)
        for case in cases.prefetch_related("assignments__scores__criterion"):
            if case.spread().is_wide:
                text = "One of us had missed the letters of support. The higher score seems right to both."
                actions.write_moderation_note(case=case, text=text, by=self.officer, at=self.later(0))

    def _explain(self, deliberation):
        """Reasons and feedback for every decision."""
        steps = {Outcome.RESERVE: actions.put_on_reserve, Outcome.DECLINE: actions.propose_decline}
        pots = {one.fund.slug: one for one in self.round.round_funds.select_related("fund")}
        for place, case in enumerate(
            deliberation.cases.standing()
            .in_order()
            .select_related("application")
            .prefetch_related("proposals__round_fund")
        ):
            outcome = Outcome.DECLINE if case.outcome == Outcome.UNDECIDED else Outcome(case.outcome)
            if case.application.project_title == SECOND and case.rank:
                outcome = Outcome.RESERVE
            words = {"reason": WHY[outcome], "feedback": FEEDBACK[outcome], "by": self.officer, "at": self.later(0)}
            if outcome == Outcome.FUND:
                amounts = {one.round_fund: one.amount for one in case.proposals.all()}
                if place % 2 == 0:
                    _halve(amounts, pots["kent-county-council"], pots["nhs-kent-and-medway"])
                actions.propose_funding(case=case, amounts=amounts, **words)
            else:
                steps[outcome](case=case, **words)


def _halve(amounts, mine, yours):
    """The panel lets one fund pay about half of what it had put down to another."""
    half = amounts.get(mine, 0) // 2
    if half and yours not in amounts:
        amounts[yours] = half
        amounts[mine] -= half

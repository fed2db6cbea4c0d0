"""Everybody walks through the whole site at every stage of the deciding, and nobody finds what is not for them.

Secrets are planted: a case that somebody has a conflict with, another assessor's scores, decisions that are not
announced, moderation notes, equality answers and bank details. That those who may see them do find them shows that
the walk gets about.
"""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from crowdfund import actions
from crowdfund.models import Assignment, Case, Document
from crowdfund.states import Stage
from kentcivil.accounts.roles import Role
from tests.crowdfund import planted
from tests.crowdfund.crawl import keys_of, pages_with, starting_points, walk
from tests.crowdfund.deciding import closed_round, pass_all, submitted
from tests.crowdfund.factories import funding_officer, role_holder
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_hand", "people_at_hand")]

CASE, ANSWER, CONTACT, FILE = "Zebrafinch", "Quokkasong", "Mrs Ocelotte", "Narwhalpaper"
# Each of these is written once for the secret case and once for the other, with the letter at the end.
SCORE, COMMENT, NOTE, REASON, FEEDBACK = "Pangolinscore", "Axolotlcomment", "Tapirnote", "Okapireason", "Kiwifeedback"
AMOUNTS = {"S": "4,321.09", "O": "3,210.08"}

OF_THE_CASE = (CASE, ANSWER, CONTACT, FILE)
DECIDED = (*(f"{word}S" for word in (SCORE, COMMENT, NOTE, REASON, FEEDBACK)), AMOUNTS["S"])
OFFICERS = ("funding officer", "auditor")
BLIND = (Stage.CHECKS, Stage.ASSESSING)


class Scene:
    """A round with a secret case and an ordinary one; an assessor who has handed in a score, and one who has not."""

    def __init__(self, stage, rows=1):
        self.stage, self.rows = stage, rows
        self.officer = funding_officer()
        self.round = round_ = closed_round(0)
        self.secret = submitted(round_, 1, project_title=f"The {CASE} project", contact_name=CONTACT)
        self.secret.answers.update(text=f"We keep a {ANSWER}.")
        asked = round_.documents_asked.first()
        document = Document(
            application=self.secret,
            asked=asked,
            original_name=f"{FILE}.pdf",
            content_type="application/pdf",
            size=9,
            sha256="0" * 64,
        )
        document.file.save("x", ContentFile(f"%PDF {FILE}".encode()), save=False)
        document.save()
        self.other = submitted(round_, 2, project_title="The ordinary project")
        self.bystander = submitted(round_, 3, project_title="The third project")
        planted.plant(self.secret)
        self.people = self._people()
        self._go_on(stage)
        self.points = self._points()

    def _people(self):
        roles = {role.value: role_holder(role) for role in Role if role != Role.ASSESSOR}
        people = {
            "public": None,
            "stranger": UserFactory(),
            "applicant of the secret case": self.secret.submitted_by,
            "applicant of the other case": self.other.submitted_by,
            "assessor who has not scored": role_holder("assessor"),
            "assessor who has scored": role_holder("assessor"),
            "assessor with nothing": role_holder("assessor"),
            "assessor with a conflict": role_holder("assessor"),
            **roles,
            "funding officer with a conflict": role_holder("funding officer"),
            "auditor who speaks for the applicant": role_holder("auditor"),
        }
        people["superuser with a conflict"] = UserFactory(is_staff=True, is_superuser=True)
        both = people["funding officer with a conflict"]
        both.groups.add(Group.objects.get(name=Role.ASSESSOR))
        MembershipFactory(organisation=self.secret.organisation, user=people["auditor who speaks for the applicant"])
        return people

    def _go_on(self, stage):
        by, people = self.officer, self.people
        deliberation = actions.begin_checks(round_=self.round, by=by)
        conflict = {self.secret: "A friend"}
        for name in ("assessor with a conflict", "funding officer with a conflict", "superuser with a conflict"):
            actions.declare_interests(deliberation=deliberation, reasons=conflict, by=people[name])
        self.deliberation = deliberation
        if stage == Stage.CHECKS:
            return
        pass_all(deliberation, by)
        actions.begin_assessing(deliberation=deliberation, by=by)
        assessors = [people["assessor who has scored"], people["assessor who has not scored"]]
        cases = [Case.objects.get(application=one) for one in (self.secret, self.other, self.bystander)]
        for person in assessors:
            actions.declare_interests(deliberation=deliberation, reasons={}, by=person)
            for case in cases[:2]:
                actions.assign(case=case, assessor=person, by=by)
        actions.assign(case=cases[2], assessor=assessors[0], by=by)
        for assignment in Assignment.objects.filter(assessor=assessors[0]):
            self._score(assignment)
        if stage == Stage.ASSESSING:
            return
        for assignment in Assignment.objects.filter(assessor=assessors[1]):
            actions.set_aside(assignment=assignment, reason="Ill", by=by)
        actions.begin_moderating(deliberation=deliberation, by=by)
        for case, letter in zip(cases, AMOUNTS, strict=False):
            actions.write_moderation_note(case=case, text=f"{NOTE}{letter}", by=by)
        if stage == Stage.MODERATING:
            return
        actions.begin_panel(deliberation=deliberation, by=by)
        fund = self.round.round_funds.get()
        for case, (letter, amount) in zip(cases, AMOUNTS.items(), strict=False):
            amounts = {fund: Decimal(amount.replace(",", ""))}
            words = {"reason": f"{REASON}{letter}", "feedback": f"{FEEDBACK}{letter}"}
            actions.propose_funding(case=case, amounts=amounts, by=by, **words)
        actions.propose_decline(case=cases[2], reason="Weak.", feedback="Sorry.", by=by)
        if stage == Stage.PANEL:
            return
        actions.announce(deliberation=deliberation, by=by)

    def _score(self, assignment):
        scores = dict.fromkeys(self.round.criteria.all(), (3, SCORE))
        actions.submit_assessment(assignment=assignment, scores=scores, comment=COMMENT, by=assignment.assessor)

    def _points(self):
        references = [self.secret.reference, self.other.reference]
        values = {
            "slug": [self.round.slug, self.secret.organisation.slug],
            "reference": references,
            "pk": keys_of("crowdfund.Document"),
            "kind": ["area"],
            "section": ["plan"],
            "name": ["announce", "begin_panel"],
            "number": ["1", "2"],
            "key": [self.round.slug],
        }
        # Steps with awards and what they leave behind are walked in test_nobody_sees_money.
        later = () if self.rows > 1 else ("crowdfund:award_step", "crowdfund:my_award_step", "crowdfund:evidence")
        return starting_points(values, [CASE, self.secret.reference][: self.rows], self.rows, leave=later)

    def forbidden(self, who):
        """Every secret that somebody must not find at this stage, with what it is.

        Once it is announced what was funded, its title, reference and amounts are for everybody.
        """
        public = {CASE, self.secret.reference, *AMOUNTS.values()} if self.stage == Stage.ANNOUNCED else set()
        yield from ((secret, what) for secret, what in self._not_for(who) if secret not in public)

    def _not_for(self, who):
        conflicted = "with a conflict" in who or who == "auditor who speaks for the applicant"
        announced = self.stage == Stage.ANNOUNCED
        officer = who in OFFICERS or conflicted and "assessor" not in who
        own_case = who in ("applicant of the secret case", "auditor who speaks for the applicant")
        reads_mail = officer or who in ("directory officer", "board officer")
        assigned = who.startswith("assessor who") and self.stage == Stage.ASSESSING or who == "assessor who has scored"
        if not (officer or own_case or reads_mail or assigned and self.stage != Stage.CHECKS):
            yield from ((one, "the text of an application") for one in (CASE, ANSWER))
        if conflicted and not own_case:
            yield from ((one, "a case with a conflict") for one in (*OF_THE_CASE, self.secret.reference))
        if conflicted:
            own = (f"{FEEDBACK}S", AMOUNTS["S"]) if own_case and announced else ()
            yield from ((one, "the deciding of a case with a conflict") for one in DECIDED if one not in own)
        if who.startswith("assessor"):
            yield from ((one, "contact or document, which are not for assessors") for one in (CONTACT, FILE))
        may_read_scores = who == "assessor who has scored" or officer and self.stage not in BLIND
        if not may_read_scores:
            yield from ((one, "another assessor's score") for one in (SCORE, COMMENT))
        if not (officer or who == "assessor who has scored"):
            yield (NOTE, "a moderation note")
        if not officer:
            yield (REASON, "the reason of a decision")
        told = {"applicant of the secret case": "S", "applicant of the other case": "O"}.get(who, "")
        for letter, amount in AMOUNTS.items():
            if not (officer or announced and (reads_mail or letter == told or own_case)):
                yield from ((one, "a decision not announced to them") for one in (f"{FEEDBACK}{letter}", amount))
        yield from planted.forbidden(who)

    def expected(self):
        """Who finds what, so that a walk that goes nowhere is found out: (who, secret)."""
        yield from ((who, ANSWER) for who in (*OFFICERS, "applicant of the secret case"))
        if self.stage not in (Stage.CHECKS,):
            yield ("assessor who has scored", SCORE)
            yield ("assessor who has scored", ANSWER)
        if self.stage not in BLIND:
            yield from ((who, secret) for who in OFFICERS for secret in (SCORE, COMMENT, NOTE))
        if self.stage in (Stage.PANEL, Stage.ANNOUNCED):
            yield from (
                (who, secret) for who in OFFICERS for secret in (f"{REASON}S", f"{FEEDBACK}O", *AMOUNTS.values())
            )
            # The other case is theirs to decide.
            yield ("funding officer with a conflict", f"{REASON}O")
        if self.stage == Stage.ANNOUNCED:
            yield ("applicant of the secret case", f"{FEEDBACK}S")
            yield ("applicant of the other case", f"{FEEDBACK}O")


ALL_STAGES = [stage for stage in Stage if stage != Stage.NOT_BEGUN]
# Who walks at which stage in every run of the tests; `make bench` has everybody walk at each.
USUAL = {
    Stage.CHECKS: ("funding officer with a conflict",),
    Stage.ASSESSING: ("funding officer", "assessor who has not scored", "assessor who has scored"),
    Stage.MODERATING: ("assessor who has not scored", "assessor who has scored"),
    Stage.PANEL: ("superuser with a conflict", "assessor with a conflict"),
    Stage.ANNOUNCED: ("auditor who speaks for the applicant", "applicant of the other case", "public"),
}


def walked(client, scene, people, everywhere=False):
    """What each of these people is shown, with every leak in it as a sentence.

    :param everywhere: whether all of them walk through the whole site; the public always does.
    """
    found, leaks = {}, []
    for who in people:
        client.logout()
        if scene.people[who] is not None:
            client.force_login(scene.people[who])
        found[who] = walk(client, scene.points, everywhere=everywhere or who == "public")
        for secret, what in scene.forbidden(who):
            pages = pages_with(found[who], secret)
            if who.startswith("assessor") and secret == CASE and "with a conflict" not in who:
                # On the list of applicants, of which one says whether one is close to any.
                pages = [address for address in pages if not address.endswith("/interests/")]
            leaks += [f"{who} finds {what} ({secret}) at {address}" for address in pages]
    return found, leaks


def lost(scene, found):
    """Who did not find what is theirs to see: then the walk went nowhere."""
    return [pair for pair in scene.expected() if pair[0] in found and not pages_with(found[pair[0]], pair[1])]


@pytest.mark.parametrize("stage", ALL_STAGES)
def test_nobody_finds_what_is_not_for_them(client, stage):
    scene = Scene(stage)
    found, leaks = walked(client, scene, USUAL[stage])
    assert not leaks, "\n".join(leaks)
    assert not lost(scene, found)

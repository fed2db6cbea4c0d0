"""The pages on which a round is decided: what officers and assessors see and do there, in a browser without scripts."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crowdfund import actions, reports
from crowdfund.models import Assignment, Award, Case, Conflict
from crowdfund.states import Stage
from tests.crowdfund.deciding import closed_round, decide_all, pass_all, score, submitted, to_stage
from tests.crowdfund.factories import funding_officer, role_holder
from tests.crowdfund.test_lists import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return funding_officer()


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def read(client, name, *args, status=200, **query):
    response = client.get(reverse(f"crowdfund:{name}", args=args), query)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


def send(client, name, *args, status=200, **data):
    response = client.post(reverse(f"crowdfund:{name}", args=args), data, follow=True)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


def test_an_officer_takes_a_closed_round_all_the_way(at_desk, officer):
    round_ = closed_round(2)
    slug = round_.slug
    assert "Begin the checks of" in read(at_desk, "assessing")
    assert "Begin the checks" in read(at_desk, "deliberation_step", slug, "begin_checks")
    assert "6 to confirm" in send(at_desk, "deliberation_step", slug, "begin_checks")
    assert "checks wait for a person" in send(at_desk, "deliberation_step", slug, "begin_assessing", status=409)
    for case in Case.objects.all():
        page = read(at_desk, "case", case.application.reference)
        assert "Looks fine" in page
        for check in case.checks.all():
            send(at_desk, "confirm_check", case.application.reference, check.kind, go="pass", note="Seen.")
    assert "All passed" in read(at_desk, "desk", slug)
    send(at_desk, "deliberation_step", slug, "begin_assessing")
    people = [role_holder("assessor"), role_holder("assessor")]
    for person in people:
        actions.declare_interests(deliberation=round_.deliberation, reasons={}, by=person)
    assert "No assessor" not in send(at_desk, "share_out", slug, each="2")
    assert "Enter a number" in send(at_desk, "share_out", slug, each="many")
    for assignment in Assignment.objects.all():
        score(assignment, 4)
    send(at_desk, "deliberation_step", slug, "begin_moderating")
    case = Case.objects.first()
    page = read(at_desk, "case", case.application.reference)
    assert "80.0%" in page
    assert "Write what was said" in send(at_desk, "moderation_note", case.application.reference, text="")
    assert "We agreed." in send(at_desk, "moderation_note", case.application.reference, text="We agreed.")
    send(at_desk, "deliberation_step", slug, "begin_panel")
    assert "With 1 project above the line" in read(at_desk, "panel", slug, line="1", reserves="1")
    assert "The line is drawn" in send(at_desk, "panel", slug, go="line", line="1", reserves="1")
    assert "without feedback: 2" in send(at_desk, "announce", slug, status=409)
    page = read(at_desk, "announce", slug)
    assert "You cannot announce yet" in page
    assert "This cannot be taken back" not in page
    assert 'class="govuk-button govuk-button--warning"' not in page
    first, second = Case.objects.in_order()
    fund = round_.round_funds.get()
    words = {"reason": "Good.", "feedback": "Well done."}
    reference = first.application.reference
    assert "Enter an amount" in send(
        at_desk, "decide", reference, decision="propose_funding", **{f"fund_{fund.pk}": "lots"}, **words
    )
    assert "at most" in send(
        at_desk, "decide", reference, decision="propose_funding", **{f"fund_{fund.pk}": "19,000"}, **words
    )
    send(at_desk, "decide", reference, decision="propose_funding", **{f"fund_{fund.pk}": "4,999.50"}, **words)
    send(at_desk, "decide", second.application.reference, decision="put_on_reserve", **words)
    page = read(at_desk, "announce", slug)
    assert "£4,999.50" in page
    assert 'class="govuk-button govuk-button--warning"' in page
    assert "Being decided" in read(at_desk, "assessing")
    assert "announced" in send(at_desk, "announce", slug)
    assert "Decided and announced" in read(at_desk, "assessing")
    page = send(
        at_desk, "decide", second.application.reference, reason="Free.", feedback="", **{f"fund_{fund.pk}": "100"}
    )
    assert second.application.reference in page
    second.refresh_from_db()
    assert second.outcome == "fund"
    assert second.application.award.amount() == Decimal(100)


def test_the_panel_moves_cases_up_and_down_and_keeps_the_line_tried(at_desk, officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    slug = deliberation.round.slug
    first, second, third = deliberation.cases.in_order()
    page = send(at_desk, "panel", slug, go="down", case=first.pk, line="2", reserves="0")
    assert "With 2 projects above the line" in page
    assert list(deliberation.cases.in_order()) == [second, first, third]
    send(at_desk, "panel", slug, go="up", case=second.pk)
    assert list(deliberation.cases.in_order()) == [second, first, third]
    send(at_desk, "panel", slug, go="up", case="none", status=404)
    send(at_desk, "panel", slug, go="sideways", case=first.pk, status=404)
    assert "Enter how many projects" in send(at_desk, "panel", slug, go="line", line="", reserves="1")
    assert "As proposed now" in read(at_desk, "panel", slug, line="-1", reserves="x")


def test_the_line_shows_what_is_left_in_each_pot_and_who_gets_less(at_desk, officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3, pot=Decimal(12_000)), officer=officer)
    page = read(at_desk, "panel", deliberation.round.slug, line="3", reserves="0")
    assert "£12,000 of £12,000; <strong>£0</strong> left." in page
    assert "1 project gets less than it asks for." in page
    assert "£3,000 less than asked" in page
    page = read(at_desk, "panel", deliberation.round.slug, line="2", reserves="0")
    assert "£10,000 of £12,000; <strong>£2,000</strong> left." in page
    assert "Nothing is left" not in send(at_desk, "panel", deliberation.round.slug, go="line", line="3", reserves="0")


def test_an_assessor_declares_scores_half_and_hands_in(client, officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(2), officer=officer)
    slug = deliberation.round.slug
    person = role_holder("assessor")
    client.force_login(person)
    assert "Declare your interests" in read(client, "desk", slug)
    near, other = [case.application for case in deliberation.cases.order_by("pk")]
    assert near.organisation.name in read(client, "interests", slug)
    page = send(client, "interests", slug, applications=near.pk)
    assert "Say in a few words" in page
    assert "Tick the box once you have read the list" in page
    page = send(client, "interests", slug, applications=near.pk, reason="My sister works there", complete="on")
    assert "You see nothing of the applications" in page
    assert near.organisation.name not in page
    assert near.organisation.name not in read(client, "interests", slug)
    pass_all(deliberation, officer)
    actions.begin_assessing(deliberation=deliberation, by=officer)
    actions.assign_balanced(deliberation=deliberation, each=2, by=officer)
    page = read(client, "desk", slug)
    assert other.project_title in page
    assert near.project_title not in page
    read(client, "case", near.reference, status=404)
    read(client, "score", near.reference, status=404)
    page = read(client, "case", other.reference)
    assert "We bake." in page
    assert other.contact_email not in page
    need, legacy = deliberation.round.criteria.all()
    page = send(client, "score", other.reference, go="submit", **{f"points_{need.pk}": "4", "comment": "Lovely"})
    assert "Say why you give these points for “Need”" in page
    assert "Choose the points for “Legacy”" in page
    assert Assignment.objects.get(assessor=person).comment == "Lovely"
    whole = {f"{kind}_{one.pk}": text for one in (need, legacy) for kind, text in (("points", "3"), ("reason", "So."))}
    assert "Your scores are kept" in send(client, "score", other.reference, go="save", **whole)
    assert "Your assessment is handed in" in send(client, "score", other.reference, go="submit", **whole)
    send(client, "score", other.reference, go="submit", status=404, **whole)


def test_what_an_assessor_typed_survives_a_session_that_ended(client, officer):
    deliberation = to_stage(Stage.ASSESSING, closed_round(1), officer=officer)
    assignment = Assignment.objects.first()
    reference = assignment.case.application.reference
    need = deliberation.round.criteria.first()
    address = reverse("crowdfund:score", args=[reference])
    client.post(address, {f"reason_{need.pk}": "Half an hour of thinking"})
    client.force_login(assignment.assessor)
    session = client.session
    session.update({"crowdfund_typed": {"address": address, "typed": f"reason_{need.pk}=Half+an+hour"}})
    session.save()
    assert "Half an hour" in read(client, "score", reference)


def test_an_officer_gives_takes_back_and_sets_aside_by_hand(at_desk, officer):
    deliberation = to_stage(Stage.ASSESSING, closed_round(1), officer=officer, assessors=3)
    assignment = Assignment.objects.first()
    reference = assignment.case.application.reference
    score(assignment)
    assert "Say why it goes back." in send(at_desk, "take_case", reference, assignment.pk, go="return", reason="")
    assert "Kept, with the reason" in send(at_desk, "take_case", reference, assignment.pk, go="return", reason="Thin")
    assert "Kept, with the reason" in send(at_desk, "take_case", reference, assignment.pk, go="aside", reason="Ill")
    send(at_desk, "take_case", reference, assignment.pk, go="burn", reason="Ill", status=404)
    send(at_desk, "confirm_check", reference, "area", go="burn", status=404)
    assert "Choose an assessor" in send(at_desk, "give_case", reference, assessor="")
    free = deliberation.interests_declared.exclude(person__assignments__isnull=False).get().person
    assert "The case is given" in send(at_desk, "give_case", reference, assessor=free.pk)


def test_an_officer_lifts_a_conflict_with_a_reason(at_desk, officer):
    deliberation = to_stage(Stage.CHECKS, closed_round(1), officer=officer)
    slug = deliberation.round.slug
    application = deliberation.cases.get().application
    person = role_holder("assessor")
    actions.declare_interests(deliberation=deliberation, reasons={application: "A friend"}, by=person)
    assert "A friend" in read(at_desk, "conflicts", slug)
    conflict = Conflict.objects.get()
    assert "Say why this is no conflict" in send(at_desk, "conflicts", slug, conflict=conflict.pk, reason="")
    assert "Lifted because: Another Joan" in send(
        at_desk, "conflicts", slug, conflict=conflict.pk, reason="Another Joan"
    )
    assert "Somebody was faster" in send(at_desk, "conflicts", slug, conflict=conflict.pk, reason="Again")
    for none in ("", "x", "٣", "9" * 30):
        send(at_desk, "conflicts", slug, conflict=none, reason="x", status=404)
    at_desk.force_login(role_holder("auditor"))
    send(at_desk, "conflicts", slug, conflict=conflict.pk, reason="x", status=404)


def test_the_report_counts_what_was_decided(at_desk, officer):
    round_ = closed_round(3)
    deliberation = to_stage(Stage.ASSESSING, round_, officer=officer)
    assert "Known once the scoring has ended" in read(at_desk, "report", round_.slug)
    for assignment, points in zip(Assignment.objects.order_by("pk"), (1, 5, 3, 3, 4, 4), strict=True):
        score(assignment, points)
    actions.begin_moderating(deliberation=deliberation, by=officer)
    for case in deliberation.cases.all():
        actions.write_moderation_note(case=case, text="Talked.", by=officer)
    actions.begin_panel(deliberation=deliberation, by=officer)
    decide_all(deliberation, officer)
    actions.announce(deliberation=deliberation, by=officer)
    page = read(at_desk, "report", round_.slug)
    assert "Far apart: 1" in page
    assert "26.7 percentage points" in page
    assert "10.0 days" in page or "10.1 days" in page
    csv = b"".join(at_desk.get(reverse("crowdfund:report_csv", args=[round_.slug])).streaming_content).decode()
    assert len(csv.strip().splitlines()) == 4
    assert "Thanet" in csv


def test_the_report_counts_a_project_by_district_as_long_as_it_has_money(at_desk, officer):
    deliberation = to_stage(Stage.ANNOUNCED, closed_round(3), officer=officer)

    def thanet():
        made = reports.report(deliberation, list(reports.cases_for(deliberation, officer)))
        (line,) = made.districts
        assert line.given == made.given
        return line.applications, line.funded, line.given, made.outcomes["fund"], made.fallen

    award = Award.objects.get()
    assert thanet() == (3, 1, award.amount(), 1, 0)
    actions.decline_offer(award=award, by=award.application.organisation.memberships.first().user)
    assert thanet() == (3, 0, 0, 1, 1)
    page = read(at_desk, "report", deliberation.round.slug)
    assert "Projects with money proposed or offered" in page
    assert "now without money" in page


def test_the_applicant_reads_the_decision_once_it_is_announced(client, officer):
    deliberation = to_stage(Stage.PANEL, closed_round(3), officer=officer)
    decide_all(deliberation, officer)
    cases = list(deliberation.cases.in_order())
    for announced in (False, True):
        if announced:
            actions.announce(deliberation=deliberation, by=officer)
        for case, sentence in zip(cases, ("We offer you £5,000", "reserve list", "We cannot back"), strict=True):
            client.force_login(case.application.submitted_by)
            page = client.get(case.application.get_absolute_url()).content.decode()
            assert (sentence in page) == announced
            assert ("Tell the neighbours early." in page) == announced
            assert "It serves many people" not in page


@pytest.mark.parametrize("stage", [Stage.CHECKS, Stage.ASSESSING, Stage.PANEL])
def test_lists_ask_no_more_for_more_cases(at_desk, officer, stage):
    counts = []
    for size in (1, 9):
        deliberation = to_stage(stage, closed_round(size, pot=Decimal(900_000)), officer=officer)
        slug = deliberation.round.slug
        addresses = [reverse(f"crowdfund:{name}", args=[slug]) for name in ("desk", "report", "conflicts")]
        if stage == Stage.PANEL:
            addresses += [f"{reverse('crowdfund:panel', args=[slug])}?line=1&reserves=1"]
            addresses += [reverse("crowdfund:announce", args=[slug])]
        counts.append([queries_of(at_desk, address) for address in addresses])
    assert counts[0] == counts[1]


def test_a_check_that_cites_a_case_one_has_a_conflict_with_is_somebody_elses(at_desk, officer):
    round_ = closed_round(1)
    this = round_.applications.get()
    cited = submitted(closed_round(0), 7, organisation=this.organisation, project_title="Project number one of ours")
    actions.begin_checks(round_=round_, by=officer)
    assert cited.reference in read(at_desk, "case", this.reference)
    Conflict.objects.create(application=cited, person=officer, source="declared")
    page = read(at_desk, "case", this.reference)
    assert cited.reference not in page
    assert "Somebody else must confirm it" in page
    send(at_desk, "confirm_check", this.reference, "repeat", go="pass", note="Seen.", status=404)
    check = this.case.checks.get(kind="repeat")
    for act in (actions.pass_check, actions.fail_check):
        with pytest.raises(actions.ConflictOfInterest):
            act(check=check, note="Seen.", by=officer)
    with pytest.raises(actions.ConflictOfInterest):
        actions.look_again(check=check, by=officer)
    admin_page = at_desk.get(reverse("admin:crowdfund_check_change", args=[check.pk]))
    assert cited.reference not in admin_page.content.decode()
    send(at_desk, "confirm_check", this.reference, "area", go="pass", note="Seen.")

"""“Tell us something is wrong”: a visitor without an account, and the officer who settles it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import actions
from organisations.models import ProblemReport
from organisations.states import NotAllowed, ReportState, Status
from organisations.tasks import forget
from organisations.views import reporting
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Deal Pantry")


@pytest.fixture
def page(organisation):
    return reverse("organisation_report", args=[organisation.slug])


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER, is_staff=True)


def test_a_visitor_says_what_is_wrong_and_the_entry_stays_as_it_is(client, organisation, page):
    assert page in client.get(organisation.get_absolute_url()).content.decode()
    assert "You need no account" in client.get(page).content.decode()
    sent = client.post(page, {"about": "times", "said": "Now on Fridays.", "email": "vi@example.org"})
    assert "Thank you" in sent.content.decode()
    report = ProblemReport.objects.get()
    assert (report.organisation, report.said, report.state) == (organisation, "Now on Fridays.", ReportState.OPEN)
    assert not organisation.reports.exclude(pk=report.pk).exists()
    organisation.refresh_from_db()
    assert organisation.status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what is wrong"),
        ({"about": "nonsense"}, "Choose what is wrong"),
        ({"about": "other", "said": ""}, "Say in a few words what is wrong"),
        ({"about": "harm", "said": "  "}, "Say in a few words what is wrong"),
        ({"about": "closed", "email": "not an address"}, "Enter an email address such as"),
        ({"about": "closed", "said": "x" * 2_001}, "Use 2,000 letters or fewer"),
        ({"about": "closed", "said": "null \x00 here"}, "Null characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, page, typed, said):
    answer = client.post(page, {"said": "Kept words", **typed}).content.decode()
    assert said in answer
    assert "said" in typed or "Kept words" in answer
    assert not ProblemReport.objects.exists()


def test_a_flood_is_held_back(client, page, monkeypatch):
    monkeypatch.setattr(reporting, "FLOOD", reporting.Flood("trial-report", per_connection=2))
    for _time in range(2):
        assert "Thank you" in client.post(page, {"about": "closed"}).content.decode()
    held = client.post(page, {"about": "closed", "said": "It shut in May."}).content.decode()
    for words in ("If you share it with others", "03000 41 41 41", "It shut in May."):
        assert words in held
    assert ProblemReport.objects.count() == 2


def test_an_entry_that_visitors_cannot_see_has_no_such_page(client, organisation, page):
    organisation.status = Status.SUSPENDED
    organisation.save()
    assert client.get(page).status_code == client.post(page, {"about": "closed"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.report_problem(by=None, organisation=organisation, about="closed")


def test_an_officer_settles_it_and_the_visitor_hears_of_it(client, organisation, officer):
    report = actions.report_problem(
        by=None, organisation=organisation, about="closed", said="Shut.", email="vi@example.org"
    )
    client.force_login(officer)
    desk = reverse("admin:organisations_problemreport_changelist")
    assert "Deal Pantry" in client.get(desk).content.decode()
    one = reverse("admin:organisations_problemreport_change", args=[report.pk])
    assert "Shut." in client.get(one).content.decode()
    client.post(one, {"step": "settled", "reason": ""})
    report.refresh_from_db()
    assert (report.state, report.decided_by) == (ReportState.SETTLED, officer)
    mail = Message.objects.get(to="vi@example.org")
    assert "Deal Pantry" in mail.subject
    assert "put right" in client.get(one).content.decode().lower()


def test_nothing_had_to_change_needs_a_reason_and_is_told_too(organisation, officer):
    report = actions.report_problem(by=None, organisation=organisation, about="closed", email="vi@example.org")
    with pytest.raises(NotAllowed, match="Say why"):
        actions.settle_report(by=officer, report=report, state=ReportState.UNFOUNDED)
    actions.settle_report(by=officer, report=report, state=ReportState.UNFOUNDED, reason="We rang: it is open.")
    assert Message.objects.filter(to="vi@example.org").count() == 1
    with pytest.raises(NotAllowed, match="already"):
        actions.settle_report(by=officer, report=report, state=ReportState.SETTLED)


def test_only_officers_settle_and_only_to_an_end(organisation, officer):
    report = actions.report_problem(by=UserFactory(), organisation=organisation, about="closed")
    with pytest.raises(NotAllowed, match="officer"):
        actions.settle_report(by=UserFactory(), report=report, state=ReportState.SETTLED)
    with pytest.raises(ValueError, match="cannot end"):
        actions.settle_report(by=officer, report=report, state=ReportState.OPEN)
    actions.settle_report(by=officer, report=report, state=ReportState.SETTLED)
    assert not Message.objects.exists()


def test_the_desk_is_for_officers(client, organisation):
    client.force_login(UserFactory())
    assert client.get(reverse("admin:organisations_problemreport_changelist")).status_code in (302, 403)


def test_what_visitors_wrote_is_erased_in_its_time(organisation, officer):
    old = actions.report_problem(
        by=None, organisation=organisation, about="closed", said="Shut.", email="a@example.org"
    )
    actions.settle_report(by=officer, report=old, state=ReportState.SETTLED)
    waiting = actions.report_problem(by=None, organisation=organisation, about="closed", said="Gone.")
    for days, said in ((80, {"Shut.", "Gone."}), (95, {"", "Gone."}), (370, {""})):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            forget()
        assert set(ProblemReport.objects.values_list("said", flat=True)) == said
    assert waiting.organisation == organisation

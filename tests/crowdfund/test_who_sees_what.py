"""Nobody sees another organisation's application, whoever they are; officers read, and only they."""

import pytest
from django.urls import reverse

from crowdfund import permissions
from crowdfund.models import Round
from crowdfund.states import RoundState
from kentcivil.accounts.roles import Role
from tests.crowdfund.factories import draft, finished, full_round, funding_officer, role_holder
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

PARTS = ["", "organisation/", "eligibility/", "project/", "questions/plan/", "budget/", "documents/", "check/"]
PARTS += ["submit/", "confirmation/", "withdraw/", "subsidies/", "bank-details/", "equality/", "people/"]


def pages_of(application):
    yield from (f"{application.get_absolute_url()}{part}" for part in PARTS)


@pytest.mark.parametrize("who", ["stranger", "other organisation", *Role.values])
def test_strangers_and_officers_find_no_application_on_the_applicants_pages(client, who):
    application = finished()
    document = application.documents.get()
    user = {"stranger": UserFactory, "other organisation": lambda: MembershipFactory().user}.get(
        who, lambda: role_holder(who)
    )()
    client.force_login(user)
    for address in pages_of(application):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"declared": "on"}).status_code in (404, 405), address
    assert client.post(f"{document.get_absolute_url()}remove/").status_code == 404
    reads = who in (Role.FUNDING_OFFICER, Role.AUDITOR)
    assert client.get(document.get_absolute_url()).status_code == (200 if reads else 404)
    application.refresh_from_db()
    assert application.state == "draft"


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(client):
    application = draft()
    for address in pages_of(application):
        assert client.get(address)["Location"].startswith("/accounts/login/"), address


def test_somebody_who_left_the_organisation_sees_it_no_more(client):
    application = draft()
    client.force_login(application.started_by)
    assert client.get(application.get_absolute_url()).status_code == 200
    application.organisation.memberships.all().delete()
    assert client.get(application.get_absolute_url()).status_code == 404


def test_somebody_switched_off_speaks_for_nobody():
    application = draft()
    application.started_by.is_active = False
    assert not permissions.can_read(application.started_by, application)


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 404), ("assessor", 404), ("board officer", 404), ("auditor", 200), ("funding officer", 200)],
)
def test_a_round_that_is_not_published_is_previewed_by_officers_only(client, who, status):
    round_ = full_round(state=RoundState.DRAFT)
    if who:
        client.force_login(role_holder(who))
    response = client.get(round_.get_absolute_url())
    assert response.status_code == status
    if status == 200:
        assert "The public cannot see this round yet" in response.content.decode()
        assert "Start or go on" not in response.content.decode()
    assert client.get(f"{round_.get_absolute_url()}eligibility/").status_code == status
    assert round_.title not in client.get("/crowdfund/").content.decode()


ADMIN_LISTS = ["fund", "objective", "round", "section", "application", "roundversion", "latepass"]


@pytest.mark.parametrize("role", Role.values)
def test_the_admin_is_for_those_whose_work_it_is(client, role):
    draft()
    client.force_login(role_holder(role))
    allowed = role in (Role.FUNDING_OFFICER, Role.AUDITOR)
    for name in ADMIN_LISTS:
        status = client.get(reverse(f"admin:crowdfund_{name}_changelist")).status_code
        assert status == (200 if allowed else 403), name


def test_the_funding_officer_reads_an_application_and_changes_none(client):
    application = finished()
    client.force_login(funding_officer())
    address = reverse("admin:crowdfund_application_change", args=[application.pk])
    page = client.get(address).content.decode()
    assert "We open twice a week." in page
    assert "constitution.pdf" in page
    assert client.post(address, {"project_title": "Mine"}).status_code == 403
    assert client.get(reverse("admin:crowdfund_application_add")).status_code == 403
    assert client.get(reverse("admin:crowdfund_application_history", args=[application.pk])).status_code == 200


def test_the_export_runs_no_formula(client):
    application = draft(project_title="=HYPERLINK(1)")
    client.force_login(funding_officer())
    address = reverse("admin:crowdfund_application_export")
    assert b"onchange" not in client.get(address).content
    exported = client.post(address, {"format": "0", "resource": "0"}).content.decode()
    assert application.reference in exported
    assert "'=HYPERLINK(1)" in exported
    assert application.contact_email not in exported


def test_what_rounds_share_and_whole_pages_of_an_opened_round_are_left_alone_in_the_admin(client):
    client.force_login(funding_officer())
    round_ = full_round()
    for address in (
        reverse("admin:crowdfund_objective_change", args=[round_.objectives.get().pk]),
        reverse("admin:crowdfund_fund_change", args=[round_.funds.get().pk]),
        reverse("admin:crowdfund_round_delete", args=[round_.pk]),
        reverse("admin:crowdfund_section_delete", args=[round_.sections.get().pk]),
    ):
        assert client.post(address, {"title": "Changed", "name": "Changed", "post": "yes"}).status_code == 403, address
    assert round_.sections.exists()


def test_an_officer_publishes_takes_back_and_extends_a_round(client):
    client.force_login(funding_officer())
    round_ = full_round(state=RoundState.DRAFT)
    form = client.get(reverse("admin:crowdfund_round_change", args=[round_.pk])).content.decode()
    assert 'name="_save"' in form
    assert "Preview the public page" in form

    def act(name, **data):
        return client.post(reverse("admin:crowdfund_round_act", args=[round_.pk, name]), data, follow=True)

    assert client.get(reverse("admin:crowdfund_round_act", args=[round_.pk, "publish"])).status_code == 200
    assert "Done: Publish." in act("publish").content.decode()
    assert "cannot be taken back" in act("unpublish").content.decode()
    new = {"closes_at_0": "2031-04-01", "closes_at_1": "12:00"}
    assert "This field is required" in act("extend", **new).content.decode()
    assert "Done: Close later." in act("extend", reason="The site was down", **new).content.decode()
    assert Round.objects.get().closes_at.isoformat() == "2031-04-01T11:00:00+00:00"
    assert act("explode").status_code == 404
    history = client.get(reverse("admin:crowdfund_round_history", args=[round_.pk])).content.decode()
    assert "The site was down" in history


@pytest.mark.parametrize("role", ["auditor", "assessor"])
def test_others_act_on_no_round(client, role):
    client.force_login(role_holder(role))
    round_ = full_round()
    address = reverse("admin:crowdfund_round_act", args=[round_.pk, "extend"])
    assert client.get(address).status_code == 403

"""Bank details are sealed and read by one role; equality answers lead back to nobody; subsidies add up."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions, bank, completeness, subsidies
from crowdfund.models import (
    Application,
    BankDetails,
    BankDetailsReading,
    Case,
    Conflict,
    EqualityAnswers,
    SubsidyLine,
)
from crowdfund.states import AwardState, StepRefused
from crowdfund.tasks import forget
from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from tests.crowdfund.awarding import Scene
from tests.crowdfund.factories import draft, finished, role_holder
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

ACCOUNT = bank.Account(name="Mama to Mama", sort_code="309950", number="12345678")
TYPED = {"account_name": "Mama to Mama", "sort_code": "30-99-50", "account_number": "1234 5678", "go": "on"}
LONDON = ZoneInfo("Europe/London")


def page_of(application, part):
    return f"{application.get_absolute_url()}{part}/"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def application():
    return draft()


@pytest.fixture
def with_bank(application):
    actions.save_bank_details(application=application, account=ACCOUNT, version=0, by=application.started_by)
    return application


@pytest.fixture
def signed_in(client, application):
    client.force_login(application.started_by)
    return client


# --- Bank details -----------------------------------------------------------------------------------------------


def test_bank_details_lie_nowhere_in_the_database_in_clear(with_bank):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS line WHERE line::text LIKE ANY(%s)',
                [["%12345678%", "%309950%", f"%{b'12345678'.hex()}%"]],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    assert found == []
    assert bank.unseal(BankDetails.objects.get().sealed) == ACCOUNT
    assert "12345678" not in f"{ACCOUNT!r} {BankDetails.objects.get()}"


def test_applicants_see_the_last_two_figures_and_no_more(signed_in, application):
    address = page_of(application, "bank-details")
    assert signed_in.post(address, {**TYPED, "version": 0}).status_code == 302
    page = text_of(signed_in.get(address))
    assert "ends in 78" in page
    assert "12345678" not in page
    assert "309950" not in page
    assert "12345678" not in text_of(signed_in.get(page_of(application, "check")))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("sort_code", "30-99", "must be 6 figures"),
        ("sort_code", "٣٠٩٩٥٠", "must be 6 figures"),
        ("account_number", "12345", "must be 8 figures"),
        ("account_number", "123456789", "must be 8 figures"),
        ("account_name", "", "Enter the name on the account"),
    ],
)
def test_bank_details_that_cannot_be_right_are_explained(signed_in, application, field, typed, said):
    address = page_of(application, "bank-details")
    assert said in text_of(signed_in.post(address, {**TYPED, "version": 0, field: typed}))
    assert not BankDetails.objects.exists()


def test_a_short_account_number_gets_its_noughts(signed_in, application):
    signed_in.post(page_of(application, "bank-details"), {**TYPED, "version": 0, "account_number": "123456"})
    assert bank.unseal(BankDetails.objects.get().sealed).number == "00123456"


@pytest.mark.parametrize("role", Role.values)
def test_bank_details_are_read_by_the_payment_role_alone(client, with_bank, role):
    client.force_login(role_holder(role))
    address = reverse("crowdfund:read_bank_details", args=[with_bank.reference])
    allowed = role == Role.PAYMENTS
    assert client.get(address).status_code == (200 if allowed else 404)
    response = client.post(address, {"reason": "First payment"})
    assert ("12345678" in text_of(response)) == allowed
    assert BankDetailsReading.objects.count() == (1 if allowed else 0)


def test_not_even_a_superuser_reads_bank_details(client, with_bank):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert client.get(reverse("crowdfund:read_bank_details", args=[with_bank.reference])).status_code == 404
    with pytest.raises(actions.NotAllowed):
        actions.read_bank_details(application=with_bank, reason="Curious", by=UserFactory(is_superuser=True))


@pytest.mark.parametrize("close", ["declared", "a member"])
def test_a_payments_officer_with_a_conflict_reads_no_bank_details(client, with_bank, close):
    payer = role_holder(Role.PAYMENTS)
    if close == "declared":
        Conflict.objects.create(application=with_bank, person=payer, source="declared")
    else:
        MembershipFactory(organisation=with_bank.organisation, user=payer)
    client.force_login(payer)
    address = reverse("crowdfund:read_bank_details", args=[with_bank.reference])
    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "First payment"}).status_code == 404
    with pytest.raises(actions.ConflictOfInterest):
        actions.read_bank_details(application=with_bank, reason="First payment", by=payer)
    assert not BankDetailsReading.objects.exists()


def test_reading_needs_a_reason_and_is_seen_by_auditors(client, with_bank):
    client.force_login(role_holder(Role.PAYMENTS))
    address = reverse("crowdfund:read_bank_details", args=[with_bank.reference])
    assert "Say why you need" in text_of(client.post(address, {"reason": ""}))
    with pytest.raises(actions.NotReady, match="why"):
        actions.read_bank_details(application=with_bank, reason=" ", by=role_holder(Role.PAYMENTS))
    shown = client.post(address, {"reason": "First payment"})
    assert "30-99-50" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    client.force_login(role_holder(Role.AUDITOR))
    listed = text_of(client.get(reverse("admin:crowdfund_bankdetailsreading_changelist")))
    assert "First payment" in listed
    assert "12345678" not in listed


def test_what_cannot_be_read_is_said(client, application, settings):
    client.force_login(role_holder(Role.PAYMENTS))
    address = reverse("crowdfund:read_bank_details", args=[application.reference])
    assert "No bank details were given" in text_of(client.post(address, {"reason": "Payment"}))
    actions.save_bank_details(application=application, account=ACCOUNT, version=0, by=application.started_by)
    old, new = settings.BANK_DETAILS_KEYS[0], Fernet.generate_key().decode()
    settings.BANK_DETAILS_KEYS = [new]
    assert "the key it was sealed with is not set" in text_of(client.post(address, {"reason": "Payment"}))
    settings.BANK_DETAILS_KEYS = [new, old]
    assert "12345678" in text_of(client.post(address, {"reason": "Payment"}))


def test_without_a_key_bank_details_are_not_asked_for(signed_in, application, settings):
    settings.BANK_DETAILS_KEYS = []
    assert "Bank details" not in text_of(signed_in.get(application.get_absolute_url()))
    assert signed_in.get(page_of(application, "bank-details")).status_code == 404


def test_bank_details_typed_after_signing_out_are_sealed_in_the_session(client, application):
    address = page_of(application, "bank-details")
    client.post(address, {**TYPED, "version": 0})
    assert "5678" not in str(dict(client.session))
    client.force_login(application.started_by)
    assert "1234 5678" in text_of(client.get(address))


# --- Bank details of an award, once the application can no longer be changed --------------------------------------


def test_bank_details_that_were_not_given_before_are_given_with_the_award(client):
    scene = Scene()
    award = scene.to(AwardState.RELEASED)
    payment, owner = award.payments.get(number=1), scene.owner(award)
    actions.approve_payment(payment=payment, by=scene.officer)
    page = reverse("crowdfund:my_award", args=[award.application.reference])
    address = reverse("crowdfund:my_award_step", args=[award.application.reference, "give_bank_details"])
    client.force_login(scene.payer)
    payments = reverse("crowdfund:payments")
    assert "has not given its bank details yet" in text_of(client.get(payments))
    client.force_login(owner)
    assert "Without them we cannot pay you" in text_of(client.get(page))
    assert "The sort code must be 6 figures" in text_of(client.post(address, {**TYPED, "sort_code": "1"}))
    assert "ends in 78" in text_of(client.post(address, TYPED, follow=True))
    assert "12345678" not in text_of(client.get(address))
    told = Message.objects.filter(to=owner.email).latest("pk")
    assert "Somebody of your organisation gave us bank details" in told.text
    assert "78" not in told.subject
    client.force_login(scene.officer)
    officers = text_of(client.get(reverse("crowdfund:award", args=[award.application.reference])))
    assert "Only the payments officer can read them" in officers
    assert "ends in 78" not in officers
    client.force_login(scene.payer)
    assert "after the payment was approved" in text_of(client.get(payments))
    account = actions.read_bank_details(application=award.application, reason="First payment", by=scene.payer)
    assert account == ACCOUNT


def test_only_owners_give_bank_details_and_only_while_something_may_be_paid(client, settings):
    scene = Scene()
    award = scene.to(AwardState.ACCEPTED)
    editor = MembershipFactory(organisation=award.application.organisation, role="editor").user
    with pytest.raises(actions.NotAllowed):
        actions.give_bank_details(award=award, account=ACCOUNT, by=editor)
    owner = scene.owner(award)
    actions.give_bank_details(award=award, account=ACCOUNT, by=owner)
    actions.decline_offer(award=award, by=owner)
    with pytest.raises(StepRefused):
        actions.give_bank_details(award=award, account=ACCOUNT, by=owner)
    other = scene.to(AwardState.ACCEPTED)
    client.force_login(scene.owner(other))
    page = reverse("crowdfund:my_award", args=[other.application.reference])
    assert "Give your bank details" in text_of(client.get(page))
    settings.BANK_DETAILS_KEYS = []
    assert "ank details" not in text_of(client.get(page))


def test_bank_details_go_90_days_after_nothing_more_can_be_paid():
    scene = Scene()
    states = (AwardState.RELEASED, AwardState.COMPLETE)
    running, complete = (scene.to(state).application for state in states)
    open_draft = draft()
    withdrawn, closed = finished(), draft()
    actions.withdraw(application=withdrawn, by=withdrawn.started_by)
    now = timezone.now()
    Application.objects.filter(pk=closed.pk).update(state="closed", closed_at=now)
    declined, reserve = scene.application(), scene.application()
    for application, outcome in ((declined, "decline"), (reserve, "reserve")):
        Case.objects.filter(application=application).update(outcome=outcome)
    for application in (running, complete, open_draft, withdrawn, closed, declined, reserve):
        BankDetails.objects.create(application=application, sealed=bank.seal(ACCOUNT), ending="78")

    def left_after(days):
        actions.forget_bank_details(at=now + timedelta(days=days))
        return set(BankDetails.objects.values_list("application", flat=True))

    assert len(left_after(89)) == 7
    assert left_after(91) == {running.pk, open_draft.pk, reserve.pk}
    assert left_after(366) == {running.pk, open_draft.pk}
    forget()


def test_what_was_typed_too_late_goes_after_a_year():
    done = draft()
    typed = {"application": done, "part": "Budget", "lines": [("Rent", "£40")], "by": done.started_by}
    actions.keep_typing(**typed, at=timezone.now() - timedelta(days=366))
    kept = actions.keep_typing(**typed | {"part": "Project"}, at=timezone.now() - timedelta(days=364))
    forget()
    assert done.kept_typing.get() == kept


# --- Equality ---------------------------------------------------------------------------------------------------


def test_equality_answers_are_given_once_and_lead_back_to_nobody(signed_in, application):
    address = page_of(application, "equality")
    assert "You need not answer" in text_of(signed_in.get(address))
    data = {"version": 0, "go": "on", "led_by": ["women", "young"], "reaches": ["disabled"]}
    assert signed_in.post(address, data).status_code == 302
    answers = EqualityAnswers.objects.get()
    assert (answers.led_by, answers.reaches) == (["women", "young"], ["disabled"])
    related = {field.related_model for field in EqualityAnswers._meta.get_fields() if field.is_relation}
    assert related == {type(application.round)}
    assert "nobody can tell whose they are" in text_of(signed_in.get(address))
    signed_in.post(address, {**data, "led_by": ["none"]})
    assert EqualityAnswers.objects.count() == 1
    assert "Women" not in text_of(signed_in.get(page_of(application, "check")))


def test_an_answer_that_is_none_of_the_groups_is_refused(signed_in, application):
    address = page_of(application, "equality")
    assert "Select a valid choice" in text_of(signed_in.post(address, {"version": 0, "led_by": ["martians"]}))
    assert not EqualityAnswers.objects.exists()


def test_late_equality_answers_do_not_count(application):
    late = application.round.closes_at
    actions.save_equality(application=application, led_by=["women"], reaches=[], by=application.started_by, at=late)
    assert not EqualityAnswers.objects.exists()


def test_officers_see_sums_and_no_small_numbers(client, application):
    round_ = application.round
    address = reverse("admin:crowdfund_round_reach", args=[round_.pk])
    client.force_login(role_holder(Role.FUNDING_OFFICER))
    for number in range(6):
        EqualityAnswers.objects.create(round=round_, led_by=["women"], reaches=["young"] if number < 4 else [])
        page = text_of(client.get(address))
        assert ("Nothing is shown" in page) == (number < 4)
    assert "6 organisations answered" in page
    assert "<td>6</td><td>fewer than 5</td>" in page
    assert client.get(reverse("admin:crowdfund_round_reach", args=[0])).status_code == 404
    client.force_login(role_holder(Role.ASSESSOR))
    assert client.get(address).status_code in (403, 404)


# --- Subsidies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2027, 3, 31, 23, 59, 59, tzinfo=LONDON), 2026),
        (datetime(2027, 4, 1, 0, 0, tzinfo=LONDON), 2027),
        (datetime(2027, 3, 31, 23, 30, tzinfo=ZoneInfo("UTC")), 2027),
        (datetime(2027, 1, 1, tzinfo=LONDON), 2026),
    ],
)
def test_a_financial_year_begins_on_the_first_of_april_in_london(moment, year):
    assert subsidies.financial_year(moment) == year
    assert subsidies.shown(2099) == "2099-00"


def lines(*filled, version=0, had="yes"):
    data = {"version": version, "go": "on", "had_subsidies": had}
    data |= {"subsidy-TOTAL_FORMS": len(filled), "subsidy-INITIAL_FORMS": 0}
    for place, (giver, year, amount) in enumerate(filled):
        data |= {f"subsidy-{place}-giver": giver, f"subsidy-{place}-year": year, f"subsidy-{place}-amount": amount}
    return data


def test_subsidies_of_three_years_add_up(signed_in, application):
    current, last, before = subsidies.years_counted(application.round)
    address = page_of(application, "subsidies")
    data = lines(("Thanet District Council", current, "£10,000"), ("Kent County Council", before, "5000.50"))
    assert signed_in.post(address, data).status_code == 302
    page = text_of(signed_in.get(address))
    assert "£15,000.50" in page
    assert "£299,999.50" in page
    assert subsidies.shown(last) in page
    assert f"Kent County Council, {subsidies.shown(before)}" in text_of(signed_in.get(page_of(application, "check")))
    signed_in.post(address, lines(version=1, had="no"))
    assert not SubsidyLine.objects.exists()


def test_nobody_asks_beyond_the_limit():
    application = finished()
    year = subsidies.years_counted(application.round)[0]

    def declare(amount, version):
        actions.save_subsidies(
            application=application,
            had_subsidies=True,
            lines=[("Kent County Council", year, Decimal(amount))],
            version=version,
            by=application.started_by,
        )
        whole = Application.objects.whole().get(pk=application.pk)
        return [problem.sentence for problem in completeness.problems_of(whole, completeness.SUBSIDY)]

    assert declare("309000.00", 1) == []
    (sentence,) = declare("309000.01", 2)
    assert "£315,000" in sentence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("", "2026", "5"), "Enter who gave it"),
        (("KCC", "", "5"), "Choose the financial year"),
        (("KCC", "2026", ""), "Enter how much it was"),
        (("KCC", "2026", "0"), "must be more than £0"),
        (("KCC", "1999", "5"), "Select a valid choice"),
    ],
)
def test_a_subsidy_that_is_not_whole_is_explained_and_given_back(signed_in, application, line, said):
    assert said in text_of(signed_in.post(page_of(application, "subsidies"), lines(line)))
    assert not SubsidyLine.objects.exists()


def test_yes_without_a_line_and_no_answer_are_not_finished(signed_in, application):
    address = page_of(application, "subsidies")
    assert "Add each subsidy" in text_of(signed_in.post(address, lines()))
    assert "Choose whether your organisation" in text_of(signed_in.post(address, lines(version=1, had="")))


def test_subsidies_typed_too_late_are_kept_apart(client):
    application = finished()
    actions.submit(application=application, declared=True, by=application.started_by)
    actions.withdraw(application=application, by=application.started_by)
    client.force_login(application.started_by)
    year = subsidies.years_counted(application.round)[0]
    response = client.post(page_of(application, "subsidies"), lines(("KCC", year, "12"), version=1))
    assert response.status_code == 409
    assert "KCC" in text_of(client.get(application.get_absolute_url()))


def test_nobody_else_sets_anything_aside(application):
    with pytest.raises(actions.NotAllowed):
        actions.keep_typing(application=application, part="Budget", lines=[("A", "B")], by=UserFactory())
    nothing = [("A", "")]
    assert actions.keep_typing(application=application, part="Budget", lines=nothing, by=application.started_by) is None

"""The pages of an award: the charity's, the officers', the payments officer's, and what each refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Account, Award, Entry
from crowdfund.states import AwardState
from kentcivil.mail.models import Message
from tests.crowdfund.awarded import announced_awards
from tests.crowdfund.awarding import Scene
from tests.crowdfund.factories import PDF, role_holder
from tests.crowdfund.test_lists import queries_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def mine(award, *more):
    name = "crowdfund:my_award_step" if more else "crowdfund:my_award"
    return reverse(name, args=[award.application.reference, *more])


def theirs(award, *more):
    name = "crowdfund:award_step" if more else "crowdfund:award"
    return reverse(name, args=[award.application.reference, *more])


def text_of(response):
    return response.content.decode()


def send(client, address, **typed):
    """Open the page of a step, send its form, and say what the next page shows."""
    assert client.get(address).status_code == 200, address
    return text_of(client.post(address, typed, follow=True, headers={"Origin": "http://testserver"}))


@pytest.mark.parametrize(("role", "listed"), [("payments officer", "payments"), ("funding officer", "awards")])
def test_whoever_pays_or_follows_an_award_can_still_say_that_it_concerns_them(client, scene, role, listed):
    award = scene.to(AwardState.RELEASED)
    payment = actions.approve_payment(payment=award.payments.get(number=1), by=scene.officer)
    client.force_login(role_holder(role))
    listed = reverse(f"crowdfund:{listed}")
    address = reverse("crowdfund:award_conflict", args=[award.application.reference])
    from_page = listed if role == "payments officer" else theirs(award)
    assert address in text_of(client.get(from_page))
    assert "Say in a few words what the conflict is" in send(client, address, reason=" ")
    page = send(client, address, reason="My brother is their treasurer")
    assert "You see nothing more of this award" in page
    assert award.application.project_title not in page
    assert award.application.project_title not in text_of(client.get(listed))
    for hidden in (address, theirs(award), theirs(award, "pay", payment.pk)):
        assert client.get(hidden).status_code == 404


def test_who_only_reads_awards_or_has_a_conflict_declares_none(client, scene):
    award = scene.offered()
    address = reverse("crowdfund:award_conflict", args=[award.application.reference])
    for person in (role_holder("auditor"), role_holder("assessor"), scene.owner(award)):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(role_holder("auditor"))
    assert address not in text_of(client.get(theirs(award)))


def test_a_charity_and_officers_take_an_award_from_the_offer_to_the_end(client, scene):
    award = scene.offered(conditions=["Open to all"])
    charity, officer, payer = scene.owner(award), scene.officer, scene.payer

    def as_(person):
        client.force_login(person)

    as_(charity)
    page = text_of(client.get(award.application.get_absolute_url()))
    assert "Read and answer the offer" in page
    assert "Withdraw this application" not in page
    page = text_of(client.get(mine(award)))
    assert "Accept the offer" in page
    assert "Open to all" in page
    assert "Tick the box to accept" in send(client, mine(award, "accept_offer"))
    assert "Done: Accept the offer." in send(client, mine(award, "accept_offer"), agreed="on")
    assert "We write to you when it is here" in text_of(client.get(mine(award)))

    as_(officer)
    assert award.application.project_title in text_of(client.get(reverse("crowdfund:awards")))
    assert "Done: Send the subsidy notice." in send(client, theirs(award, "send_subsidy_notice"))

    as_(charity)
    page = send(client, mine(award, "confirm_subsidy"), received="320,000", confirmed="on")
    assert "more than the limit of £315,000" in page
    assert "Done" in send(client, mine(award, "confirm_subsidy"), received="£1,000", confirmed="on")

    as_(officer)
    end = timezone.localdate() + timedelta(days=40)
    day = {"ends_on_0": end.day, "ends_on_1": end.month, "ends_on_2": end.year}
    send(client, theirs(award, "open_campaign"), **day, platform="https://www.example.org/project")
    send(client, theirs(award, "record_raised"), amount="4,000", supporters="50")
    page = send(client, theirs(award, "release_pledge"), first_percent="75")
    assert "£1,000 of the target are still missing" in page

    as_(charity)
    slip = SimpleUploadedFile("slip.pdf", PDF)
    page = send(client, mine(award, "add_offline_pledge"), amount="1000", supporters="20", giver="Fair", evidence=slip)
    assert "Waiting for a check" in page
    send(client, mine(award, "post_news"), title="We are on our way", text="Thank you!")

    as_(officer)
    pledge = award.campaign.offline_pledges.get()
    assert "slip.pdf" in text_of(client.get(theirs(award)))
    assert client.get(reverse("crowdfund:evidence", args=[pledge.evidence_id]))["X-Content-Type-Options"] == "nosniff"
    send(client, theirs(award, "count_offline_pledge", pledge.pk))
    send(client, theirs(award, "release_pledge"), first_percent="75")
    payment = award.payments.get(number=1)
    send(client, theirs(award, "approve_payment", payment.pk))

    as_(payer)
    assert "£3,750" in text_of(client.get(reverse("crowdfund:payments")))
    today = timezone.localdate()
    day = {"paid_on_0": today.day, "paid_on_1": today.month, "paid_on_2": today.year}
    page = send(client, theirs(award, "pay", payment.pk), **day, bank_reference="BACS 1")
    assert "Nothing waits to be paid." in page

    as_(charity)
    report = award.reports.order_by("due_on").first()
    said = {"happened": "It works.", "spent": "3,600", "people_helped": "80"}
    page = send(client, mine(award, "save_report", report.pk), **said, go="send")
    assert "Add at least one file as evidence" in page
    assert "It works." in page
    receipt = SimpleUploadedFile("receipt.pdf", PDF)
    page = send(client, mine(award, "save_report", report.pk), **said, evidence=receipt, go="send")
    assert "receipt.pdf" in page
    page = send(client, mine(award, "declare_unspent"), amount="150", why="The hall was cheaper")
    assert "The hall was cheaper" in page

    as_(officer)
    send(client, theirs(award, "accept_report", report.pk))
    as_(payer)
    owed = award.repayments.get()
    send(client, theirs(award, "receive_repayment", owed.pk), bank_reference="IN 1")
    assert Entry.objects.filter(movement__award=award).by_account()[Account.RETURNED] == 150
    as_(officer)
    page = text_of(client.get(reverse("crowdfund:ledger", args=[scene.round.slug])))
    for said in ("£3,600", "Paid back", "The hall was cheaper"):
        assert said in page
    rows = b"".join(client.get(reverse("crowdfund:ledger_csv", args=[scene.round.slug])).streaming_content)
    assert rows.decode().count("\n") == Entry.objects.count() + 1
    assert Message.objects.filter(key__startswith="crowdfund.award").exclude(state="failed").count() >= 9


def test_completing_an_award_is_offered_once_it_would_be_accepted(client, scene):
    award = scene.to(AwardState.RELEASED)
    client.force_login(scene.officer)
    step = theirs(award, "complete_award")

    def is_offered():
        return step in text_of(client.get(theirs(award)))

    for report in award.reports.all():
        scene.report(report)
        actions.accept_report(report=report, by=scene.officer)
    for payment in award.payments.all():
        assert not is_offered()
        assert "This is not possible now" in text_of(client.get(step, follow=True))
        scene.pay(payment)
    assert is_offered()
    actions.ask_for_change(award=award, what="More time", by=scene.owner(award))
    assert not is_offered()
    actions.refuse_change(change_request=award.change_requests.get(), answer="No", by=scene.officer)
    assert "Done: Complete the award." in send(client, step)
    assert not is_offered()


def test_what_is_not_theirs_is_not_there(client, scene):
    award = scene.to(AwardState.RELEASED)
    report, payment = award.reports.first(), award.payments.first()
    scene.report(report)
    evidence = report.evidence.get()
    pages = [
        mine(award),
        mine(award, "post_news"),
        mine(award, "send_subsidy_notice"),
        mine(award, "nonsense"),
        theirs(award),
        theirs(award, "claw_back"),
        theirs(award, "post_news"),
        theirs(award, "accept_report", report.pk),
        theirs(award, "accept_report"),
        theirs(award, "claw_back", 7),
        theirs(award, "pay", payment.pk),
        reverse("crowdfund:evidence", args=[evidence.pk]),
        reverse("crowdfund:awards"),
        reverse("crowdfund:payments"),
        reverse("crowdfund:ledger", args=[scene.round.slug]),
        reverse("crowdfund:ledger_csv", args=[scene.round.slug]),
    ]
    conflicted = role_holder("funding officer")
    actions_of = {
        "stranger": (UserFactory(), set()),
        "assessor": (role_holder("assessor"), set()),
        "charity": (scene.owner(award), {0, 1, 11}),
        "officer": (scene.officer, {4, 5, 7, 11, 12, 13, 14, 15}),
        "auditor": (role_holder("auditor"), {4, 11, 12, 13, 14, 15}),
        "payer": (scene.payer, {13}),
        "conflicted": (conflicted, {12, 13, 14, 15}),
    }
    award.application.conflicts.create(person=conflicted, source="declared")
    for who, (person, open_to_them) in actions_of.items():
        client.force_login(person)
        for place, address in enumerate(pages):
            status = client.get(address).status_code
            if who == "payer" and place == 10:
                assert status == 302, "not approved yet, so it leads back"
                continue
            assert status == (200 if place in open_to_them else 404), (who, address)
    client.force_login(conflicted)
    for address in (pages[12], pages[13], pages[14]):
        assert award.application.reference not in text_of(client.get(address))
    client.logout()
    for address in pages:
        assert client.get(address)["Location"].startswith("/accounts/login/"), address


def test_a_step_that_is_no_longer_possible_leads_back(client, scene):
    award = scene.offered()
    client.force_login(scene.owner(award))
    actions.decline_offer(award=award, by=scene.owner(award))
    page = text_of(client.get(mine(award, "accept_offer"), follow=True))
    assert "This is not possible now" in page


def test_a_late_answer_says_so_and_two_at_once_do_no_harm(client, scene):
    award = scene.offered()
    Award.objects.update(lapses_at=timezone.now())
    client.force_login(scene.owner(award))
    page = send(client, mine(award, "accept_offer"), agreed="on")
    assert "The time to accept this offer has ended." in page


def test_whoever_approved_a_payment_does_not_pay_it(client, scene):
    award = scene.to(AwardState.RELEASED)
    payment = award.payments.first()
    actions.approve_payment(payment=payment, by=scene.officer)
    scene.officer.groups.add(scene.payer.groups.get())
    client.force_login(scene.officer)
    today = timezone.localdate()
    day = {"paid_on_0": today.day, "paid_on_1": today.month, "paid_on_2": today.year}
    page = send(client, theirs(award, "pay", payment.pk), **day, bank_reference="x")
    assert "Somebody else must pay what you approved." in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"amount": "-5"}, "cannot be less than £0"),
        ({"amount": "12.345"}, "at most two figures for pence"),
        ({"amount": "99999999999"}, "less than £10 million"),
        ({"amount": "€5"}, "Enter an amount in pounds"),
        ({"amount": "🍎"}, "Enter an amount in pounds"),
        ({"amount": ""}, "Enter the amount"),
        ({"amount": "5", "supporters": "1.5"}, "Enter a whole number"),
        ({"amount": "5", "supporters": "0"}, "greater than or equal to 1"),
    ],
)
def test_odd_figures_are_answered_with_a_sentence(client, scene, typed, message):
    award = scene.to(AwardState.CAMPAIGN)
    client.force_login(scene.owner(award))
    said = {"supporters": "1", "giver": "مشروع 🌻", "evidence": SimpleUploadedFile("x.pdf", PDF), **typed}
    page = send(client, mine(award, "add_offline_pledge"), **said)
    assert message in page
    assert "مشروع 🌻" in page


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"MZ\x90\x00 not a pdf", "must be"), (b"", "is empty"), (b"%PDF" + b"x" * 10_485_761, "10 MB")],
)
def test_files_that_are_no_evidence_are_refused(client, scene, content, message):
    award = scene.to(AwardState.RELEASED)
    report = award.reports.first()
    client.force_login(scene.owner(award))
    page = send(
        client,
        mine(award, "save_report", report.pk),
        happened="We opened.",
        evidence=SimpleUploadedFile("receipt.pdf", content),
        go="keep",
    )
    assert message in page
    assert "We opened." in page
    assert not report.evidence.exists()


def test_what_was_typed_while_signed_out_waits(client, scene):
    award = scene.to(AwardState.RELEASED)
    report = award.reports.first()
    address = mine(award, "save_report", report.pk)
    kept = client.post(address, {"happened": "A long story"}, headers={"Origin": "http://testserver"})
    assert kept["Location"].startswith("/accounts/login/")
    session = client.session
    typed = session["crowdfund_typed"]
    client.force_login(scene.owner(award))
    session = client.session
    session["crowdfund_typed"] = typed
    session.save()
    assert "A long story" in text_of(client.get(address))


def test_the_list_of_awards_is_filtered_by_round_and_state(client, scene):
    award = scene.offered()
    client.force_login(scene.officer)
    address = reverse("crowdfund:awards")
    assert award.application.reference in text_of(client.get(f"{address}?state=offered&round={scene.round.pk}"))
    assert award.application.reference not in text_of(client.get(f"{address}?state=lapsed"))
    assert "There is no award like this." in text_of(client.get(f"{address}?state=lapsed"))


def test_the_lists_of_awards_and_movements_ask_the_same_however_long_they_are(client, scene):
    client.force_login(scene.officer)
    counts, round_ = [], None
    for start, more in ((0, 1), (1_000, 9), (2_000, 90)):
        round_ = announced_awards(more, start=start, round_=round_)
        counts.append(queries_of(client, reverse("crowdfund:awards")))
    assert counts[1] == counts[2] <= counts[0] + 1, counts
    ledger, lengths = reverse("crowdfund:ledger", args=[scene.round.slug]), []
    for more in (1, 9, 20):
        for _ in range(more):
            scene.offered(amounts={scene.round.round_funds.get(): Decimal(1)})
        lengths.append(queries_of(client, ledger))
    assert len(set(lengths)) == 1, lengths


def test_the_admin_shows_the_record_to_those_who_follow_awards(client, scene):
    award = scene.to(AwardState.RELEASED)
    scene.pay(award.payments.first())
    actions.claw_back(award=award, amount=Decimal(1), why="x", by=scene.officer)
    names = ["award", "movement", "payment", "repayment", "report", "campaign", "subsidynotice", "raisedupdate"]
    for role, allowed in (("auditor", names), ("payments officer", names[:4]), ("assessor", [])):
        client.force_login(role_holder(role))
        for name in names:
            status = client.get(reverse(f"admin:crowdfund_{name}_changelist")).status_code
            assert status == (200 if name in allowed else 403), (role, name)
    client.force_login(role_holder("auditor"))
    movement = award.movements.first()
    page = text_of(client.get(reverse("admin:crowdfund_movement_change", args=[movement.pk])))
    assert "Owed back" in page
    assert 'name="_save"' not in page

"""A double click without scripts: the form is acted on once, and the second click shows what the first did."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crowdfund import actions
from crowdfund.models import OfflinePledge, Repayment, StepTaken
from crowdfund.states import AwardState
from kentcivil.geography.models import District
from tests.crowdfund.awarding import Scene
from tests.crowdfund.factories import PDF
from tests.crowdfund.test_at_once import at_once

ORIGIN = {"Origin": "http://testserver"}


def address(award, step, *more):
    return reverse("crowdfund:my_award_step", args=[award.application.reference, step, *more])


def number_in(response):
    return re.search(r'name="once" value="([^"]+)"', response.content.decode())[1]


def paid_award():
    scene = Scene()
    award = scene.to(AwardState.RELEASED)
    scene.pay(award.payments.get(number=1))
    return scene, award


@pytest.mark.django_db
def test_a_pledge_on_paper_sent_twice_is_one_and_sent_from_a_new_page_is_another(client):
    scene = Scene()
    award = scene.to(AwardState.CAMPAIGN)
    client.force_login(scene.owner(award))
    page = address(award, "add_offline_pledge")
    for clicks in (2, 1):
        once = number_in(client.get(page))
        for _click in range(clicks):
            slip = SimpleUploadedFile("slip.pdf", PDF)
            typed = {"amount": "50", "supporters": "2", "giver": "Fair", "evidence": slip, "once": once}
            answer = client.post(page, typed, follow=True, headers=ORIGIN)
            assert "Done: Add a pledge on paper." in answer.content.decode()
    assert award.campaign.offline_pledges.count() == 2
    assert award.evidence.count() == 2


@pytest.mark.django_db
def test_what_was_refused_can_be_sent_again_and_a_number_that_is_none_does_no_harm(client):
    scene, award = paid_award()
    client.force_login(scene.owner(award))
    page = address(award, "declare_unspent")
    once = number_in(client.get(page))
    refused = client.post(page, {"amount": "9000", "why": "Left over", "once": once}, headers=ORIGIN)
    assert "At most £3,750 can come back" in refused.content.decode()
    assert number_in(refused) == once
    for _click in range(2):
        answer = client.post(page, {"amount": "10", "why": "Left over", "once": once}, follow=True, headers=ORIGIN)
        assert "Done: " in answer.content.decode()
    assert award.repayments.count() == 1
    client.post(page, {"amount": "10", "why": "Left over", "once": "<script>"}, headers=ORIGIN)
    assert award.repayments.count() == 2


@pytest.mark.django_db
def test_a_report_sent_twice_is_sent_once_and_one_that_lacked_something_can_be_sent_again(client):
    scene, award = paid_award()
    client.force_login(scene.owner(award))
    report = award.reports.first()
    page = address(award, "save_report", report.pk)
    typed = {"happened": "It works.", "spent": "10", "go": "send", "once": number_in(client.get(page))}
    assert "Add at least one file" in client.post(page, typed, headers=ORIGIN).content.decode()
    for _click in range(2):
        receipt = SimpleUploadedFile("receipt.pdf", PDF)
        answer = client.post(page, {**typed, "evidence": receipt}, follow=True, headers=ORIGIN)
        assert "Done: Write the report." in answer.content.decode()
    assert report.evidence.count() == 1
    assert award.steps.filter(step="send_report").count() == 1


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_add_one_repayment():
    District.objects.get_or_create(code="E07000114", defaults={"name": "Thanet", "slug": "thanet"})
    scene, award = paid_award()
    owner, number = scene.owner(award), uuid4()

    def click():
        return actions.take_once(
            award=award,
            step="declare_unspent",
            number=number,
            act=lambda: actions.declare_unspent(award=award, amount=Decimal(10), why="x", by=owner),
        )

    assert sorted(at_once(*[click] * 4)) == [False, False, False, True]
    assert Repayment.objects.count() == StepTaken.objects.filter(number=number).count() == 1
    assert not OfflinePledge.objects.exists()
    assert str(StepTaken.objects.get(number=number)) == f"declare_unspent of {award.pk}"

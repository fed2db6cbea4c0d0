"""A consultation from the first draft to its findings: who may do what when, and what the database refuses."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kentcivil.accounts.roles import Role
from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from partnership_board import actions
from partnership_board.consultations import permissions
from partnership_board.consultations.deadlines import DRAFTS_KEPT, Phase, accepts, is_over_for, over_for, phase
from partnership_board.models import Consultation, ConsultationDocument, Finding, Question, WhatWeDid
from partnership_board.notices_of_consultations import ALL, ONE
from tests.factories import UserFactory
from tests.partnership_board.consultation_factories import CLOSES, ConsultationFactory, begun, sent
from tests.partnership_board.factories import NOW, ActionFactory, CommitmentFactory, officer, pdf, person_in

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def by():
    return officer()


def fresh(consultation):
    return Consultation.objects.get(pk=consultation.pk)


def follower(kind, key, email="follower@example.org"):
    return Following.objects.create(kind=kind, key=key, email=email, confirmed_at=NOW - timedelta(days=30))


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


# --- When it is open ---------------------------------------------------------------------------------------------


def test_it_is_open_from_the_first_moment_and_closed_at_the_last():
    it = ConsultationFactory.build(opens_at=NOW, closes_at=CLOSES)
    moment = timedelta(microseconds=1)
    phases = [phase(it, at) for at in (NOW - moment, NOW, CLOSES - moment, CLOSES)]
    assert phases == ["coming", "open", "open", "closed"]


def test_a_time_without_a_zone_is_no_answer():
    with pytest.raises(ValueError, match="aware"):
        phase(ConsultationFactory.build(), datetime(2022, 5, 3))


def test_pages_and_queries_agree_about_what_is_open(time_machine):
    it = ConsultationFactory(published=True)
    for at in (it.opens_at - timedelta(seconds=1), it.opens_at, CLOSES - timedelta(seconds=1), CLOSES):
        time_machine.move_to(at, tick=False)
        for which in Phase:
            assert Consultation.objects.in_phase(which, at).exists() == (it.phase is which)
        assert Consultation.objects.open_at(at).exists() == it.accepts_now


def test_a_draft_and_a_cancelled_one_take_no_answers(by):
    draft, cancelled = ConsultationFactory(), ConsultationFactory(published=True)
    actions.cancel_consultation(consultation=cancelled, reason="It was asked elsewhere.", by=by)
    assert not accepts(draft, NOW)
    assert not accepts(fresh(cancelled), NOW)


def test_midnight_in_london_is_the_close_in_summer_too(time_machine):
    closes_at = datetime(2022, 7, 1, 0, 0, tzinfo=LONDON)
    it = ConsultationFactory(published=True, closes_at=closes_at)
    assert fresh(it).closes_at.isoformat() == "2022-06-30T23:00:00+00:00"
    assert accepts(it, datetime(2022, 6, 30, 23, 59, 59, tzinfo=LONDON))
    assert not accepts(it, closes_at)


def test_what_is_kept_for_a_while_goes_at_the_same_moment_for_pages_and_queries():
    it = ConsultationFactory(published=True)
    for at in (CLOSES + DRAFTS_KEPT - timedelta(microseconds=1), CLOSES + DRAFTS_KEPT):
        found = Consultation.objects.filter(over_for(at, DRAFTS_KEPT)).exists()
        assert found == is_over_for(it, at, DRAFTS_KEPT) == (at == CLOSES + DRAFTS_KEPT)


# --- What officers do --------------------------------------------------------------------------------------------


def test_publishing_makes_it_public(by):
    it = ConsultationFactory()
    actions.publish_consultation(consultation=it, by=by)
    assert Consultation.objects.published().get() == it
    with pytest.raises(ValidationError, match="cannot become"):
        actions.publish_consultation(consultation=it, by=by)


def test_one_without_questions_or_time_is_not_published(by):
    empty = ConsultationFactory()
    empty.questions.all().delete()
    with pytest.raises(ValidationError, match="question"):
        actions.publish_consultation(consultation=empty, by=by)
    over = ConsultationFactory(opens_at=NOW - timedelta(days=9), closes_at=NOW)
    with pytest.raises(ValidationError, match="still to come"):
        actions.publish_consultation(consultation=over, by=by)


def test_it_can_be_taken_back_before_it_opens_and_not_after(by, clock):
    it = ConsultationFactory(published=True, opens_at=NOW + timedelta(days=1))
    actions.take_back_consultation(consultation=it, by=by)
    assert not fresh(it).is_public
    Question.objects.filter(consultation=it, number=1).update(text="Do you like the aims?")
    actions.publish_consultation(consultation=it, by=by)
    clock.move_to(NOW + timedelta(days=1), tick=False)
    with pytest.raises(ValidationError, match="has opened"):
        actions.take_back_consultation(consultation=it, by=by)


def test_an_extension_is_told_with_its_reason(by, client):
    it = ConsultationFactory(published=True)
    follower(ONE, it.slug)
    later = CLOSES + timedelta(days=7)
    actions.extend_consultation(consultation=it, closes_at=later, reason="Half-term came between.", by=by)
    page = client.get(it.get_absolute_url()).content.decode()
    assert "31 May 2022" in page
    assert "It was to close on 24 May 2022" in page
    assert "Half-term came between." in page
    assert "now closes on 31 May 2022" in Message.objects.get(to="follower@example.org").subject
    with pytest.raises(ValidationError, match="later"):
        actions.extend_consultation(consultation=it, closes_at=later, reason="Again", by=by)


def test_what_has_closed_is_not_opened_again(by, clock):
    it = ConsultationFactory(published=True)
    clock.move_to(CLOSES, tick=False)
    with pytest.raises(ValidationError, match="has not closed"):
        actions.extend_consultation(consultation=it, closes_at=CLOSES + timedelta(days=1), reason="More", by=by)


def test_a_cancelled_one_says_why(by, client):
    it = ConsultationFactory(published=True)
    follower(ALL, "all")
    actions.cancel_consultation(consultation=it, reason="The law changed.", by=by)
    assert "The law changed." in client.get(it.get_absolute_url()).content.decode()
    assert "The law changed." in Message.objects.get().text
    with pytest.raises(ValidationError):
        actions.cancel_consultation(consultation=it, reason="Again", by=by)


def test_findings_come_after_the_close_and_can_be_added_to(by, clock, client):
    it = ConsultationFactory(published=True)
    sent(it, long="Buses.")
    follower(ONE, it.slug)
    first = Finding.objects.create(consultation=it, number=1, title="Buses matter")
    with pytest.raises(ValidationError, match="after the close"):
        actions.publish_findings(consultation=it, by=by)
    clock.move_to(CLOSES, tick=False)
    assert client.get(f"{it.get_absolute_url()}findings/").status_code == 404
    actions.publish_findings(consultation=it, by=by)
    assert fresh(it).is_reported
    assert list(Finding.objects.published()) == [first]
    with pytest.raises(ValidationError, match="Write a finding"):
        actions.publish_findings(consultation=it, by=by)
    Finding.objects.create(consultation=it, number=2, title="Rooms matter")
    clock.move_to(CLOSES + timedelta(days=3), tick=False)
    actions.publish_findings(consultation=it, by=by)
    assert Finding.objects.published().count() == 2
    assert fresh(it).reported_at == CLOSES
    assert Message.objects.filter(to="follower@example.org").count() == 2


# --- Who acts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "auditor", "broker"])
def test_nobody_but_a_board_officer_acts(who):
    it = ConsultationFactory(published=True)
    roles = {"auditor": Role.AUDITOR, "broker": Role.BROKER}
    by = person_in(roles[who]) if who in roles else UserFactory()
    for act, more in [
        (actions.publish_consultation, {}),
        (actions.take_back_consultation, {}),
        (actions.extend_consultation, {"closes_at": CLOSES + timedelta(days=1), "reason": "x"}),
        (actions.cancel_consultation, {"reason": "x"}),
        (actions.publish_findings, {}),
        (actions.key_letter, {"said": {}, "received_on": NOW.date()}),
    ]:
        with pytest.raises(actions.NotAllowed):
            act(consultation=it, by=by, **more)


def test_what_is_offered_fits_the_state_and_the_time(by):
    draft, coming = ConsultationFactory(), ConsultationFactory(published=True, opens_at=NOW + timedelta(days=1))
    is_open = ConsultationFactory(published=True)
    assert permissions.can_publish(by, draft)
    assert not permissions.can_publish(by, is_open)
    assert permissions.can_take_back(by, coming, NOW)
    assert not permissions.can_take_back(by, is_open, NOW)
    assert permissions.can_extend(by, is_open, NOW)
    assert not permissions.can_extend(by, is_open, CLOSES)
    assert permissions.can_cancel(by, is_open)
    assert not permissions.can_cancel(by, draft)
    assert permissions.can_key_letters(by, is_open)
    assert permissions.can_publish_findings(by, is_open, CLOSES)
    assert not permissions.can_publish_findings(by, is_open, NOW)
    assert permissions.can_see(UserFactory(), is_open)
    assert not permissions.can_see(UserFactory(), draft)
    assert permissions.can_see(person_in(Role.AUDITOR), draft)
    assert permissions.can_read_responses(person_in(Role.AUDITOR))
    assert not permissions.can_read_responses(person_in(Role.BROKER))


# --- What the database refuses -----------------------------------------------------------------------------------


def test_the_questions_of_a_public_consultation_hold_still():
    it = ConsultationFactory(published=True)
    question = it.questions.first()
    refused(lambda: Question.objects.filter(pk=question.pk).update(text="Something else"))
    refused(question.delete)
    refused(lambda: Question.objects.create(consultation=it, number=9, kind="short", text="One more"))


def test_a_public_consultation_keeps_its_dates_and_its_address():
    it = ConsultationFactory(published=True)
    this = Consultation.objects.filter(pk=it.pk)
    refused(lambda: this.update(opens_at=NOW - timedelta(days=30)))
    refused(lambda: this.update(closes_at=CLOSES - timedelta(seconds=1)))
    refused(lambda: this.update(slug="elsewhere"))
    begun(it, long="Buses")
    refused(lambda: this.update(state="draft"))
    refused(lambda: Consultation.objects.filter(pk=ConsultationFactory().pk).update(closes_at=NOW - timedelta(days=90)))


def test_options_and_scales_fit_the_kind_of_question():
    it = ConsultationFactory()
    for wrong in [
        {"kind": "one", "options": ["Only one"]},
        {"kind": "one", "options": []},
        {"kind": "short", "options": ["a", "b"]},
        {"kind": "scale"},
        {"kind": "long", "least": "bad", "most": "good"},
    ]:
        refused(lambda wrong=wrong: Question.objects.create(consultation=it, number=9, text="?", **wrong))


def test_a_document_has_a_file_or_an_address():
    it = ConsultationFactory()
    refused(lambda: ConsultationDocument.objects.create(consultation=it, title="Nothing"))
    refused(
        lambda: ConsultationDocument.objects.create(
            consultation=it, title="Both", file="x.pdf", address="https://example.org/"
        )
    )


def test_what_we_did_is_exactly_one_thing():
    finding = Finding.objects.create(consultation=ConsultationFactory(), number=1, title="Buses matter")
    action, commitment = ActionFactory(), CommitmentFactory()
    refused(lambda: WhatWeDid.objects.create(finding=finding, text="Nothing"))
    refused(lambda: WhatWeDid.objects.create(finding=finding, text="Two", action=action, commitment=commitment))
    refused(lambda: WhatWeDid.objects.create(text="Of no finding", action=action))
    assert WhatWeDid.objects.create(finding=finding, text="We did", action=action).target == action


# --- Documents ---------------------------------------------------------------------------------------------------


def test_a_document_is_public_with_its_consultation(client):
    it = ConsultationFactory()
    document = ConsultationDocument(consultation=it, title="Easy read version", kind="easy_read", size=9)
    document.file.save("easy.pdf", pdf())
    assert client.get(document.get_absolute_url()).status_code == 404
    actions.publish_consultation(consultation=it, by=officer())
    answer = client.get(document.get_absolute_url())
    assert answer["Content-Type"] == "application/pdf"
    assert "easy-read-version.pdf" in answer["Content-Disposition"]
    other = ConsultationFactory(published=True)
    assert client.get(document.get_absolute_url().replace(it.slug, other.slug)).status_code == 404
    document.file.storage.delete(document.file.name)
    assert client.get(document.get_absolute_url()).status_code == 404

"""Answering a consultation: without an account, for an organisation, later, too late, twice, and on paper."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from kentcivil.mail.models import Message
from organisations.models import Membership
from partnership_board import actions
from partnership_board.consultations.answers import Said
from partnership_board.models import Answer, EqualityReply, Mark, Response
from tests.factories import UserFactory
from tests.meanwhile import meanwhile
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.consultation_factories import (
    CLOSES,
    LETTER,
    ConsultationFactory,
    begun,
    questions_of,
    said,
    sent,
    typed,
)
from tests.partnership_board.factories import NOW, officer

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def it():
    return ConsultationFactory(published=True)


def start(client, it, **fields):
    answer = client.post(f"{it.get_absolute_url()}answer/", {"who": "me", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def read(client, address):
    return client.get(address).content.decode()


# --- From the first word to the copy -----------------------------------------------------------------------------


def test_somebody_without_account_or_email_answers_and_keeps_a_copy(client, it):
    private = start(client, it)
    answers = typed(it, one=2, several=(1, 3), scale=4, short="Lydd", long="Buses\r\nin the evening")
    check = client.post(private, {**answers, "check": "on"})
    assert check["Location"] == f"{private}check/"
    page = read(client, check["Location"])
    for shown in ["Partly", "Advice", "Rooms", "4", "Lydd", "Buses<br>in the evening"]:
        assert shown in page
    done = client.post(check["Location"])
    assert done["Location"] == private
    copy = read(client, private)
    response = Response.objects.get()
    assert "Thank you: your answer was sent" in copy
    assert response.reference in copy
    assert response.state == "submitted"
    assert response.email == ""
    assert not Message.objects.exists()
    assert client.get(private)["X-Robots-Tag"] == "noindex"


def test_saving_shows_the_private_address_and_sends_it_to_whoever_asks(client, it):
    private = start(client, it)
    saved = client.post(private, {**typed(it, long="Half a thought"), "save": "on"})["Location"]
    assert private in read(client, saved)
    assert not Message.objects.exists()
    assert "Enter an email address in the right form" in client.post(saved, {"email": "nonsense"}).content.decode()
    assert "We have sent it to me@example.org" in client.post(saved, {"email": "me@example.org"}).content.decode()
    letter = Message.objects.get(to="me@example.org")
    assert private in letter.text
    assert letter.secret
    client.post(private, {**typed(it, long="Half a thought, and more"), "save": "on"})
    assert Message.objects.count() == 1
    assert "Half a thought, and more" in read(client, private)


def test_a_copy_comes_by_email_to_whoever_gave_one(client, it):
    private = start(client, it, email="me@example.org")
    client.post(private, {**typed(it, one=1, several=(2, 4), long="Buses"), "check": "on"})
    client.post(f"{private}check/")
    copy = Message.objects.get(to="me@example.org")
    assert "Buses" in copy.text
    assert "Money\nTraining" in copy.text
    assert copy.secret


def test_an_answer_can_be_changed_until_it_is_sent_and_not_after(client, it):
    private = start(client, it)
    client.post(private, typed(it, one=1, long="First thought"))
    client.post(private, typed(it, one=2, several=(1,)))
    response = Response.objects.get()
    assert {answer.question.kind for answer in response.answers.all()} == {"one", "several"}
    client.post(f"{private}check/")
    refused = client.post(private, typed(it, one=3, long="A later thought"))
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "This answer was sent already" in page
    assert "A later thought" in page
    assert response.answers.get(question__kind="one").choices == [2]
    assert client.get(f"{private}check/")["Location"] == private
    assert client.post(f"{private}check/")["Location"] == private
    assert client.get(f"{private}saved/")["Location"] == private
    with pytest.raises(ValidationError, match="Sent"):
        actions.submit_response(response=response, arrived_at=NOW)
    with pytest.raises(ValidationError):
        actions.set_email(response=response, email="other@example.org")


def test_what_must_be_answered_and_what_is_too_long_is_said_and_kept(client, it):
    private = start(client, it)
    long = "x" * 5_001
    back = client.post(private, {**typed(it, long=long), "check": "on"})["Location"]
    assert back == f"{private}?check"
    page = read(client, back)
    assert "Choose an answer to question 1" in page
    assert "must be 5,000 characters or fewer. It has 5,001" in page
    assert long in page
    refused = client.post(f"{private}check/")
    assert refused.status_code == 409
    assert "Choose an answer to question 1" in refused.content.decode()
    assert Response.objects.get().is_draft


def test_choices_that_no_page_offers_are_left_out(client, it):
    private = start(client, it)
    asked = questions_of(it)
    client.post(
        private,
        {
            f"question_{asked['one'].pk}": ["1", "2"],
            f"question_{asked['several'].pk}": ["99", "x", "2"],
            f"question_{asked['short'].pk}": "Ly\x00dd",
        },
    )
    assert Answer.objects.get(question=asked["several"]).choices == [2]
    assert Answer.objects.get(question=asked["short"]).text == "Lydd"
    assert "Choose from the answers to question 1" in read(client, f"{private}check/")


def test_an_empty_answer_is_not_sent(client, it):
    private = start(client, it)
    assert "Answer at least one question before you send it." in read(client, f"{private}check/")
    assert "Answer at least one question." in client.post(f"{private}check/").content.decode()


def test_a_wrong_private_address_leads_nowhere(client, it):
    private = start(client, it)
    for wrong in ("nonsense", private.split("/")[-2][:-1] + "x"):
        for page in ("", "check/", "saved/", "about-you/"):
            assert client.get(f"/consultations/your-answer/{wrong}/{page}").status_code == 404
    key = private.split("/")[-2]
    Response.objects.all().delete()
    assert client.get(f"/consultations/your-answer/{key}/").status_code == 404


def test_no_link_is_written_to_whoever_gave_no_address(it):
    actions.send_link(response=begun(it, one=1))
    assert not Message.objects.exists()


# --- For whom ----------------------------------------------------------------------------------------------------


def test_for_an_organisation_of_the_directory(client, it):
    OrganisationFactory(name="Lydd Repair Café")
    start(client, it, who="organisation", organisation="lydd repair café")
    response = Response.objects.get()
    assert response.organisation.name == "Lydd Repair Café"
    assert not response.speaks_for


def test_which_of_several_organisations_is_asked(client, it):
    first, second = (
        OrganisationFactory(name="Hythe Choir", slug="one"),
        OrganisationFactory(name="Hythe Choir", slug="two"),
    )
    begin = f"{it.get_absolute_url()}answer/"
    asked = client.post(begin, {"who": "organisation", "organisation": "Hythe Choir"})
    assert "Choose the organisation you answer for" in asked.content.decode()
    start(client, it, who="organisation", organisation="Hythe Choir", chosen=second.pk)
    assert Response.objects.get().organisation == second
    wrong = client.post(begin, {"who": "organisation", "organisation": "Hythe Choir", "chosen": "0"})
    assert wrong.status_code == 200
    assert first.consultation_responses.count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose who you are answering for"),
        ({"who": "organisation"}, "Enter the name of the organisation"),
        ({"who": "organisation", "organisation": "Nobody at all"}, "The directory has none of that name"),
        ({"who": "me", "email": "no"}, "Enter an email address in the right form"),
    ],
)
def test_what_is_wrong_at_the_beginning_is_said(client, it, fields, sentence):
    page = client.post(f"{it.get_absolute_url()}answer/", fields).content.decode()
    assert sentence in page
    assert not Response.objects.exists()


def test_whoever_is_signed_in_finds_their_answer_again(client, it):
    user = UserFactory()
    choir = OrganisationFactory(name="Hythe Choir")
    Membership.objects.create(user=user, organisation=choir, role="editor")
    client.force_login(user)
    mine = start(client, it)
    assert start(client, it) == mine
    ours = start(client, it, who="organisation", organisation="Hythe Choir", email=user.email)
    assert ours != mine
    assert Response.objects.get(organisation=choir).speaks_for
    page = read(client, it.get_absolute_url())
    assert mine in page
    assert "For Hythe Choir" in page
    assert f'value="{user.email}"' in read(client, f"{it.get_absolute_url()}answer/")


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_person_begin_one_answer():
    it, user = ConsultationFactory(published=True), UserFactory()
    found, start_now = [], threading.Barrier(2)

    def begin():
        try:
            start_now.wait()
            found.append(actions.begin_response(consultation=it, arrived_at=NOW, by=user).pk)
        finally:
            connection.close()

    for _round in range(3):
        found.clear()
        Response.objects.all().delete()
        windows = [threading.Thread(target=begin) for _window in range(2)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()
        assert len(found) == 2
        assert set(found) == {Response.objects.get().pk}


# --- In time and late --------------------------------------------------------------------------------------------


def test_an_answer_of_the_last_instant_counts_and_one_of_the_next_does_not(client, it, clock):
    in_time, late = start(client, it), start(client, it, email="late@example.org")
    for private in (in_time, late):
        client.post(private, typed(it, one=1, long="Buses"))
    clock.move_to(CLOSES - INSTANT, tick=False)
    client.post(f"{in_time}check/")
    clock.move_to(CLOSES, tick=False)
    client.post(f"{late}check/")
    assert "Thank you" in read(client, in_time)
    page = read(client, late)
    assert "Your answer came too late" in page
    assert "Buses" in page
    assert [one.state for one in Response.objects.order_by("pk")] == ["submitted", "late"]
    assert Response.objects.counted().count() == 1
    assert "it is not counted" in Message.objects.get(to="late@example.org", subject__contains="came too late").text


def test_what_counts_is_when_it_arrived_and_not_when_it_had_its_turn(it, clock):
    response = begun(it, one=1)
    clock.move_to(CLOSES + timedelta(seconds=30), tick=False)
    actions.submit_response(response=response, arrived_at=CLOSES - INSTANT)
    assert Response.objects.get().state == "submitted"


def test_what_is_typed_over_the_close_is_kept_and_told(client, it, clock):
    private = start(client, it)
    clock.move_to(CLOSES + timedelta(seconds=3), tick=False)
    answer = client.post(private, {**typed(it, long="Written over the close"), "check": "on"})
    page = read(client, answer["Location"])
    assert "while you were writing" in page
    assert "Written over the close" in page
    assert client.get(f"{private}check/")["Location"] == private
    # What is kept need not be complete: question 1 was not answered.
    client.post(f"{private}check/")
    assert Response.objects.get().is_late
    assert client.post(private, typed(it, long="Still more")).status_code == 409


def test_a_closed_consultation_begins_no_answer(client, it, clock):
    clock.move_to(CLOSES, tick=False)
    begin = f"{it.get_absolute_url()}answer/"
    assert client.get(begin)["Location"] == it.get_absolute_url()
    assert client.post(begin, {"who": "me"})["Location"] == it.get_absolute_url()
    assert "Answer now" not in read(client, it.get_absolute_url())
    with pytest.raises(ValidationError, match="not open"):
        actions.begin_response(consultation=it, arrived_at=CLOSES)


def test_an_answer_to_a_cancelled_consultation_is_not_sent_and_not_lost(client, it):
    private = start(client, it)
    client.post(private, typed(it, one=1, long="Buses"))
    actions.cancel_consultation(consultation=it, reason="The law changed.", by=officer())
    page = read(client, private)
    assert "The law changed." in page
    assert "Buses" in page
    assert "Send it all the same" not in page
    assert client.post(f"{private}check/").status_code == 409
    assert Response.objects.get().is_draft


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_waits_while_its_consultation_is_cancelled_is_not_counted():
    it = ConsultationFactory(published=True)
    response = begun(it, one=1)
    by = officer()

    def send():
        try:
            actions.submit_response(response=response, arrived_at=NOW)
        except ValidationError as refusal:
            return refusal.code

    assert meanwhile(lambda: actions.cancel_consultation(consultation=it, reason="Stop", by=by), send) == "closed"


# --- What the database refuses -----------------------------------------------------------------------------------


def test_the_database_keeps_what_was_sent(it):
    response = sent(it, long="Buses")
    answer = response.answers.get(question__kind="long")

    def refused(change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    this = Response.objects.filter(pk=response.pk)
    refused(lambda: Answer.objects.filter(pk=answer.pk).update(text="Trains"))
    refused(lambda: Answer.objects.filter(pk=answer.pk).delete())
    refused(lambda: Answer.objects.create(response=response, question=questions_of(it)["short"], text="Lydd"))
    refused(lambda: this.update(state="draft", submitted_at=None))
    refused(lambda: this.update(submitted_at=NOW - timedelta(days=1)))
    refused(lambda: Response.objects.filter(pk=response.pk)._raw_delete("default"))


def test_the_database_counts_nothing_that_came_too_late(it):
    draft = begun(it, one=1)
    other = ConsultationFactory()
    for state, at in [("submitted", CLOSES), ("submitted", it.opens_at - INSTANT), ("late", None)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=draft.pk).update(state=state, submitted_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(consultation=other, reference="DRAFT", state="submitted", submitted_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response=draft, question=questions_of(other)["short"], text="Of another consultation")


# --- Floods ------------------------------------------------------------------------------------------------------


def test_many_answers_from_one_connection_are_marked_and_counted(client, it, monkeypatch):
    from partnership_board.views import answering

    monkeypatch.setattr(answering, "ANSWERS", answering.Flood(f"test-{it.pk}", per_connection=2))
    for _turn in range(4):
        private = start(client, it)
        client.post(private, typed(it, one=1))
        assert "Thank you" in client.post(f"{private}check/", follow=True).content.decode()
    assert Response.objects.counted().count() == 4
    assert Mark.objects.filter(kind="flood").count() == 2


def test_a_machine_that_begins_answers_is_held_back_and_nobody_is_mailed_without_end(client, it, monkeypatch):
    from partnership_board.views import answering

    monkeypatch.setattr(answering, "BEGUN", answering.Flood(f"test-begun-{it.pk}", per_connection=1))
    private = start(client, it, email="victim@example.org")
    assert client.post(f"{it.get_absolute_url()}answer/", {"who": "me"}).status_code == 429
    monkeypatch.setattr(answering, "MAIL", answering.Flood(f"test-mail-{it.pk}", per_person=1))
    client.post(private, {"save": "on"})
    assert "several times already" in client.post(f"{private}saved/", {"email": "victim@example.org"}).content.decode()
    assert Message.objects.count() == 1


# --- About oneself -----------------------------------------------------------------------------------------------


def test_equality_answers_are_kept_where_nobody_can_join_them(client, it):
    private = start(client, it, email="me@example.org")
    assert client.get(f"{private}about-you/")["Location"] == private
    client.post(private, typed(it, one=1))
    client.post(f"{private}check/")
    about = f"{private}about-you/"
    assert about in read(client, private)
    assert "Choose one of these answers" in client.post(about, {"age": "ancient"}).content.decode()
    client.post(about, {"age": "65over", "disability": "yes"})
    assert about not in read(client, private)
    assert not re.search("65over|65 or over", read(client, private))
    assert client.post(about, {"age": "under25"})["Location"] == private
    assert {(one.characteristic, one.value) for one in EqualityReply.objects.all()} == {
        ("age", "65over"),
        ("disability", "yes"),
    }
    fields = {field.name for field in EqualityReply._meta.get_fields()}
    assert fields == {"id", "consultation", "characteristic", "value"}


def test_equality_answers_of_a_late_answer_or_an_unsent_one_are_not_kept(it):
    draft, late = begun(it, one=1), sent(it, at=CLOSES)
    with pytest.raises(ValidationError, match="asked once"):
        actions.give_equality_replies(response=draft, replies={"age": "65over"})
    actions.give_equality_replies(response=late, replies={"age": "65over"})
    assert not EqualityReply.objects.exists()


def test_equality_questions_are_not_asked_where_they_are_not_wanted(client):
    it = ConsultationFactory(published=True, asks_equality=False)
    response = sent(it)
    assert "about-you" not in read(client, response.get_absolute_url())
    assert client.get(f"{response.get_absolute_url()}about-you/").status_code == 302


# --- On paper ----------------------------------------------------------------------------------------------------


def test_a_letter_counts_by_the_day_on_which_it_came(it, clock):
    by = officer()
    clock.move_to(CLOSES + timedelta(days=3), tick=False)
    said_so = said(it, several=(1, 2), long=LETTER)
    last_day = actions.key_letter(consultation=it, said=said_so, received_on=CLOSES.date(), by=by)
    day_after = actions.key_letter(consultation=it, said=said_so, received_on=CLOSES.date() + timedelta(days=1), by=by)
    assert (last_day.state, day_after.state) == ("submitted", "late")
    assert last_day.keyed_by == by
    assert last_day.fingerprint


def test_what_is_wrong_with_a_letter_is_said(it):
    by, question = officer(), questions_of(it)["short"]

    def key(said_so, **more):
        actions.key_letter(consultation=it, said=said_so, received_on=more.pop("on", NOW.date()), by=by)

    with pytest.raises(ValidationError, match="today at the latest"):
        key(said(it, one=1), on=NOW.date() + timedelta(days=1))
    with pytest.raises(ValidationError, match="Nothing is answered"):
        key({question: Said()})
    with pytest.raises(ValidationError, match="250 characters or fewer"):
        key(said(it, short="x" * 251))
    actions.cancel_consultation(consultation=it, reason="Stop", by=by)
    with pytest.raises(ValidationError, match="takes no answers"):
        key(said(it, one=1))


# --- Forgotten in time -------------------------------------------------------------------------------------------


def test_unsent_answers_go_after_90_days_and_names_after_a_year(it):
    user = UserFactory()
    begun(it, one=1, email="draft@example.org")
    response = begun(it, one=1, by=user, email="sent@example.org")
    actions.submit_response(response=response, arrived_at=NOW)
    assert actions.forget_in_time(moment=CLOSES + timedelta(days=90) - INSTANT) == (0, 0)
    assert actions.forget_in_time(moment=CLOSES + timedelta(days=90)) == (1, 0)
    assert actions.forget_in_time(moment=CLOSES + timedelta(days=365)) == (0, 1)
    kept = Response.objects.get()
    assert (kept.email, kept.user, kept.answers.count()) == ("", None, 1)


def test_references_are_easy_to_read_out():
    made = {actions.responses.new_reference() for _turn in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", one) for one in made)


def test_a_consultation_with_answers_is_not_deleted(it):
    begun(it, one=1)
    with pytest.raises(ProtectedError):
        it.delete()

"""Erasing somebody from what they sent to a consultation: they go from everywhere, and what is counted stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from kentcivil.reminders import engine
from kentcivil.reminders.models import Claim
from kentcivil.reminders.rules import rule_named
from organisations.models import Membership
from partnership_board import actions
from partnership_board.consultations import counting
from partnership_board.consultations.permissions import can_erase
from partnership_board.models import Answer, Coding, Response
from partnership_board.reminders_of_consultations import CLOSES as CLOSING
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.consultation_factories import (
    CLOSES,
    LETTER,
    ConsultationFactory,
    begun,
    questions_of,
    sent,
)
from tests.partnership_board.factories import NOW, officer, person_in

pytestmark = pytest.mark.django_db
EMAIL = "Mo.Zanzibar@example.org"
WORDS = "I am Mo Zanzibar, and I live above the bakery in Lydd. We need the evening buses."


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def it():
    return ConsultationFactory(published=True)


@pytest.fixture
def told(clock):
    """A function that gives an answer with everything in it that leads to a person, who was mailed and reminded too."""

    def send(it, *, by=None, email=EMAIL):
        response = begun(it, by=by, email=email, one=2, several=(1, 3), short="Zanzibar", long=WORDS)
        actions.send_link(response=response)
        clock.move_to(it.closes_at - timedelta(hours=12), tick=False)
        engine.claim(rule_named(CLOSING))
        clock.move_to(NOW, tick=False)
        return actions.submit_response(response=response, arrived_at=NOW)

    return send


def everywhere(word):
    """The tables of the whole database in which a word stands, in small or capital letters."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" AS line WHERE line::text ILIKE %s)', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def admin(name, *numbers):
    return reverse(f"admin:{name}", args=numbers)


def test_a_person_is_gone_from_every_table_and_what_is_counted_stays(client, it, told):
    mine, other = told(it), sent(it, one=1, long=LETTER)
    theme = actions.add_theme(question=questions_of(it)["long"], name="Buses", by=officer())
    answer = mine.answers.get(question__kind="long")
    actions.code_answer(answer=answer, shown=[], chosen=[theme], by=officer())
    sent(it, one=3, long=WORDS)
    before = counting.count_again(consultation=it).figures
    assert before["groups"][0]["words"] == WORDS
    assert len(everywhere("zanzibar")) >= 4
    Response.objects.filter(pk=other.pk).update(email="other@example.org")

    private, key = mine.get_absolute_url(), str(mine.key)
    page = client.get(f"{private}erase/").content.decode()
    assert "what you wrote in your own words" in page
    assert Answer.objects.filter(is_erased=True).count() == 0
    gone = client.post(f"{private}erase/", follow=True).content.decode()
    assert "Your answer is erased" in gone

    assert client.get(private).status_code == 404
    assert everywhere("mo.zanzibar") == everywhere(key) == []
    # The same words that somebody else sent are theirs.
    assert everywhere("zanzibar") == ["partnership_board_answer"]
    mine.refresh_from_db()
    assert (mine.user, mine.email, mine.fingerprint, mine.bands, mine.erased_at) == (None, "", "", [], NOW)
    assert not mine.answers.exclude(text="").exists()
    assert mine.answers.get(question__kind="several").choices == [1, 3]
    assert Coding.objects.get().answer == answer
    after = counting.count_again(consultation=it).figures
    assert {**after, "groups": 0} == {**before, "groups": 0}
    assert [(one["size"], one["words"]) for one in after["groups"]] == [(2, "")]


def test_nothing_says_who_began_or_sent_an_answer_not_even_the_history(client, it):
    user = UserFactory(name="Mo Zanzibar", email=EMAIL)
    client.force_login(user)
    private = client.post(f"{it.get_absolute_url()}answer/", {"who": "me"})["Location"]
    asked = questions_of(it)
    client.post(private, {f"question_{asked['one'].pk}": "1", "check": "on"})
    client.post(f"{private}check/")
    response = Response.objects.get()
    client.force_login(officer())
    history = client.get(admin("partnership_board_response_history", response.pk)).content.decode()
    assert "Answer sent" in history
    assert "who that is, is not kept here" in history
    assert "Zanzibar" not in history
    assert "Zanzibar" not in client.get(admin("partnership_board_response_change", response.pk)).content.decode()


def test_what_was_never_sent_goes_altogether(client, it):
    draft = begun(it, one=1, email=EMAIL, long=WORDS)
    page = client.get(f"{draft.get_absolute_url()}erase/").content.decode()
    assert "It was not sent, so all of it goes." in page
    assert f"{draft.get_absolute_url()}erase/" in client.get(f"{draft.get_absolute_url()}saved/").content.decode()
    client.post(f"{draft.get_absolute_url()}erase/")
    assert not Response.objects.exists()
    assert everywhere("zanzibar") == []


def test_what_came_too_late_is_erased_too_and_still_told_as_late(client, it, clock):
    late = begun(it, one=1, long=WORDS)
    clock.move_to(CLOSES + timedelta(days=1), tick=False)
    actions.submit_response(response=late, arrived_at=CLOSES + timedelta(days=1))
    assert "Erase this answer" in client.get(late.get_absolute_url()).content.decode()
    client.post(f"{late.get_absolute_url()}erase/")
    assert counting.count_again(consultation=it).figures["late"] == 1
    assert everywhere("zanzibar") == []


def test_what_was_said_for_an_organisation_stays_its_own(client, it):
    choir, user = OrganisationFactory(name="Hythe Choir"), UserFactory()
    Membership.objects.create(user=user, organisation=choir, role="editor")
    response = actions.submit_response(
        response=begun(it, by=user, organisation=choir, one=1, long=WORDS), arrived_at=NOW
    )
    actions.give_equality_replies(response=response, replies={"sex": "female"})
    page = client.get(f"{response.get_absolute_url()}erase/").content.decode()
    assert "that it was given for Hythe Choir" in page
    assert "we cannot tell which it is" in page
    client.post(f"{response.get_absolute_url()}erase/")
    assert counting.count_again(consultation=it).figures["for_organisations"] == 1
    # The account is free to begin again.
    assert actions.begin_response(consultation=it, arrived_at=NOW, by=user, organisation=choir) != response


def test_reminders_stay_where_the_same_address_is_still_to_be_told(it, told):
    first, second = told(it), begun(it, one=1, email=EMAIL)
    actions.erase_own_answer(response=first)
    assert Claim.objects.filter(recipient=EMAIL.lower()).exists()
    actions.erase_own_answer(response=second)
    assert not Claim.objects.exists()
    third = told(it)
    Following.objects.create(kind="consultation", key=it.slug, email=EMAIL, confirmed_at=NOW)
    actions.erase_own_answer(response=third)
    assert Claim.objects.filter(recipient=EMAIL.lower()).exists()


def test_an_email_that_waits_is_not_sent_any_more(it, told):
    response = told(it)
    kept = Message.objects.get(key=f"consultation-copy:{response.pk}")
    assert (kept.state, kept.to) == ("waiting", EMAIL)
    actions.erase_own_answer(response=response)
    kept.refresh_from_db()
    assert (kept.state, kept.to, kept.text, kept.forgotten_at) == ("stale", "", "", NOW)


def test_erasing_twice_changes_nothing_more(it, clock, told):
    response = told(it)
    actions.erase_own_answer(response=response)
    clock.shift(timedelta(hours=1))
    actions.erase_own_answer(response=response)
    response.refresh_from_db()
    assert response.erased_at == NOW
    assert not can_erase(officer(), response)
    assert can_erase(officer(), sent(it))
    assert not can_erase(person_in(Role.AUDITOR), sent(it))


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.answers.filter(question__kind="long").update(text=""),
        lambda response: response.answers.filter(question__kind="long").update(text="", is_erased=True),
        lambda response: Response.objects.filter(pk=response.pk).update(erased_at=NOW),
        lambda response: response.delete(),
    ],
)
def test_the_database_lets_nothing_else_out_of_an_answer_that_was_sent(it, change, told):
    response = told(it)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(response)


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.answers.filter(question__kind="long").update(text="Put in"),
        lambda response: response.answers.filter(question__kind="one").update(choices=[1]),
        lambda response: Response.objects.filter(pk=response.pk).update(erased_at=None),
        lambda response: Response.objects.filter(pk=response.pk).update(email="new@example.org"),
    ],
)
def test_what_was_erased_stays_so(it, change, told):
    response = told(it)
    actions.erase_own_answer(response=response)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(response)


# --- By officers -------------------------------------------------------------------------------------------------


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


def test_an_officer_erases_by_the_reference(client, by, it, told):
    response = told(it)
    page = client.get(admin("partnership_board_response_change", response.pk)).content.decode()
    assert "Erase for its writer" in page
    act = admin("partnership_board_response_act", response.pk, "erase")
    assert "you are sure that it is them" in client.get(act).content.decode()
    client.post(act)
    page = client.get(admin("partnership_board_response_change", response.pk)).content.decode()
    assert "Erase for its writer" not in page
    assert "erased, as its writer asked" in page
    history = client.get(admin("partnership_board_response_history", response.pk)).content.decode()
    assert "Erased, as its writer asked" in history
    assert by.name in history
    client.force_login(person_in(Role.AUDITOR))
    assert client.post(act).status_code == 403


def test_an_officer_erases_all_answers_of_an_address(client, by, it, told):
    user = UserFactory(email=EMAIL.lower())
    other = ConsultationFactory(published=True)
    told(it), told(other, by=user, email=""), sent(it, long=LETTER)
    erase = admin("partnership_board_response_erase")
    assert erase in client.get(admin("partnership_board_response_changelist")).content.decode()
    assert "Look them up" in client.get(erase).content.decode()
    assert "There is no answer from this address" in client.post(erase, {"email": "no@example.org"}).content.decode()
    assert "Enter a valid email address" in client.post(erase, {"email": "no"}).content.decode()
    page = client.post(erase, {"email": EMAIL}).content.decode()
    assert it.title in page
    assert other.title in page
    assert "Zanzibar, and I live" not in page
    assert not Response.objects.filter(erased_at__isnull=False).exists()
    done = client.post(erase, {"email": EMAIL, "erase": "on"}, follow=True).content.decode()
    assert "Erased. Answers: 2." in done
    assert Response.objects.filter(erased_at__isnull=False).count() == 2
    with pytest.raises(ValidationError, match="no answer"):
        actions.erase_answers_of(email=EMAIL, by=by)
    client.force_login(person_in(Role.AUDITOR))
    assert client.get(erase).status_code == 403


def test_what_was_erased_is_neither_listed_nor_given_out_to_be_read(client, by, it, told):
    first, second = told(it), sent(it, long=f"{WORDS} Thank you.")
    sent(it, long=WORDS)
    counting.count_again(consultation=it)
    question = questions_of(it)["long"]
    held = actions.take_answers(question=question, by=by)
    assert len(held) == 3
    actions.erase_answer(response=first, by=by)
    assert {answer.response for answer in actions.take_answers(question=question, by=by)} == {
        answer.response for answer in held
    } - {first}
    listed = client.get(admin("consultation_answers", it.pk, 5)).content.decode()
    assert first.reference not in listed
    assert second.reference in listed
    alike = client.get(admin("consultation_alike", it.pk, first.pk)).content.decode()
    assert "Erased, as its writer asked." in alike

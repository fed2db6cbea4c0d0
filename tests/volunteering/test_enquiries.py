"""Somebody would like to help: it reaches the centre once, moves along, and goes when its day has come."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.volunteering.factories import BrokerFactory, EnquiryFactory, OpportunityFactory
from volunteering import actions
from volunteering.actions import Outcome
from volunteering.actions.enquiries import LINK_SALT, confirmation_token
from volunteering.models import Enquiry
from volunteering.states import ENQUIRY_MOVES, EnquiryState, NotAllowed
from volunteering.tasks import erase

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def broker(opportunity):
    return BrokerFactory(centre=opportunity.centre).user


def _offer(opportunity, by=None, **changed):
    said = {
        "name": "Jo Fern",
        "email": "jo@example.org",
        "telephone": "07700 900 123",
        "message": "Free on Tuesdays.",
        "age": "18+",
        "consent_wording": "1",
        **changed,
    }
    return actions.register_interest(opportunity=opportunity, by=by, **said)


def test_with_an_account_it_reaches_the_centre_at_once(opportunity, broker):
    person = UserFactory()
    enquiry, outcome = _offer(opportunity, by=person)
    assert (outcome, enquiry.state, enquiry.user, enquiry.email) == (Outcome.SENT, "new", person, person.email)
    assert {message.to for message in Message.objects.all()} == {person.email, broker.email}
    assert list(Enquiry.objects.seen_by_broker(broker)) == [enquiry]


def test_without_one_the_address_is_confirmed_first(opportunity, broker):
    enquiry, outcome = _offer(opportunity)
    assert (outcome, enquiry.state) == (Outcome.CHECK_EMAIL, "unconfirmed")
    assert [message.to for message in Message.objects.all()] == ["jo@example.org"]
    assert not Enquiry.objects.seen_by_broker(broker).exists()
    for _twice in range(2):
        enquiry = actions.confirm_interest(token=confirmation_token(enquiry))
    assert (enquiry.state, enquiry.user) == ("new", None)
    assert Message.objects.filter(to=broker.email).count() == 1


def test_no_email_to_the_centre_and_no_subject_names_the_person(opportunity, broker):
    _offer(opportunity, by=UserFactory(name="Jo Fern", email="jo@example.org"))
    for message in Message.objects.all():
        assert "Jo" not in message.subject
    to_centre = Message.objects.get(to=broker.email)
    for private in ("Jo", "jo@", "07700", "Tuesdays"):
        assert private not in to_centre.text


def test_confirming_joins_it_to_the_account_of_that_address(opportunity):
    person = UserFactory(email="Jo@example.org")
    enquiry, _outcome = _offer(opportunity)
    assert actions.confirm_interest(token=confirmation_token(enquiry)).user == person
    assert list(Enquiry.objects.of(person)) == [enquiry]


def test_the_same_person_is_noted_once(opportunity):
    person = UserFactory(email="jo@example.org")
    first, _outcome = _offer(opportunity, by=person)
    again, outcome = _offer(opportunity, by=person)
    assert (again, outcome) == (first, Outcome.ALREADY)
    # Without signing in, the page tells nobody that this address was there before: only its owner's email does.
    same, outcome = _offer(opportunity, email="JO@example.org")
    assert (same, outcome) == (first, Outcome.CHECK_EMAIL)
    assert Message.objects.filter(to="jo@example.org", subject="We have your interest already").count() == 1
    assert Enquiry.objects.count() == 1


def test_sending_the_form_again_before_confirming_keeps_the_newest_words(opportunity):
    _offer(opportunity)
    enquiry, _outcome = _offer(opportunity, message="Fridays after all.")
    assert Enquiry.objects.get().message == "Fridays after all."
    assert Message.objects.count() == 1  # one link in ten minutes, however often the form is sent
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        _offer(opportunity)
    assert Message.objects.count() == 2


def test_signing_in_meanwhile_confirms_what_was_sent_without(opportunity):
    first, _outcome = _offer(opportunity)
    enquiry, outcome = _offer(opportunity, by=UserFactory(email="jo@example.org"))
    assert (enquiry, outcome, enquiry.state) == (first, Outcome.SENT, "new")


def test_an_enquiry_made_without_an_account_is_found_again_with_one(opportunity):
    first = EnquiryFactory(opportunity=opportunity, email="jo@example.org")
    person = UserFactory(email="jo@example.org")
    _enquiry, outcome = _offer(opportunity, by=person)
    assert outcome == Outcome.ALREADY
    assert list(Enquiry.objects.of(person)) == [first]


def test_whoever_left_may_offer_again(opportunity):
    EnquiryFactory(opportunity=opportunity, email="jo@example.org", state="left", left_because="elsewhere")
    assert _offer(opportunity)[1] == Outcome.CHECK_EMAIL
    assert Enquiry.objects.count() == 2


def test_what_is_no_longer_offered_takes_nobody(opportunity):
    opportunity.state = "closed"
    opportunity.save()
    with pytest.raises(NotAllowed, match="no longer open"):
        _offer(opportunity)


def test_age_is_minded(opportunity):
    with pytest.raises(NotAllowed, match="18 or over"):
        _offer(opportunity, age="16-17")
    opportunity.minimum_age = 16
    opportunity.save()
    assert _offer(opportunity, age="16-17")[0].age == "16-17"


@pytest.mark.parametrize("damage", ["wrong", "late", "gone", "someone-elses"])
def test_a_link_that_is_damaged_late_or_orphaned_says_so(opportunity, damage):
    enquiry, _outcome = _offer(opportunity)
    token, now = confirmation_token(enquiry), timezone.now()
    if damage == "wrong":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    elif damage == "late":
        now += timedelta(days=7, minutes=1)
    elif damage == "gone":
        enquiry.delete()
    else:
        token = signing.dumps(enquiry.pk, salt=LINK_SALT + "x")
    with time_machine.travel(now), pytest.raises(NotAllowed, match="does not work any more"):
        actions.confirm_interest(token=token)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_eight_times_at_once_is_noted_once():
    opportunity, person = OpportunityFactory(), UserFactory()
    outcomes, barrier = [], threading.Barrier(8)

    def send():
        barrier.wait()
        outcomes.append(_offer(opportunity, by=person)[1])
        connection.close()

    threads = [threading.Thread(target=send) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.ALREADY] * 7 + [Outcome.SENT]
    assert Enquiry.objects.count() == 1


# --- The broker's side ------------------------------------------------------------------------------------------


def _move(enquiry, to, broker, **said):
    return actions.move_enquiry(enquiry=enquiry, to=to, by=broker, **said)


def test_from_new_to_settled(opportunity, broker):
    enquiry = EnquiryFactory(opportunity=opportunity)
    tomorrow = timezone.localdate() + timedelta(days=1)
    enquiry = _move(enquiry, "contacted", broker, next_step="Ring again", next_step_on=tomorrow)
    assert (enquiry.broker, enquiry.next_step) == (broker, "Ring again")
    first_reply = enquiry.contacted_at
    enquiry = _move(enquiry, "introduced", broker)
    assert (enquiry.next_step, enquiry.next_step_on, enquiry.contacted_at) == ("", None, first_reply)
    enquiry = _move(_move(enquiry, "placed", broker), "settled", broker, next_step="Nothing", next_step_on=tomorrow)
    assert enquiry.over
    assert enquiry.next_step == ""  # what is over has no next step
    assert enquiry.keep_until > timezone.localdate() + timedelta(days=700)


@pytest.mark.parametrize("before", [state for state in EnquiryState if state != "unconfirmed"])
@pytest.mark.parametrize("after", list(EnquiryState))
def test_only_the_moves_of_the_table_are_taken(opportunity, broker, before, after):
    reason = {"left_because": "elsewhere"} if before == "left" else {}
    enquiry = EnquiryFactory(opportunity=opportunity, state=before, **reason)
    if after in ENQUIRY_MOVES[before]:
        assert _move(enquiry, after, broker, left_because="checks").state == after
    else:
        with pytest.raises(NotAllowed):
            _move(enquiry, after, broker, left_because="checks")


def test_who_leaves_has_a_reason(opportunity, broker):
    enquiry = EnquiryFactory(opportunity=opportunity)
    for reason in ("", "because"):
        with pytest.raises(NotAllowed, match="why they left"):
            _move(enquiry, "left", broker, left_because=reason)
    left = _move(enquiry, "left", broker, left_because="no-answer")
    assert (left.left_because, left.contacted_at) == ("no-answer", None)


def test_a_next_step_has_a_date_that_can_be_kept(opportunity, broker):
    enquiry, today = EnquiryFactory(opportunity=opportunity), timezone.localdate()

    def plan(step, day):
        return actions.plan_next_step(enquiry=enquiry, next_step=step, next_step_on=day, by=broker)

    for step, day, refusal in [
        ("Ring", None, "or neither"),
        ("", today, "or neither"),
        ("Ring", today - timedelta(days=1), "in the past"),
    ]:
        with pytest.raises(NotAllowed, match=refusal):
            plan(step, day)
    assert plan("Ring", today).next_step == "Ring"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert plan("Ring her sister", today).next_step == "Ring her sister"
    assert plan("", None).next_step_on is None
    _move(enquiry, "left", broker, left_because="closed")
    with pytest.raises(NotAllowed, match="over"):
        plan("Ring", today)


def test_nobody_works_on_people_of_another_centre_or_before_they_confirm(opportunity, broker):
    enquiry = EnquiryFactory(opportunity=opportunity)
    unconfirmed = EnquiryFactory(opportunity=opportunity, state="unconfirmed")
    for one, user in [(enquiry, BrokerFactory().user), (enquiry, UserFactory()), (unconfirmed, broker)]:
        with pytest.raises(PermissionDenied):
            _move(one, "contacted", user)
        with pytest.raises(PermissionDenied):
            actions.plan_next_step(enquiry=one, next_step="", next_step_on=None, by=user)


def test_those_without_a_next_step_come_first(opportunity, broker):
    today = timezone.localdate()
    over = EnquiryFactory(opportunity=opportunity, state="settled")
    later = EnquiryFactory(opportunity=opportunity, next_step="Ring", next_step_on=today + timedelta(days=3))
    sooner = EnquiryFactory(opportunity=opportunity, next_step="Ring", next_step_on=today)
    forgotten = EnquiryFactory(opportunity=opportunity, state="contacted")
    assert list(Enquiry.objects.nobody_forgotten()) == [forgotten, sooner, later, over]
    assert over.over
    assert not EnquiryFactory(state="unconfirmed").over


# --- Privacy ----------------------------------------------------------------------------------------------------


def test_details_go_on_their_day_and_the_count_stays(opportunity):
    person = UserFactory()
    left = EnquiryFactory(
        opportunity=opportunity, state="left", left_because="moved-on", user=person, message="My number is 1"
    )
    unconfirmed = EnquiryFactory(state="unconfirmed")
    fresh = EnquiryFactory()
    with time_machine.travel(timezone.now() + timedelta(days=184)):
        erase()
    left.refresh_from_db()
    assert (left.name, left.email, left.message, left.user, left.state) == ("", "", "", None, "left")
    assert left.erased_at
    assert str(left.who) == "(details erased)"
    assert not Enquiry.objects.filter(pk=unconfirmed.pk).exists()
    fresh.refresh_from_db()
    assert fresh.name
    assert fresh.who == fresh.name
    with time_machine.travel(timezone.now() + timedelta(days=185)):
        assert actions.erase_what_is_out_of_time() == 0


def test_the_history_never_held_the_person(opportunity, broker):
    enquiry = EnquiryFactory(opportunity=opportunity, name="Jo Fern", email="jo@example.org", message="Private words")
    _move(enquiry, "contacted", broker, next_step="Ring Jo", next_step_on=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM volunteering_enquiryevent e")
        history = cursor.fetchone()[0]
    assert "contacted" in history
    for private in ("Jo", "jo@", "Private"):
        assert private not in history
    assert "Jo" not in str(enquiry)


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "left"},
        {"left_because": "checks"},
        {"next_step": "Ring"},
        {"next_step_on": "2026-01-01"},
        {"erased_at": "2026-01-01T00:00Z"},
        {"state": "unconfirmed", "confirmed_at": "2026-01-01T00:00Z"},
    ],
)
def test_the_database_refuses_what_cannot_be(opportunity, impossible):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(opportunity=opportunity, **impossible)


def test_the_database_itself_keeps_a_person_from_being_noted_twice(opportunity):
    EnquiryFactory(opportunity=opportunity, email="jo@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(opportunity=opportunity, email="JO@example.org")

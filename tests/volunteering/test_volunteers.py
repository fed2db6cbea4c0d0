"""A volunteer's account: opened, changed, closed; consents; a parent's or guardian's word for the young."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.volunteering.factories import (
    EnquiryFactory,
    GuardianConsentFactory,
    HoursFactory,
    PlaceFactory,
    SafeguardingCheckFactory,
    SessionFactory,
    VolunteerCentreFactory,
    VolunteerFactory,
    district,
)
from volunteering import actions
from volunteering.actions.guardians import read_token, token_of
from volunteering.models import Consent, Enquiry, GuardianConsent, Hours, Volunteer
from volunteering.states import NotAllowed, PlaceState

pytestmark = pytest.mark.django_db


def years_ago(years, days=0):
    today = timezone.localdate()
    return date(today.year - years, today.month, min(today.day, 28)) + timedelta(days=days)


def _open(user=None, born_on=date(1980, 5, 17), **said):
    user = user or UserFactory()
    values = {"born_on": born_on, "district": district(), "telephone": "01632 960 001"}
    return actions.open_account(by=user, values=values, **said)


def _purposes(volunteer):
    return set(volunteer.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))


# --- Opening and changing ----------------------------------------------------------------------------------------


def test_an_account_belongs_to_the_centre_of_its_district():
    centre = VolunteerCentreFactory()
    volunteer = _open(purposes=["suggestions"])
    assert volunteer.centre == centre
    assert _purposes(volunteer) == {"suggestions"}
    assert Volunteer.objects.of(volunteer.user).get() == volunteer


def test_opening_twice_opens_one():
    volunteer = _open()
    assert _open(volunteer.user) == volunteer


@pytest.mark.parametrize(
    ("born_on", "sentence"),
    [(years_ago(0, 40), "in the past"), (years_ago(12), "13"), (date(1880, 1, 1), "Check the year")],
)
def test_a_birthday_that_cannot_be_is_refused(born_on, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        _open(born_on=born_on)
    assert not Volunteer.objects.exists()


def test_each_purpose_is_given_and_taken_back_by_itself_and_both_are_kept():
    volunteer = _open(purposes=["suggestions", "contact"])
    actions.change_account(by=volunteer.user, values={"district": None}, purposes=["contact", "emergency"])
    volunteer.refresh_from_db()
    assert (_purposes(volunteer), volunteer.centre) == ({"contact", "emergency"}, None)
    assert volunteer.consents.filter(purpose="suggestions", withdrawn_at__isnull=False).count() == 1
    assert list(Volunteer.objects.who_agreed_to(Consent.Purpose.SUGGESTIONS)) == []
    assert list(Volunteer.objects.who_agreed_to(Consent.Purpose.CONTACT)) == [volunteer]


def test_the_calendar_gets_a_new_address():
    volunteer = _open()
    before = volunteer.calendar_key
    assert actions.renew_calendar(by=volunteer.user).calendar_key != before
    assert len(before) >= 43


# --- Under 18 ----------------------------------------------------------------------------------------------------


def _young(**said):
    return _open(born_on=years_ago(16), guardian_name="Ann Fern", guardian_email="ann@example.org", **said)


def test_a_young_person_names_a_guardian_who_is_asked():
    volunteer = _young()
    asked = volunteer.guardian_consents.get()
    assert (asked.state, volunteer.guardian_agrees) == ("asked", False)
    message = Message.objects.get(to="ann@example.org")
    assert message.secret
    token = re.search(r"/volunteering/guardian/(\S+)/", message.text)[1]
    assert read_token(token) == asked
    session = SessionFactory(opportunity__minimum_age=14)
    with pytest.raises(NotAllowed, match="guardian must agree"):
        actions.take_place(session=session, by=volunteer.user)
    actions.answer_as_guardian(token=token_of(asked), agrees=True)
    assert actions.answer_as_guardian(token=token_of(asked), agrees=True).state == "given"
    assert actions.take_place(session=session, by=volunteer.user).is_taken


@pytest.mark.parametrize(("name", "email"), [("", "ann@example.org"), ("Ann", ""), ("Ann", "ME@example.org")])
def test_without_a_guardian_or_with_oneself_as_one_there_is_no_account(name, email):
    with pytest.raises(NotAllowed, match=r"parent or guardian"):
        _open(UserFactory(email="me@example.org"), years_ago(16), guardian_name=name, guardian_email=email)


def test_a_guardians_no_is_told_and_asking_again_needs_a_new_link():
    volunteer = _young()
    token = token_of(volunteer.guardian_consents.get())
    assert actions.answer_as_guardian(token=token, agrees=False).state == "refused"
    assert Message.objects.filter(to=volunteer.user.email, subject__contains="does not agree").exists()
    with pytest.raises(NotAllowed, match="said no before"):
        actions.answer_as_guardian(token=token, agrees=True)
    other = actions.ask_guardian(by=volunteer.user, name="Bo Fern", email="bo@example.org")
    assert actions.answer_as_guardian(token=token_of(other), agrees=True).state == "given"
    with pytest.raises(NotAllowed, match="agreed already"):
        actions.ask_guardian(by=volunteer.user, name="Cy", email="cy@example.org")


def test_a_yes_taken_back_gives_up_the_places():
    volunteer = _young()
    token = token_of(volunteer.guardian_consents.get())
    actions.answer_as_guardian(token=token, agrees=True)
    session = SessionFactory(opportunity__minimum_age=14, capacity=1)
    place = actions.take_place(session=session, by=volunteer.user)
    waiting = PlaceFactory(session=session, state=PlaceState.WAITING)
    assert actions.answer_as_guardian(token=token, agrees=False).state == "withdrawn"
    place.refresh_from_db()
    waiting.refresh_from_db()
    assert (place.state, waiting.state) == ("given-up", "offered")
    assert not volunteer.guardian_agrees


def test_only_the_newest_link_works_and_for_thirty_days():
    volunteer = _young()
    old = token_of(volunteer.guardian_consents.get())
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        again = token_of(actions.ask_guardian(by=volunteer.user, name="Ann", email="ann@example.org"))
    for token in (old, "rubbish", again[:-1]):
        with pytest.raises(NotAllowed, match="does not work any more"):
            actions.answer_as_guardian(token=token, agrees=True)
    with (
        time_machine.travel(timezone.now() + timedelta(days=31), tick=False),
        pytest.raises(NotAllowed, match="does not work any more"),
    ):
        actions.answer_as_guardian(token=again, agrees=True)


# --- Closing -----------------------------------------------------------------------------------------------------


def _whole():
    """Somebody with everything that an account can hold."""
    volunteer = _young(purposes=["contact"])
    Volunteer.objects.filter(pk=volunteer.pk).update(
        emergency_name="Em Fern", emergency_telephone="01632 960 002", access_needs="A ramp", times=["flexible"]
    )
    GuardianConsent.objects.filter(volunteer=volunteer).update(state="given", answered_at=timezone.now())
    SafeguardingCheckFactory(volunteer=volunteer)
    EnquiryFactory(user=volunteer.user, email=volunteer.user.email, name="Jo Fern")
    past = SessionFactory(starts_at=timezone.now() - timedelta(days=2))
    PlaceFactory(volunteer=volunteer, session=past, answers=[["Do you drive?", "No"]])
    hours = HoursFactory(volunteer=volunteer, note="With Jo")
    HoursFactory(volunteer=volunteer, confirmed_minutes=None, confirmed_at=None)
    actions.ask_reference(by=volunteer.user, opportunity=hours.opportunity)
    return Volunteer.objects.get(pk=volunteer.pk)


def test_closing_erases_the_person_and_keeps_what_is_counted():
    volunteer = _whole()
    user = volunteer.user
    session = SessionFactory(opportunity__minimum_age=14, capacity=1)
    place = actions.take_place(session=session, by=user)
    waiting = PlaceFactory(session=session, state=PlaceState.WAITING)
    erased = actions.erase_volunteer(volunteer=volunteer, by=user)
    place.refresh_from_db()
    waiting.refresh_from_db()
    assert (place.state, waiting.state) == ("given-up", "offered")
    assert (erased.user, erased.born_on, erased.telephone, erased.times) == (None, None, "", [])
    assert erased.calendar_key != volunteer.calendar_key
    assert erased.who == "(details erased)"
    assert list(erased.hours.values_list("confirmed_minutes", "note")) == [(120, "")]
    assert Hours.objects.minutes() == 120
    assert set(map(str, erased.places.values_list("answers", flat=True))) == {"[]"}
    for theirs in ("consents", "guardian_consents", "checks", "references"):
        assert not getattr(erased, theirs).exists()
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.user, enquiry.state, enquiry.left_because) == ("", None, "left", "changed-mind")
    assert actions.erase_volunteer(volunteer=erased, by=None) == erased, "again changes nothing"
    user.delete()
    assert _open(UserFactory()).pk != erased.pk


def test_a_sign_in_cannot_be_deleted_past_the_erasure():
    volunteer = VolunteerFactory()
    with pytest.raises(ProtectedError):
        volunteer.user.delete()


def test_nobody_else_closes_it_but_whoever_erases_people_may():
    volunteer = VolunteerFactory()
    with pytest.raises(PermissionDenied):
        actions.erase_volunteer(volunteer=volunteer, by=UserFactory(is_staff=True))
    assert actions.erase_volunteer(volunteer=volunteer, by=UserFactory(is_superuser=True)).erased_at


def test_the_database_keeps_an_erased_account_empty():
    volunteer = VolunteerFactory()
    with pytest.raises(IntegrityError, match="volunteer_is_whole_or_erased"), transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(erased_at=timezone.now())


def test_no_history_repeats_what_a_person_said():
    volunteer = _whole()
    GuardianConsentFactory()
    # Keys and moments say nothing of anybody, and hold any five digits sooner or later.
    kept = [
        str(value)
        for model in (Volunteer, GuardianConsent, Hours, type(volunteer.checks.get()), type(volunteer.references.get()))
        for row in model.pgh_event_model.objects.values()
        for value in row.values()
        if not isinstance(value, (UUID, datetime))
    ]
    text = " ".join(kept)
    assert "01632" not in text
    for word in ("Fern", "ann@example.org", "A ramp", "enhanced", volunteer.calendar_key, str(volunteer.born_on)):
        assert word not in text

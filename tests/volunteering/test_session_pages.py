"""The pages of sessions, for volunteers and for those who run them: what is shown, and what bad input is told."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from kentcivil.calendars import LONDON
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import (
    GuardianConsentFactory,
    HoursFactory,
    OpportunityFactory,
    PlaceFactory,
    SessionFactory,
    VolunteerFactory,
)
from volunteering import actions
from volunteering.models import Consent, Hours, Place, Session
from volunteering.states import PlaceState

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(client):
    volunteer = VolunteerFactory(user__name="Jo Fern")
    client.force_login(volunteer.user)
    return volunteer


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def member(opportunity):
    return MembershipFactory(organisation=opportunity.organisation).user


def _address(session):
    return reverse("volunteering_session", args=[session.opportunity.slug, session.pk])


def _said(response):
    return response.content.decode()


# --- Volunteers --------------------------------------------------------------------------------------------------


def test_the_public_page_lists_sessions_with_free_places_and_no_people(client):
    place = PlaceFactory(session__capacity=1)
    SessionFactory(opportunity=place.session.opportunity, capacity=3)
    page = _said(client.get(place.session.opportunity.get_absolute_url()))
    assert "3 places free" in page
    assert "Full. You can join the waiting list." in page
    assert place.volunteer.user.name not in page


def test_a_place_is_taken_with_the_answers_to_the_organisations_questions(client, volunteer):
    session = SessionFactory(opportunity__questions=["Do you drive?"])
    assert "Do you drive?" in _said(client.get(_address(session)))
    refused = client.post(_address(session), {"question_0": ""})
    assert "Answer: Do you drive?" in _said(refused)
    assert client.post(_address(session), {"question_0": "Yes"}).url == reverse("my_sessions")
    place = Place.objects.get()
    assert (place.state, place.answers) == ("taken", [["Do you drive?", "Yes"]])
    assert "See it among my sessions" in _said(client.get(_address(session)))


def test_whoever_loses_the_race_keeps_what_they_typed_and_may_wait(client, volunteer):
    session = SessionFactory(opportunity__questions=["Do you drive?"], capacity=1)
    PlaceFactory(session=session)
    page = _said(client.post(_address(session), {"question_0": "A small van"}))
    assert "Somebody else has taken the last place" in page
    assert "A small van" in page
    assert "Join the waiting list" in page
    client.post(_address(session) + "?wait=1", {"question_0": "A small van"})
    assert Place.objects.get(volunteer=volunteer).state == "waiting"
    assert "You are number 1 on the list." in _said(client.get(reverse("my_sessions")))


def test_without_an_account_one_is_sent_to_open_it_and_back(client):
    client.force_login(UserFactory())
    session = SessionFactory()
    assert client.get(_address(session)).url == f"{reverse('my_volunteer_account')}?next=%2Fvolunteering%2F" + (
        f"{session.opportunity.slug}%2Fsessions%2F{session.pk}%2F"
    )
    assert client.get(reverse("my_sessions")).url == reverse("my_volunteer_account")


def test_somebody_too_young_is_told_why_instead_of_a_button(client, volunteer):
    session = SessionFactory(opportunity__checks="basic")
    page = _said(client.get(_address(session)))
    assert "This needs a check" in page
    assert "Take a place" not in page
    assert "This needs a check" in _said(client.post(_address(session)))


def test_a_session_of_another_opportunity_or_over_is_not_found(client, volunteer):
    session = SessionFactory()
    wrong = reverse("volunteering_session", args=[OpportunityFactory().slug, session.pk])
    begun = SessionFactory(starts_at=timezone.now() - timedelta(minutes=1))
    for address in (wrong, _address(begun)):
        assert client.get(address).status_code == 404


def test_an_offer_is_accepted_once_and_a_late_click_is_told(client, volunteer):
    offer = PlaceFactory(
        volunteer=volunteer, state=PlaceState.OFFERED, offered_until=timezone.now() + timedelta(hours=3)
    )
    assert "Say yes or no by" in _said(client.get(reverse("my_sessions")))
    for _click in range(2):
        page = _said(client.post(reverse("my_place_accept", args=[offer.pk]), follow=True))
        assert "You have the place." in page
    late = PlaceFactory(
        volunteer=volunteer,
        session__starts_at=timezone.now() + timedelta(days=9),
        state=PlaceState.OFFERED,
        offered_until=timezone.now() - timedelta(seconds=1),
    )
    assert "run out" in _said(client.post(reverse("my_place_accept", args=[late.pk]), follow=True))


def test_giving_up_and_swapping(client, volunteer, opportunity):
    place = PlaceFactory(volunteer=volunteer, session=SessionFactory(opportunity=opportunity))
    other = SessionFactory(opportunity=opportunity, starts_at=timezone.now() + timedelta(days=5))
    swap = reverse("my_place_swap", args=[place.pk])
    assert "instead" in _said(client.get(swap))
    assert "no longer open" in _said(client.post(swap, {"to": "x"}, follow=True))
    assert "Swapped" in _said(client.post(swap, {"to": other.pk}, follow=True))
    new = Place.objects.get(session=other)
    assert "not expected there" in _said(client.post(reverse("my_place_give_up", args=[new.pk]), follow=True))
    page = _said(client.post(reverse("my_place_give_up", args=[new.pk]), follow=True))
    assert "cannot become" in page


@pytest.mark.parametrize("name", ["my_place_accept", "my_place_give_up", "my_place_swap", "my_place_hours"])
def test_somebody_elses_place_is_not_found(client, volunteer, name):
    place = PlaceFactory()
    answer = client.post(reverse(name, args=[place.pk]), {"to": "1"})
    assert answer.status_code == 404
    place.refresh_from_db()
    assert place.is_taken


# --- The calendar ------------------------------------------------------------------------------------------------


def _events(client, volunteer):
    answer = client.get(reverse("volunteering_calendar", args=[volunteer.calendar_key]))
    assert answer["Content-Type"].startswith("text/calendar")
    return {str(event["uid"]): event for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_feed_keeps_ids_and_says_what_is_cancelled(client, opportunity, member):
    volunteer = VolunteerFactory(user__name="Jo Fern")
    place = actions.take_place(session=SessionFactory(opportunity=opportunity), by=volunteer.user)
    (uid, before), *_ = _events(client, volunteer).items()
    assert (before["status"], "Fern" in str(before)) == ("CONFIRMED", False)
    later = {name: getattr(place.session, name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
    actions.change_session(session=place.session, values=later, by=member)
    moved = _events(client, volunteer)[uid]
    assert moved["dtstart"].dt == later["starts_at"].astimezone(LONDON).replace(microsecond=0)
    assert moved["sequence"] > before["sequence"]
    actions.cancel_session(session=place.session, reason="Rain", by=member)
    cancelled = _events(client, volunteer)[uid]
    assert cancelled["status"] == "CANCELLED"
    assert cancelled["sequence"] > moved["sequence"]


def test_an_offer_is_tentative_and_waiting_is_not_in_it(client):
    volunteer = VolunteerFactory()
    PlaceFactory(volunteer=volunteer, state=PlaceState.OFFERED, offered_until=timezone.now() + timedelta(hours=1))
    PlaceFactory(volunteer=volunteer, state=PlaceState.WAITING)
    assert [event["status"] for event in _events(client, volunteer).values()] == ["TENTATIVE"]


def test_a_renewed_key_a_closed_account_and_a_guess_are_alike_unknown(client):
    volunteer = VolunteerFactory()
    key = volunteer.calendar_key
    actions.renew_calendar(by=volunteer.user)
    volunteer.refresh_from_db()
    closed = volunteer.calendar_key
    actions.erase_volunteer(volunteer=volunteer, by=volunteer.user)
    asleep = VolunteerFactory(user__is_active=False)
    for guess in (key, closed, asleep.calendar_key, "1", "a" * 43):
        assert client.get(reverse("volunteering_calendar", args=[guess])).status_code == 404


# --- Those who run them ------------------------------------------------------------------------------------------


def _form(**said):
    day = timezone.localdate() + timedelta(days=20)
    return {
        "day_0": day.day,
        "day_1": day.month,
        "day_2": day.year,
        "starts": "10:30am",
        "ends": "12:30",
        "capacity": "4",
        "weeks": "1",
        **said,
    }


def test_sessions_are_planned_one_or_one_a_week_at_the_same_hour(client, opportunity, member):
    client.force_login(member)
    address = reverse("my_session_plan", args=[opportunity.slug])
    assert client.get(address).status_code == 200
    assert client.post(address, _form(weeks="3")).status_code == 302
    sessions = list(Session.objects.in_order())
    assert [(timezone.localtime(s.starts_at).hour, s.minutes, s.capacity) for s in sessions] == [(10, 120, 4)] * 3
    assert client.post(address, _form(starts="10pm", ends="2am", next_day="on")).status_code == 302
    assert Session.objects.filter(starts_at__hour__gte=20).get().minutes == 240


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"ends": "10:30"}, "must end after it starts"),
        ({"ends": "9am"}, "must end after it starts"),
        ({"starts": "7"}, "Enter the start like"),
        ({"starts": "25:00"}, "Enter the start like"),
        ({"starts": "13pm"}, "Enter the start like"),
        ({"ends": "12:75"}, "Enter the end like"),
        ({"capacity": "0"}, "At least one person"),
        ({"capacity": "many"}, "as a number"),
        ({"day_2": "1999"}, "from today on"),
        ({"day_1": "13"}, "real date"),
        ({"weeks": ""}, "Enter 1"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(client, opportunity, member, said, sentence):
    client.force_login(member)
    page = _said(client.post(reverse("my_session_plan", args=[opportunity.slug]), _form(note="Bring gloves", **said)))
    assert sentence in page
    assert "Bring gloves" in page
    assert not Session.objects.exists()


@pytest.mark.parametrize("clock", ["midday", "noon", "midnight", "2.30pm", "14:30", "9am"])
def test_times_are_understood_as_people_write_them(clock):
    from volunteering.forms_of_sessions import ClockField

    assert ClockField(error_messages={"invalid": "?"}).clean(clock) is not None


def test_an_hour_that_the_clocks_jump_over_is_said(client, opportunity, member):
    client.force_login(member)
    year = timezone.localdate().year + 1
    from datetime import date

    sunday = max(date(year, 3, day) for day in range(25, 32) if date(year, 3, day).weekday() == 6)
    said = {"day_0": sunday.day, "day_1": 3, "day_2": year, "starts": "01:30", "ends": "4am"}
    page = client.post(reverse("my_session_plan", args=[opportunity.slug]), _form(**said))
    assert "no such time" in _said(page)


def test_a_change_below_those_booked_is_refused_and_a_good_one_saved(client, opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=3)
    PlaceFactory.create_batch(2, session=session)
    client.force_login(member)
    address = reverse("my_session_change", args=[session.pk])
    assert client.get(address).status_code == 200
    assert "2 places are taken" in _said(client.post(address, _form(capacity="1")))
    assert client.post(address, _form(capacity="2")).status_code == 302
    session.refresh_from_db()
    assert session.capacity == 2


def test_cancelling_asks_why_and_says_how_many(client, opportunity, member):
    session = PlaceFactory(session=SessionFactory(opportunity=opportunity)).session
    client.force_login(member)
    address = reverse("my_session_cancel", args=[session.pk])
    assert "1 person has a place" in _said(client.get(address))
    assert "Say why" in _said(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "Flood"})
    assert "Flood" in _said(client.get(reverse("my_session", args=[session.pk])))
    assert "cannot become" in _said(client.post(address, {"reason": "Again"}))


def test_an_organisation_sees_what_each_person_allows_and_when(client, opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=9, starts_at=timezone.now() + timedelta(hours=20))
    open_, shy = (
        VolunteerFactory(
            user__name=name, telephone=phone, emergency_name=f"Mum of {name}", emergency_telephone="01632 960 009"
        )
        for name, phone in (("Ora Open", "01632 960 111"), ("Sid Shy", "01632 960 222"))
    )
    for purpose in (Consent.Purpose.CONTACT, Consent.Purpose.EMERGENCY):
        Consent.objects.create(volunteer=open_, purpose=purpose, wording="1")
    young = VolunteerFactory(user__name="Yan Young", born_on=timezone.localdate() - timedelta(days=16 * 366))
    GuardianConsentFactory(volunteer=young, guardian_name="Gus Guardian")
    for person in (open_, shy, young):
        PlaceFactory(session=session, volunteer=person)
    waiting = PlaceFactory(session=session, state=PlaceState.WAITING)
    client.force_login(member)
    page = _said(client.get(reverse("my_session", args=[session.pk])))
    for shown in ("Ora Open", "01632 960 111", "Mum of Ora Open", "Sid Shy", "Yan Young", "Under 18", "Gus Guardian"):
        assert shown in page
    for hidden in ("01632 960 222", "Mum of Sid", waiting.volunteer.user.name, open_.user.email, str(young.born_on)):
        assert hidden not in page
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() + timedelta(days=5), ends_at=timezone.now() + timedelta(days=5, hours=1)
    )
    page = _said(client.get(reverse("my_session", args=[session.pk])))
    assert "01632 960 111" in page
    assert "Mum of Ora Open" not in page, "only around the day"
    past = timezone.now() - timedelta(days=5)
    Session.objects.filter(pk=session.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert "01632 960 111" not in _said(client.get(reverse("my_session", args=[session.pk])))


def test_who_came_is_written_down_and_an_erased_person_stays_nameless(client, opportunity, member):
    session = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(hours=3))
    place, erased = PlaceFactory(session=session), PlaceFactory(session=session)
    actions.erase_volunteer(volunteer=erased.volunteer, by=None)
    client.force_login(member)
    address = reverse("my_session", args=[session.pk])
    assert "(details erased)" in _said(client.get(address))
    client.post(address, {f"came-{place.pk}": "came", f"came-{erased.pk}": "nonsense"})
    assert Hours.objects.get().confirmed_minutes == 120
    coming = SessionFactory(opportunity=opportunity)
    PlaceFactory(session=coming)
    assert "after the session has begun" in _said(client.post(reverse("my_session", args=[coming.pk]), follow=True))


@pytest.mark.parametrize("name", ["my_session", "my_session_change", "my_session_cancel"])
def test_another_organisations_session_is_not_found(client, name):
    session = SessionFactory()
    client.force_login(MembershipFactory().user)
    for answer in (client.get, client.post):
        assert answer(reverse(name, args=[session.pk])).status_code == 404


# --- Time, certificate, references -------------------------------------------------------------------------------


def test_time_is_claimed_on_a_page_and_confirmed_on_another(client, volunteer, opportunity, member):
    place = PlaceFactory(
        volunteer=volunteer,
        session=SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(days=2)),
    )
    assert "Tell them how long" in _said(client.get(reverse("my_sessions")))
    address = reverse("my_place_hours", args=[place.pk])
    assert client.get(address).status_code == 200
    assert "between one minute and 24 hours" in _said(client.post(address, {"hours": "0", "minutes": ""}))
    assert client.post(address, {"hours": "2", "minutes": "15", "note": "Dug"}).status_code == 302
    client.force_login(member)
    page = reverse("my_opportunity_hours", args=[opportunity.slug])
    hours = Hours.objects.get()
    assert "2 hours 15 minutes" in _said(client.get(page))
    for wrong in ("", "1.5", "9999", "999999"):
        client.post(page, {"pk": hours.pk, "minutes": wrong})
    hours.refresh_from_db()
    assert hours.confirmed_at is None
    client.post(page, {"pk": hours.pk, "minutes": "135"})
    assert Hours.objects.minutes() == 135
    assert client.post(page, {"pk": "x"}).status_code == 404
    client.force_login(volunteer.user)
    assert "looked at this day already" in _said(client.post(address, {"hours": "9"}))
    other = HoursFactory(opportunity=opportunity, confirmed_at=None, confirmed_minutes=None)
    client.force_login(member)
    client.post(page, {"pk": other.pk, "refuse": "yes"})
    assert "Not confirmed" in _said(client.get(page))


def test_a_day_of_a_regular_role_is_claimed_by_whoever_was_placed(client, volunteer, opportunity):
    address = reverse("my_hours", args=[opportunity.slug])
    day = timezone.localdate()
    said = {"day_0": day.day, "day_1": day.month, "day_2": day.year, "hours": "1"}
    assert client.get(address).status_code == 200
    assert "placed in" in _said(client.post(address, said))


def test_the_certificate_is_a_tagged_pdf_of_confirmed_time(client, volunteer):
    from io import BytesIO

    from pypdf import PdfReader

    address = reverse("my_certificate")
    assert "nothing to certify yet" in _said(client.get(address, follow=True))
    HoursFactory(volunteer=volunteer, confirmed_minutes=150, opportunity__organisation__name="Ham Street #Garden_*")
    HoursFactory(volunteer=volunteer, confirmed_minutes=None, confirmed_at=None, claimed_minutes=600)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    document = PdfReader(BytesIO(answer.content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == "en-GB"
    text = " ".join(document.pages[0].extract_text().split())
    for words in ("Certificate of volunteering", "Jo Fern", "2 hours 30 minutes", "Ham Street #Garden_*"):
        assert words in text
    assert "10 hours" not in text


def test_a_reference_is_asked_for_written_and_read_by_the_right_people(client, volunteer, opportunity, member):
    HoursFactory(volunteer=volunteer, opportunity=opportunity)
    HoursFactory(volunteer=volunteer, opportunity=opportunity, day=timezone.localdate())
    ask = reverse("my_reference_ask", args=[opportunity.slug])
    assert _said(client.get(reverse("my_sessions"))).count(ask) == 1
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"purpose": "College"}).status_code == 302
    assert "asked for this already" in _said(client.post(ask, {}))
    reference = volunteer.references.get()
    address = reverse("my_reference", args=[reference.pk])
    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 404
    client.force_login(member)
    assert "Jo Fern asks for a reference" in _said(client.get(reverse("my_opportunity", args=[opportunity.slug])))
    assert "College" in _said(client.get(address))
    assert "Write the reference" in _said(client.post(address, {"text": ""}))
    assert client.post(address, {"text": "Kind and on time."}).status_code == 302
    assert client.get(address).status_code == 404, "who wrote it does not keep it"
    client.force_login(volunteer.user)
    assert "Kind and on time." in _said(client.get(address))
    client.post(ask, {})
    client.force_login(member)
    client.post(reverse("my_reference", args=[volunteer.references.first().pk]), {"decline": "yes"})
    client.force_login(volunteer.user)
    assert "would rather not" in _said(client.get(reverse("my_sessions")))


# --- How much is asked of the database ---------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 10, 60])
def test_lists_ask_the_same_questions_however_long(client, volunteer, rows, django_assert_max_num_queries):
    opportunity = OpportunityFactory()
    member = MembershipFactory(organisation=opportunity.organisation).user
    for number in range(rows):
        starts = timezone.now() + timedelta(hours=3 * number + 3)
        session = SessionFactory(opportunity=opportunity, starts_at=starts, capacity=rows + 1)
        PlaceFactory(volunteer=volunteer, session=session)
        HoursFactory(volunteer=volunteer, opportunity=opportunity, day=timezone.localdate() - timedelta(days=number))
    for _one in range(rows):
        PlaceFactory(session=session)
    with django_assert_max_num_queries(15):
        client.get(reverse("my_sessions"))
    with django_assert_max_num_queries(9):
        client.get(opportunity.get_absolute_url())
    client.force_login(member)
    with django_assert_max_num_queries(11):
        client.get(reverse("my_session", args=[session.pk]))
    with django_assert_max_num_queries(9):
        client.get(reverse("my_opportunity_hours", args=[opportunity.slug]))
    with django_assert_max_num_queries(13):
        client.get(reverse("my_opportunity", args=[opportunity.slug]))

"""Volunteers and sessions in the demonstration county: places taken and waited for, time given, checks, a concern."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kentcivil.accounts.models import User
from kentcivil.calendars import LONDON
from organisations.models import Membership
from volunteering import consent
from volunteering.models import (
    Concern,
    Consent,
    GuardianConsent,
    Hours,
    Opportunity,
    Place,
    ProposedChange,
    Reference,
    SafeguardingCheck,
    SafeguardingLead,
    Session,
    Volunteer,
)
from volunteering.models.volunteers import new_calendar_key
from volunteering.states import OpportunityState, PlaceState

NAMES = [
    "Ada Hogben",
    "Ben Tolhurst",
    "Cara Nwosu",
    "Dan Fagg",
    "Elif Demir",
    "Finn Marsh",
    "Gita Rao",
    "Hope Castle",
    "Idris Bello",
    "June Pilcher",
    "Karol Nowak",
    "Lena Brunger",
    "Moses Achebe",
    "Nell Wraight",
]
YOUNG = "Nell Wraight"
PAST_WEEKS = 6
COMING_WEEKS = 4
REGULAR = 8
"""How many of Ashford's roles have weekly sessions."""
QUESTION = "Have you done something like this before?"


def fill(county, centres, opportunities):
    """:param centres: by district's name. :param opportunities: all that the county has."""
    ashford = centres["Ashford"]
    chosen = [
        thing
        for thing in opportunities
        if thing.centre_id == ashford.pk
        and thing.state == OpportunityState.PUBLISHED
        and thing.ends_on is None
        and not thing.from_home
        and thing.checks == Opportunity.Checks.NONE
    ][:REGULAR]
    people = _people(county, ashford)
    sessions = _sessions(county, [*chosen, *_mama_to_mama(opportunities)])
    _past(county, sessions, people)
    _coming(county, sessions, people)
    _safeguarding(county, ashford, people)
    _waiting_change(chosen)


def _mama_to_mama(opportunities):
    return [
        thing
        for thing in opportunities
        if thing.organisation.slug == "mama-to-mama" and thing.state == OpportunityState.PUBLISHED
    ]


def _people(county, centre):
    """The volunteer sign-in first, then others, who do not sign in."""
    district = centre.districts.get()
    users = User.objects.bulk_create(
        User(email=f"{name.lower().replace(' ', '.')}@volunteers.example", name=name, password="!") for name in NAMES
    )
    today = timezone.localdate(county.now)
    volunteers = Volunteer.objects.bulk_create(
        Volunteer(
            user=user,
            born_on=date(today.year - 16, 1, 5) if user.name == YOUNG else date(1950 + 4 * number, 3, 1 + number),
            district=district,
            centre=centre,
            times=["weekday-days", "weekend-days"],
            telephone=f"01632 960{100 + number}",
            emergency_name="A neighbour" if number % 2 else "",
            emergency_telephone=f"01632 960{200 + number}" if number % 2 else "",
            calendar_key=new_calendar_key(),
            created_at=county.now - timedelta(days=120 - number),
        )
        for number, user in enumerate([county.people["volunteer"], *users])
    )
    Consent.objects.bulk_create(
        Consent(volunteer=volunteer, purpose=purpose, wording=consent.CURRENT, given_at=county.now - timedelta(days=90))
        for number, volunteer in enumerate(volunteers)
        for purpose in list(Consent.Purpose)[: number % 4]
    )
    for volunteer in volunteers:
        volunteer.interests.set(county.random.sample(_themes(), 2))
        volunteer.skills.set(county.random.sample(_skills(), 3))
    GuardianConsent.objects.create(
        volunteer=volunteers[-1],
        guardian_name="Rose Wraight",
        guardian_email="rose.wraight@people.example",
        state=GuardianConsent.State.GIVEN,
        wording=consent.CURRENT,
        asked_at=county.now - timedelta(days=40),
        answered_at=county.now - timedelta(days=39),
    )
    return volunteers


def _themes():
    return list(Volunteer.interests.field.related_model.objects.order_by("pk"))


def _skills():
    return list(Volunteer.skills.field.related_model.objects.order_by("pk"))


def _sessions(county, opportunities):
    """One a week for each role, on a weekday and at an hour of its own, for some weeks back and some to come."""
    today = timezone.localdate(county.now)
    made = []
    for number, opportunity in enumerate(opportunities):
        monday = today - timedelta(days=today.weekday())
        for week in range(-PAST_WEEKS, COMING_WEEKS):
            day = monday + timedelta(weeks=week, days=number % 6)
            starts_at = datetime.combine(day, time(9 + 4 * (number // 6), 30), tzinfo=LONDON)
            if day == today:
                continue
            made.append(
                Session(
                    opportunity=opportunity,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2 if number % 2 else 3),
                    capacity=6 if starts_at < county.now else 2 + (number + week) % 4,
                    note="" if number % 3 else "Wear old clothes; we have gloves and tea.",
                    created_at=county.now - timedelta(days=60),
                    changed_at=county.now - timedelta(days=60),
                )
            )
    return Session.objects.bulk_create(made)


def _past(county, sessions, people):
    """Each was attended by five or six of them, and their organisation has confirmed the time; one claim waits."""
    grown_up = people[:-1]
    past = [session for session in sessions if session.starts_at < county.now]
    places = Place.objects.bulk_create(
        Place(
            session=session,
            volunteer=volunteer,
            state=PlaceState.TAKEN,
            attendance=Place.Attendance.NO_SHOW if (number + turn) % 23 == 0 else Place.Attendance.CAME,
            asked_at=session.starts_at - timedelta(days=5),
            moved_at=session.starts_at - timedelta(days=5),
        )
        for number, session in enumerate(past)
        for turn, volunteer in enumerate(_turn(grown_up, number, 6 if number % 2 else 5))
    )
    came = [place for place in places if place.attendance == Place.Attendance.CAME]
    Hours.objects.bulk_create(
        Hours(
            volunteer=place.volunteer,
            opportunity=place.session.opportunity,
            place=place,
            day=place.session.day,
            claimed_minutes=place.session.minutes + 15 if number % 3 == 0 else None,
            claimed_at=place.session.ends_at if number % 3 == 0 else None,
            confirmed_minutes=place.session.minutes,
            confirmed_at=place.session.ends_at + timedelta(days=1),
        )
        for number, place in enumerate(came)
    )
    _one_claim_and_one_reference(county, came)


def _one_claim_and_one_reference(county, came):
    """For the charity sign-in to look at: a day outside its sessions, and a wish for a reference."""
    member = Membership.objects.filter(user=county.people.get("charity")).first()
    theirs = [place for place in came if member and place.session.opportunity.organisation_id == member.organisation_id]
    if not theirs:
        return
    place = theirs[0]
    Hours.objects.create(
        volunteer=place.volunteer,
        opportunity=place.session.opportunity,
        day=place.session.day + timedelta(days=1),
        claimed_minutes=90,
        claimed_at=county.now - timedelta(days=1),
        note="Sorted the winter coats",
    )
    Reference.objects.create(
        volunteer=place.volunteer,
        opportunity=place.session.opportunity,
        purpose="A place on a childcare course",
        asked_at=county.now - timedelta(days=2),
    )


def _turn(people, number, count):
    return [people[(number * 5 + step) % len(people)] for step in range(count)]


def _coming(county, sessions, people):
    """Some have free places, some are full with people waiting; the volunteer sign-in has one place and one offer.

    Nobody is in two places: each is given the sessions of one role only, which are a week apart.
    """
    coming = [session for session in sessions if session.starts_at > county.now]
    roles = list(dict.fromkeys(session.opportunity_id for session in coming))
    volunteer, others = people[0], people[1:-1]
    places = []
    for number, role in enumerate(roles):
        own = [session for session in coming if session.opportunity_id == role]
        crew = [others[(number * 2 + step) % len(others)] for step in (0, 1)] if 2 * number + 1 < len(others) else []
        for session in own:
            fits = crew[: session.capacity - (number == 0)]
            places += [_place(county, session, person, PlaceState.TAKEN) for person in fits]
        if number == 0:
            places.append(_place(county, own[0], volunteer, PlaceState.TAKEN))
        elif number == 1:
            own[0].capacity = len(crew) + 1
            own[0].save(update_fields=["capacity"])
            offer = _place(county, own[0], volunteer, PlaceState.OFFERED)
            offer.offered_until = min(county.now + timedelta(hours=20), own[0].starts_at)
            places += [offer, _place(county, own[0], people[-2], PlaceState.WAITING)]
    Place.objects.bulk_create(places)


def _place(county, session, volunteer, state):
    return Place(
        session=session,
        volunteer=volunteer,
        state=state,
        asked_at=county.now - timedelta(days=3),
        moved_at=county.now - timedelta(days=3),
    )


def _safeguarding(county, centre, people):
    today = timezone.localdate(county.now)
    broker = county.people["broker"]
    SafeguardingCheck.objects.bulk_create(
        SafeguardingCheck(
            volunteer=person,
            kind=SafeguardingCheck.Kind.ENHANCED if number % 2 else SafeguardingCheck.Kind.BASIC,
            seen_on=today - timedelta(days=300),
            seen_by=broker,
            expires_on=today + timedelta(days=20 + 150 * number),
        )
        for number, person in enumerate(people[1:6])
    )
    SafeguardingLead.objects.create(user=county.people.get("officer") or broker)
    lead = SafeguardingLead.objects.create(centre=centre, user=broker)
    Concern.objects.create(
        lead=lead,
        text="At the end of the session a child was left waiting alone in the car park for half an hour.",
        page="/volunteering/",
        raised_at=county.now - timedelta(days=1),
    )


def _waiting_change(chosen):
    """For the broker to decide: what is live stays until then."""
    for opportunity in chosen[:1]:
        ProposedChange.objects.create(opportunity=opportunity, values={"questions": [QUESTION], "minimum_age": 16})

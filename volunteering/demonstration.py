"""Volunteering in the demonstration county: centres, the pilot, opportunities and people who offered to help."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import slugify

from kentcivil.geography.models import District, PostcodeSector
from organisations.models import Organisation, Theme
from organisations.states import Status
from volunteering import consent, demonstration_pilot, demonstration_sessions
from volunteering.actions.enquiries import keep_until
from volunteering.demonstration_roles import Role, roles
from volunteering.models import Broker, Enquiry, Opportunity, Pilot, Skill, VolunteerCentre
from volunteering.states import OPEN_ENQUIRIES, EnquiryState, OpportunityState

ROLES = roles()
# Opportunities per district: the pilot began in Ashford, so more of its organisations use the portal.
HOW_MANY = {"Ashford": 48}
ELSEWHERE = {"Canterbury": 13, "Maidstone": 13, "Thanet": 12, "Swale": 11, "Dover": 10, "Folkestone and Hythe": 11}
OTHERS = 9
# The state of one opportunity in twenty, in turn; the rest are published.
STATES = {
    3: OpportunityState.WAITING,
    7: OpportunityState.CLOSED,
    12: OpportunityState.DRAFT,
    16: OpportunityState.RETURNED,
}
EXPENSES = ["Bus fares and mileage", "Mileage at 45p a mile", "Travel within Kent", "Lunch and travel", ""]
ACCESS = [
    "Step-free, with an accessible toilet and parking",
    "Two steps at the door; a ramp on request",
    "",
    "Hearing loop",
]
PEOPLE = [
    "Amara Okafor",
    "Bethan Price",
    "Callum Reid",
    "Dimitra Vassou",
    "Edie Marsh",
    "Farid Haidari",
    "Grace Tolhurst",
    "Hamish Orr",
    "Ines Duarte",
    "Jack Fagg",
    "Kamala Thapa",
    "Leo Brunger",
    "Maeve Castle",
    "Nikhil Rao",
    "Olive Pilcher",
    "Piotr Zielinski",
    "Queenie Hogben",
    "Rosa Amato",
    "Samir Aziz",
    "Tilly Wraight",
    "Uma Pillai",
    "Vernon Goldup",
    "Wendy Kingsnorth",
]
MESSAGES = [
    "I have moved to the area and would like to meet people.",
    "I am retired and free on weekday mornings.",
    "I used to do this where I lived before.",
    "I can do two evenings a month. Is that enough?",
    "",
    "My neighbour helps you and says it is good fun.",
]
PURPOSE = (
    "A grant to work out, in one place first, how volunteering in all of Kent can be organised together and "
    "paid for properly."
)
AIMS = """\
One place to go for volunteering in Kent: opportunities, help and information
The volunteer centres of the county working as one network
Each person who offers to help is answered, introduced and followed up
Organisations find volunteers with less effort, and look after them well
A way of working that other districts can take over as it is
"""
STORY = (
    "When the pandemic came, thousands of people in Kent offered to help. Many were never asked: no one place put "
    "offer and need together, and each volunteer centre worked by itself.\n\n"
    "In September 2021 the county council gave Ashford Volunteer Centre a grant for twelve months to build what was "
    "missing. An organisation posts what it needs. The centre checks and publishes it. A person says that they would "
    "like to help, and the centre talks with them, introduces them and asks afterwards how it went.\n\n"
    "It is made so that another centre joins by signing up, and brings its own districts along."
)
STEPS = ["Ring to say hello", "Send the welcome pack", "Introduce to the organisation", "Ask how the first day went"]


def fill(county):
    centres = _centres(county)
    pilot = _pilot(centres["Ashford"])
    demonstration_pilot.fill(county, pilot)
    opportunities = _opportunities(county, centres)
    _enquiries(county, opportunities)
    demonstration_sessions.fill(county, centres, opportunities)
    demonstration_pilot.prepare_crisis(county)
    demonstration_pilot.write_reports(county, pilot)


def _centres(county):
    """A centre for each district of Kent, by the district's name; one is added where the directory has none."""
    found = {}
    for organisation in Organisation.objects.filter(name__icontains="volunteer centre").select_related("district"):
        if organisation.district and organisation.district.in_kent:
            found.setdefault(organisation.district.name, organisation)
    ashford = Organisation.objects.filter(slug="ashford-volunteer-centre").first()
    if ashford:
        found["Ashford"] = ashford
    centres = {}
    for district in District.objects.filter(in_kent=True).order_by("name"):
        organisation = found.get(district.name) or _new_centre(district)
        centre = VolunteerCentre.objects.create(
            organisation=organisation,
            email=f"hello@{slugify(organisation.name)}.example",
            telephone=f"01632 960{county.random.randrange(100, 999)}",  # a range kept for stories
        )
        centre.districts.add(district)
        centres[district.name] = centre
    Broker.objects.create(centre=centres["Ashford"], user=county.people["broker"])
    return centres


def _new_centre(district):
    name = f"{district.name} Volunteer Centre"
    slug = slugify(name)
    return Organisation.objects.filter(slug=slug).first() or Organisation.objects.create(
        name=name,
        slug=slug,
        district=district,
        summary=f"Brings people who want to help together with those who need help in {district.name}.",
        status=Status.PUBLISHED,
    )


def _pilot(centre):
    return Pilot.objects.create(
        name="The Ashford volunteering pilot",
        centre=centre,
        grant=170_000,
        decision_reference="21/00074",
        started_on=date(2021, 9, 1),
        months=12,
        purpose=PURPOSE,
        aims=AIMS,
        story=STORY,
        public=True,
    )


# --- Opportunities ----------------------------------------------------------------------------------------------


def _opportunities(county, centres):
    """Some 160 opportunities of organisations of each district, in all states."""
    sectors = {}
    for sector in PostcodeSector.objects.order_by("sector"):
        sectors.setdefault(sector.district_id, []).append(sector)
    posters = _posters(county, centres)
    made, roles_of = [], []
    for name, centre in county.progress(centres.items(), "Volunteering"):
        district = centre.districts.get()
        wanted = HOW_MANY.get(name) or ELSEWHERE.get(name, OTHERS)
        deck = []
        for _one in range(wanted):
            if not deck:
                deck = county.random.sample(ROLES, len(ROLES))
            organisation, role = _match(county, posters[name] or [centre.organisation], deck)
            sector = county.random.choice(sectors[district.pk])
            made.append(_opportunity(county, centre, organisation, role, district, sector, len(made)))
            roles_of.append(role)
    _add_mama_to_mama(county, centres, made, roles_of)
    Opportunity.objects.bulk_create(made)
    _add_lists(made, roles_of)
    return made


def _posters(county, centres):
    """Up to 30 published organisations of each district, with the slugs of their themes."""
    posters = {}
    for name in centres:
        ids = list(
            Organisation.objects.published()
            .filter(district__name=name)
            .exclude(slug="mama-to-mama")
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        chosen = county.random.sample(ids, min(30, len(ids)))
        posters[name] = list(Organisation.objects.filter(pk__in=chosen).prefetch_related("themes").order_by("pk"))
    return posters


def _match(county, organisations, deck):
    """An organisation, and a role from the deck that fits what it is about; the next role, where none does."""
    organisation = county.random.choice(organisations)
    themes = {theme.slug for theme in organisation.themes.all()}
    for number, role in enumerate(deck):
        if themes & set(role.themes.split()):
            return organisation, deck.pop(number)
    return organisation, deck.pop()


def _opportunity(county, centre, organisation, role, district, sector, number):
    chance, now = county.random, county.now
    posted = now - timedelta(days=chance.randrange(5, 200), minutes=chance.randrange(1440))
    state = STATES.get(number % 20, OpportunityState.PUBLISHED)
    title = role.title if number % 3 else f"{role.title}, {organisation.town or district.name}"
    first = timezone.localdate(now) + timedelta(days=chance.randrange(10, 60)) if role.one_off else None
    last = first
    if number % 25 == 9:  # one that is over: it has left the list by itself
        first = timezone.localdate(now) - timedelta(days=chance.randrange(20, 60))
        last = first + timedelta(days=0 if role.one_off else 14)
    at_home = role.where == "home"
    return Opportunity(
        organisation=organisation,
        centre=centre,
        title=title[:100],
        slug=f"{slugify(title)[:100]}-{number + 1}",
        summary=role.summary,
        tasks=role.tasks,
        commitment=role.commitment,
        pattern=Opportunity.Pattern.ONE_OFF if role.one_off else Opportunity.Pattern.REGULAR,
        times=[role.times],
        starts_on=first,
        ends_on=last,
        from_home=at_home,
        place="" if at_home else f"{role.where}, {organisation.town}".rstrip(", "),
        postcode="" if at_home else sector.sector,
        district=None if at_home else district,
        latitude=None if at_home else sector.latitude,
        longitude=None if at_home else sector.longitude,
        minimum_age=role.age,
        checks=role.checks,
        training=role.training,
        expenses=chance.choice(EXPENSES),
        access="" if at_home else chance.choice(ACCESS),
        wheelchair_access=at_home or chance.random() < 0.4,
        state=state,
        created_at=posted - timedelta(days=3),
        **_moments(state, posted, now),
    )


def _moments(state, posted, now):
    match state:
        case OpportunityState.DRAFT:
            return {}
        case OpportunityState.WAITING:
            return {"submitted_at": max(posted, now - timedelta(days=6))}
        case OpportunityState.RETURNED:
            return {
                "submitted_at": posted,
                "returned_because": "Please say who will be there to help a new volunteer, and whether you pay travel.",
            }
        case OpportunityState.CLOSED:
            return {
                "submitted_at": posted,
                "published_at": posted + timedelta(days=1),
                "closed_at": posted + timedelta(days=4),
            }
    return {"submitted_at": posted, "published_at": posted + timedelta(days=1)}


def _add_mama_to_mama(county, centres, made, roles_of):
    """What the charity sign-in finds on its own page: one published, one waiting, one returned."""
    organisation = Organisation.objects.filter(slug="mama-to-mama").first()
    if organisation is None:
        return
    centre = centres["Thanet"]
    sorter = next(role for role in ROLES if role.title == "Baby clothes sorter")
    driver = Role(
        "baby-and-family transport",
        "Delivery driver for the baby bank",
        "Take parcels to new families in Thanet.",
        "You collect parcels from our store in your own car and hand them over at the door, or to the midwife.",
        "Two hours a week",
        "flexible",
        "Store",
        "basic",
        21,
        "Driving,ReliabilityAndTrustworthiness",
    )
    host = Role(
        "baby-and-family",
        "Welcome host at the baby bank",
        "Say hello, put the kettle on and find out what a family needs.",
        "You welcome families who come for the first time and fill in a short list with them.",
        "Three hours on Wednesdays",
        checks="basic",
        skills="EmpathyAndCompassion",
    )
    sector = PostcodeSector.objects.get(pk="CT9 1")
    for role, state in [
        (sorter, OpportunityState.PUBLISHED),
        (driver, OpportunityState.WAITING),
        (host, OpportunityState.RETURNED),
    ]:
        # Numbers that leave each in the state it is to be in.
        thing = _opportunity(county, centre, organisation, role, sector.district, sector, len(made) + 1)
        posted = county.now - timedelta(days=20)
        thing.state, thing.starts_on, thing.ends_on = state, None, None
        thing.submitted_at = thing.published_at = thing.closed_at = None
        thing.returned_because = ""
        for field, value in _moments(state, posted, county.now).items():
            setattr(thing, field, value)
        made.append(thing)
        roles_of.append(role)


def _add_lists(made, roles_of):
    skills = {skill.notation: skill.pk for skill in Skill.objects.all()}
    themes = {theme.slug: theme.pk for theme in Theme.objects.all()}
    Opportunity.skills.through.objects.bulk_create(
        Opportunity.skills.through(opportunity=opportunity, skill_id=skills[notation])
        for opportunity, role in zip(made, roles_of, strict=True)
        for notation in filter(None, role.skills.split(","))
        if notation in skills
    )
    Opportunity.causes.through.objects.bulk_create(
        Opportunity.causes.through(opportunity=opportunity, theme_id=themes[slug])
        for opportunity, role in zip(made, roles_of, strict=True)
        for slug in role.themes.split()
        if slug in themes
    )


# --- People -----------------------------------------------------------------------------------------------------


def _enquiries(county, opportunities):
    """25 people in the pipeline, most of them in Ashford; the volunteer sign-in offered to help with two things."""
    offered = [thing for thing in opportunities if thing.state == OpportunityState.PUBLISHED and not thing.is_past]
    ashford = [thing for thing in offered if thing.centre_id == offered[0].centre_id]
    pipeline = [state for state in EnquiryState for _twice in range(4)][: len(PEOPLE)]
    enquiries = []
    for number, (name, state) in enumerate(zip(PEOPLE, pipeline, strict=True)):
        opportunity = county.random.choice(offered if number % 4 == 3 else ashford)
        enquiries.append(_enquiry(county, opportunity, state, number, name=name, email=_address(name)))
    volunteer = county.people["volunteer"]
    for number, state in enumerate([EnquiryState.INTRODUCED, EnquiryState.NEW]):
        enquiries.append(
            _enquiry(county, ashford[number], state, number, name=volunteer.name, email=volunteer.email, user=volunteer)
        )
    Enquiry.objects.bulk_create(enquiries)


def _address(name):
    return f"{name.lower().replace(' ', '.')}@people.example"


def _enquiry(county, opportunity, state, number, **person):
    days = {EnquiryState.UNCONFIRMED: 2, EnquiryState.NEW: 3, EnquiryState.CONTACTED: 9}.get(state, 40)
    asked = county.now - timedelta(days=1 + county.random.randrange(days), hours=number)
    confirmed = state != EnquiryState.UNCONFIRMED
    planned = state in OPEN_ENQUIRIES and number % 3 != 0
    return Enquiry(
        opportunity=opportunity,
        centre=opportunity.centre,
        telephone=f"07700 900{county.random.randrange(100, 999)}" if number % 2 else "",
        message=county.random.choice(MESSAGES),
        age=Enquiry.Age.ADULT if opportunity.minimum_age >= 18 or number % 5 else Enquiry.Age.YOUNG,
        consent_wording=consent.CURRENT,
        consented_at=asked,
        state=state,
        left_because=county.random.choice(Enquiry.Reason.values) if state == EnquiryState.LEFT else "",
        broker=county.people["broker"] if state not in (EnquiryState.NEW, EnquiryState.UNCONFIRMED) else None,
        next_step=county.random.choice(STEPS) if planned else "",
        next_step_on=timezone.localdate(county.now) + timedelta(days=county.random.randrange(-2, 9))
        if planned
        else None,
        created_at=asked,
        confirmed_at=asked + timedelta(hours=1) if confirmed else None,
        contacted_at=asked + timedelta(days=1) if state not in (EnquiryState.UNCONFIRMED, EnquiryState.NEW) else None,
        moved_at=asked,
        keep_until=keep_until(state, asked),
        **person,
    )

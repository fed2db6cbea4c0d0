"""Bodies, seats and holders. The three people marked so are facts of 2021-22; all others are invented."""

from datetime import date

from organisations.models import Organisation
from partnership_board.models import Body, Person, Seat, Term, TermsOfReference

AT_THE_LAUNCH = "As at the launch of the strategy"

# key: (name, here as)
PEOPLE = {
    "leader": ("Roger Gough", "Leader of Kent County Council"),  # fact
    "cabinet_member": ("Mike Hill", "Cabinet Member for Community and Regulatory Services"),  # fact
    "steering_chair": ("Josephine McCartney", "Chair of the VCSE Steering Group"),  # fact
    "director": ("Harriet Lowe", "Corporate director, Kent County Council"),
    "nhs_partnerships": ("Dr Anil Mehta", "Director of partnerships, NHS Kent and Medway"),
    "nhs_communities": ("Catherine Osei", "Head of communities, NHS Kent and Medway"),
    "nhs_before": ("Graham Sturt", "Head of communities, NHS Kent and Medway"),
    "east_districts": ("Cllr Peter Fenwick", "For the east Kent district councils"),
    "west_districts": ("Cllr Joanna Tindall", "For the west Kent district councils"),
    "north_districts_before": ("Cllr Bernard Ashdown", "For the north Kent district councils"),
    "carers": ("Yasmin Qureshi", "Chief executive of a carers’ charity"),
    "youth": ("Owen Marlow", "Director of a youth charity"),
    "food": ("Bridget Sayer", "Co-ordinator of a food network"),
    "hall": ("Colin Pettit", "Trustee of a village hall"),
    "faith": ("Revd Ama Boateng", "For faith groups"),
}

# key of the holder, seat, role, nominated by
BOARD_SEATS = [
    ("leader", "Leader of the county council", Seat.Role.MEMBER, "Kent County Council"),
    ("cabinet_member", "Cabinet member for communities", Seat.Role.MEMBER, "Kent County Council"),
    ("director", "Lead officer for the strategy", Seat.Role.MEMBER, "Kent County Council"),
    ("nhs_partnerships", "NHS, partnerships", Seat.Role.VICE_CHAIR, "NHS Kent and Medway"),
    ("nhs_communities", "NHS, communities", Seat.Role.MEMBER, "NHS Kent and Medway"),
    ("east_districts", "District councils, east Kent", Seat.Role.CHAIR, "the district councils of east Kent"),
    ("west_districts", "District councils, west Kent", Seat.Role.MEMBER, "the district councils of west Kent"),
    (
        "north_districts_before",
        "District councils, north Kent",
        Seat.Role.MEMBER,
        "the district councils of north Kent",
    ),
    ("steering_chair", "Chair of the VCSE Steering Group", Seat.Role.MEMBER, "the VCSE Steering Group"),
]
STEERING_SEATS = [
    ("steering_chair", "Chair", Seat.Role.CHAIR, "Kent Community Foundation"),
    ("carers", "Health and care charities", Seat.Role.VICE_CHAIR, "the sector’s health and care network"),
    ("youth", "Children and young people", Seat.Role.MEMBER, "the sector’s youth network"),
    ("food", "Food and hardship", Seat.Role.MEMBER, "the sector’s food network"),
    ("hall", "Small and rural groups", Seat.Role.MEMBER, "the sector’s community halls"),
    ("faith", "Faith groups", Seat.Role.MEMBER, "the county’s faith forums"),
    ("broker", "Volunteer centres", Seat.Role.MEMBER, "the volunteer centres of Kent"),
]
FACTS = {"leader", "cabinet_member", "steering_chair"}


def fill(county):
    """:returns: the board, the steering group, and the people by key."""
    board, steering_group, funding_group = _bodies()
    TermsOfReference.objects.bulk_create(_terms_of_reference(board, steering_group, funding_group))
    people = _people(county)
    seats = [
        Seat(body=body, title=title, role=role, nominated_by=nominated_by, order=place)
        for body, rows in ((board, BOARD_SEATS), (steering_group, STEERING_SEATS))
        for place, (_key, title, role, nominated_by) in enumerate(rows, start=1)
    ]
    seats += [
        Seat(body=funding_group, title="Convenor", role=Seat.Role.CHAIR, nominated_by="the board", order=1),
        Seat(body=funding_group, title="Sector member", nominated_by="the steering group", order=2),
    ]
    Seat.objects.bulk_create(seats)
    keys = [row[0] for row in (*BOARD_SEATS, *STEERING_SEATS)] + ["board", "carers"]
    Term.objects.bulk_create(_terms(county, seats, keys, people))
    return board, steering_group, people


def _bodies():
    return Body.objects.bulk_create(
        [
            Body(
                name="Voluntary and Community Sector Strategic Partnership Board",
                slug="strategic-partnership-board",
                kind=Body.Kind.BOARD,
                purpose=(
                    "The board brings the county council, the NHS, the district councils and the voluntary sector to "
                    "one table. It looks after the Civil Society Strategy for Kent: what was promised, who does it, "
                    "and whether it is done."
                ),
                reports_to="a cabinet committee of Kent County Council, every six months",
                code="SPB",
            ),
            Body(
                name="VCSE Steering Group for Kent and Medway",
                slug="vcse-steering-group",
                kind=Body.Kind.STEERING_GROUP,
                purpose=(
                    "The steering group speaks for voluntary, community and social enterprise organisations. It grew "
                    "out of the recovery cell that the sector set up in 2020, and has met every month since January "
                    "2021. Its chair has a seat on the board."
                ),
                reports_to="the organisations it speaks for",
                code="VSG",
            ),
            Body(
                name="Grants and funding working group",
                slug="grants-and-funding-working-group",
                kind=Body.Kind.WORKING_GROUP,
                purpose="The working group looks after the council’s one grant framework and how it is used.",
                reports_to="the board",
                code="GFG",
            ),
        ]
    )


def _terms_of_reference(board, steering_group, funding_group):
    yield TermsOfReference(
        body=board,
        number=1,
        starts_on=date(2021, 9, 1),
        quorum=4,
        clear_days=3,
        text=(
            "The board meets about once a month. The members choose a chair and a vice-chair each year. "
            "It decides by agreement."
        ),
    )
    yield TermsOfReference(
        body=board,
        number=2,
        starts_on=date(2022, 4, 1),
        quorum=5,
        clear_days=5,
        what_changed="Papers are public five clear days before, and the board may vote.",
        text=(
            "The board meets about once a month. The members choose a chair and a vice-chair each year. "
            "It decides by agreement, and votes only where it cannot agree."
        ),
    )
    yield TermsOfReference(
        body=steering_group,
        number=1,
        starts_on=date(2021, 1, 1),
        quorum=4,
        text="Members are nominated by the networks of the sector. Decisions are by agreement.",
    )
    yield TermsOfReference(body=funding_group, number=1, starts_on=date(2021, 9, 1), quorum=2, clear_days=3)


def _people(county):
    foundation = Organisation.objects.filter(slug="kent-community-foundation").first()
    people = {key: Person(name=name, capacity=capacity) for key, (name, capacity) in PEOPLE.items()}
    people["steering_chair"].organisation = foundation
    signed_in = {
        "board": "Board officer, Kent County Council",
        "funding": "Funding officer, Kent County Council",
        "directory": "Directory officer, Kent County Council",
        "broker": "Manager, Ashford Volunteer Centre",
        "charity": "Manager of a baby bank in Thanet",
    }
    for key, capacity in signed_in.items():
        user = county.people[key]
        people[key] = Person(name=user.name, capacity=capacity, user=user)
    for key, person in people.items():
        # The domain that never delivers; real people have no address here at all.
        if person.user_id is None and key not in FACTS:
            person.email = f"{key.replace('_', '-')}@demo.kentcivil.example"
    Person.objects.bulk_create(people.values())
    return people


def _terms(county, seats, keys, people):
    today = county.now.date()
    vacant_since = _months_before(today, 4)
    # Long enough ago for both changes, however the clock stands.
    first_board = min(date(2021, 9, 1), _months_before(today, 24))
    for seat, key in zip(seats, keys, strict=True):
        person = people[key]
        if key == "north_districts_before":
            yield Term(seat=seat, person=person, starts_on=first_board, ends_on=vacant_since)
            yield Term(seat=seat, starts_on=vacant_since, note="The districts have been asked to nominate somebody")
        elif key == "nhs_communities":
            # Back to back: one holder's last day is the eve of the next one's first.
            changed = _months_before(today, 9)
            yield Term(seat=seat, person=people["nhs_before"], starts_on=first_board, ends_on=changed)
            yield Term(seat=seat, person=person, starts_on=changed)
        else:
            since = date(2021, 1, 1) if seat.body.kind == Body.Kind.STEERING_GROUP else first_board
            yield Term(seat=seat, person=person, starts_on=since, note=AT_THE_LAUNCH if key in FACTS else "")


def _months_before(day, months):
    """The first of the month so many months ago."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)

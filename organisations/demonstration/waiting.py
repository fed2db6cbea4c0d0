"""What waits for the directory's officers in the demonstration: changes, requests, news of the register, duplicates."""

from datetime import timedelta

from organisations.duplicates.finding import find_likenesses
from organisations.models import (
    EntryClaim,
    Identifier,
    Organisation,
    ProblemReport,
    Proposal,
    RegisterChange,
    RegisteredCharity,
)
from organisations.states import Status

# Charities that the register knows and the directory does not: whoever adds one finds the form filled in.
UNLISTED = [
    ("1980001", "Walmer Sea Swimmers", "Walmer", "CT14 7DU", "We swim in the sea all year, and teach how to be safe."),
    (
        "1980002",
        "Elham Valley Lunch Club",
        "Elham",
        "CT4 6TG",
        "A hot meal and company for older people, each Tuesday.",
    ),
    ("1980003", "Sheppey Repair Shed", "Minster on Sea", "ME12 2HB", "We mend bicycles, toasters and chairs together."),
]
# Written a second time by somebody who did not find the first: (slug of the first, name, status).
AGAIN = [
    ("herne-bay-baby-basics", "Herne Bay Baby Basics CIO", Status.PENDING),
    ("broadstairs-and-ramsgate-baby-bank", "Broadstairs & Ramsgate Babybank", Status.PENDING),
    ("kent-community-foundation", "KENT COMMUNITY FOUNDATION LTD", Status.DRAFT),
]
PROPOSED = {
    "ashford-volunteer-centre": {
        "purpose": "We match people who want to help with groups that need them, and help both to make it work.",
        "phone": "01632 960417",
    },
    "thanet-volunteer-centre": {"name": "Thanet Volunteering", "email": "hello@thanet-volunteering.example"},
    "herne-bay-baby-basics": {"address": "The Old Fire Station, William Street", "postcode": "CT6 5NR"},
}


def fill(county):
    """:param county: the County. Its source of chance is left alone, so that what other apps make stays as it is."""
    slugs = [*PROPOSED, *(slug for slug, *_again in AGAIN)]
    entries = {entry.slug: entry for entry in Organisation.objects.filter(slug__in=slugs)}
    _register(county)
    _again(entries)
    Proposal.objects.bulk_create(
        Proposal(
            organisation=entries[slug],
            proposed_by=county.people["broker"] if slug == "ashford-volunteer-centre" else None,
            proposed_at=county.now - timedelta(days=days),
            before={field: getattr(entries[slug], field) for field in proposed},
            proposed=proposed,
        )
        for days, (slug, proposed) in enumerate(PROPOSED.items(), start=1)
    )
    EntryClaim.objects.create(
        organisation=entries["herne-bay-baby-basics"],
        user=county.people["volunteer"],
        asked_at=county.now - timedelta(days=2),
        evidence="I am the treasurer. My name is on the page “Who we are” of our website; our chair will confirm it.",
    )
    ProblemReport.objects.create(
        organisation=entries["kent-community-foundation"],
        about=ProblemReport.About.CONTACT,
        said="The phone rings and nobody picks up; a message says that the number has changed.",
        reported_at=county.now - timedelta(days=1),
    )
    find_likenesses()


def _register(county):
    """A few charities as the last import left them, and what it found new."""
    numbers = list(
        Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY, organisation__status=Status.PUBLISHED)
        .select_related("organisation")
        .order_by("number")[:40]
    )
    rows = [
        RegisteredCharity(
            organisation_number=6_000_000 + row,
            number=known.number,
            name=known.organisation.name,
            legal_form=known.organisation.legal_form,
            status=RegisteredCharity.Status.REGISTERED,
            email=f"register{row}@{known.organisation.slug[:40].strip('-')}.example",
            town=known.organisation.town,
            postcode=known.organisation.postcode,
            date_of_extract=county.now.date(),
        )
        for row, known in enumerate(numbers)
    ]
    rows += [
        RegisteredCharity(
            organisation_number=6_100_000 + row,
            number=number,
            name=name,
            legal_form="cio",
            status=RegisteredCharity.Status.REGISTERED,
            town=town,
            postcode=postcode,
            summary=activities,
            activities=activities,
            email=f"office@{name.lower().replace(' ', '-')}.example",
            phone=f"01632 9605{row:02}",
            date_of_extract=county.now.date(),
        )
        for row, (number, name, town, postcode, activities) in enumerate(UNLISTED)
    ]
    RegisteredCharity.objects.bulk_create(rows)
    kind = RegisterChange.Kind
    news = [
        (kind.REMOVED, {"status": "registered"}, {"status": "removed", "removed_on": str(county.now.date())}),
        (
            kind.OVERDUE,
            {"reporting_status": "Submission Received"},
            {"reporting_status": "Submission Overdue"},
        ),
        (
            kind.INSOLVENT,
            {"is_insolvent": False, "in_administration": False},
            {"is_insolvent": False, "in_administration": True},
        ),
        (kind.NAME, {"name": numbers[3].organisation.name}, {"name": f"{numbers[3].organisation.name} and District"}),
        (
            kind.ADDRESS,
            {"address": "1 Station Road", "town": "Deal", "postcode": "CT14 6AB"},
            {"address": "Unit 4, Harbour Yard", "town": "Deal", "postcode": "CT14 7AA"},
        ),
    ]
    RegisterChange.objects.bulk_create(
        RegisterChange(
            organisation=known.organisation,
            number=known.number,
            kind=what,
            before=before,
            after=after,
            noticed_at=county.now - timedelta(days=1),
        )
        for known, (what, before, after) in zip(numbers, news, strict=False)
    )


def _again(entries):
    for slug, name, status in AGAIN:
        first = entries[slug]
        Organisation.objects.create(
            name=name,
            slug=f"{slug}-2",
            status=status,
            summary=first.summary,
            phone=first.phone,
            town=first.town,
            postcode=first.postcode,
            latitude=first.latitude,
            longitude=first.longitude,
            district=first.district,
        )

"""The demonstration county's organisations: 2,840 published ones, as many as the strategy counts, and a few others.

Made from the county's one source of chance, so that they are the same each time. Telephone numbers are from Ofcom's
numbers for drama and web addresses end in ".example": none is anybody's. Charity and company numbers lie beyond those
that the registers have given out.
"""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.text import slugify

from kentcivil.geography.models import District, PostcodeSector
from organisations import spelling, vocabularies
from organisations.actions import review_due_after
from organisations.demonstration import bulk, waiting
from organisations.demonstration.examples import EXAMPLES, VOLUNTEER_CENTRES
from organisations.demonstration.kinds import DAYS, KINDS, SAINTS, SURNAMES, WORDS
from organisations.demonstration.places import places_of
from organisations.documents import written_later
from organisations.models import (
    Beneficiary,
    Contact,
    Identifier,
    IncomeBand,
    LegalForm,
    Membership,
    Organisation,
    Service,
    Theme,
)
from organisations.states import Status

PUBLISHED = 2_840
OTHERS = {Status.DRAFT: 8, Status.PENDING: 12, Status.SUSPENDED: 9, Status.CLOSED: 11}
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
FIRST_CHARITY_NUMBER = 1_900_000
FIRST_COMPANY_NUMBER = 98_000_000

# Yearly income, pounds: from and to, and how the sizes of a kind are spread around its usual one.
INCOMES = {
    "micro": (300, 9_900),
    "small": (10_000, 98_000),
    "medium": (100_000, 960_000),
    "large": (1_000_000, 8_800_000),
}
SPREAD = {"micro": (86, 14, 0, 0), "small": (45, 48, 7, 0), "medium": (22, 43, 33, 2), "large": (5, 25, 40, 30)}
CHARITY_FORMS = (LegalForm.TRUST, LegalForm.ASSOCIATION, LegalForm.CIO, LegalForm.CHARITABLE_COMPANY)


def fill(county):
    Directory(county).fill()
    waiting.fill(county)
    bulk.fill(county)


@dataclass
class _Made:
    """An organisation with what will belong to it."""

    organisation: Organisation
    themes: str
    people: str
    serves: list
    services: dict = field(default_factory=dict)


class Directory:
    """The directory while it is made up."""

    def __init__(self, county):
        self.county, self.random = county, county.random
        self.sectors = [
            sector
            for sector in PostcodeSector.objects.select_related("district").filter(district__in_kent=True)
            if places_of(sector.sector)
        ]
        self.sector = {sector.sector: sector for sector in self.sectors}
        self.districts = {district.slug: district for district in District.objects.filter(in_kent=True)}
        self.names = set()
        self.numbers = Counter()

    def fill(self):
        vocabularies.fill(Theme, Beneficiary)
        made = self.make()
        with written_later():
            self._write(made)
        spelling.refresh()

    def make(self):
        """Everything but the rows in the database."""
        made = [self._example(example) for example in EXAMPLES]
        made += [self._volunteer_centre(slug, *where) for slug, where in VOLUNTEER_CENTRES.items()]
        statuses = [Status.PUBLISHED] * (PUBLISHED - len(made))
        statuses += [status for status, count in OTHERS.items() for _ in range(count)]
        return made + [self._invented(status) for status in self.county.progress(statuses, "Organisations")]

    # --- One organisation ---

    def _invented(self, status):
        chance = self.random
        while True:
            sector = chance.choices(self.sectors, weights=[sector.postcodes for sector in self.sectors])[0]
            kind = chance.choices(KINDS, weights=[kind.weight for kind in KINDS])[0]
            words = {
                "p": chance.choice(places_of(sector.sector)),
                "d": sector.district.name,
                "s": chance.choice(SURNAMES),
                "saint": chance.choice(SAINTS),
            }
            name = chance.choice(kind.names).format(**words)
            if slugify(name) not in self.names:
                break
        organisation = self._organisation(name, words["p"], sector, self._income(kind.size), self._form(kind))
        organisation.status = status
        if status in (Status.SUSPENDED, Status.CLOSED):
            organisation.status_reason = chance.choice(
                ["Letters and emails came back.", "A member asked us to take it down.", "It has merged with another."]
            )
        organisation.summary = chance.choice(kind.summaries).format(**words)
        organisation.is_countywide = kind.size in ("medium", "large") and chance.random() < 0.15
        organisation.is_online = "mental-health" in kind.themes and chance.random() < 0.3
        serves = [sector.district]
        if chance.random() < 0.12:
            serves += chance.sample(list(self.districts.values()), chance.randint(1, 2))
        services = {title: text.format(**words) for title, text in kind.services.items() if chance.random() < 0.85}
        return _Made(organisation, kind.themes, kind.people, serves, services)

    def _example(self, example):
        sector = self.sector[example["sector"]]
        organisation = self._organisation(
            example["name"], example["town"], sector, example["income"], LegalForm(example["form"])
        )
        organisation.other_names = example.get("other_names", "")
        organisation.summary, organisation.purpose = example["summary"], example.get("purpose", "")
        organisation.is_countywide = example.get("countywide", False)
        self._checked(organisation, days=self.random.randint(20, 90))
        return _Made(organisation, example["themes"], example["people"], [sector.district], example["services"])

    def _volunteer_centre(self, slug, town, sector):
        district = self.districts[slug]
        organisation = self._organisation(
            f"{district.name} Volunteer Centre",
            town,
            self.sector[sector],
            self.random.randint(60_000, 240_000),
            LegalForm.CHARITABLE_COMPANY,
        )
        organisation.summary = f"Finds the right volunteering for people in {district.name}, and volunteers for groups."
        self._checked(organisation, days=self.random.randint(10, 200))
        services = {
            "Volunteering advice": "Tell us what you like and when you are free, and we find a role that fits.",
            "Help for groups": "How to find, welcome and keep volunteers; checks, policies and training.",
        }
        return _Made(organisation, "volunteering", "everyone groups", [district], services)

    def _organisation(self, name, town, sector, income, form):
        chance = self.random
        slug = slugify(name)
        self.names.add(slug)
        started = self.county.now - timedelta(days=chance.randint(30, 1_400))
        organisation = Organisation(
            public_id=uuid.UUID(int=chance.getrandbits(128), version=4),
            name=name,
            slug=slug,
            legal_form=form,
            status=Status.PUBLISHED,
            address=f"{chance.randint(1, 120)} {chance.choice(WORDS['streets'])}",
            town=town,
            postcode=f"{sector.sector}{chance.choice(UNIT_LETTERS)}{chance.choice(UNIT_LETTERS)}",
            latitude=round(sector.latitude + max(-0.01, min(0.01, chance.gauss(0, 0.004))), 5),
            longitude=round(sector.longitude + max(-0.015, min(0.015, chance.gauss(0, 0.006))), 5),
            district=sector.district,
            annual_income=income,
            income_band=IncomeBand.of(income),
            created_at=started,
        )
        if chance.random() < 0.8:
            organisation.email = f"hello@{slug[:50].strip('-')}.example"
        if chance.random() < 0.7:
            organisation.phone = f"01632 960{chance.randint(0, 999):03}"
        if chance.random() < 0.6:
            organisation.website = f"https://www.{slug[:50].strip('-')}.example/"
        if chance.random() < 0.85:
            # More were checked lately than long ago.
            self._checked(organisation, days=int(abs(chance.triangular(-900, 900, 0))))
        return organisation

    def _checked(self, organisation, *, days):
        organisation.verified_on = (self.county.now - timedelta(days=days)).date()
        organisation.verified_by = self.county.people["directory"]
        organisation.review_due = review_due_after(organisation.verified_on)

    def _income(self, size):
        if self.random.random() < 0.1:
            return None
        least, most = INCOMES[self.random.choices(list(INCOMES), weights=SPREAD[size])[0]]
        # As many between 1,000 and 2,000 as between 2,000 and 4,000.
        return round(least * (most / least) ** self.random.random(), -2 if most > 10_000 else -1)

    def _form(self, kind):
        if kind.themes.startswith("faith"):
            return LegalForm.FAITH
        if kind.size == "micro" and self.random.random() < 0.6:
            return LegalForm.GROUP
        return self.random.choice((*CHARITY_FORMS, *CHARITY_FORMS, LegalForm.CIC))

    # --- All of them ---

    def _write(self, made):
        # In the order of their numbers: bulk_create gives these out in the order of the list.
        organisations = Organisation.objects.bulk_create([one.organisation for one in made], batch_size=500)
        for one, organisation in zip(made, organisations, strict=True):
            one.organisation = organisation
        themes = dict(Theme.objects.values_list("slug", "pk"))
        people = dict(Beneficiary.objects.values_list("slug", "pk"))
        self._link(made, "themes", "theme_id", lambda one: [themes[slug] for slug in one.themes.split()])
        self._link(made, "beneficiaries", "beneficiary_id", lambda one: [people[slug] for slug in one.people.split()])
        self._link(made, "districts_served", "district_id", lambda one: {district.pk: 0 for district in one.serves})
        Identifier.objects.bulk_create(number for one in made for number in self._registered(one.organisation))
        Service.objects.bulk_create(service for one in made for service in self._services(one))
        Contact.objects.bulk_create(contact for one in made for contact in self._contacts(one.organisation))
        by_slug = {one.organisation.slug: one.organisation for one in made}
        Membership.objects.bulk_create(
            Membership(organisation=by_slug[slug], user=self.county.people[person], role=Membership.Role.OWNER)
            for slug, person in (("mama-to-mama", "charity"), ("ashford-volunteer-centre", "broker"))
        )

    def _link(self, made, relation, column, keys):
        through = getattr(Organisation, relation).through
        through.objects.bulk_create(
            (through(organisation_id=one.organisation.pk, **{column: key}) for one in made for key in keys(one)),
            batch_size=2_000,
        )

    def _registered(self, organisation):
        if organisation.legal_form in CHARITY_FORMS or (
            organisation.legal_form == LegalForm.FAITH and self.random.random() < 0.5
        ):
            self.numbers["charity"] += self.random.randint(1, 9)
            yield Identifier(
                organisation=organisation,
                scheme=Identifier.Scheme.CHARITY,
                number=str(FIRST_CHARITY_NUMBER + self.numbers["charity"]),
            )
        if organisation.legal_form in (LegalForm.CHARITABLE_COMPANY, LegalForm.CIC):
            self.numbers["company"] += self.random.randint(1, 9)
            yield Identifier(
                organisation=organisation,
                scheme=Identifier.Scheme.COMPANY,
                number=str(FIRST_COMPANY_NUMBER + self.numbers["company"]),
            )

    def _services(self, one):
        chance, place = self.random, one.organisation
        for name, description in one.services.items():
            hall = chance.choice(WORDS["halls"]).format(
                p=place.town, s=chance.choice(SURNAMES), saint=chance.choice(SAINTS)
            )
            cost = chance.choices(list(Service.Cost), weights=(60, 20, 15, 5))[0]
            ages = re.search(r"(\d+) to (\d+) year olds", description)
            yield Service(
                public_id=uuid.UUID(int=chance.getrandbits(128), version=4),
                organisation=place,
                name=name,
                description=description,
                minimum_age=int(ages[1]) if ages else None,
                maximum_age=int(ages[2]) if ages else None,
                cost=cost,
                cost_note=f"£{chance.randint(2, 9)} a time." if cost == Service.Cost.PAID else "",
                when=f"{chance.choice(DAYS)}, {chance.choice(WORDS['hours'])}",
                joining=chance.choices(list(Service.Joining), weights=(45, 25, 10, 20))[0],
                access_needs=chance.choice(WORDS["access"]),
                place_name=hall,
                postcode=place.postcode,
                latitude=place.latitude,
                longitude=place.longitude,
                district=place.district,
                getting_there=chance.choice(WORDS["getting_there"]),
            )

    def _contacts(self, organisation):
        if self.random.random() < 0.25:
            first = self.random.choice(
                ["Anita", "Ben", "Carol", "Dev", "Ellie", "Femi", "Grace", "Harjit", "Jo", "Tom"]
            )
            yield Contact(
                organisation=organisation,
                name=f"{first} {self.random.choice(SURNAMES)}",
                job=self.random.choice(["Secretary", "Manager", "Chair", "Treasurer", "Co-ordinator"]),
                phone=f"07700 900{self.random.randint(0, 999):03}",
                is_public=self.random.random() < 0.7,
            )

"""What the portal finds before a person looks: eligibility, documents, the register, repeats, area, subsidies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crowdfund import checks, subsidy
from crowdfund.models import Application, Award, AwardLine, Check
from kentcivil.geography.models import District
from organisations.models import RegisteredCharity
from tests.crowdfund.deciding import closed_round, second_fund, submitted
from tests.crowdfund.factories import amending, pdf_for
from tests.organisations.factories import IdentifierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
Kind, Finding = Check.Kind, Check.Finding


@pytest.fixture
def application():
    return closed_round(1).applications.get()


def found(application, kind, **options):
    return checks.found_in(Application.objects.whole().get(pk=application.pk), **options)[kind]


def finding(application, kind, **options):
    return found(application, kind, **options).finding


def test_eligibility_is_read_from_the_answers(application):
    assert finding(application, Kind.ELIGIBILITY) == Finding.FINE
    application.eligibility_answers.update(yes=False)
    assert "ruled out" not in found(application, Kind.ELIGIBILITY).sentences
    assert finding(application, Kind.ELIGIBILITY) == Finding.WRONG
    application.eligibility_answers.all().delete()
    assert "was not answered" in found(application, Kind.ELIGIBILITY).sentences
    with amending(application.round):
        application.round.eligibility_questions.all().delete()
    assert "asked nothing" in found(application, Kind.ELIGIBILITY).sentences


def test_documents_are_counted_and_left_for_a_person_to_read(application):
    assert "Not given: Governing document" in found(application, Kind.DUE_DILIGENCE).sentences
    for asked in application.round.documents_asked.all():
        checked = pdf_for(application.round.documents_asked.get(required=True))
        application.documents.create(
            asked=asked,
            file=checked.file,
            original_name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
        )
    assert finding(application, Kind.DUE_DILIGENCE) == Finding.FINE
    bare = closed_round(1)
    with amending(bare):
        bare.documents_asked.all().delete()
    assert "no documents" in found(bare.applications.get(), Kind.DUE_DILIGENCE).sentences


def register(number, **fields):
    return RegisteredCharity.objects.create(
        organisation_number=int(number),
        number=number,
        name="Mama to Mama",
        legal_form="cio",
        **{"status": RegisteredCharity.Status.REGISTERED, **fields},
    )


def test_the_register_is_asked_by_the_directorys_number_and_by_what_was_typed(application):
    assert "No charity number" in found(application, Kind.REGISTER).sentences
    Application.objects.update(legal_form="charity")
    assert "neither it nor the directory has a number" in found(application, Kind.REGISTER).sentences
    Application.objects.update(registered_number="1199999")
    assert "does not know 1199999" in found(application, Kind.REGISTER).sentences
    register("1199999")
    assert found(application, Kind.REGISTER) == checks.Found(Finding.FINE, "Mama to Mama (1199999) is registered.")
    IdentifierFactory(organisation=application.organisation, number="1188888-1")
    gone = register("1188888", status=RegisteredCharity.Status.REMOVED, is_insolvent=True, in_administration=True)
    troubles = found(application, Kind.REGISTER)
    assert troubles.finding == Finding.WRONG
    for word in ("was removed", "insolvent", "administration"):
        assert word in troubles.sentences
    gone.delete()


def test_an_earlier_award_or_title_is_put_before_a_person(application):
    assert finding(application, Kind.REPEAT) == Finding.FINE
    earlier = submitted(
        closed_round(0), 1, organisation=application.organisation, project_title="Project number one of ours"
    )
    assert "A title much like this one" in found(application, Kind.REPEAT).sentences
    Application.objects.filter(pk=earlier.pk).update(project_title="Something else altogether")
    assert finding(application, Kind.REPEAT) == Finding.FINE
    Award.objects.create(application=earlier)
    assert (
        f"Funded before: “Something else altogether” ({earlier.reference}" in found(application, Kind.REPEAT).sentences
    )
    Application.objects.filter(pk=earlier.pk).update(project_title=application.project_title)
    assert found(application, Kind.REPEAT).sentences.count(earlier.reference) == 1


def test_the_area_is_that_of_the_funds(application):
    assert "covered by" in found(application, Kind.AREA).sentences
    medway = District.objects.get(slug="medway")
    application.districts.add(medway)
    assert "Outside Kent: Medway" in found(application, Kind.AREA).sentences
    application.districts.set([medway])
    assert finding(application, Kind.AREA) == Finding.WRONG
    application.districts.clear()
    assert finding(application, Kind.AREA) == Finding.LOOK
    application.districts.set([District.objects.get(slug="dover")])
    second_fund(application.round, area=[District.objects.get(slug="thanet")])
    with amending(application.round):
        application.round.round_funds.order_by("pk").first().delete()
    assert finding(application, Kind.AREA) == Finding.WRONG


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 3, 31), date(2023, 4, 1)),
        (date(2026, 4, 1), date(2024, 4, 1)),
        (date(2026, 12, 31), date(2024, 4, 1)),
        (date(2027, 1, 1), date(2024, 4, 1)),
    ],
)
def test_three_financial_years_count(day, start):
    assert subsidy.window_start(day) == start


def award(organisation, amount, at, number):
    application = submitted(closed_round(0), number, organisation=organisation)
    made = Award.objects.create(application=application, offered_at=at)
    AwardLine.objects.create(award=made, fund=application.round.round_funds.get().fund, amount=Decimal(amount))


def test_subsidies_of_three_years_are_added_up(application):
    day = timezone.localdate()
    now = timezone.now()
    organisation = application.organisation
    award(organisation, 300_000, now - timedelta(days=1), 1)
    award(organisation, 300_000, now - timedelta(days=4 * 366), 2)
    award(OrganisationFactory(), 300_000, now, 3)
    assert subsidy.given_here(organisation, day) == 300_000
    assert "Together £305,000 of at most £315,000" in found(application, Kind.SUBSIDY).sentences
    assert finding(application, Kind.SUBSIDY) == Finding.LOOK
    Application.objects.filter(pk=application.pk).update(had_subsidies=True)
    application.subsidy_lines.create(giver="Dover District Council", year=2026, amount=Decimal(9_999))
    assert "Declared by the applicant: £9,999" in found(application, Kind.SUBSIDY).sentences
    assert finding(application, Kind.SUBSIDY) == Finding.FINE
    application.subsidy_lines.create(giver="Dover District Council", year=2026, amount=Decimal(2))
    assert finding(application, Kind.SUBSIDY) == Finding.WRONG

"""One award line as a grant of the 360Giving Data Standard 1.4.

A fund's part of an award is a grant of its own, since each grant has one funder. What is written here is what the
public pages say: no contact of an applicant and no name of a person is among it.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from organisations.models import Identifier

CURRENCY = "GBP"
DISTRICT, UNITARY = "NMD", "UA"
"""Codes of the standard's geoCodeType codelist for GSS codes that begin with E07 and E06."""
COMPANY_NUMBER_LENGTH = 8
# Of several numbers, the one by which others know the organisation too (org-id.guide: the primary register first).
PREFERRED = (Identifier.Scheme.CHARITY, Identifier.Scheme.COMPANY, Identifier.Scheme.MUTUAL, Identifier.Scheme.COUNCIL)


def grant(line):
    """A grant as a dictionary in the standard's names. What is not known is left out.

    :param line: an AwardLine as `AwardLine.objects.published()` loads it.
    """
    award, application = line.award, line.award.application
    day = timezone.localtime(award.offered_at).date().isoformat()
    return _without_nothing(
        {
            "id": f"{settings.THREESIXTYGIVING_PREFIX}-{application.reference}-{line.fund.slug}",
            "title": application.project_title,
            "description": application.project_summary or application.project_title,
            "currency": CURRENCY,
            "amountAwarded": number(line.amount),
            "awardDate": day,
            "plannedDates": [_planned(application)] if application.starts_on or application.ends_on else [],
            "recipientOrganization": [recipient(application)],
            "beneficiaryLocation": [_location(district) for district in application.districts.all()],
            "fundingOrganization": [funder(line.fund)],
            "grantProgramme": [
                {
                    "code": application.round.slug,
                    "title": application.round.title,
                    "url": f"{settings.SITE_URL}{application.round.get_absolute_url()}",
                }
            ],
            "fromOpenCall": "Yes",
            "classifications": [
                {"vocabulary": "CrowdFund Kent objectives", "code": objective.slug, "title": objective.name}
                for objective in application.objectives.all()
            ],
            "dateModified": timezone.localtime(award.offered_at).isoformat(timespec="seconds"),
            "dataSource": f"{settings.SITE_URL}{reverse('open_data')}",
        }
    )


def number(amount):
    """Pounds as a JSON number, whole where they are whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def recipient(application):
    """The organisation, under the name it had when it applied and the number of the first register that has it."""
    organisation = application.organisation
    numbers = {one.scheme: one.number for one in organisation.identifiers.all()}
    found = {
        "id": _identifier(organisation, numbers),
        "name": application.organisation_name or organisation.name,
        "charityNumber": numbers.get(Identifier.Scheme.CHARITY),
        "companyNumber": _company(numbers),
    }
    if organisation.is_published:
        found["url"] = f"{settings.SITE_URL}{organisation.get_absolute_url()}"
        found["postalCode"] = organisation.postcode
    return _without_nothing(found)


def funder(fund):
    """Whose money it is; a body without a number in a register is named under the publisher's own prefix."""
    return {
        "id": fund.funder_identifier or f"{settings.THREESIXTYGIVING_PREFIX}-funder-{fund.slug}",
        "name": fund.funder,
    }


def _identifier(organisation, numbers):
    for scheme in PREFERRED:
        if scheme in numbers:
            held = _company(numbers) if scheme == Identifier.Scheme.COMPANY else numbers[scheme]
            return f"{scheme.value}-{held}"
    return f"{settings.THREESIXTYGIVING_PREFIX}-{organisation.public_id}"


def _company(numbers):
    held = numbers.get(Identifier.Scheme.COMPANY)
    return held and held.zfill(COMPANY_NUMBER_LENGTH)


def _planned(application):
    return _without_nothing(
        {
            "startDate": application.starts_on and application.starts_on.isoformat(),
            "endDate": application.ends_on and application.ends_on.isoformat(),
        }
    )


def _location(district):
    return {
        "name": district.name,
        "countryCode": "GB",
        "geoCode": district.code,
        "geoCodeType": UNITARY if district.code.startswith("E06") else DISTRICT,
    }


def _without_nothing(said):
    return {name: value for name, value in said.items() if value not in (None, "", [])}

"""One award line as a grant of the 360Giving Data Standard 1.4.

A fund's part of an award is a grant of its own, since each grant has one funder. What is written here is what the
public pages say: no contact of an applicant and no name of a person is among it.
"""

import re

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from crowdfund.reporting import USUAL_LENGTH
from organisations.models import Identifier

PUBLISHER = {"name": "Kent County Council", "identifier": "GB-LAE-KEN"}
"""Who publishes the grants, its own and those of the other funders."""
CURRENCY = "GBP"
LONGEST_TITLE = 140
"""What those who read grants show of a title, in characters."""
DISTRICT, UNITARY = "NMD", "UA"
"""Codes of the standard's geoCodeType codelist for GSS codes that begin with E07 and E06."""
KENT = {"name": "Kent", "countryCode": "GB", "geoCode": "E10000016", "geoCodeType": "CTY"}
"""Where the people are whom a project helps, when its applicant named no district: every round is for Kent."""
COMPANY_NUMBER_LENGTH = 8
DAYS_OF_A_MONTH = 365.25 / 12
Scheme = Identifier.Scheme
# Of several numbers, the one by which others know the organisation too (org-id.guide: the primary register first).
PREFERRED = (
    Scheme.CHARITY,
    Scheme.SCOTTISH_CHARITY,
    Scheme.NORTHERN_IRISH_CHARITY,
    Scheme.COMPANY,
    Scheme.MUTUAL,
    Scheme.COUNCIL,
    Scheme.SCHOOL,
)
# A number that the register cannot have given is not passed on: it would lead to another organisation, or to none.
WELL_FORMED = {
    Scheme.CHARITY: re.compile(r"[0-9]{6,7}"),
    Scheme.SCOTTISH_CHARITY: re.compile(r"SC[0-9]{6}"),
    Scheme.NORTHERN_IRISH_CHARITY: re.compile(r"[0-9]{6}"),
    Scheme.COMPANY: re.compile(r"[0-9A-Z]{8}"),
}
# All that the checker takes for one, "me@home..." among it; the full stop of a sentence is left to the sentence.
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\.[\w.-]+?(?=\.?(?:\s|$)|[^\w.-])")


def grant(line, funder_name=""):
    """A grant as a dictionary in the standard's names. What is not known is left out.

    :param line: an AwardLine as `AwardLine.objects.published()` loads it.
    :param funder_name: what its funder is called in the file, where several funds of one body spell it differently.
    """
    award, application = line.award, line.award.application
    day = timezone.localtime(award.offered_at).date().isoformat()
    return _without_nothing(
        {
            "id": f"{settings.THREESIXTYGIVING_PREFIX}-{application.reference}-{line.fund.slug}",
            "title": without_addresses(application.project_title)[:LONGEST_TITLE],
            "description": _description(application),
            "currency": CURRENCY,
            "amountAwarded": number(line.amount),
            "awardDate": day,
            "plannedDates": [_planned(application.starts_on, award.ends_on())],
            "recipientOrganization": [recipient(application)],
            "beneficiaryLocation": [_location(district) for district in application.districts.all()] or [KENT],
            "fundingOrganization": [funder(line.fund, funder_name)],
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
            "dateModified": timezone.localtime(line.changed_at).isoformat(timespec="seconds"),
            "dataSource": f"{settings.SITE_URL}{reverse('open_data')}",
        }
    )


def number(amount):
    """Pounds as a JSON number, whole where they are whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def recipient(application):
    """The organisation, under the name it had when it applied and the number of the first register that has it."""
    organisation = application.organisation
    numbers = _numbers(organisation)
    found = {
        "id": _identifier(organisation, numbers),
        "name": without_addresses(application.organisation_name or organisation.name),
        "charityNumber": next((numbers[scheme] for scheme in PREFERRED[:3] if scheme in numbers), None),
        "companyNumber": numbers.get(Scheme.COMPANY),
        "location": [_location(organisation.district)] if organisation.district else [],
    }
    if organisation.is_published:
        found["url"] = f"{settings.SITE_URL}{organisation.get_absolute_url()}"
        found["postalCode"] = organisation.postcode
    return _without_nothing(found)


def funder(fund, name=""):
    """Whose money it is."""
    return {"id": number_of_funder(fund.funder, fund.funder_identifier), "name": name or fund.funder}


def number_of_funder(name, number):
    """How others tell a funder apart: its number in a register, or else its name under the publisher's own prefix."""
    return number or f"{settings.THREESIXTYGIVING_PREFIX}-funder-{slugify(name)}"


def _identifier(organisation, numbers):
    for scheme in PREFERRED:
        if scheme in numbers:
            return f"{scheme.value}-{numbers[scheme]}"
    return f"{settings.THREESIXTYGIVING_PREFIX}-{organisation.public_id}"


def _numbers(organisation):
    """{register: number in it}, the first of several, as the register writes it."""
    found = {}
    for one in organisation.identifiers.all():
        number = one.number.zfill(COMPANY_NUMBER_LENGTH) if one.scheme == Scheme.COMPANY else one.number
        if one.scheme not in WELL_FORMED or WELL_FORMED[one.scheme].fullmatch(number):
            found.setdefault(one.scheme, number)
    return found


def without_addresses(text):
    """A text without the email addresses in it, which may be a person's."""
    return _EMAIL.sub("(email address removed)", text)


def _description(application):
    summary, title = (without_addresses(text) for text in (application.project_summary, application.project_title))
    if summary and summary != title:
        return summary
    by = without_addresses(application.organisation_name or application.organisation.name)
    return f"“{title}”, a project of {by}."


def _planned(begins, ends):
    """From when to when, and for how many months, at least one. What has no end is planned for the usual time."""
    length = ends - begins if begins and ends else USUAL_LENGTH
    return _without_nothing(
        {
            "startDate": begins and begins.isoformat(),
            "endDate": ends and ends.isoformat(),
            "duration": max(round(length.days / DAYS_OF_A_MONTH), 1),
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

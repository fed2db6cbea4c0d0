"""What 360Giving's own checker looks for beside the schema, in our words but under its own names for the checks.

Read in the checker's public source, github.com/ThreeSixtyGiving/dataquality: its lists of accuracy and of usefulness,
and those that its quality dashboard adds. Left out is what it asks of grants to individuals, of which we make none.
"""

import re
from collections import defaultdict
from datetime import date

REGISTERS = (
    *("GB-CHC-", "GB-SC-", "GB-NIC-", "GB-COH-", "GB-MPR-", "GB-EDU-"),
    *("GB-LAE-", "GB-LAS-", "GB-PLA-", "GB-LANI-", "GB-NHS-", "GB-GOR-"),
)
"""Codes of the org-id list for the bodies that give and get grants here; the checker knows the whole list."""
PUBLISHERS = "360G"
"""Begins the numbers that a publisher gives to bodies of no register. The checker recognises it, and flags it."""
CHARITY = re.compile(r"([A-Za-z]{2})?[0-9]{6,7}")
COMPANY = re.compile(r"\w{8}")
WELL_FORMED = {"GB-CHC-": re.compile(r"[0-9]{6,7}"), "GB-COH-": COMPANY}
EMAIL = re.compile(r"[\w.-]+@[\w.-]+\.[\w.-]+")
LONGEST_TITLE = 140
FAR_FUTURE = {"plannedDates": ("FarFuturePlannedDates", 12), "actualDates": ("FarFutureActualDates", 5)}
"""The check's name, and years from today."""
FAR_PAST = 25
"""Years before today."""
ORDER = {"plannedDates": "PlannedStartDateBeforeEndDate", "actualDates": "ActualStartDateBeforeEndDate"}
PRESENT = {
    "NoGrantProgramme": ("grantProgramme",),
    "NoBeneficiaryLocation": ("beneficiaryLocation",),
    "NoLastModified": ("dateModified",),
    "NoDataSource": ("dataSource",),
    # Of the dashboard.
    "ClassificationNotPresent": ("classifications", 0, "title"),
    "GrantProgrammeTitleNotPresent": ("grantProgramme", 0, "title"),
    "BeneficiaryLocationNameNotPresent": ("beneficiaryLocation", 0, "name"),
    "BeneficiaryLocationCountryCodeNotPresent": ("beneficiaryLocation", 0, "countryCode"),
    "BeneficiaryLocationGeoCodeNotPresent": ("beneficiaryLocation", 0, "geoCode"),
}
"""What must be said, and where in a grant it is."""


def flags(grants, today):
    """{check: identifiers of the grants}, empty for a file that the checker has nothing to say about."""
    found = defaultdict(list)
    numbers = defaultdict(set)
    for grant in grants:
        for check in [*_of_grant(grant), *_of_dates(grant, today), *_of_organisations(grant)]:
            found[check].append(grant["id"])
        for funder in grant["fundingOrganization"]:
            numbers[funder["name"]].add(funder["id"])
    if len(set().union(*numbers.values())) > 1:
        found["MoreThanOneFundingOrg"] = sorted(numbers)
    found["MultiFundingNamesForOrgId"] = [name for name, ones in numbers.items() if len(ones) > 1]
    return {check: ones for check, ones in found.items() if ones}


def _of_grant(grant):
    if grant["amountAwarded"] == 0:
        yield "ZeroAmountTest"
    if "\n" in grant["id"]:
        yield "GrantIdUnexpectedChars"
    if any(EMAIL.search(text) for text in _texts(grant)):
        yield "LooksLikeEmail"
    if grant["title"] == grant["description"]:
        yield "TitleDescriptionSame"
    if len(grant["title"]) > LONGEST_TITLE:
        yield "TitleLength"
    for check, path in PRESENT.items():
        if not _at(grant, path):
            yield check


def _at(found, path):
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError):
            return None
    return found


def _texts(thing):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict | list):
        for one in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(one)


def _of_dates(grant, today):
    planned = _at(grant, ("plannedDates", 0)) or {}
    if not planned.get("duration") and not (planned.get("startDate") and planned.get("endDate")):
        yield "PlannedDurationNotPresent"
    try:
        awarded = _day(grant["awardDate"])
        spans = {kind: [_day(one) for one in _span(grant, kind)] for kind in ORDER}
    except ValueError:
        yield "ImpossibleDates"
        return
    if awarded > today:
        yield "PostDatedAwardDates"
    for kind, (begins, ends) in spans.items():
        if begins and ends and begins > ends:
            yield ORDER[kind]
        check, years = FAR_FUTURE[kind]
        if any(one and one > _years_on(today, years) for one in (begins, ends)):
            yield check
    if any(one and one < _years_on(today, -FAR_PAST) for one in [awarded, *sum(spans.values(), [])]):
        yield "FarPastDates"


def _span(grant, kind):
    said = _at(grant, (kind, 0)) or {}
    return said.get("startDate"), said.get("endDate")


def _day(text):
    return date.fromisoformat(text.split("T")[0]) if text else None


def _years_on(day, years):
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


def _of_organisations(grant):
    funder, recipient = grant["fundingOrganization"][0], grant["recipientOrganization"][0]
    for who, one in (("FundingOrg", funder), ("RecipientOrg", recipient)):
        key = one["id"]
        if key.upper().startswith(PUBLISHERS):
            yield f"{who}360GPrefix"
        elif not key.upper().startswith(REGISTERS):
            yield f"{who}UnrecognisedPrefix"
        if "\n" in key:
            yield "OrganizationIdUnexpectedChars"
        if any(key.startswith(at) and not shape.fullmatch(key.removeprefix(at)) for at, shape in WELL_FORMED.items()):
            yield "OrganizationIdLooksInvalid"
    charity, company = recipient.get("charityNumber"), recipient.get("companyNumber")
    if charity and not CHARITY.fullmatch(charity):
        yield "RecipientOrgCharityNumber"
    if company and not COMPANY.fullmatch(company):
        yield "RecipientOrgCompanyNumber"
    if not charity and not company:
        yield "NoRecipientOrgCompanyCharityNumber"
    places = recipient.get("location", [])
    if not recipient.get("postalCode") and not any(one.get("geoCode") and one.get("geoCodeType") for one in places):
        yield "IncompleteRecipientOrg"

"""What 360Giving's own checker looks for beside the schema, in our words: accuracy, and use to those who read it.

Read in the checker's public source (github.com/ThreeSixtyGiving/dataquality, its two lists of checks of November 2026).
"""

import re
from collections import defaultdict
from datetime import date, timedelta

REGISTERS = ("GB-CHC-", "GB-COH-", "GB-MPR-", "GB-SC-", "GB-NIC-", "GB-EDU-", "GB-LAE-", "GB-NHS-", "360G-")
CHARITY = re.compile(r"([A-Za-z]{2})?[0-9]{6,7}")
COMPANY = re.compile(r"\w{8}")
EMAIL = re.compile(r"[\w.-]+@[\w.-]+\.[\w.-]+")
LONGEST_TITLE = 140


def flags(grants, today):
    """{what is flagged: identifiers of the grants}, empty for a file that the checker has nothing to say about."""
    found = defaultdict(list)
    numbers = defaultdict(set)
    for grant in grants:
        for what in [*_of_grant(grant), *_of_dates(grant, today), *_of_recipient(grant["recipientOrganization"][0])]:
            found[what].append(grant["id"])
        funder = grant["fundingOrganization"][0]
        numbers[funder["name"]].add(funder["id"])
        if not funder["id"].startswith(REGISTERS):
            found["a funder of no register"].append(grant["id"])
        if funder["id"].startswith("360G"):
            found["a funder without a register's number"].append(grant["id"])
    if len(numbers) > 1:
        found["more than one funder"] = sorted(numbers)
    found["a funder with two numbers"] = [name for name, ones in numbers.items() if len(ones) > 1]
    return {what: ones for what, ones in found.items() if ones}


def _of_grant(grant):
    if not grant["amountAwarded"]:
        yield "nothing was awarded"
    if any("\n" in one for one in (grant["id"], *(grant[key][0]["id"] for key in _ORGANISATIONS))):
        yield "a line break in an identifier"
    if any(EMAIL.search(text) for text in _texts(grant)):
        yield "an email address"
    for name in ("grantProgramme", "beneficiaryLocation", "dateModified", "dataSource"):
        if not grant.get(name):
            yield f"no {name}"
    if grant["title"] == grant["description"]:
        yield "a title that is the description"
    if len(grant["title"]) > LONGEST_TITLE:
        yield "a long title"


_ORGANISATIONS = ("recipientOrganization", "fundingOrganization")


def _texts(thing):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict | list):
        for one in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(one)


def _of_dates(grant, today):
    planned = grant.get("plannedDates", [{}])[0]
    if not planned.get("duration"):
        yield "no duration"
    begins, ends = (planned.get(name) and date.fromisoformat(planned[name]) for name in ("startDate", "endDate"))
    awarded = date.fromisoformat(grant["awardDate"])
    if begins and ends and begins > ends:
        yield "an end before the start"
    if awarded > today:
        yield "awarded in the future"
    known = [one for one in (begins, ends, awarded) if one]
    if any(one > today + timedelta(days=12 * 365) for one in known):
        yield "a date in the far future"
    if any(one < today - timedelta(days=25 * 365) for one in known):
        yield "a date in the far past"


def _of_recipient(recipient):
    charity, company, key = recipient.get("charityNumber"), recipient.get("companyNumber"), recipient["id"]
    if not key.startswith(REGISTERS):
        yield "a recipient of no register"
    if key.startswith("360G"):
        yield "a recipient without a register's number"
    if not charity and not company:
        yield "a recipient without a charity or company number"
    numbers = ((charity, CHARITY), (company, COMPANY))
    prefixed = (("GB-CHC-", re.compile("[0-9]{6,7}")), ("GB-COH-", COMPANY))
    if any(number and not shape.fullmatch(number) for number, shape in numbers) or any(
        key.startswith(prefix) and not shape.fullmatch(key.removeprefix(prefix)) for prefix, shape in prefixed
    ):
        yield "a number that is none of its register's"
    places = recipient.get("location", [])
    if not recipient.get("postalCode") and not any(one.get("geoCode") and one.get("geoCodeType") for one in places):
        yield "a recipient without a place"

"""From published entries to the standard's objects. What is empty is left out; nothing is null."""

import re
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from organisations.models import Service
from organisations.oruk import ids, taxonomies

KENT = "E10000016"
"""The county council's area, in the codes of the Office for National Statistics."""
AREA = "http://statistics.data.gov.uk/id/statistical-geography/{}"
_URI = re.compile(
    r"https?://(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(?::\d{1,5})?"
    r"(?:[/?#](?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
)
_OCCURRENCE = re.compile(
    r"\b(1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)\s+(mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE
)
_OCCURRENCES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_UNEVEN = re.compile(r"fortnight|alternate|every other|month|term[- ]?time|\b(1st|2nd|3rd|4th|5th|first|last)\b", re.I)
_POUNDS = re.compile(r"£\s?(\d+(?:\.\d\d?)?)")


def organisation(entry, *, whole=False):
    """:param whole: with its numbers and what it is about; `entry` then has its `belonging` (belongings.py)."""
    shape = {
        "id": str(entry.public_id),
        "name": entry.name,
        "description": entry.summary or entry.purpose or entry.name,
        "email": _email(entry.email),
        "website": _uri(entry.website),
        "uri": f"{settings.SITE_URL}{entry.get_absolute_url()}",
    }
    if whole:
        shape["organization_identifiers"] = [_identifier(entry, number) for number in entry.belonging["identifiers"]]
        shape["attributes"] = _attributes(entry.public_id, entry)
        shape["phones"] = _phones(entry.public_id, entry)
    return _filled(shape)


def organisation_with_services(entry):
    """The whole of an organisation, with the whole of each of its services; both read by belongings.py."""
    services = entry.running_services
    for one in services:
        one.organisation = entry
    return organisation(entry, whole=True) | {
        "services": [service(one, whole=True, with_organisation=False) for one in services]
    }


def service(one, *, whole=False, with_organisation=True, with_places=True):
    """:param whole: with all that belongs to it; its organisation then has its `belonging`."""
    entry = one.organisation
    shape = {
        "id": str(one.public_id),
        "organization_id": str(entry.public_id),
        "name": one.name,
        "description": one.description or entry.summary or entry.purpose or one.name,
        "url": _uri(entry.website) or f"{settings.SITE_URL}{entry.get_absolute_url()}",
        "email": _email(entry.email),
        "status": "active",
        "minimum_age": one.minimum_age,
        "maximum_age": one.maximum_age,
        "eligibility_description": one.who_for,
        "application_process": ". ".join(filter(None, [str(one.get_joining_display()), one.joining_note])),
        "assured_date": entry.verified_on and entry.verified_on.isoformat(),
        "last_modified": _moment(max(one.updated_at, entry.updated_at)),
    }
    if with_organisation:
        shape["organization"] = organisation(entry, whole=whole)
    if whole:
        shape |= _belonging(one, entry, with_places)
    return _filled(shape)


def _belonging(one, entry, with_places):
    shape = {
        "schedules": _schedules(one),
        "service_areas": _areas(one, entry),
        "cost_options": _costs(one),
        "contacts": [_contact(one, contact) for contact in entry.belonging["contacts"]],
        "phones": _phones(one.public_id, entry),
        "attributes": _attributes(one.public_id, entry),
    }
    if with_places and is_located(one):
        shape["service_at_locations"] = [_filled(_link(one) | {"location": location(one, whole=True)})]
    return shape


def is_located(one):
    """The same question as ServiceQuerySet.located(), of a row that is here."""
    return _has_place(one) or one.organisation.is_online


def service_at_location(one, *, whole=False):
    """A service at its place. The whole of it has the service's name and status at its top level too, since the
    standard's own description judges it by the schema of services."""
    shape = _link(one) | {
        "location": location(one, whole=whole),
        "service": service(one, whole=whole, with_places=False),
    }
    if whole:
        shape |= {"name": one.name, "status": "active", "organization_id": str(one.organisation.public_id)}
    return _filled(shape)


def _link(one):
    return {
        "id": str(ids.at_location(one.public_id)),
        "service_id": str(one.public_id),
        "location_id": str(ids.location(one.public_id)),
    }


def location(one, *, whole=False):
    if not _has_place(one):
        return {
            "id": str(ids.location(one.public_id)),
            "location_type": "virtual",
            "name": one.organisation.name,
            "description": "Online or by phone.",
        }
    place = ids.location(one.public_id)
    shape = {
        "id": str(place),
        "location_type": "physical",
        "name": one.place_name,
        "description": one.getting_there,
        "latitude": one.latitude,
        "longitude": one.longitude,
    }
    if whole:
        shape["addresses"] = _addresses(one, place)
        if one.access_needs:
            shape["accessibility"] = [
                {
                    "id": ids.part_of(place, "accessibility"),
                    "location_id": str(place),
                    "description": one.access_needs,
                }
            ]
    return _filled(shape)


def _has_place(one):
    return bool(one.place_name or one.address or one.postcode or one.latitude is not None)


def _addresses(one, place):
    """The address, where enough is known for the six parts that the standard asks of one."""
    entry = one.organisation
    lines = ", ".join(filter(None, [one.place_name, *one.address.splitlines()]))
    district = one.district or (entry.district if one.postcode == entry.postcode else None)
    town = entry.town if one.postcode == entry.postcode else ""
    city = town or (district.name if district else "")
    if not (lines and one.postcode and city):
        return []
    address = {
        "id": ids.part_of(place, "address"),
        "location_id": str(place),
        "address_1": lines,
        "city": city,
        "region": district.name if district else "",
        "state_province": "Medway" if district and not district.in_kent else "Kent",
        "postal_code": one.postcode,
        "country": "GB",
        "address_type": "physical",
    }
    return [_filled(address)]


def _schedules(one):
    """When it runs: in the organisation's words, and in iCalendar's where these can be told from them."""
    if not one.when:
        return []
    shape = {
        "id": ids.part_of(one.public_id, "schedule"),
        "service_id": str(one.public_id),
        "description": one.when,
        "opens_at": one.opens_at and one.opens_at.strftime("%H:%M"),
        "closes_at": one.closes_at and one.closes_at.strftime("%H:%M"),
        **_recurrence(one),
    }
    return [_filled(shape)]


def _recurrence(one):
    """Nothing, where a plain reading of the words would promise days on which it does not run."""
    if months := _OCCURRENCE.findall(one.when):
        days = {day[:2]: day for day in one.days}
        said = [(_OCCURRENCES.get(which.lower()) or int(which[0]), day[:2].upper()) for which, day in months]
        if {day for _which, day in said} == set(days):
            return {"freq": "MONTHLY", "byday": ",".join(f"{which}{day}" for which, day in said)}
        return {}
    if not one.days or _UNEVEN.search(one.when):
        return {}
    return {"freq": "WEEKLY", "interval": 1, "byday": ",".join(one.days)}


def _areas(one, entry):
    """Where people may live who come to it."""
    areas = [(district.code, district.name) for district in entry.belonging["districts_served"]]
    if entry.is_countywide:
        areas = [(KENT, "Kent")]
    return [
        {
            "id": ids.part_of(one.public_id, "area", code),
            "service_id": str(one.public_id),
            "name": name,
            "extent": code,
            "extent_type": "GSS code",
            "uri": AREA.format(code),
        }
        for code, name in areas
    ]


def _costs(one):
    amounts = _POUNDS.findall(one.cost_note)
    amount = {Service.Cost.FREE: 0, Service.Cost.PAID: float(amounts[0]) if len(amounts) == 1 else None}.get(one.cost)
    if one.cost == Service.Cost.UNKNOWN and not one.cost_note:
        return []
    shape = {
        "id": ids.part_of(one.public_id, "cost"),
        "service_id": str(one.public_id),
        "option": str(one.get_cost_display()),
        "amount": amount,
        "amount_description": one.cost_note,
    }
    return [_filled(shape)]


def _contact(one, contact):
    return _filled(
        {
            "id": ids.part_of(one.public_id, "contact", contact.pk),
            "service_id": str(one.public_id),
            "name": contact.name,
            "title": contact.job,
        }
    )


def _phones(whole, entry):
    return [{"id": ids.part_of(whole, "phone"), "number": entry.phone}] if entry.phone else []


def _identifier(entry, number):
    return {
        "id": ids.part_of(entry.public_id, "identifier", number.pk),
        "organization_id": str(entry.public_id),
        "identifier_scheme": number.scheme,
        "identifier_type": str(number.get_scheme_display()),
        "identifier": number.number,
    }


def _attributes(whole, entry):
    """What it is about and whom it is for, as terms of the directory's taxonomies."""
    return [
        {
            "id": ids.part_of(whole, taxonomy.key, word.pk),
            "link_id": str(whole),
            "link_type": taxonomy.link_type,
            "taxonomy_term_id": taxonomies.term_id(taxonomy, word.pk),
            "taxonomy_term": taxonomies.term(taxonomy, word),
        }
        for taxonomy in taxonomies.TAXONOMIES
        for word in entry.belonging[taxonomy.field]
    ]


def _moment(when):
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _email(text):
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _uri(text):
    """A web address in the form that a URI must have, or "" where it cannot be brought into it."""
    uri = iri_to_uri(text.strip()).replace("[", "%5B").replace("]", "%5D") if text else ""
    return uri if _URI.fullmatch(uri) else ""


def _filled(shape):
    """Without what is empty; 0 is something."""
    return {name: value for name, value in shape.items() if value not in (None, "", [])}


def root():
    """What the root says about the whole."""
    return {
        "version": "HSDS-UK-3.0",
        "profile": "https://docs.openreferraluk.org/en/latest/",
        "openapi_url": f"{settings.SITE_URL}{reverse('oruk_openapi')}",
    }

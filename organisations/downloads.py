"""The whole directory as files. They are written while they are sent, so the directory may grow as it likes."""

from django.conf import settings
from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from kentcivil.geography.models import District
from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE
from kentcivil.opendata.streams import csv_response, json_response
from organisations.models import Beneficiary, Identifier, Organisation, Service, Theme
from organisations.open_door import open_door
from organisations.oruk import belongings, shapes

AT_A_TIME = 500
"""Entries fetched together."""


def _numbers(scheme):
    return lambda entry: "; ".join(one.number for one in entry.identifiers.all() if one.scheme == scheme)


def _words(field):
    return lambda entry: "; ".join(one.name for one in getattr(entry, field).all())


ORGANISATION_COLUMNS = {
    "id": lambda entry: str(entry.public_id),
    "name": lambda entry: entry.name,
    "other names": lambda entry: "; ".join(entry.other_names.splitlines()),
    "legal form": lambda entry: str(entry.get_legal_form_display()),
    "charity number": _numbers(Identifier.Scheme.CHARITY),
    "company number": _numbers(Identifier.Scheme.COMPANY),
    "summary": lambda entry: entry.summary,
    "purpose": lambda entry: entry.purpose,
    "themes": _words("themes"),
    "who it is for": _words("beneficiaries"),
    "website": lambda entry: entry.website,
    "email": lambda entry: entry.email,
    "phone": lambda entry: entry.phone,
    "address": lambda entry: ", ".join(entry.address.splitlines()),
    "town": lambda entry: entry.town,
    "postcode": lambda entry: entry.postcode,
    "latitude": lambda entry: entry.latitude,
    "longitude": lambda entry: entry.longitude,
    "district": lambda entry: entry.district.name if entry.district else "",
    "district code": lambda entry: entry.district_id,
    "districts served": _words("districts_served"),
    "works across Kent": lambda entry: _yes(entry.is_countywide),
    "online or by phone": lambda entry: _yes(entry.is_online),
    "income band": lambda entry: str(entry.get_income_band_display()),
    "checked by a person on": lambda entry: entry.verified_on,
    "entry changed at": lambda entry: entry.updated_at.isoformat(),
    "page": lambda entry: f"{settings.SITE_URL}{entry.get_absolute_url()}",
}
SERVICE_COLUMNS = {
    "id": lambda one: str(one.public_id),
    "organisation id": lambda one: str(one.organisation.public_id),
    "organisation": lambda one: one.organisation.name,
    "name": lambda one: one.name,
    "description": lambda one: one.description,
    "who it is for": lambda one: one.who_for,
    "youngest age": lambda one: one.minimum_age,
    "oldest age": lambda one: one.maximum_age,
    "cost": lambda one: str(one.get_cost_display()),
    "more about the cost": lambda one: one.cost_note,
    "when": lambda one: one.when,
    "days": lambda one: " ".join(one.days),
    "opens at": lambda one: one.opens_at and one.opens_at.strftime("%H:%M"),
    "closes at": lambda one: one.closes_at and one.closes_at.strftime("%H:%M"),
    "how to take part": lambda one: str(one.get_joining_display()),
    "access": lambda one: one.access_needs,
    "place": lambda one: one.place_name,
    "address": lambda one: ", ".join(one.address.splitlines()),
    "postcode": lambda one: one.postcode,
    "latitude": lambda one: one.latitude,
    "longitude": lambda one: one.longitude,
    "district": lambda one: one.district.name if one.district else "",
}


@open_door("GET")
def organisations_csv(request):
    entries = (
        Organisation.objects.published()
        .select_related("district")
        .prefetch_related(
            Prefetch("identifiers", Identifier.objects.order_by("scheme", "number")),
            Prefetch("themes", Theme.objects.order_by("name")),
            Prefetch("beneficiaries", Beneficiary.objects.order_by("name")),
            Prefetch("districts_served", District.objects.order_by("name")),
        )
        .order_by("name", "pk")
    )
    return _csv("kent-organisations.csv", ORGANISATION_COLUMNS, entries)


@open_door("GET")
def services_csv(request):
    services = Service.objects.published().select_related("organisation", "district")
    return _csv("kent-services.csv", SERVICE_COLUMNS, services.order_by("organisation__name", "name", "pk"))


@open_door("GET")
def organisations_json(request):
    """Each organisation with its services, in the shape of Open Referral UK."""
    entries = Organisation.objects.published().select_related("district").order_by("name", "pk")
    head = {
        "title": "Kent directory of voluntary organisations",
        "licence": OPEN_GOVERNMENT_LICENCE,
        "publisher": "Kent County Council",
        "generated": timezone.now(),
        "last_changed": last_changed(),
        "standard": "Open Referral UK 3.0: each is an answer of /organizations/{id}",
        "documentation": f"{settings.SITE_URL}{reverse('open_data')}",
    }
    whole = map(shapes.organisation_with_services, belongings.of_many(entries))
    return _described(json_response("kent-organisations.json", head, "organizations", whole))


def last_changed():
    """When what the files hold last changed, or None where they hold nothing."""
    of_entries = Organisation.objects.published().aggregate(last=Max("updated_at"))["last"]
    of_services = Service.objects.published().aggregate(last=Max("updated_at"))["last"]
    return max(filter(None, [of_entries, of_services]), default=None)


def _csv(filename, columns, rows):
    cells = ([value(row) for value in columns.values()] for row in rows.iterator(chunk_size=AT_A_TIME))
    return _described(csv_response(filename, list(columns), cells))


def _described(response):
    """With its licence and its date, which a CSV file itself has no room for."""
    response["Link"] = f'<{OPEN_GOVERNMENT_LICENCE}>; rel="license"'
    if last := last_changed():
        response["Last-Modified"] = http_date(last.timestamp())
    return response


def _yes(value):
    return "yes" if value else "no"

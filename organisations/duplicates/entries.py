"""From rows of the database to what is compared."""

from django.db import connection

from organisations.duplicates import naming
from organisations.duplicates.likeness import Features, email, phone, web
from organisations.states import Status

COMPARED = [str(status) for status in Status if status != Status.CLOSED]
"""The states of entries that are compared: a closed one is nobody's duplicate."""

COLUMNS = """
    o.id, o.name, o.other_names, o.phone, o.email, o.website, o.postcode, o.town, o.latitude, o.longitude,
    coalesce(array_agg(i.number) FILTER (WHERE i.scheme = 'GB-CHC'), '{}'),
    coalesce(array_agg(i.number) FILTER (WHERE i.scheme = 'GB-COH'), '{}')
        || coalesce(array_agg(r.company_number) FILTER (WHERE r.company_number <> ''), '{}')
"""
TABLES = """
    organisations_organisation o
    LEFT JOIN organisations_identifier i ON i.organisation_id = o.id
    LEFT JOIN organisations_registeredcharity r
        ON i.scheme = 'GB-CHC' AND r.number = i.number AND r.linked_number = 0
"""


def features(row):
    """A row of COLUMNS as Features."""
    pk, name, others, telephone, mail, website, postcode, town, latitude, longitude, numbers, companies = row
    names = dict.fromkeys(naming.words(text) for text in (name, *others.splitlines()) if text.strip())
    return Features(
        pk=pk,
        names=tuple(names),
        numbers=frozenset(numbers),
        companies=frozenset(number.lstrip("0") for number in companies),
        phones=frozenset(filter(None, [phone(telephone)])),
        web=web(website),
        emails=frozenset(filter(None, [email(mail)])),
        postcode=postcode,
        town=town,
        latitude=latitude,
        longitude=longitude,
    )


def described(said):
    """Features of an entry that is only being written: `said` has its fields, and charity_number."""
    numbers = [said["charity_number"]] if said["charity_number"] else []
    fields = ("name", "other_names", "phone", "email", "website", "postcode", "town")
    return features((None, *(said[field] for field in fields), None, None, numbers, []))


def read(pks):
    """Features by number of the entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM {TABLES} WHERE o.id = ANY (%s) GROUP BY o.id", [list(pks)])
        return {row[0]: features(row) for row in cursor.fetchall()}

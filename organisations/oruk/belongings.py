"""What belongs to entries, read for all of them by one statement, and the services that they run.

Most of the time of an answer about one entry is spent on its statements: by prefetch_related() these were six.
"""

import json
from itertools import islice

from django.db import connection

from kentcivil.geography.models import District
from organisations.models import Beneficiary, Contact, Identifier, Service, Theme

KINDS = {
    "themes": Theme,
    "beneficiaries": Beneficiary,
    "districts_served": District,
    "identifiers": Identifier,
    "contacts": Contact,
}
AT_A_TIME = 500

_STATEMENT = """
    SELECT entry, kind, fields FROM (
        SELECT link.organisation_id AS entry, 'themes' AS kind, to_jsonb(one) AS fields,
            one.name AS text, one.id AS number
        FROM organisations_organisation_themes link JOIN organisations_theme one ON one.id = link.theme_id
        WHERE link.organisation_id = ANY(%(entries)s)
        UNION ALL
        SELECT link.organisation_id, 'beneficiaries', to_jsonb(one), one.name, one.id
        FROM organisations_organisation_beneficiaries link
        JOIN organisations_beneficiary one ON one.id = link.beneficiary_id
        WHERE link.organisation_id = ANY(%(entries)s)
        UNION ALL
        SELECT link.organisation_id, 'districts_served', to_jsonb(one), one.code, 0
        FROM organisations_organisation_districts_served link
        JOIN geography_district one ON one.code = link.district_id
        WHERE link.organisation_id = ANY(%(entries)s)
        UNION ALL
        SELECT one.organisation_id, 'identifiers', to_jsonb(one), one.scheme || ' ' || one.number, one.id
        FROM organisations_identifier one WHERE one.organisation_id = ANY(%(entries)s)
        UNION ALL
        SELECT one.organisation_id, 'contacts', to_jsonb(one), one.name, one.id
        FROM organisations_contact one WHERE one.organisation_id = ANY(%(entries)s) AND one.is_public
    ) AS belonging ORDER BY text, number
"""


def read(entries):
    """Give each entry its `belonging`: {what it is called on the entry: the rows, in a stable order}.

    Of contacts only those that are public.

    :param entries: organisations; the same one may be there twice.
    :returns: the entries, as a list.
    """
    entries = list(entries)
    found = {entry.pk: {kind: [] for kind in KINDS} for entry in entries}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"entries": list(found)})
        for entry, kind, fields in cursor.fetchall():
            found[entry][kind].append(KINDS[kind](**json.loads(fields)))
    for entry in entries:
        entry.belonging = found[entry.pk]
    return entries


def with_services(entries):
    """As :func:`read`, with `running_services` besides: those that are published with the entry."""
    entries = read(entries)
    running = {entry.pk: [] for entry in entries}
    services = Service.objects.filter(is_running=True, organisation__in=list(running)).select_related("district")
    for service in services.order_by("name", "pk"):
        running[service.organisation_id].append(service)
    for entry in entries:
        entry.running_services = running[entry.pk]
    return entries


def of_many(queryset):
    """Entries with their belongings and services one after the other, never more than a few hundred in memory."""
    rows = queryset.iterator(chunk_size=AT_A_TIME)
    while some := with_services(islice(rows, AT_A_TIME)):
        yield from some

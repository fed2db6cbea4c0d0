"""What an import changes that an officer should see: charities removed, overdue or insolvent, new names and addresses.

Set by set, between the directory's update and the register's, while what the register said before is still there. A
fact is put before the officers once: who has settled it is not asked again by the next import.
"""

from organisations.models.organisation import Identifier
from organisations.states import ChangeState, Status

CHANGE = "organisations_registerchange"
IS_OVERDUE = "{c}.reporting_status ILIKE '%%overdue%%'"
IS_INSOLVENT = "({c}.is_insolvent OR {c}.in_administration)"
HAS_MOVED = """c.status = 'registered' AND CASE WHEN r.organisation_number IS NULL
    THEN o.postcode <> '' AND c.postcode <> '' AND o.postcode <> c.postcode
    ELSE (c.address, c.town, c.postcode) <> (r.address, r.town, r.postcode) AND c.address || c.town || c.postcode <> ''
END"""
HAS_NEW_NAME = "c.status = 'registered' AND lower(c.name) <> lower(coalesce(r.name, o.name))"

# kind: (whether it is so, what was before, what is now, whether the entry says so by itself)
FACTS = {
    "removed": (
        "c.status = 'removed'",
        "jsonb_build_object('status', 'registered')",
        "jsonb_build_object('status', c.status, 'removed_on', c.removed_on)",
        f"o.status = '{Status.CLOSED}'",
    ),
    "insolvent": (
        IS_INSOLVENT.format(c="c"),
        "jsonb_build_object('is_insolvent', coalesce(r.is_insolvent, false),"
        " 'in_administration', coalesce(r.in_administration, false))",
        "jsonb_build_object('is_insolvent', c.is_insolvent, 'in_administration', c.in_administration)",
        "false",
    ),
    "overdue": (
        f"c.status = 'registered' AND {IS_OVERDUE.format(c='c')}",
        "jsonb_build_object('reporting_status', coalesce(r.reporting_status, ''), 'accounts_end', r.accounts_end)",
        "jsonb_build_object('reporting_status', c.reporting_status, 'accounts_end', c.accounts_end)",
        "false",
    ),
    "name": (
        HAS_NEW_NAME,
        "jsonb_build_object('name', coalesce(r.name, o.name))",
        "jsonb_build_object('name', c.name)",
        "o.name = c.name",
    ),
    "address": (
        HAS_MOVED,
        "jsonb_build_object('address', coalesce(r.address, o.address), 'town', coalesce(r.town, o.town),"
        " 'postcode', coalesce(r.postcode, o.postcode))",
        "jsonb_build_object('address', c.address, 'town', c.town, 'postcode', c.postcode)",
        "(o.address, o.postcode) = (c.address, c.postcode)",
    ),
}


def watch(cursor, entry, register):
    """Put new facts before the officers, and take back what is no longer so.

    The caller has the transaction, and the tables incoming_charity and incoming_place.

    :param entry: the table of the directory's entries.
    :param register: the table of the register as the last import left it.
    :returns: how many things wait for an officer that did not before.
    """
    _lapse(cursor)
    return _notice(cursor, entry, register)


def _notice(cursor, entry, register):
    facts = ",\n".join(
        f"('{kind}', {is_so}, {before}, {after}, {followed})"
        for kind, (is_so, before, after, followed) in FACTS.items()
    )
    cursor.execute(
        f"""
        WITH fact AS MATERIALIZED (
            SELECT o.id AS organisation_id, c.number, f.kind, f.before, f.after, f.is_followed
            FROM incoming_charity c
            JOIN incoming_place p USING (organisation_number)
            JOIN {entry} o ON o.id = p.organisation_id
            LEFT JOIN {register} r USING (organisation_number)
            CROSS JOIN LATERAL (VALUES {facts}) AS f (kind, is_so, before, after, is_followed)
            WHERE ({" OR ".join(f"({is_so})" for is_so, *_ in FACTS.values())}) AND f.is_so
            -- What is closed is of no more interest, but that it has just been closed.
            AND (o.status <> %(closed)s OR (f.kind = 'removed' AND r.status = 'registered'))
        ), written AS (
            INSERT INTO {CHANGE} (
                organisation_id, number, kind, before, after, is_followed, noticed_at, state, note
            )
            SELECT organisation_id, number, kind, before, after, is_followed, now(), %(open)s, '' FROM fact f
            WHERE NOT EXISTS (
                SELECT FROM {CHANGE} known WHERE known.organisation_id = f.organisation_id
                AND known.number = f.number AND known.kind = f.kind AND (
                    known.after = f.after
                    -- What has just gone back to what it was is no news.
                    OR known.state = %(lapsed)s AND known.settled_at = now() AND known.before = f.after
                )
            )
            ON CONFLICT (organisation_id, number, kind) WHERE state = 'open'
            DO UPDATE SET after = excluded.after, is_followed = excluded.is_followed
            RETURNING xmax = 0 AS is_new
        )
        SELECT count(*) FILTER (WHERE is_new) FROM written
        """,
        {"closed": Status.CLOSED, "open": ChangeState.OPEN, "lapsed": ChangeState.LAPSED},
    )
    return cursor.fetchone()[0]


def _lapse(cursor):
    """Take back what the register no longer says, such as overdue accounts that have come."""
    cursor.execute(
        f"""
        UPDATE {CHANGE} known SET state = %(lapsed)s, settled_at = now()
        FROM incoming_charity c
        WHERE known.state = %(open)s AND c.number = known.number AND c.linked_number = 0
        AND EXISTS (
            SELECT FROM organisations_identifier
            WHERE scheme = %(scheme)s AND number = known.number AND organisation_id = known.organisation_id
        )
        AND CASE known.kind
            WHEN 'removed' THEN c.status = 'registered'
            WHEN 'insolvent' THEN NOT {IS_INSOLVENT.format(c="c")}
            WHEN 'overdue' THEN NOT ({IS_OVERDUE.format(c="c")})
            WHEN 'name' THEN c.name = known.before ->> 'name'
            WHEN 'address' THEN (c.address, c.town, c.postcode)
                = (known.before ->> 'address', known.before ->> 'town', known.before ->> 'postcode')
        END
        """,
        {"lapsed": ChangeState.LAPSED, "open": ChangeState.OPEN, "scheme": Identifier.Scheme.CHARITY},
    )

"""From the temporary tables into the register as imported, and into the directory where nobody has curated.

A field of an entry is the import's to write when no person has written it (`curated_fields`) and it is empty or still
says what the last import offered. Entries are started as published and unverified; one that nobody has touched is
closed when its charity is removed from the register. These two are the only states an import ever sets.
"""

from organisations.models.organisation import Identifier
from organisations.register import classifications
from organisations.register.staging import REGISTERED
from organisations.register.watch import watch
from organisations.states import TRANSITIONS, Status

REGISTER = "organisations_registeredcharity"
ENTRY = "organisations_organisation"
IDENTIFIER = "organisations_identifier"
CHOSEN = {"theme": "organisations_organisation_themes", "beneficiary": "organisations_organisation_beneficiaries"}
"""The table that holds an entry's choices of each vocabulary."""

# Entry's column: what the register offers for it, of a row `c` of either incoming_charity or RegisteredCharity.
OFFERED = {
    "name": "{c}.name",
    "summary": "{c}.summary",
    "purpose": "CASE WHEN {c}.activities = {c}.summary THEN '' ELSE {c}.activities END",
    "website": "{c}.website",
    "email": "{c}.email",
    "phone": "{c}.phone",
    "address": "{c}.address",
    "town": "{c}.town",
    "legal_form": "{c}.legal_form",
}
# Beside the empty text, what counts as nobody having said anything.
EMPTY = {"legal_form": "unknown"}


def merge(cursor, *, with_areas, with_classes):
    """Write everything; the caller has the transaction.

    :param with_areas: whether areas were read; if not, those of the last import stay. `with_classes` likewise.
    :returns: counts by what was done, in the words of :class:`~organisations.register.importing.Imported`.
    """
    cursor.execute(f"LOCK TABLE {REGISTER} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute("CREATE INDEX ON incoming_charity (number)")
    cursor.execute("ANALYZE incoming_charity, incoming_area, incoming_class")
    # Autovacuum may not have looked at them since the last import filled them, and then the planner takes them for
    # empty: some of the joins below become loops in loops.
    cursor.execute(f"ANALYZE {REGISTER}, {ENTRY}, {IDENTIFIER}, {', '.join(CHOSEN.values())}")
    _place(cursor)
    counts = {"entries_updated": _update_entries(cursor), "entries_closed": _close_entries(cursor)}
    _start_entries(cursor)
    # What belongs to a new entry is written before it, which deferred foreign keys allow: its search document, which
    # a trigger writes, is then written once.
    _identify_entries(cursor)
    _classify_entries(cursor)
    counts["entries_added"] = _add_entries(cursor)
    # Before the register itself is brought up to date: both what it says and what it said are there.
    counts["to_look_at"] = watch(cursor, ENTRY, REGISTER)
    counts |= _merge_register(cursor, with_areas=with_areas, with_classes=with_classes)
    cursor.execute("DROP TABLE incoming_place, incoming_entry")
    return counts


def removed_entries(cursor):
    """Names and numbers of published entries whose charity is no longer registered: for an officer to look at."""
    cursor.execute(
        f"""
        SELECT o.name, i.number FROM {ENTRY} o
        JOIN organisations_identifier i ON i.organisation_id = o.id AND i.scheme = %s
        JOIN incoming_charity c ON c.number = i.number AND c.linked_number = 0
        WHERE c.status = 'removed' AND o.status = %s ORDER BY o.name, i.number
        """,
        [Identifier.Scheme.CHARITY, Status.PUBLISHED],
    )
    return cursor.fetchall()


def _place(cursor):
    """Which entry each charity has, and where its postcode is: exactly if it is loaded, otherwise by its sector."""
    cursor.execute(
        """
        CREATE TEMPORARY TABLE incoming_place ON COMMIT DROP AS
        SELECT c.organisation_number, i.organisation_id, c.postcode,
            coalesce(p.latitude, s.latitude) AS latitude,
            coalesce(p.longitude, s.longitude) AS longitude,
            coalesce(p.district_id, s.district_id) AS district_id,
            s.latitude AS sector_latitude,
            s.longitude AS sector_longitude
        FROM incoming_charity c
        LEFT JOIN organisations_identifier i ON i.scheme = %s AND i.number = c.number
        LEFT JOIN geography_postcode p ON p.postcode = c.postcode
        LEFT JOIN geography_postcodesector s ON s.sector = left(c.postcode, -2)
        WHERE c.linked_number = 0
        """,
        [Identifier.Scheme.CHARITY],
    )
    cursor.execute("ANALYZE incoming_place")


def _update_entries(cursor):
    wanted = ",\n".join(f"{_choice(column)} AS {column}" for column in OFFERED)
    columns = [*OFFERED, "postcode", "latitude", "longitude", "district_id", "annual_income", "income_band"]
    cursor.execute(
        f"""
        WITH wanted AS (
            SELECT o.id, {wanted},
                CASE WHEN moved THEN c.postcode ELSE o.postcode END AS postcode,
                CASE WHEN moved THEN p.latitude ELSE o.latitude END AS latitude,
                CASE WHEN moved THEN p.longitude ELSE o.longitude END AS longitude,
                CASE WHEN moved THEN p.district_id ELSE o.district_id END AS district_id,
                CASE WHEN earns THEN greatest(c.income, 0) ELSE o.annual_income END AS annual_income,
                CASE WHEN earns THEN c.income_band ELSE o.income_band END AS income_band
            FROM incoming_charity c
            JOIN incoming_place p USING (organisation_number)
            JOIN {ENTRY} o ON o.id = p.organisation_id
            LEFT JOIN {REGISTER} r ON r.organisation_number = c.organisation_number
            CROSS JOIN LATERAL (SELECT
                NOT o.curated_fields && '{{postcode,latitude,longitude,district}}'
                AND c.postcode <> '' AND (o.postcode = '' OR o.postcode = coalesce(r.postcode, ''))
                AND (o.postcode <> c.postcode OR o.latitude IS NULL
                    OR (o.latitude, o.longitude) = (p.sector_latitude, p.sector_longitude)) AS moved,
                NOT o.curated_fields && '{{annual_income,income_band}}' AND c.income IS NOT NULL
                AND (o.annual_income IS NULL AND o.income_band = 'unknown' OR o.annual_income = greatest(r.income, 0))
                AS earns
            ) AS may
            WHERE c.status = 'registered'
        )
        UPDATE {ENTRY} o SET {", ".join(f"{column} = w.{column}" for column in columns)}, updated_at = now()
        FROM wanted w WHERE w.id = o.id
        AND ({", ".join(f"o.{column}" for column in columns)})
        IS DISTINCT FROM ({", ".join(f"w.{column}" for column in columns)})
        """
    )
    return cursor.rowcount


def _choice(column):
    """SQL: what an entry's column is to say, the register's word or its own."""
    offered = OFFERED[column].format(c="c")
    before = OFFERED[column].format(c="r")
    empty = EMPTY.get(column, "")
    return (
        f"CASE WHEN '{column}' <> ALL (o.curated_fields) AND (o.{column} = '{empty}' OR o.{column} = {before}) "
        f"THEN {offered} ELSE o.{column} END"
    )


def _close_entries(cursor):
    """Close what the import started and nobody has touched, when its charity is removed from the register."""
    open_states = [str(state) for state, following in TRANSITIONS.items() if Status.CLOSED in following]
    cursor.execute(
        f"""
        UPDATE {ENTRY} o SET status = %s, updated_at = now(),
            status_reason = 'Removed from the register of charities'
                || coalesce(' on ' || to_char(c.removed_on, 'FMDD FMMonth YYYY'), '') || '.'
        FROM incoming_charity c
        JOIN incoming_place p USING (organisation_number)
        JOIN {REGISTER} r USING (organisation_number)
        WHERE o.id = p.organisation_id AND c.status = 'removed' AND r.status = 'registered'
        AND o.status = ANY (%s) AND o.curated_fields = '{{}}' AND o.verified_on IS NULL AND o.name = r.name
        AND NOT EXISTS (SELECT FROM organisations_membership WHERE organisation_id = o.id)
        """,
        [Status.CLOSED, open_states],
    )
    return cursor.rowcount


def _start_entries(cursor):
    """Choose id and slug for each registered charity of Kent that has no entry; linked charities stay with theirs."""
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE incoming_entry ON COMMIT DROP AS
        SELECT nextval(pg_get_serial_sequence('{ENTRY}', 'id')) AS id, c.organisation_number, c.number,
            c.company_number, CASE
            WHEN c.turn = 1 AND NOT EXISTS (SELECT FROM {ENTRY} WHERE slug = c.slug) THEN c.slug
            WHEN NOT EXISTS (SELECT FROM {ENTRY} WHERE slug = c.slug || '-' || c.number) THEN c.slug || '-' || c.number
            ELSE c.slug || '-' || c.number || '-' || c.organisation_number
        END AS slug
        FROM (
            SELECT charity.*, row_number() OVER (PARTITION BY charity.slug ORDER BY organisation_number) AS turn
            FROM incoming_charity charity JOIN incoming_place p USING (organisation_number)
            WHERE p.organisation_id IS NULL AND status = 'registered' AND is_of_kent
        ) AS c
        """
    )
    cursor.execute("ANALYZE incoming_entry")


def _add_entries(cursor):
    columns = ", ".join(OFFERED)
    offered = ", ".join(text.format(c="c") for text in OFFERED.values())
    cursor.execute(
        f"""
        INSERT INTO {ENTRY} (
            id, public_id, slug, {columns}, postcode, latitude, longitude, district_id, annual_income, income_band,
            other_names, is_countywide, is_online, status, status_reason, curated_fields, created_at, updated_at
        )
        SELECT e.id, gen_random_uuid(), e.slug, {offered}, p.postcode, p.latitude, p.longitude, p.district_id,
            greatest(c.income, 0), c.income_band, '', false, false, %s, '', '{{}}', now(), now()
        FROM incoming_entry e
        JOIN incoming_charity c USING (organisation_number)
        JOIN incoming_place p USING (organisation_number)
        ORDER BY e.organisation_number
        """,
        [Status.PUBLISHED],
    )
    return cursor.rowcount


def _identify_entries(cursor):
    cursor.execute(
        """
        INSERT INTO organisations_identifier (organisation_id, scheme, number)
        SELECT id, %s, number FROM incoming_entry
        UNION ALL
        SELECT id, %s, company_number FROM incoming_entry WHERE company_number <> ''
        ON CONFLICT DO NOTHING
        """,
        [Identifier.Scheme.CHARITY, Identifier.Scheme.COMPANY],
    )


def _classify_entries(cursor):
    """Give themes and people to entries that have none and whose none nobody has chosen."""
    for field, words in (("theme", classifications.THEMES), ("beneficiary", classifications.BENEFICIARIES)):
        table = CHOSEN[field]
        pairs = [(code, slug) for code, slugs in words.items() for slug in slugs]
        cursor.execute(
            f"""
            INSERT INTO {table} (organisation_id, {field}_id)
            SELECT DISTINCT i.organisation_id, word.id
            FROM incoming_class k
            JOIN unnest(%s::int[], %s::text[]) AS meaning (code, slug) USING (code)
            JOIN organisations_{field} word USING (slug)
            JOIN incoming_charity c USING (organisation_number)
            JOIN organisations_identifier i ON i.scheme = %s AND i.number = c.number
            LEFT JOIN {ENTRY} o ON o.id = i.organisation_id
            WHERE c.linked_number = 0 AND c.status = 'registered'
            AND '{table.removeprefix("organisations_organisation_")}' <> ALL (coalesce(o.curated_fields, '{{}}'))
            AND NOT EXISTS (SELECT FROM {table} WHERE organisation_id = i.organisation_id)
            """,
            [[code for code, _ in pairs], [slug for _, slug in pairs], Identifier.Scheme.CHARITY],
        )


def _merge_register(cursor, *, with_areas, with_classes):
    lists = {"areas": with_areas, "what": with_classes, "who": with_classes, "how": with_classes}
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE incoming_register ON COMMIT DROP AS
        SELECT {", ".join(f"c.{column}" for column in REGISTERED)},
            {", ".join(_list_of(column, was_read) for column, was_read in lists.items())}
        FROM incoming_charity c
        LEFT JOIN {REGISTER} r USING (organisation_number)
        LEFT JOIN (
            SELECT organisation_number, array_agg(DISTINCT area ORDER BY area) AS areas
            FROM incoming_area GROUP BY 1
        ) AS a USING (organisation_number)
        LEFT JOIN (
            SELECT organisation_number,
                array_agg(DISTINCT description ORDER BY description) FILTER (WHERE kind = 'what') AS what,
                array_agg(DISTINCT description ORDER BY description) FILTER (WHERE kind = 'who') AS who,
                array_agg(DISTINCT description ORDER BY description) FILTER (WHERE kind = 'how') AS how
            FROM incoming_class GROUP BY 1
        ) AS k USING (organisation_number)
        """
    )
    cursor.execute("ANALYZE incoming_register")
    columns = [column for column in [*REGISTERED, *lists] if column not in ("organisation_number", "date_of_extract")]
    cursor.execute(
        f"""
        UPDATE {REGISTER} r SET {", ".join(f"{column} = n.{column}" for column in columns)}
        FROM incoming_register n WHERE n.organisation_number = r.organisation_number
        AND ({", ".join(f"r.{column}" for column in columns)})
        IS DISTINCT FROM ({", ".join(f"n.{column}" for column in columns)})
        """
    )
    updated = cursor.rowcount
    everything = ", ".join([*REGISTERED, *lists])
    cursor.execute(
        f"INSERT INTO {REGISTER} ({everything}) SELECT {everything} FROM incoming_register n "
        f"WHERE NOT EXISTS (SELECT FROM {REGISTER} WHERE organisation_number = n.organisation_number)"
    )
    added = cursor.rowcount
    cursor.execute(
        f"UPDATE {REGISTER} r SET date_of_extract = n.date_of_extract FROM incoming_register n "
        "WHERE n.organisation_number = r.organisation_number AND r.date_of_extract IS DISTINCT FROM n.date_of_extract"
    )
    cursor.execute("SELECT count(*) FROM incoming_register")
    kept = cursor.fetchone()[0]
    cursor.execute("DROP TABLE incoming_register")
    return {"kept": kept, "added": added, "updated": updated, "unchanged": kept - added - updated}


def _list_of(column, was_read):
    source = {"areas": "a"}.get(column, "k")
    return f"coalesce({f'{source}.{column}' if was_read else f'r.{column}'}, '{{}}') AS {column}"

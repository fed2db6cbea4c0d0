"""The charities of Kent on their way from the files to the database: COPY into temporary tables."""

import io

TABLES = {
    "incoming_charity": (
        ("organisation_number", "bigint"),
        ("number", "text"),
        ("linked_number", "integer"),
        ("name", "text"),
        ("charity_type", "text"),
        ("legal_form", "text"),
        ("status", "text"),
        ("registered_on", "date"),
        ("removed_on", "date"),
        ("reporting_status", "text"),
        ("accounts_end", "date"),
        ("income", "bigint"),
        ("expenditure", "bigint"),
        ("is_insolvent", "boolean"),
        ("in_administration", "boolean"),
        ("company_number", "text"),
        ("summary", "text"),
        ("activities", "text"),
        ("website", "text"),
        ("email", "text"),
        ("phone", "text"),
        ("address", "text"),
        ("town", "text"),
        ("postcode", "text"),
        ("date_of_extract", "date"),
        # For the directory's entry only.
        ("slug", "text"),
        ("income_band", "text"),
        ("is_of_kent", "boolean"),
    ),
    "incoming_area": (("organisation_number", "bigint"), ("area", "text")),
    "incoming_class": (
        ("organisation_number", "bigint"),
        ("code", "integer"),
        ("kind", "text"),
        ("description", "text"),
    ),
}
REGISTERED = [name for name, _type in TABLES["incoming_charity"][:-3]]
"""Columns of incoming_charity that RegisteredCharity has too."""

BATCH = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


def create(cursor):
    for table, columns in TABLES.items():
        described = ", ".join(f"{name} {kind}" for name, kind in columns)
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({described}) ON COMMIT DROP")


def drop(cursor):
    """Temporary tables go with the transaction; this is for a second import within the same one."""
    cursor.execute(f"DROP TABLE {', '.join(TABLES)}")


class Copy:
    """Rows for one temporary table, sent a few thousand at a time; use as a context manager."""

    def __init__(self, cursor, table):
        self._cursor = cursor
        self._statement = f"COPY {table} FROM STDIN"
        self._lines = []

    def __enter__(self):
        return self

    def __exit__(self, failed, *_details):
        if not failed:
            self._send()

    def row(self, *values):
        self._lines.append("\t".join(map(_copied, values)))
        if len(self._lines) >= BATCH:
            self._send()

    def _send(self):
        if self._lines:
            self._cursor.copy_expert(self._statement, io.StringIO("\n".join(self._lines) + "\n"))
            self._lines.clear()


def _copied(value):
    return "\\N" if value is None else str(value).translate(_ESCAPES)

"""The tables of the register's public extract that we read, recognised by their columns.

Columns are those of the Commission's data definition for the daily extract; names of files do not matter.
"""

from dataclasses import dataclass

KEYS = ("date_of_extract", "organisation_number", "registered_charity_number", "linked_charity_number")


@dataclass(frozen=True)
class Table:
    """:ivar needed: the columns we read, in the order in which a row's values are given.
    :ivar others: columns that only help to recognise the table."""

    name: str
    needed: tuple
    others: tuple = ()

    def index(self, column):
        return self.needed.index(column)

    def likeness(self, columns):
        """The part of this table's own columns that are there, from 0 to 1."""
        own = {*self.needed, *self.others} - set(KEYS)
        return len(own & set(columns)) / len(own)

    def missing(self, columns):
        return [column for column in self.needed if column not in columns]


CHARITY = Table(
    "charity",
    (
        *KEYS,
        "charity_name",
        "charity_type",
        "charity_registration_status",
        "date_of_registration",
        "date_of_removal",
        "charity_reporting_status",
        "latest_acc_fin_period_end_date",
        "latest_income",
        "latest_expenditure",
        "charity_contact_address1",
        "charity_contact_address2",
        "charity_contact_address3",
        "charity_contact_address4",
        "charity_contact_address5",
        "charity_contact_postcode",
        "charity_contact_phone",
        "charity_contact_email",
        "charity_contact_web",
        "charity_company_registration_number",
        "charity_insolvent",
        "charity_in_administration",
        "charity_activities",
    ),
    ("charity_is_cio", "charity_gift_aid", "charity_has_land", "latest_acc_fin_period_start_date"),
)
AREA = Table(
    "charity_area_of_operation",
    (*KEYS, "geographic_area_type", "geographic_area_description"),
    ("parent_geographic_area_type", "parent_geographic_area_description", "welsh_ind"),
)
CLASSIFICATION = Table(
    "charity_classification",
    (*KEYS, "classification_code", "classification_type", "classification_description"),
)
TABLES = (CHARITY, AREA, CLASSIFICATION)


class WrongColumns(Exception):
    """The columns are not those of a table of the register; the message is the end of a sentence."""


def recognise(columns):
    """The table that has these columns, or None for a table of the extract that we do not need.

    :raises WrongColumns: for columns of anything else, and for a table of ours that lacks a column.
    """
    table = max(TABLES, key=lambda table: table.likeness(columns))
    if table.likeness(columns) >= 0.5:
        if missing := table.missing(columns):
            raise WrongColumns(f"is the register's table {table.name} without its column {', '.join(missing)}.")
        return table
    if {"organisation_number", "registered_charity_number"} <= set(columns):
        return None
    for delimiter, word in ((",", "commas"), (";", "semicolons"), ("|", "bars")):
        split = [column.strip('" ') for column in columns[0].split(delimiter)] if len(columns) == 1 else []
        if any(table.likeness(split) >= 0.5 for table in TABLES):
            raise WrongColumns(f"has its columns parted by {word}; the register's own files have tabs.")
    raise WrongColumns("is no table of the register: its first line does not name the register's columns.")

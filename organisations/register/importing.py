"""The whole import: open and recognise the files, keep the charities of Kent, merge; in one transaction."""

import marshal
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.utils.text import slugify

from kentcivil import caching
from kentcivil.archives import MEBIBYTE, Limits, UnreadableFile, opened
from kentcivil.audit.history import because
from organisations import tasks
from organisations.models.organisation import Identifier, IncomeBand
from organisations.register import staging, tidying
from organisations.register.kent import KentPostcodes, area_names
from organisations.register.merge import merge, removed_entries
from organisations.register.models import RegisteredCharity
from organisations.register.reading import recognised
from organisations.register.tables import AREA, CHARITY, CLASSIFICATION
from organisations.register.tidying import Unusable

LIMITS = Limits(most=8192 * MEBIBYTE)
"""The largest file of the extract is about 500 MB unzipped, and none is read more than once."""

PUT_ASIDE = 500
"""Rows put aside at a time until it is known which charities are kept."""

MOST_FIGURES = 7
"""Of a charity number."""

WIDE = frozenset({"country", "continent"})


@dataclass
class Imported:
    """What an import did. Charities are rows of the register kept here, entries are the directory's."""

    read: int = 0
    refused: int = 0
    kept: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    entries_added: int = 0
    entries_updated: int = 0
    entries_closed: int = 0
    to_look_at: int = 0
    """Changes that wait for an officer and did not before."""
    removed: list = field(default_factory=list)
    """(name, number) of published entries whose charity is no longer registered, for an officer to look at."""
    not_needed: list = field(default_factory=list)
    """Names of files that hold other tables of the extract."""


def import_register(paths, *, refuse, progress=None):
    """Bring the register as imported, and the uncurated fields of the directory, up to date with an extract.

    :param paths: files and folders, plain or zipped, in any order; the charity table must be among them.
    :param refuse: called with (file, line or record, reason) for each row that is left out.
    :param progress: called with (what, bytes to come), gives a context manager whose value is called with the number
        of bytes each time some were read.
    :raises UnreadableFile: when a file is wrong; the database is then as it was.
    """
    with ExitStack() as stack:
        imported = Imported()
        sources = _sources(paths, stack, imported)
        stack.enter_context(because("Import of the register of charities"))
        stack.enter_context(transaction.atomic())
        cursor = stack.enter_context(connection.cursor())
        _Import(sources, imported, refuse, progress or _silently).run(cursor)
        if imported.entries_added or imported.entries_updated or imported.entries_closed:
            caching.changed("organisations")
            transaction.on_commit(tasks.refresh_words.delay, robust=True)
    return imported


def _sources(paths, stack, imported):
    """The files by table: {table: source}."""
    sources = {}
    for path in _files(paths):
        for member in stack.enter_context(opened(path, LIMITS)):
            if Path(member.name).name.startswith(".") or "__MACOSX" in member.name:
                continue
            source = recognised(member)
            if source.table is None:
                imported.not_needed.append(source.name)
            elif source.table in sources:
                raise UnreadableFile(
                    f"{sources[source.table].name} and {source.name} both hold the table {source.table.name}. "
                    "Give one of them."
                )
            else:
                sources[source.table] = source
    if CHARITY not in sources:
        raise UnreadableFile("None of these files holds the register's table charity.")
    return sources


def _files(paths):
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(inner for inner in path.iterdir() if inner.is_file() and not inner.name.startswith("."))
        else:
            yield path


class _silently:  # it stands in for a function
    def __init__(self, what, size):
        pass

    def __enter__(self):
        return None

    def __exit__(self, *_failure):
        pass


class _Import:
    """One run, and what it knows while it reads."""

    def __init__(self, sources, imported, refuse, progress):
        self.sources, self.imported, self._refuse, self._progress = sources, imported, refuse, progress
        self.kept_rows = set()
        """The Commission's numbers of rows that are kept."""
        self.kept_charities = set()
        """Charity numbers that are kept, as text."""
        self._areas_read = _Aside()
        """(number of the row's charity, area), to be looked at again: reading the file twice takes far longer."""

    def run(self, cursor):
        staging.create(cursor)
        working_in_kent = self._working_in_kent()
        with staging.Copy(cursor, "incoming_charity") as copy:
            self._charities(copy, working_in_kent)
        self._no_more_than_refused()
        with staging.Copy(cursor, "incoming_area") as copy:
            self._areas(copy)
        with staging.Copy(cursor, "incoming_class") as copy:
            self._classifications(copy)
        counts = merge(cursor, with_areas=AREA in self.sources, with_classes=CLASSIFICATION in self.sources)
        for name, count in counts.items():
            setattr(self.imported, name, count)
        self.imported.removed = removed_entries(cursor)
        staging.drop(cursor)

    # --- Which are kept -------------------------------------------------------------------------------------

    def _working_in_kent(self):
        """Numbers of rows whose area of operation is Kent or lies in it."""
        names = area_names()
        found = set()
        for place, (row_number, kind, name), _row in self._rows(AREA):
            if not row_number.isdecimal() or not name:
                self.refuse(AREA, place, "no organisation_number, or no area")
                continue
            self._areas_read.add((row_number, name))
            if name.strip().lower() in names and kind.lower() not in WIDE:
                found.add(row_number)
        return found

    def _charities(self, copy, working_in_kent):
        postcodes = KentPostcodes()
        known = _known_numbers()
        waiting, mains_read = _Aside(), _Numbers()
        read = 0
        for place, (row_number, number, linked, postcode), row in self._rows(CHARITY):
            read += 1
            if not (row_number and number and linked and (row_number + number + linked).isdecimal()):
                self.refuse(
                    CHARITY,
                    place,
                    "organisation_number, registered_charity_number and linked_charity_number are not all numbers",
                )
            elif linked != "0":
                if number in known or number in self.kept_charities:
                    self._keep(copy, place, row, of_kent=False)
                elif number not in mains_read:
                    waiting.add((number, place, self.sources[CHARITY].packed(row)))
            else:
                mains_read.add(number)
                if row_number in working_in_kent or (postcode and postcode in postcodes):
                    self._keep(copy, place, row, of_kent=True)
                elif number in known:
                    self._keep(copy, place, row, of_kent=False)
        for number, place, row in waiting.rows():
            if number in self.kept_charities:
                self._keep(copy, place, row, of_kent=False)
        self.imported.read = read

    def _keep(self, copy, place, row, *, of_kent):
        try:
            values = dict(zip(CHARITY.needed, self.sources[CHARITY].values(row), strict=True))
            row_number, number = values["organisation_number"], values["registered_charity_number"]
            is_main = values["linked_charity_number"] == "0"
            if row_number in self.kept_rows:
                raise Unusable(f"organisation_number {row_number} is there twice")
            if is_main and number in self.kept_charities:
                raise Unusable(f"charity {number} is there twice")
            copy.row(*_tidied(values), of_kent)
        except Unusable as unusable:
            self.refuse(CHARITY, place, str(unusable))
            return
        self.kept_rows.add(row_number)
        if is_main:
            self.kept_charities.add(number)

    def _no_more_than_refused(self):
        name = self.sources[CHARITY].name
        if not self.imported.read and not self.imported.refused:
            raise UnreadableFile(f"{name} holds no rows.")
        if self.imported.read == 0:
            raise UnreadableFile(f"{name} has no row that can be read.")

    def _areas(self, copy):
        for row_number, name in self._areas_read.rows():
            if row_number in self.kept_rows:
                copy.row(row_number, tidying.plain(name))

    def _classifications(self, copy):
        only = set(map(int, self.kept_rows))
        for place, (row_number, code, kind, description), _row in self._rows(CLASSIFICATION, only):
            if row_number in self.kept_rows:
                try:
                    code = tidying.number(code, "classification_code")
                except Unusable as unusable:
                    self.refuse(CLASSIFICATION, place, str(unusable))
                    continue
                copy.row(row_number, code, kind.lower(), tidying.plain(description))

    # --- Rows -----------------------------------------------------------------------------------------------

    def _rows(self, table, only=None):
        """The rows of a table, none if it was not given. `only` is as :meth:`reading.Source.rows` takes it."""
        source = self.sources.get(table)
        if source is None:
            return
        with self._progress(table.name, source.member.size) as told:
            yield from source.rows(partial(self.refuse, table), told, only)

    def refuse(self, table, place, reason):
        self.imported.refused += 1
        self._refuse(self.sources[table].name, place, reason)


class _Numbers:
    """Charity numbers that were read, in memory that does not grow with them. Those of more figures are forgotten."""

    def __init__(self):
        self._is_read = bytearray(10**MOST_FIGURES)

    def add(self, number):
        if len(number) <= MOST_FIGURES:
            self._is_read[int(number)] = True

    def __contains__(self, number):
        return len(number) <= MOST_FIGURES and self._is_read[int(number)]


class _Aside:
    """Rows put aside on disk, so that memory stays flat, until it is known which charities are kept."""

    def __init__(self):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by rows)
        self._rows = []

    def add(self, row):
        self._rows.append(row)
        if len(self._rows) == PUT_ASIDE:
            packed = marshal.dumps(self._rows)
            self._file.write(len(packed).to_bytes(8) + packed)
            self._rows = []

    def rows(self):
        with self._file as file:
            file.seek(0)
            while length := file.read(8):
                yield from marshal.loads(file.read(int.from_bytes(length)))
        yield from self._rows


def _known_numbers():
    """Charity numbers that are followed whatever the register says: of the last import, and of any entry."""
    return {
        *RegisteredCharity.objects.filter(linked_number=0).values_list("number", flat=True),
        *Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY).values_list("number", flat=True),
    }


def _tidied(of):
    """The columns of incoming_charity but the last, of a row's columns by their names.

    :raises Unusable: with the reason why the row cannot be taken.
    """
    name = tidying.name(of["charity_name"])
    if not name:
        raise Unusable("charity_name is empty")
    status = of["charity_registration_status"].strip().lower()
    if status not in RegisteredCharity.Status.values:
        raise Unusable(f"charity_registration_status is “{status[:40]}”, neither Registered nor Removed")
    number = str(tidying.number(of["registered_charity_number"], "registered_charity_number"))
    activities = tidying.paragraphs(of["charity_activities"])
    income = tidying.pounds(of["latest_income"], "latest_income")
    address, town = tidying.address(of[f"charity_contact_address{line}"] for line in range(1, 6))
    return (
        tidying.number(of["organisation_number"], "organisation_number"),
        number,
        tidying.number(of["linked_charity_number"], "linked_charity_number"),
        name,
        tidying.plain(of["charity_type"], 60),
        tidying.legal_form(of["charity_type"]),
        status,
        tidying.day(of["date_of_registration"], "date_of_registration"),
        tidying.day(of["date_of_removal"], "date_of_removal"),
        tidying.plain(of["charity_reporting_status"], 60),
        tidying.day(of["latest_acc_fin_period_end_date"], "latest_acc_fin_period_end_date"),
        income,
        tidying.pounds(of["latest_expenditure"], "latest_expenditure"),
        of["charity_insolvent"].lower() == "true",
        of["charity_in_administration"].lower() == "true",
        tidying.company_number(of["charity_company_registration_number"]),
        tidying.summary(activities),
        activities,
        tidying.website(of["charity_contact_web"]),
        tidying.email(of["charity_contact_email"]),
        tidying.plain(of["charity_contact_phone"], 40),
        address,
        town,
        tidying.postcode(of["charity_contact_postcode"]),
        tidying.day(of["date_of_extract"], "date_of_extract"),
        slugify(name)[:80].strip("-") or "charity",
        IncomeBand.of(None if income is None else max(income, 0)),
    )

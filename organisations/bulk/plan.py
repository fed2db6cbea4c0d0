"""The dry run: what rows would change in which entries, and which rows are wrong. It writes nothing."""

import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organisations.bulk.columns import BELONGINGS, COLUMNS, NOTHING, SEPARATOR, Unreadable
from organisations.models import Identifier, Organisation
from organisations.states import Status


@dataclass
class Plan:
    """What a dry run found, as BulkChange keeps it."""

    lines: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    unchanged: int = 0


class _Wrong(Exception):
    """A row that is left out; the texts are sentences."""


def of_rows(rows):
    """:param rows: as reading.rows() gives them."""
    entries = _Entries([cells for _number, cells in rows])
    plan, seen = Plan(), {}
    for number, cells in rows:
        try:
            entry = entries.find(cells)
            _once(seen, entry, cells, number)
            _add(plan, number, entry, cells)
        except _Wrong as wrong:
            plan.wrong.append({"row": number, "name": _name(cells), "sentences": list(wrong.args)})
    return plan


def of_entries(queryset, title, text, *, mode="replace"):
    """The same change in each of these entries.

    :param title: of a column.
    :param mode: of a column that is a list, "add" and "remove" too.
    """
    plan = Plan()
    for entry in queryset.prefetch_related(*BELONGINGS).order_by("name", "pk"):
        try:
            _add(plan, None, entry, {title: _joined(entry, COLUMNS[title], text, mode)})
        except _Wrong as wrong:
            plan.wrong.append({"row": None, "name": entry.name, "sentences": list(wrong.args)})
    return plan


def again(lines):
    """The same lines against the entries as they are now."""
    entries = _by_pk(lines)
    plan = Plan()
    for line in lines:
        entry = entries.get(line["entry"])
        try:
            if line["entry"] and entry is None:
                raise _Wrong(_("The entry is no longer there."))
            cells = {title: text or NOTHING for title, text in line["after"].items()}
            if line["number"]:
                cells["charity number"] = line["number"]
            _add(plan, line["row"], entry, cells)
        except _Wrong as wrong:
            plan.wrong.append({"row": line["row"], "name": line["name"], "sentences": list(wrong.args)})
    return plan


def stale(line, entry):
    """Whether an entry no longer says what it said at the dry run.

    :param entry: locked, or None for a new one.
    """
    return entry is not None and {title: COLUMNS[title].write(entry) for title in line["before"]} != line["before"]


def values(line):
    """What actions take: {field: value}.

    :raises Unreadable: where a word has gone since the dry run.
    """
    return {COLUMNS[title].field: COLUMNS[title].read(text or NOTHING) for title, text in line["after"].items()}


def _add(plan, number, entry, cells):
    """Add a line with what the cells change, or count the row as one that changes nothing."""
    sentences, before, after = [], {}, {}
    for title, text in cells.items():
        if title not in COLUMNS:
            continue
        column = COLUMNS[title]
        try:
            value = column.read(text)
        except Unreadable as error:
            sentences.append(str(error))
            continue
        said = _written(column, value)
        if entry is None or column.write(entry) != said:
            before[title], after[title] = "" if entry is None else column.write(entry), said
    if entry is None and not after.get("name") and not sentences:
        sentences.append(_("A new entry needs a name."))
    if sentences:
        raise _Wrong(*sentences)
    if not after:
        plan.unchanged += 1
        return
    plan.lines.append(
        {
            "row": number,
            "entry": entry and entry.pk,
            "name": entry.name if entry else after["name"],
            "number": "" if entry else cells.get("charity number", ""),
            "before": before,
            "after": after,
        }
    )


def _written(column, value):
    """A value as its column writes it, without an entry to have it."""
    return column.write(_Holding(column, value))


class _Holding:
    """Stands where an entry would: it has the one field."""

    def __init__(self, column, value):
        setattr(self, column.field, _All(value) if isinstance(value, list) else value)


class _All(list):
    def all(self):
        return self


def _joined(entry, column, text, mode):
    if mode == "replace" or not column.is_list:
        return text
    had, asked = column.write(entry).split(SEPARATOR), [part.strip() for part in text.split(";")]
    if mode == "add":
        together = [*had, *(part for part in asked if part.casefold() not in {one.casefold() for one in had})]
    else:
        together = [part for part in had if part.casefold() not in {one.casefold() for one in asked}]
    return SEPARATOR.join(filter(None, together)) or NOTHING


def _name(cells):
    return (cells.get("name") or cells.get("id") or cells.get("charity number") or "")[:100]


def _once(seen, entry, cells, number):
    key = entry.pk if entry else (cells.get("charity number") or cells.get("name", "").casefold())
    if key in seen:
        raise _Wrong(_("Row %(row)d is about the same entry already.") % {"row": seen[key]})
    seen[key] = number


def _by_pk(lines):
    asked = [line["entry"] for line in lines if line["entry"]]
    return {entry.pk: entry for entry in Organisation.objects.filter(pk__in=asked).prefetch_related(*BELONGINGS)}


class _Entries:
    """The entries that rows are about, fetched together."""

    def __init__(self, rows):
        ids = {one for cells in rows if (one := _uuid(cells.get("id", "")))}
        numbers = {number for cells in rows if (number := cells.get("charity number"))}
        names = {
            cells["name"].casefold()
            for cells in rows
            if "name" in cells and not {"id", "charity number"} & cells.keys()
        }
        found = Organisation.objects.prefetch_related(*BELONGINGS)
        self.by_id = {entry.public_id: entry for entry in found.filter(public_id__in=ids)}
        self.by_number = {
            number.number: number.organisation
            for number in Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY, number__in=numbers)
            .select_related("organisation")
            .prefetch_related(*(f"organisation__{one}" for one in BELONGINGS))
        }
        there = Organisation.objects.exclude(status=Status.CLOSED)
        self.names = {name.casefold() for name in there.values_list("name", flat=True)} & names if names else set()

    def find(self, cells):
        """The entry of a row, or None for a new one."""
        asked, number = cells.get("id", ""), cells.get("charity number", "")
        if asked:
            entry = self.by_id.get(_uuid(asked))
            if entry is None:
                raise _Wrong(_("There is no entry with the id “%(id)s”.") % {"id": asked[:40]})
        elif number:
            entry = self.by_number.get(number)
        else:
            entry = None
            if cells.get("name", "").casefold() in self.names:
                raise _Wrong(_("There is an entry of this name already. Give its id to change it."))
        if entry and entry.status == Status.CLOSED:
            raise _Wrong(_("This entry is closed. Open it again first."))
        return entry


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

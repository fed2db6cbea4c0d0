"""From an uploaded file to rows of text. Whatever is wrong with a file is said in a sentence, and nothing is kept."""

import csv
import io
import zipfile
import zlib
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kentcivil.opendata.cells import FORMULA_STARTS
from organisations.bulk.columns import TITLES

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
"""Bytes; a thousand rows of long texts unpack to a quarter of that."""
MOST_ROWS = 1_000
MOST_COLUMNS = 100
LONGEST_CELL = 20_000
KNOWN_BUT_NOT_WRITTEN = {
    *("latitude", "longitude", "district", "district code", "company number"),
    *("checked by a person on", "entry changed at", "page"),
}
"""Columns of the public file that an upload may have; they are worked out, and left out here."""
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": gettext_lazy(
        "The file is an old XLS file, or has a password. Save it again as “XLSX”, without a password."
    ),
    b"%PDF": gettext_lazy("The file is a PDF. Save the table as “CSV UTF-8” or “XLSX”."),
}
"""What a file of another kind begins with, and what to do."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, IndexError, OSError, EOFError)
# What openpyxl and readers of XML stumble over in files that only look like a workbook.
_ODD = (SyntaxError, TypeError, AttributeError, NotImplementedError, RuntimeError)


class WrongFile(Exception):
    """The file cannot be read; the text is a sentence for whoever chose it."""


def rows(file):
    """The rows of a CSV or XLSX file.

    :param file: an uploaded file.
    :returns: [(number of the row as a spreadsheet shows it, {title: text of the cell})], without empty rows and cells.
    :raises WrongFile: with a sentence.
    """
    if file.size > MOST_BYTES:
        raise WrongFile(_("The file is too large: it may have 5 MB. Upload it in parts."))
    content = file.read()
    if not content.strip():
        raise WrongFile(_("The file is empty."))
    for start, sentence in _OTHER_KINDS.items():
        if content.startswith(start):
            raise WrongFile(str(sentence))
    return _titled(_xlsx(content) if content.startswith(b"PK") else _csv(content))


def _csv(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongFile(_("The file is in UTF-16. Save it again as “CSV UTF-8”."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise WrongFile(
            _("The file is not in UTF-8: line %(line)d has a letter we cannot read. Save it again as “CSV UTF-8”.")
            % {"line": line}
        ) from None
    if "\x00" in text:
        raise WrongFile(_("The file is no CSV or XLSX file."))
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
    except csv.Error:
        raise WrongFile(_("The file is no CSV file: check its quotation marks.")) from None


def _xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise WrongFile(_("The file unpacks to far more than any list of entries."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            # A cell that somebody once coloured far down makes a million empty rows.
            if cells.count(None) < len(cells):
                yield number, [_said(cell) for cell in cells]
    except (*_DAMAGED, *_ODD):
        raise WrongFile(_("The file is no XLSX file, or it is damaged. Save it again.")) from None


def _said(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def _titled(numbered):
    titles, found = None, []
    for number, cells in numbered:
        cells = [_cell(cell, number) for cell in cells]
        if not any(cells):
            continue
        if titles is None:
            titles = _titles(cells)
            continue
        if _is_heading(cells, titles):
            raise WrongFile(_("Row %(row)d holds the titles again. Take it out.") % {"row": number})
        if len(found) >= MOST_ROWS:
            raise WrongFile(_("The file has more than %(most)d rows. Upload it in parts.") % {"most": MOST_ROWS})
        if any(cells[len(titles) :]):
            raise WrongFile(_("Row %(row)d has more cells than there are titles.") % {"row": number})
        found.append((number, {title: cell for title, cell in zip(titles, cells, strict=False) if cell and title}))
    if not found:
        raise WrongFile(_("The file has no rows below its titles."))
    return found


def _titles(cells):
    titles = [" ".join(cell.casefold().split()) for cell in cells]
    known = {title.casefold(): title for title in TITLES}
    unknown = [cell for cell, title in zip(cells, titles, strict=True) if title and title not in known]
    unknown = [cell for cell in unknown if cell.casefold() not in KNOWN_BUT_NOT_WRITTEN]
    if unknown:
        raise WrongFile(
            _("There is no column “%(title)s”. The first row must hold the titles; there are: %(titles)s.")
            % {"title": unknown[0][:60], "titles": ", ".join(TITLES)}
        )
    named = [known.get(title, "") for title in titles]
    if twice := [title for title in named if title and named.count(title) > 1]:
        raise WrongFile(_("The column “%(title)s” is there twice.") % {"title": twice[0]})
    if not {"id", "charity number", "name"} & set(named):
        raise WrongFile(_("The file needs a column “id”, “charity number” or “name” in its first row."))
    return named


def _is_heading(cells, titles):
    """Whether a row says what the titles say, as in tables that were put one under another."""
    said = [" ".join(cell.casefold().split()) for cell in cells[: len(titles)]]
    return said == [title.casefold() for title in titles]


def _cell(text, row):
    """Without control characters and the apostrophe that keeps a formula from running."""
    if len(text) > LONGEST_CELL:
        raise WrongFile(_("A cell of row %(row)d is too long.") % {"row": row})
    text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text

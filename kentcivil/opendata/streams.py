"""Long lists leave the portal row by row, so that ten thousand rows take no more memory than ten."""

import csv
import gc
import json
import tempfile

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, StreamingHttpResponse

from kentcivil.opendata.cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576
ROWS_A_PIECE = 200
ROWS_BETWEEN_CLEARINGS = 1_000


def csv_response(filename, titles, rows):
    """A CSV file, UTF-8, as an answer that is written while it is sent. Formulas are made harmless.

    :param titles: the column titles.
    :param rows: an iterable of sequences; asked for one row at a time.
    """
    response = StreamingHttpResponse(csv_pieces(titles, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def csv_pieces(titles, rows):
    """The same file as pieces of bytes, some hundred rows each."""
    lines = []
    writer = csv.writer(_Lines(lines))
    writer.writerow(titles)
    for number, row in enumerate(_cleared(rows), start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % ROWS_A_PIECE == 0:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


class _Lines:
    def __init__(self, lines):
        self.write = lines.append


def json_response(filename, head, name, objects):
    """A JSON object as an answer that is written while it is sent: the pairs of `head`, then a list under `name`.

    :param head: a dictionary, such as the licence and the publisher.
    :param objects: an iterable of dictionaries; asked for one at a time. Dates, decimals and UUIDs may be in them.
    """
    response = StreamingHttpResponse(json_pieces(head, name, objects), content_type="application/json")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def json_pieces(head, name, objects):
    """The same file as pieces of bytes, some hundred objects each."""
    start = _json(head)[:-1]
    lines = [start, ", " if head else "", f"{json.dumps(name)}: ["]
    for number, found in enumerate(_cleared(objects), start=1):
        lines.append(("\n" if number == 1 else ",\n") + _json(found))
        if number % ROWS_A_PIECE == 0:
            yield "".join(lines).encode()
            lines.clear()
    lines.append("\n]}\n")
    yield "".join(lines).encode()


def _json(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def xlsx_file(sheets):
    """A spreadsheet, written row by row to a temporary file, which goes when it is closed.

    Text stays text: nothing becomes a formula or a link.

    :param sheets: triples of a sheet's name, its column titles, and an iterable of rows.
    :returns: the open file, at its beginning.
    :raises ValueError: for more rows than a sheet can hold (1,048,576 with the titles).
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, titles, rows in sheets:
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, titles, bold)
            for number, row in enumerate(_cleared(rows), start=1):
                if number >= SHEET_ROWS:
                    raise ValueError(f"The sheet {name} would have more than {SHEET_ROWS:,} rows.")
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    file.seek(0)
    return file


def _cleared(rows):
    """The same rows. What many of them leave behind is cleared away: things that were fetched with what belongs to them
    point at each other, and the collector of a web process looks seldom by itself (docs/decisions/0045).

    It looks at all, as those that are in use at this moment must not count as old from then on.
    """
    for number, row in enumerate(rows, start=1):
        yield row
        if number % ROWS_BETWEEN_CLEARINGS == 0:
            gc.collect()


def file_response(file, filename, content_type):
    """An open file as a download; it is closed when it has been sent."""
    return FileResponse(file, as_attachment=True, filename=filename, content_type=content_type)

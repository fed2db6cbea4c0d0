"""Long lists leave the portal whole, readable, harmless and in flat memory."""

import csv
import datetime
import gc
import io
import json
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from kentcivil.opendata import streams


def _text(response):
    return b"".join(response.streaming_content).decode()


def test_a_csv_file_is_read_back_and_runs_nothing():
    response = streams.csv_response("kent.csv", ["Name", "Sum"], [["=1+1", 5], ["Café, Deal", -2], ['"', None]])
    rows = list(csv.reader(io.StringIO(_text(response))))
    assert rows == [["Name", "Sum"], ["'=1+1", "5"], ["Café, Deal", "-2"], ['"', ""]]
    assert 'filename="kent.csv"' in response["Content-Disposition"]


def test_a_json_file_is_read_back():
    day = datetime.date(2026, 3, 1)
    response = streams.json_response("kent.json", {"licence": "OGL"}, "grants", ({"sum": Decimal("1.50"), "day": day},))
    assert json.loads(_text(response)) == {"licence": "OGL", "grants": [{"sum": "1.50", "day": "2026-03-01"}]}


@pytest.mark.parametrize("head", [{}, {"a": 1}])
def test_an_empty_list_is_still_json(head):
    assert json.loads(b"".join(streams.json_pieces(head, "grants", []))) == {**head, "grants": []}


def test_a_spreadsheet_is_read_back_and_its_text_stays_text():
    day = datetime.date(2026, 3, 1)
    rows = [["=1+1", Decimal("1.50"), day, None], ["https://kent.example", 2, None, "x"]]
    with streams.xlsx_file([("grants", ["A", "B", "C", "D"], rows), ("Meta", ["Key"], [["v"]])]) as file:
        book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["grants", "Meta"]
    cells = [[cell.value for cell in row] for row in book["grants"].iter_rows()]
    assert cells[1] == ["=1+1", 1.5, datetime.datetime(2026, 3, 1), None]
    assert book["grants"]["A2"].data_type == "s"
    assert cells[2] == ["https://kent.example", 2, None, "x"]


def test_a_sheet_that_cannot_hold_them_all_is_refused_not_cut_short(monkeypatch):
    monkeypatch.setattr(streams, "SHEET_ROWS", 3)
    with pytest.raises(ValueError, match="more than 3 rows"):
        streams.xlsx_file([("grants", ["A"], [[1], [2], [3]])])


@pytest.mark.django_db
def test_a_download_is_closed_when_it_was_sent():
    file = streams.xlsx_file([("grants", ["A"], [[1]])])
    response = streams.file_response(file, "kent.xlsx", streams.XLSX)
    assert response["Content-Type"] == streams.XLSX
    list(response.streaming_content)
    response.close()
    assert file.closed


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_twenty_thousand_rows_take_no_more_memory_than_a_thousand(kind):
    def peak(count):
        rows = ([f"Name {n}", n] for n in range(count))
        objects = ({"name": f"Name {n}", "number": n} for n in range(count))
        pieces = streams.csv_pieces(["a", "b"], rows) if kind == "csv" else streams.json_pieces({}, "x", objects)
        gc.collect()
        gc.freeze()  # with little to look through, a collection takes hardly any time
        tracemalloc.start()
        for _piece in pieces:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.unfreeze()
        return most

    assert peak(20_000) < 1.5 * peak(1_000)


class _InACircle:
    """Frees its memory only when the collector comes by, as rows do that were fetched with what belongs to them."""

    def __init__(self):
        self.itself, self.size = self, bytearray(10_000)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_what_rows_leave_behind_does_not_wait_for_the_collector(kind):
    def rows(count, made):
        for number in range(count):
            yield made({"number": number, "of": len(_InACircle().size)})

    def peak(count):
        gc.collect()
        gc.freeze()
        gc.disable()
        tracemalloc.start()
        if kind == "json":
            list(streams.json_pieces({}, "x", rows(count, dict)))
        elif kind == "csv":
            list(streams.csv_pieces(["a", "b"], rows(count, dict.values)))
        else:
            streams.xlsx_file([("x", ["a", "b"], rows(count, lambda one: list(one.values())))]).close()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.enable()
        gc.unfreeze()
        return most

    assert peak(4_000) < 1.5 * peak(1_000)

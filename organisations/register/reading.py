"""Reading the register's files row by row, in flat memory: the tab-separated and the JSON form.

Both give :class:`Row`: the table's needed columns as text, empty for nothing. A row that cannot be read is given as
:class:`Refused`. What is wrong with the file as a whole raises UnreadableFile.
"""

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import ijson

from kentcivil.archives import MEBIBYTE, UnreadableFile, text_lines
from organisations.register.tables import WrongColumns, recognise

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_RECORD = 8 * MEBIBYTE
"""Bytes between one JSON record and the next, buffers included."""
MOST_LINES_OF_A_ROW = 200
_STARTS_A_ROW = re.compile(r'"?\d{4}-\d\d-\d\d')


class Row(NamedTuple):
    place: str
    values: tuple


class Refused(NamedTuple):
    place: str
    reason: str


@dataclass(frozen=True)
class Source:
    """A file of the extract whose table is known.

    :ivar table: what it holds, or None for a table we do not need.
    """

    member: object
    table: object
    is_json: bool
    columns: tuple = ()

    @property
    def name(self):
        return self.member.name

    def rows(self, told=None):
        """Rows and refusals, in the order of the file. `told` is called with the number of bytes read."""
        with self.member.open(told) as stream:
            yield from (_json_rows if self.is_json else _tab_rows)(self, stream)


def recognised(member):
    """Which table a file holds and in which form, told by its beginning.

    :raises UnreadableFile: if it is neither form, or no table of the register.
    """
    with member.open() as stream:
        beginning = stream.peek(MEBIBYTE)[:MEBIBYTE].removeprefix(BYTE_ORDER_MARK).lstrip()
        if not beginning:
            raise UnreadableFile(f"{member.name} is empty.")
        if beginning[:1] in b"[{":
            return _recognised_json(member, stream)
        first = next(text_lines(stream, member.name))
    columns = tuple(column.strip('"') for column in first.rstrip("\r\n").split("\t"))
    return Source(member, _table(member, columns), is_json=False, columns=columns)


def _recognised_json(member, stream):
    first = next(_records(member.name, stream), None)
    if first is None:
        raise UnreadableFile(f"{member.name} holds no rows.")
    if not isinstance(first, dict):
        raise UnreadableFile(f"{member.name} is JSON, but not a list of rows with named columns.")
    return Source(member, _table(member, tuple(first)), is_json=True)


def _table(member, columns):
    try:
        return recognise(columns)
    except WrongColumns as wrong:
        raise UnreadableFile(f"{member.name} {wrong}") from wrong


# --- Tab-separated ----------------------------------------------------------------------------------------------


def _tab_rows(source, stream):
    """The extract is written without quoting, but quoting is understood where a whole field is in quotes."""
    width = len(source.columns)
    pick = itemgetter(*map(source.columns.index, source.table.needed))
    lines = enumerate(text_lines(stream, source.name), start=1)
    next(lines)
    waiting = None
    while True:
        number, line = waiting or next(lines, (0, ""))
        waiting = None
        if not number:
            return
        line = line.rstrip("\r\n")
        fields = line.split("\t")
        if len(fields) == width and '"' not in line:
            yield Row(number, pick(fields))
            continue
        if not line.strip():
            continue
        fields, waiting = _mended(line, width, lines)
        if len(fields) == width:
            yield Row(number, pick(fields))
        else:
            yield Refused(number, f"{len(fields)} columns instead of {width}")


def _mended(line, width, lines):
    """The fields of a row with quotes, or with a line break or a tab inside a field.

    Lines are joined until the row has its width or the next row begins.

    :returns: the fields, and the numbered line that was read too far, if any.
    """
    for _count in range(MOST_LINES_OF_A_ROW):
        fields = _fields(line)
        if len(fields) > width or len(fields) == width and not _is_open(fields[-1]):
            break
        number, following = next(lines, (0, ""))
        if not number or _STARTS_A_ROW.match(following):
            return fields, (number, following) if number else None
        line = f"{line}\n{following.rstrip(chr(13) + chr(10))}"
    return fields, None


def _is_open(field):
    """Whether a field begins with a quotation mark that may yet end on a later line."""
    return field.startswith('"') and field.count('"') % 2 == 1


def _fields(line):
    """The fields of a row; what lies between quotes that begin and end a field is one field, tabs and breaks too."""
    fields, pieces = [], line.split("\t")
    while pieces:
        piece = pieces.pop(0)
        if piece.startswith('"'):
            whole = piece
            for count in range(len(pieces) + 1):
                if len(whole) > 1 and whole.endswith('"') and whole[1:-1].replace('""', "").count('"') == 0:
                    fields.append(whole[1:-1].replace('""', '"'))
                    del pieces[:count]
                    break
                if count < len(pieces):
                    whole = f"{whole}\t{pieces[count]}"
            else:
                fields.append(piece)  # a quotation mark that is only a mark
        else:
            fields.append(piece)
    return fields


# --- JSON -------------------------------------------------------------------------------------------------------


def _json_rows(source, stream):
    needed = source.table.needed
    for number, record in enumerate(_records(source.name, stream), start=1):
        if not isinstance(record, dict):
            yield Refused(number, "not a row with named columns")
            continue
        try:
            yield Row(number, tuple(_text(record[column]) for column in needed))
        except KeyError as missing:
            yield Refused(number, f"no column {missing.args[0]}")
        except TypeError as odd:
            yield Refused(number, str(odd))


def _text(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, bool | int):
        return str(value)
    raise TypeError("a list where a value should be")


def _records(name, stream):
    """The items of a JSON list, one after another."""
    source = _JsonBytes(name, stream)
    try:
        for record in ijson.items(source, "item", use_float=True, buf_size=MEBIBYTE):
            source.since_record = 0
            yield record
    except ijson.JSONError as error:
        reason = " ".join(str(error).split())[:120]
        raise UnreadableFile(f"{name} is not whole JSON in UTF-8 ({reason}). Download it again.") from error


class _JsonBytes:
    """What ijson reads: the stream without its byte order mark, stopped when a record does not end."""

    def __init__(self, name, stream):
        self._name, self._stream = name, stream
        self._started = False
        self.since_record = 0

    def read(self, size=-1):
        chunk = self._stream.read(size)
        if not self._started and chunk:
            self._started = True
            chunk = chunk.removeprefix(BYTE_ORDER_MARK)
            if chunk.lstrip()[:1] != b"[":
                raise UnreadableFile(f"{self._name} is JSON, but not a list of rows with named columns.")
        self.since_record += len(chunk)
        if self.since_record > LONGEST_RECORD:
            raise UnreadableFile(f"{self._name} has a row of more than {LONGEST_RECORD // MEBIBYTE} MB.")
        return chunk

"""Reading the register's files row by row, in flat memory: the tab-separated and the JSON form.

Most rows are looked at and left, so each is given with no more than its key columns as text; :meth:`Source.values` has
the rest of those that are kept. What is wrong with the file as a whole raises UnreadableFile.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import orjson

from kentcivil.archives import MEBIBYTE, UnreadableFile, text_lines
from organisations.register.tables import WrongColumns, recognise
from organisations.register.tidying import Unusable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_RECORD = 8 * MEBIBYTE
"""Bytes of JSON in which no record has come to its end."""
PIECE = MEBIBYTE // 4
"""Bytes of JSON parsed at a time: few enough that their rows stay in the processor's cache, which is a fifth faster."""
MOST_CUTS = 3
_BETWEEN_RECORDS = re.compile(rb"\}\s*,\s*\{")
MOST_LINES_OF_A_ROW = 200
_STARTS_A_ROW = re.compile(r'"?\d{4}-\d\d-\d\d')


@dataclass(eq=False)
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

    def rows(self, refuse, told=None, only=None):
        """(line or record number, the table's key columns as text, the row as it was read), in the file's order.

        :param refuse: called with (line or record number, reason) for a row that cannot be read.
        :param told: called with a number of bytes each time some were read.
        :param only: whole numbers of the first key column, whose rows alone are asked for; None asks for all. Most
            others are left out before anything is made of them; some may come all the same.
        """
        with self.member.open(told) as stream:
            if self.is_json:
                yield from _json_rows(self, stream, refuse, only)
            else:
                yield from _tab_rows(self, stream, refuse)

    def values(self, row):
        """The table's needed columns of a row as text, empty for nothing.

        :raises Unusable: when a column is missing, or is no single value.
        """
        if not self.is_json:
            return self._pick(row)
        return _texts(
            row if isinstance(row, dict) else dict(zip(self.table.needed, row, strict=True)), self.table.needed
        )

    def packed(self, row):
        """The row in a form that is quickly put aside, which :meth:`values` takes too."""
        if self.is_json and row.keys() >= self._needed:
            return self._pick(row)
        return row

    @cached_property
    def _needed(self):
        return frozenset(self.table.needed)

    @cached_property
    def _pick(self):
        needed = self.table.needed
        return itemgetter(*(needed if self.is_json else map(self.columns.index, needed)))


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
    columns = tuple(column.strip('"') for column in first.rstrip("\r").split("\t"))
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


def _tab_rows(source, stream, refuse):
    """The extract is written without quoting, but quoting is understood where a whole field is in quotes."""
    width = len(source.columns)
    keys = itemgetter(*map(source.columns.index, source.table.keys))
    lines = enumerate(text_lines(stream, source.name), start=1)
    next(lines)
    for numbered in lines:
        while numbered:
            number, line = numbered
            numbered = None
            line = line.removesuffix("\r")
            fields = line.split("\t")
            if len(fields) != width or '"' in line:
                if not line.strip():
                    continue
                fields, numbered = _mended(line, width, lines)
                if len(fields) != width:
                    refuse(number, f"{len(fields)} columns instead of {width}")
                    continue
            yield number, keys(fields), fields


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
        line = f"{line}\n{following.removesuffix(chr(13))}"
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


def _json_rows(source, stream, refuse, only):
    keys = source.table.keys
    first, pick, text_of = keys[0], itemgetter(*keys), _TEXT_OF
    for number, record in enumerate(_records(source.name, stream), start=1):
        try:
            if only is not None and record[first].__class__ is int and record[first] not in only:
                continue
            texts = tuple([text_of[value.__class__](value) for value in pick(record)])
        except (KeyError, TypeError):
            try:
                texts = _texts(record, keys)
            except Unusable as unusable:
                refuse(number, str(unusable))
                continue
        yield number, texts, record


def _texts(record, columns):
    if not isinstance(record, dict):
        raise Unusable("not a row with named columns")
    if missing := [column for column in columns if column not in record]:
        raise Unusable(f"no column {', '.join(missing)}")
    try:
        return tuple([_TEXT_OF[record[column].__class__](record[column]) for column in columns])
    except KeyError:
        raise Unusable("a list where a single value should be") from None


# A float stands for whole pounds too; a list or another object is no single value, which raises KeyError.
_TEXT_OF = {
    str: str,
    int: str,
    bool: str,
    type(None): lambda _nothing: "",
    float: lambda value: str(int(value)) if value.is_integer() else str(value),
}


def _records(name, stream):
    """The items of a JSON list of objects, one after another, parsed a piece at a time.

    The text is cut where one object ends and the next begins. Should that be inside a string, parsing fails and the cut
    is made elsewhere; when nothing up to the longest record can be parsed, the file is not JSON.
    """
    text = b""
    begun = False
    while chunk := stream.read(PIECE):
        text += chunk
        if not begun:
            text = text.removeprefix(BYTE_ORDER_MARK).lstrip()
            if text[:1] != b"[":
                raise UnreadableFile(f"{name} is JSON, but not a list of rows with named columns.")
            text, begun = text[1:], True
        records, text = _whole_records(text)
        if len(text) > LONGEST_RECORD:
            raise _no_json(name, f"no end of a row in {LONGEST_RECORD // MEBIBYTE} MB")
        yield from records
    if not text.rstrip().endswith(b"]"):
        raise _no_json(name, "it ends too early")
    try:
        yield from orjson.loads(b"[" + text)
    except orjson.JSONDecodeError as error:
        raise _no_json(name, str(error)) from error


def _whole_records(text):
    """The records that are whole in a piece of JSON, and what is left of it."""
    end = len(text)
    for _try in range(MOST_CUTS):
        end = text.rfind(b"}", 0, end)
        while end > 0 and not _BETWEEN_RECORDS.match(text, end):
            end = text.rfind(b"}", 0, end)
        if end <= 0:
            break
        try:
            records = orjson.loads(b"[" + text[: end + 1] + b"]")
        except orjson.JSONDecodeError:
            continue
        return records, text[_BETWEEN_RECORDS.match(text, end).end() - 1 :]
    return [], text


def _no_json(name, reason):
    return UnreadableFile(f"{name} is not whole JSON in UTF-8 ({' '.join(reason.split())[:120]}). Download it again.")

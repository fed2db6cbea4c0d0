"""Files that other bodies publish, plain or zipped, read as a stream within limits.

A zip is judged by what comes out of it, not by what its directory says: a bomb stops at the limit, having cost no more
memory than one buffer.
"""

import codecs
import io
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

MEBIBYTE = 1024 * 1024
LONGEST_LINE = MEBIBYTE
"""Characters; the longest line of any file we read is a charity's activities, a few thousand."""
MOST_MEMBERS = 2_000
OFFICE_DOCUMENT = {"[Content_Types].xml", "META-INF/manifest.xml"}
"""One of these is in each zip that a spreadsheet program writes: xlsx, docx, ods."""
RATIO_COUNTS_FROM = 16 * MEBIBYTE
"""A few repetitive rows may shrink a hundredfold; only more than this is suspicious."""


class UnreadableFile(Exception):
    """The file is not what it should be; the message is a sentence for whoever chose it, and names the file."""


def text_blocks(stream, name):
    """The lines of a binary UTF-8 stream, many in a list at a time, without the line feed that ends them.

    A byte order mark at the beginning is left out; a carriage return before the line feed stays.

    :raises UnreadableFile: for bytes that are not UTF-8, and for a line so long that it can be no line.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun, count, chunk = "", 0, True
    while chunk:
        chunk = stream.read(MEBIBYTE)
        try:
            lines = (begun + decoder.decode(chunk, final=not chunk)).split("\n")
        except UnicodeDecodeError as error:
            line = count + error.object[: error.start].count(b"\n") + 1
            raise UnreadableFile(
                f"{name}, line {line:,}: the text is not in UTF-8. Download it again: a spreadsheet may have saved it."
            ) from error
        begun = lines.pop()
        if len(begun) > LONGEST_LINE:
            raise UnreadableFile(f"{name}, line {count + 1:,}: a line of more than {LONGEST_LINE:,} characters.")
        count += len(lines)
        yield lines
    if begun:
        yield [begun]


def text_lines(stream, name):
    """The lines of :func:`text_blocks` one by one."""
    return chain.from_iterable(text_blocks(stream, name))


@dataclass(frozen=True)
class Limits:
    """How much one file may hold.

    :ivar most: bytes that may come out of the file, all readings of all members together.
    :ivar ratio: bytes that may come out of a member for each byte of it in the zip. Tables with many equal columns
        shrink to a fiftieth; a bomb is a thousand times its size.
    """

    most: int
    ratio: int = 250


@dataclass(frozen=True)
class Member:
    """One stream of a file: the file itself, or one member of a zip.

    :ivar name: as people know it: "codepo_gb.zip, Data/CSV/ct.csv".
    :ivar size: bytes that are to be expected, for showing progress; not to be relied on.
    """

    name: str
    size: int
    _open: object

    def open(self, told=None):
        """A binary stream, which raises UnreadableFile when a limit is passed or the zip turns out damaged.

        :param told: called with the number of bytes each time some were read, to show progress.
        """
        return io.BufferedReader(self._open(told), buffer_size=MEBIBYTE)


class _Limited(io.RawIOBase):
    """A raw stream that counts what it gives and stops at a limit.

    :param suspicious: bytes above which it is taken for a bomb, or None for a file that is not zipped.
    """

    def __init__(self, stream, name, budget, *, suspicious, told):
        self._stream, self._name, self._budget = stream, name, budget
        self._suspicious, self._given, self._told = suspicious, 0, told

    def readable(self):
        return True

    def readinto(self, buffer):
        try:
            chunk = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise UnreadableFile(f"{self._name} is damaged or was not downloaded whole. Download it again.") from error
        self._given += len(chunk)
        if self._suspicious is not None and self._given > self._suspicious:
            raise UnreadableFile(
                f"{self._name} unpacks to far more than its size allows, as a zip bomb does. Check where it comes from."
            )
        self._budget.take(len(chunk), self._name)
        if self._told:
            self._told(len(chunk))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self):
        self._stream.close()
        super().close()


class _Budget:
    """What may still come out of one file."""

    def __init__(self, limits):
        self._left = self._most = limits.most

    def take(self, count, name):
        self._left -= count
        if self._left < 0:
            raise UnreadableFile(
                f"{name} holds more than {self._most // MEBIBYTE:,} MB, which is more than it ever should. "
                "Check where it comes from."
            )


@contextmanager
def opened(path, limits):
    """The members of a file, in the order in which they lie there; folders are left out.

    :param path: of a plain file, which is its own only member, or of a zip. Which of the two is told by its content.
    :raises UnreadableFile: if there is no such file, it is empty, or it is a zip that cannot be read.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(4)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    if not size:
        raise UnreadableFile(f"{path.name} is empty.")
    if not beginning.startswith(b"PK"):
        budget = _Budget(limits)

        def open_file(told):
            return _Limited(path.open("rb"), path.name, budget, suspicious=None, told=told)

        yield [Member(path.name, size, open_file)]
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(
            f"{path.name} is not a whole zip file: it is damaged or was not downloaded whole. Download it again."
        ) from error
    with archive:
        yield _members(archive, path.name, limits)


def _members(archive, zip_name, limits):
    budget = _Budget(limits)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_MEMBERS:
        raise UnreadableFile(f"{zip_name} holds {len(entries):,} files. Check where it comes from.")
    if not entries:
        raise UnreadableFile(f"{zip_name} is a zip with no file in it.")
    if OFFICE_DOCUMENT & {entry.filename for entry in entries}:
        raise UnreadableFile(
            f"{zip_name} is a spreadsheet or another office document. Give the file itself, as it was downloaded."
        )

    def opener(entry, name):
        def open_entry(told):
            suspicious = max(RATIO_COUNTS_FROM, entry.compress_size * limits.ratio)
            try:
                return _Limited(archive.open(entry), name, budget, suspicious=suspicious, told=told)
            except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
                raise UnreadableFile(f"{name} is damaged or was not downloaded whole. Download it again.") from error
            except RuntimeError as error:  # a password
                raise UnreadableFile(f"{name} is locked with a password.") from error

        return open_entry

    return [
        Member(name, entry.file_size, opener(entry, name))
        for entry in entries
        for name in [f"{zip_name}, {entry.filename}"]
    ]

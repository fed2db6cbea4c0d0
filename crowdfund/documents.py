"""Whether a file may be kept: its size, its true type, and what the scanner says."""

import hashlib
import zipfile
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.utils.module_loading import import_string

from crowdfund.models.rounds import FileType

LARGEST = 10 * 1024 * 1024
MOST_NAMES_IN_ARCHIVE = 5_000
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes to which an office file may unpack: a hundred times what one usually holds."""

CONTENT_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
}
_BY_EXTENSION = {
    ".pdf": FileType.PDF,
    ".png": FileType.PNG,
    ".jpg": FileType.JPEG,
    ".jpe": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".jfif": FileType.JPEG,
}


class FileRefused(Exception):
    """Why a file is not kept, as a sentence for whoever chose it."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    file: object
    name: str
    content_type: str
    size: int
    sha256: str


def check(upload, asked):
    """Look at an uploaded file before it is kept anywhere.

    :param upload: an UploadedFile.
    :param asked: the DocumentAsked that it is for.
    :raises FileRefused: when it is empty, too large, of another type than asked for, or not let through by the scanner.
    """
    if not upload.size:
        raise FileRefused("The chosen file is empty")
    if upload.size > LARGEST:
        raise FileRefused("The chosen file must be smaller than 10 MB")
    kind = true_type(upload)
    if kind is None or kind not in asked.accepted_types:
        raise FileRefused(f"The chosen file must be {asked.accepted_names}. What matters is the file, not its name")
    scan(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return Checked(upload, plain_name(upload.name), CONTENT_TYPES[kind], upload.size, digest)


EVIDENCE = (FileType.PDF, FileType.JPEG, FileType.PNG, FileType.DOCX, FileType.ODT, FileType.XLSX, FileType.ODS)
EVIDENCE_NAMES = "PDF, picture (JPEG or PNG), Word, Excel or OpenDocument"


@dataclass(frozen=True)
class AnyEvidence:
    """What may be given as evidence, asked for as a DocumentAsked is."""

    accepted_types = EVIDENCE
    accepted_names = EVIDENCE_NAMES


def check_evidence(upload):
    """The same for a file that shows something about an award."""
    return check(upload, AnyEvidence())


def true_type(file):
    """The FileType that the bytes of a file show, whatever it is called, or None.

    :raises FileRefused: for an archive that unpacks to far more than an honest one, as a zip bomb does.
    """
    file.seek(0)
    start = file.read(1024)
    if start.startswith(b"PK\x03\x04"):
        return _type_in_archive(file)
    try:
        matches = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        return None
    kinds = {_BY_EXTENSION[match.extension] for match in matches if match.extension in _BY_EXTENSION}
    return kinds.pop() if len(kinds) == 1 else None


def _type_in_archive(file):
    """Office files are zip archives; only their list of names is read, and nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise FileRefused("The chosen file unpacks to far more than its size allows. Save it again as a PDF")
            if len(names) > MOST_NAMES_IN_ARCHIVE or any(name.endswith("vbaProject.bin") for name in names):
                return None
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return FileType.DOCX
                return FileType.XLSX if "xl/workbook.xml" in names else None
            return _open_document(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def _open_document(archive, names):
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 100:
        return None
    stated = archive.read("mimetype").decode("ascii", "replace")
    return {CONTENT_TYPES[kind]: kind for kind in (FileType.ODT, FileType.ODS)}.get(stated)


def scan(upload):
    """Ask the scanner that the setting DOCUMENT_SCANNER names: a callable that takes an open file and raises
    FileRefused, or any error when it cannot tell. Without that setting, nothing is scanned."""
    path = settings.DOCUMENT_SCANNER
    if not path:
        return
    upload.seek(0)
    try:
        import_string(path)(upload)
    except FileRefused:
        raise
    except Exception as error:  # a scanner out of order must not let a file through
        raise FileRefused("We could not check this file for viruses. Try again in a few minutes") from error


def plain_name(name):
    """A file name without folders, control characters or marks that turn the reading direction, at most 150 long."""
    name = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    if len(name) > 150:
        stem, dot, ending = name.rpartition(".")
        name = stem[: 149 - len(ending)] + dot + ending if dot and len(ending) <= 10 else name[:150]
    return name or "file"

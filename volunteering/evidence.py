"""Whether a file may be kept as evidence of a payment: its size, its true type, and what the scanner says."""

import hashlib

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

LARGEST = 10 * 1024 * 1024
"""Bytes."""
TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}
_SPELLINGS = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg"}


def check(upload):
    """Look at an uploaded file before it is kept.

    :param upload: a Django UploadedFile, read from its start and left there.
    :returns: its true ending, one of TYPES, and its SHA-256 in hexadecimal.
    :raises ValidationError: with a sentence for whoever chose the file.
    """
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose it again."))
    if upload.size > LARGEST:
        raise ValidationError(_("This file is larger than 10 MB. Make it smaller and choose it again."))
    ending = _true_ending(upload)
    if ending is None:
        raise ValidationError(_("The evidence must be a PDF or a picture (PNG or JPEG), whatever its name says."))
    _scan(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return ending, digest


def plain_name(name):
    """A file name without folders and characters that cannot be seen, at most 150 long."""
    letters = (letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    return "".join(letters)[-150:] or "evidence"


def _true_ending(upload):
    upload.seek(0)
    try:
        matches = puremagic.magic_string(upload.read(1024))
    except (puremagic.PureError, ValueError):
        return None
    endings = {_SPELLINGS.get(match.extension, match.extension) for match in matches} & set(TYPES)
    return endings.pop() if len(endings) == 1 else None


def _scan(upload):
    """Ask the scanner that the setting DOCUMENT_SCANNER names; any error it raises keeps the file out."""
    if not settings.DOCUMENT_SCANNER:
        return
    upload.seek(0)
    try:
        import_string(settings.DOCUMENT_SCANNER)(upload)
    except Exception as error:  # a scanner out of order must not let a file through either
        raise ValidationError(
            _("This file could not be shown to be free of viruses. Choose another, or try again in a few minutes.")
        ) from error

"""What a paper's file must be before it is kept."""

import hashlib

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 25 * 1024 * 1024


def check_pdf(upload):
    """Read an uploaded file and refuse what is no PDF, by its bytes and not by its name.

    :param upload: a Django UploadedFile or File, read from its start and left there.
    :returns: size in bytes and SHA-256 in hexadecimal.
    :raises ValidationError: with a sentence for the person who chose the file.
    """
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose the paper again."), code="empty")
    if upload.size > LARGEST:
        raise ValidationError(
            _("This file is larger than 25 MB. Make it smaller, or split it into two papers."), code="too_large"
        )
    upload.seek(0)
    head = upload.read(1024)
    digest = hashlib.sha256(head)
    while chunk := upload.read(64 * 1024):
        digest.update(chunk)
    upload.seek(0)
    if not _is_pdf(head):
        raise ValidationError(
            _("This file is not a PDF, whatever its name says. Save the paper as a PDF and choose it again."),
            code="not_pdf",
        )
    return upload.size, digest.hexdigest()


def _is_pdf(head):
    # Asked first, since puremagic raises on bytes that it knows nothing about.
    return head.startswith(b"%PDF-") and "application/pdf" in {
        match.mime_type for match in puremagic.magic_string(head)
    }

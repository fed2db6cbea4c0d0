"""What a paper's file must be before it is kept, and that it goes when its row does not come to stay."""

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar

import puremagic
from django.core.exceptions import ValidationError
from django.db import transaction
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


# Files written so far in the innermost atomic_with_files(); None outside of any.
_written = ContextVar("_written", default=None)


@contextmanager
def atomic_with_files():
    """transaction.atomic(), block or decorator, that takes files with it: when it fails, those written inside go.

    Blocks nest: what an inner one wrote goes with the outer one too.
    """
    outer, mine = _written.get(), []
    token = _written.set(mine)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for file in mine:
            _delete_unless_kept(file)
        raise
    else:
        if outer is not None:
            outer.extend(mine)
    finally:
        _written.reset(token)


def written(file):
    """Name a file of a model's field, just saved inside atomic_with_files(), as one that goes if that fails."""
    _written.get().append(file)


def _delete_unless_kept(file):
    # What fails after the commit, such as a mail's hook, must not take away what was committed.
    kept = type(file.instance)._base_manager.filter(**{file.field.name: file.name})
    if not kept.exists():
        file.storage.delete(file.name)

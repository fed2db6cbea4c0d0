"""Keeping files that show something about an award."""

from contextlib import contextmanager

from django.core.files.storage import default_storage

from crowdfund.models import Evidence


@contextmanager
def keep_evidence(award, checked, by, at, report=None):
    """Keep a file, and what is written inside; when that fails, the file goes, as a file without a row stays for ever.

    :param checked: a documents.Checked.
    """
    evidence = Evidence(
        award=award,
        report=report,
        original_name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        given_at=at,
        given_by=by,
    )
    evidence.file.save(checked.name, checked.file, save=False)
    try:
        evidence.save()
        yield evidence
    except BaseException:
        default_storage.delete(evidence.file.name)
        raise

"""Keeping files that show something about an award."""

from crowdfund.models import Evidence
from kentcivil.files import written


def keep_evidence(award, checked, by, at, report=None):
    """Keep a file. The caller has the transaction, in an atomic_with_files().

    :param checked: a documents.Checked.
    :returns: the Evidence.
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
    written(evidence.file)
    evidence.save()
    return evidence

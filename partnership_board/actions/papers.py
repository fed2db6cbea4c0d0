"""Papers and their versions."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files, written
from partnership_board import notices, permissions
from partnership_board.actions.writing import check_actor, locked
from partnership_board.files import check_pdf
from partnership_board.models import Meeting, Paper, PaperVersion


@atomic_with_files()
def add_paper(*, item, title, upload, by, exemption=None, late_reason=""):
    """Add a paper with its first version to an agenda item.

    :param upload: the file; must be a PDF.
    :param exemption: an Exemption where the paper is not public; papers of an exempt item never are.
    :param late_reason: as in add_version.
    :raises ValidationError: when the file is no PDF, the meeting is cancelled, or it is late without a reason.
    """
    check_actor(permissions.can_manage_papers(by))
    paper = Paper(item=item, title=title, exemption=exemption)
    with because("Paper added", by=by):
        paper.save()
    add_version(paper=paper, upload=upload, by=by, late_reason=late_reason)
    return paper


@atomic_with_files()
def add_version(*, paper, upload, by, late_reason=""):
    """Add a version to a paper; from then on it is the one that is read.

    :param late_reason: the chair's reason, where it comes after the last day of notice of a published meeting. What
        comes after the meeting is no longer late for it, and the page says when it came.
    :raises ValidationError: when the file is no PDF, the meeting is cancelled, or it is late without a reason.
    """
    check_actor(permissions.can_manage_papers(by))
    # The meeting before the paper, as wherever both are locked.
    meeting = Meeting.objects.select_for_update(of=("self",)).get(items__papers=paper)
    if meeting.is_cancelled:
        raise ValidationError(_("This meeting is cancelled. Papers can no longer be added to it."))
    paper = locked(Paper, paper)
    size, sha256 = check_pdf(upload)
    if meeting.is_late_now and not late_reason.strip():
        raise ValidationError(
            _("The last day for papers was %(due)s. Give the chair’s reason for taking this one late.")
            % {"due": f"{meeting.notice_on(timezone.now()).due_on:%-d %B %Y}"},
            code="late",
        )
    latest = paper.current_version()
    version = PaperVersion(
        paper=paper,
        number=latest.number + 1 if latest else 1,
        size=size,
        sha256=sha256,
        added_by=by,
        late_reason=late_reason.strip() if meeting.is_late_now else "",
    )
    version.file.save("paper.pdf", File(upload), save=False)
    written(version.file)
    with because(f"Version {version.number} of a paper added", by=by):
        version.save()
    if meeting.is_public and not meeting.ends_at <= timezone.now():
        notices.paper_added(version)
    return version

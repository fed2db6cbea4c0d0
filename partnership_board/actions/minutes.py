"""Minutes: written, circulated, corrected, approved at a later meeting, and the signed copy of them."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files, written
from partnership_board import notices, permissions
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.files import check_pdf
from partnership_board.minutes_record import content_of
from partnership_board.models import Correction, Meeting, MinuteEntry, Minutes, MinutesVersion, SignedCopy
from partnership_board.states import MINUTES, MinutesState


@transaction.atomic
def write_minutes(*, meeting, entries, by):
    """Write what the minutes say of each item; the first time, begin them.

    :param entries: {item: text} of items of this meeting; others of its items keep theirs.
    :raises ValidationError: before the meeting has begun, or when its minutes are approved.
    """
    check_actor(permissions.can_manage_minutes(by))
    meeting = locked(Meeting, meeting)
    minutes = begun(meeting)
    with because("Minutes written", by=by):
        texts = {entry.item_id: entry for entry in minutes.entries.all()}
        for item, text in entries.items():
            entry = texts.get(item.pk)
            if entry is None:
                MinuteEntry.objects.create(minutes=minutes, item=item, text=text)
            elif entry.text != text:
                entry.text = text
                entry.save(update_fields=["text"])
        keep_version(minutes)
    return minutes


def begun(meeting):
    """The minutes of a locked meeting, begun where there are none yet.

    :raises ValidationError: before the meeting has begun, or when they are approved.
    """
    if not meeting.has_begun:
        raise ValidationError(_("This meeting has not begun, so there is nothing to minute yet."), code="state")
    minutes, _new = Minutes.objects.select_for_update(of=("self",)).get_or_create(meeting=meeting)
    if minutes.is_frozen:
        raise ValidationError(_("These minutes are approved. They can no longer be changed."), code="state")
    return minutes


def keep_version(minutes):
    """Keep the minutes as they stand, once they were circulated and where something differs from the last version."""
    if minutes.state == MinutesState.DRAFT:
        return
    latest = minutes.versions.first()
    content = content_of(minutes)
    if latest is None or latest.content != content or latest.state != minutes.state:
        MinutesVersion.objects.create(
            minutes=minutes, number=latest.number + 1 if latest else 1, state=minutes.state, content=content
        )


@transaction.atomic
def circulate_minutes(*, meeting, by):
    """Send the draft to those who were there, for corrections.

    :raises ValidationError: when there are none, nothing is written in them, nobody is recorded as having come, or
        they were circulated already.
    """
    check_actor(permissions.can_manage_minutes(by))
    meeting = locked(Meeting, meeting)
    minutes = _minutes_of(meeting)
    check(MINUTES, minutes, MinutesState.CIRCULATED)
    if not minutes.entries.exclude(text="").exists():
        raise ValidationError(_("Write something in the minutes before you circulate them."))
    if not meeting.attendances.came().exists():
        raise ValidationError(_("Record who came before you circulate the minutes: they go to those who were there."))
    minutes.state = MinutesState.CIRCULATED
    minutes.circulated_at = timezone.now()
    save(minutes, ["state", "circulated_at"], "Minutes circulated", by)
    keep_version(minutes)
    notices.minutes_circulated(minutes)
    return minutes


@transaction.atomic
def send_correction(*, meeting, wording, by, item=None):
    """Somebody who was there asks for other words in the circulated minutes.

    :param by: the User of a person who came.
    :raises NotAllowed: for anybody who was not there.
    :raises ValidationError: without words, or when the minutes are not circulated.
    """
    person = permissions.person_who_came(by, meeting)
    check_actor(person is not None, _("Only somebody who was at the meeting may correct its minutes."))
    meeting = locked(Meeting, meeting)
    minutes = _minutes_of(meeting)
    if minutes.state != MinutesState.CIRCULATED:
        raise ValidationError(_("These minutes are not open for corrections."), code="state")
    if not wording.strip():
        raise ValidationError(_("Write what the minutes should say."))
    with because("Correction to the minutes sent", by=by):
        return Correction.objects.create(minutes=minutes, item=item, person=person, wording=wording.strip())


@transaction.atomic
def answer_correction(*, correction, accepted, by, response=""):
    """Say whether a correction is taken up. The wording itself is changed by write_minutes.

    :raises ValidationError: when it was answered already, or the minutes are approved.
    """
    check_actor(permissions.can_manage_minutes(by))
    locked(Meeting, correction.minutes.meeting)
    correction = locked(Correction, correction)
    if correction.answer != Correction.Answer.WAITING or correction.minutes.is_frozen:
        raise ValidationError(_("This correction was answered already."), code="state")
    correction.answer = Correction.Answer.ACCEPTED if accepted else Correction.Answer.DECLINED
    correction.response = response.strip()
    return save(correction, ["answer", "response"], "Correction to the minutes answered", by)


@transaction.atomic
def approve_minutes(*, meeting, at_meeting, by):
    """Record that a later meeting of the body approved the minutes. From then on nothing of them can change.

    :param at_meeting: a meeting of the same body that began after this one.
    :raises ValidationError: when there are none, they were not circulated, a correction waits for its answer, or
        the other meeting could not have approved them.
    """
    check_actor(permissions.can_manage_minutes(by))
    meeting = locked(Meeting, meeting)
    minutes = _minutes_of(meeting)
    check(MINUTES, minutes, MinutesState.APPROVED)
    if at_meeting.body_id != meeting.body_id or at_meeting.starts_at <= meeting.starts_at:
        raise ValidationError(_("Minutes are approved by a later meeting of the same body."))
    if not at_meeting.has_begun:
        raise ValidationError(_("The meeting that approves them has not begun yet."))
    if minutes.corrections.filter(answer=Correction.Answer.WAITING).exists():
        raise ValidationError(_("Answer each correction before the minutes are approved."))
    minutes.state = MinutesState.APPROVED
    minutes.approved_at = timezone.now()
    minutes.approved_by = at_meeting
    # The version first: once the state is written, nothing below the minutes can be.
    keep_version(minutes)
    save(minutes, ["state", "approved_at", "approved_by"], "Minutes approved", by)
    notices.minutes_approved(minutes)
    return minutes


@atomic_with_files()
def add_signed_copy(*, meeting, upload, signed_by, by):
    """Keep the signed copy of approved minutes.

    :param upload: the file; must be a PDF.
    :raises ValidationError: when it is no PDF, the minutes are not approved, or there is a signed copy already.
    """
    check_actor(permissions.can_manage_minutes(by))
    minutes = _minutes_of(locked(Meeting, meeting))
    if not minutes.is_frozen:
        raise ValidationError(_("Only approved minutes are signed."), code="state")
    if SignedCopy.objects.filter(minutes=minutes).exists():
        raise ValidationError(_("There is a signed copy of these minutes already."), code="state")
    size, sha256 = check_pdf(upload)
    copy = SignedCopy(minutes=minutes, size=size, sha256=sha256, signed_by=signed_by)
    copy.file.save("signed.pdf", File(upload), save=False)
    written(copy.file)
    with because("Signed copy of the minutes added", by=by):
        copy.save()
    return copy


def _minutes_of(meeting):
    minutes = Minutes.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if minutes is None:
        raise ValidationError(_("There are no minutes of this meeting yet."), code="state")
    return minutes

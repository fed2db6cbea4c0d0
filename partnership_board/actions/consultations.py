"""A consultation: published, taken back, extended, cancelled, reported on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import notices_of_consultations as notices
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.consultations import permissions
from partnership_board.consultations.counting import count_again, one_at_a_time
from partnership_board.consultations.deadlines import Phase, phase
from partnership_board.consultations.states import CONSULTATION, ConsultationState
from partnership_board.models import Consultation


@transaction.atomic
def publish_consultation(*, consultation, by):
    """Make a consultation public. From then on its questions hold still.

    :raises ValidationError: when it is public already, asks nothing, or would be closed at once.
    """
    check_actor(permissions.can_manage_consultations(by))
    consultation = locked(Consultation, consultation)
    check(CONSULTATION, consultation, ConsultationState.PUBLISHED)
    now = timezone.now()
    if not consultation.questions.exists():
        raise ValidationError(_("Write at least one question first."))
    if phase(consultation, now) is Phase.CLOSED:
        raise ValidationError(_("It would be closed already. Give a closing time that is still to come."))
    consultation.state = ConsultationState.PUBLISHED
    consultation.published_at = now
    return save(consultation, ["state", "published_at"], "Consultation published", by)


@transaction.atomic
def take_back_consultation(*, consultation, by):
    """Make it a draft again, before it opens. :raises ValidationError: when it is open, over, or no longer public."""
    check_actor(permissions.can_manage_consultations(by))
    consultation = locked(Consultation, consultation)
    check(CONSULTATION, consultation, ConsultationState.DRAFT)
    if phase(consultation, timezone.now()) is not Phase.COMING:
        raise ValidationError(_("It has opened. You can extend it, or cancel it and say why."))
    consultation.state = ConsultationState.DRAFT
    return save(consultation, ["state"], "Consultation taken back to a draft", by)


@transaction.atomic
def extend_consultation(*, consultation, closes_at, reason, by):
    """Move the close to later.

    :param closes_at: an aware datetime.
    :param reason: shown to the public.
    :raises ValidationError: when it has closed, is not public, or would not close later.
    """
    check_actor(permissions.can_manage_consultations(by))
    consultation = locked(Consultation, consultation)
    if not permissions.can_extend(by, consultation, timezone.now()):
        raise ValidationError(_("Only a consultation that is public and has not closed can be extended."), code="state")
    if closes_at <= consultation.closes_at:
        raise ValidationError(_("Give a closing time later than the present one."))
    consultation.first_closes_at = consultation.first_closes_at or consultation.closes_at
    consultation.closes_at = closes_at
    consultation.changed_reason = reason.strip()
    fields = ["first_closes_at", "closes_at", "changed_reason"]
    save(consultation, fields, "Consultation extended", by)
    notices.extended(consultation)
    return consultation


@transaction.atomic
def cancel_consultation(*, consultation, reason, by):
    """End it without a result. Its page stays and says why. :raises ValidationError: when it is not public any more."""
    check_actor(permissions.can_manage_consultations(by))
    consultation = locked(Consultation, consultation)
    check(CONSULTATION, consultation, ConsultationState.CANCELLED)
    consultation.state = ConsultationState.CANCELLED
    consultation.changed_reason = reason.strip()
    save(consultation, ["state", "changed_reason"], "Consultation cancelled", by)
    notices.cancelled(consultation)
    return consultation


@transaction.atomic
def publish_findings(*, consultation, by):
    """Make its findings public, and those that were written since they were published before.

    :raises ValidationError: before the close, when it was cancelled, or when there is no finding to publish.
    """
    check_actor(permissions.can_manage_consultations(by))
    one_at_a_time(consultation.pk)
    consultation = locked(Consultation, consultation)
    now = timezone.now()
    if not permissions.can_publish_findings(by, consultation, now):
        raise ValidationError(_("Findings are published after the close of a public consultation."), code="state")
    if not consultation.findings.filter(published_at__isnull=True).exists():
        raise ValidationError(_("Write a finding first: there is none that is not public yet."))
    # What is published is counted at that moment: pages and open data show these figures.
    count_again(consultation=consultation)
    with because("Findings published", by=by):
        consultation.findings.filter(published_at__isnull=True).update(published_at=now)
    if consultation.state == ConsultationState.PUBLISHED:
        consultation.state = ConsultationState.REPORTED
        consultation.reported_at = now
        save(consultation, ["state", "reported_at"], "Findings published", by)
    notices.findings_published(consultation, now)
    return consultation

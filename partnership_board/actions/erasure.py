"""Erasing a person from what they sent in: they ask for it (UK GDPR, article 17), and only what is counted stays."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.mail import erasure as mail
from kentcivil.reminders import erasure as reminders
from partnership_board.actions.responses import unnamed
from partnership_board.actions.writing import check_actor, locked
from partnership_board.consultations import counting, permissions
from partnership_board.models import Response
from partnership_board.notices_of_consultations import keys_of
from partnership_board.reminders_of_consultations import CLOSES, is_reminded


@transaction.atomic
def erase_own_answer(*, response):
    """Erase an answer for whoever holds its private address; what was never sent goes altogether."""
    with unnamed("Erased by whoever wrote it"):
        _erase(response)


@transaction.atomic
def erase_answer(*, response, by):
    """Erase an answer for somebody who asked the officers, by its reference."""
    check_actor(permissions.can_manage_consultations(by))
    with because("Erased, as its writer asked", by=by):
        _erase(response)


@transaction.atomic
def erase_answers_of(*, email, by):
    """Erase all answers of a person: those begun with an email address, or from the account that has it.

    :returns: how many.
    :raises ValidationError: when there is none.
    """
    check_actor(permissions.can_manage_consultations(by))
    found = list(Response.objects.from_address(email))
    if not found:
        raise ValidationError(_("There is no answer from this address. Ask for the reference, or the private address."))
    for response in found:
        erase_answer(response=response, by=by)
    return len(found)


def _erase(response):
    # Counting locks in this order too: the count of a consultation before its answers.
    counting.one_at_a_time(response.consultation_id)
    response = locked(Response, response)
    if response.is_erased:
        return
    number, email, consultation = response.pk, response.email, response.consultation
    if response.is_draft:
        response.delete()
    else:
        _empty(response)
    mail.erase(**keys_of(number))
    if email and not is_reminded(consultation, email):
        reminders.forget(rule=CLOSES, subject=consultation.pk, recipient=email)


def _empty(response):
    """Who, where to and in which words; the private address leads nowhere from now on."""
    began_a_group = response.likenesses.exists()
    response.user, response.email, response.key = None, "", uuid.uuid4()
    response.fingerprint, response.bands = "", []
    response.erased_at = timezone.now()
    response.save(update_fields=["user", "email", "key", "fingerprint", "bands", "erased_at"])
    response.answers.filter(choices=[]).update(text="", is_erased=True)
    if began_a_group:
        # The figures repeat how a group's first answer begins.
        counting.count_again(consultation=response.consultation)

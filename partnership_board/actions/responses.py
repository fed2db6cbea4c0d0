"""What people send in: begun, saved, sent once, or keyed in from paper; and forgotten in its time.

The moment that counts is when the request arrived, and the caller gives it: whoever waits in line for a lock must not
lose their place to it.
"""

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import acting, because
from partnership_board import notices_of_consultations as notices
from partnership_board.actions.writing import check, check_actor, locked
from partnership_board.consultations import permissions
from partnership_board.consultations.answers import NOTHING, problem, said_in
from partnership_board.consultations.deadlines import ADDRESSES_KEPT, DRAFTS_KEPT, accepts, accepts_letter
from partnership_board.consultations.likeness import bands, fingerprint, plain_words
from partnership_board.consultations.states import RESPONSE, ResponseState
from partnership_board.models import Answer, Consultation, EqualityReply, Mark, Response

# Neither 0 and O nor 1, I and L: a reference is read out and written on paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference():
    """Such as "7KMQ-X2RD": nothing can be told from it, and it is not guessed."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def unnamed(reason):
    """Context manager: the history keeps why, and not who: it stays when the person has long been forgotten."""
    return acting(reason=reason, user=None, unnamed=True)


@transaction.atomic
def begin_response(*, consultation, arrived_at, by=None, organisation=None, email=""):
    """Begin an answer, or find the one that this person began for themselves or for this organisation.

    :param by: the signed-in User, or None.
    :param email: where a link to come back, a copy and a reminder go; none needed.
    :raises ValidationError: when the consultation takes no answers at that moment.
    """
    if not accepts(consultation, arrived_at):
        raise ValidationError(_("This consultation is not open."), code="closed")
    with unnamed("Answer begun"):
        if by is None:
            return _begun(consultation, organisation, email=email)
        speaks_for = organisation is not None and by.memberships.filter(organisation=organisation).exists()
        mine = {"consultation": consultation, "user": by, "organisation": organisation}
        found = Response.objects.filter(**mine).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return _begun(consultation, organisation, user=by, email=email, speaks_for=speaks_for)
        except IntegrityError:  # the same person in another window, at the same moment
            return Response.objects.get(**mine)


def _begun(consultation, organisation, **who):
    return Response.objects.create(
        consultation=consultation, reference=new_reference(), organisation=organisation, **who
    )


@transaction.atomic
def save_answers(*, response, said):
    """Keep what was typed so far, whatever is wrong with it.

    :param said: {Question: Said}; questions that are not in it stay as they are.
    :raises ValidationError: when the answer was sent already.
    """
    response = locked(Response, response)
    if response.state != ResponseState.DRAFT:
        raise ValidationError(_("This answer was sent already. It can no longer be changed."), code="sent")
    _write(response, said)
    return response


@transaction.atomic
def set_email(*, response, email):
    """Say where the link, the copy and the reminder go. :raises ValidationError: when it was sent already."""
    response = locked(Response, response)
    check(RESPONSE, response, ResponseState.SUBMITTED)
    response.email = email
    response.save(update_fields=["email"])
    return response


@transaction.atomic
def send_link(*, response):
    """Write an email with the private address to whoever gave one; once an hour at most. Nothing without one."""
    if response.email:
        notices.way_back(response)


@transaction.atomic
def submit_response(*, response, arrived_at, in_flood=False):
    """Send an answer, once. What arrives after the close is kept and told, and is never counted.

    :param arrived_at: when the request came; an aware datetime.
    :param in_flood: whether it is one of many from one connection: it is marked, and counts like any other.
    :returns: the Response, sent or late.
    :raises ValidationError: when it was sent already, when something must be answered first, or when the
        consultation was cancelled.
    """
    response = locked(Response, response)
    consultation = _held(response.consultation)
    in_time = accepts(consultation, arrived_at)
    state = ResponseState.SUBMITTED if in_time else ResponseState.LATE
    check(RESPONSE, response, state)
    if not consultation.takes_answers:
        raise ValidationError(_("This consultation was cancelled. What you wrote is still here."), code="closed")
    answers = {answer.question_id: said_in(answer) for answer in response.answers.all()}
    questions = list(consultation.questions.all())
    _check(questions, answers, in_time)
    with unnamed(_why(state)):
        _send(response, state, _written(questions, answers), arrived_at, came_in_flood=in_flood)
    if in_flood:
        Mark.objects.create(response=response, kind=Mark.Kind.FLOOD, made_at=arrived_at)
    notices.sent(response)
    return response


@transaction.atomic
def key_letter(*, consultation, said, received_on, by, organisation=None):
    """Key in an answer that came on paper.

    :param said: {Question: Said}.
    :param received_on: a date: the day on which it came. One that came too late is kept, and is not counted.
    :raises ValidationError: when nothing is answered, the day is still to come, or the consultation takes no answers.
    """
    check_actor(permissions.can_manage_consultations(by))
    consultation = _held(consultation)
    if not permissions.can_key_letters(by, consultation):
        raise ValidationError(_("This consultation takes no answers."), code="closed")
    if received_on > timezone.localdate():
        raise ValidationError(_("Give the day on which it came; that is today at the latest."))
    if not any(said.values()):
        raise ValidationError(_("Nothing is answered. Key in at least one answer."))
    # A letter may leave out what the page would ask for: it counts as it is.
    wrong = [sentence for question, one in said.items() if one and (sentence := problem(question, one))]
    if wrong:
        raise ValidationError(wrong)
    with because("Answer keyed in from paper", by=by):
        response = _begun(consultation, organisation, keyed_by=by, received_on=received_on)
    _write(response, said)
    state = ResponseState.SUBMITTED if accepts_letter(consultation, received_on) else ResponseState.LATE
    kept = {question.pk: one for question, one in said.items()}
    with because(_why(state), by=by):
        _send(response, state, _written(said, kept), timezone.now())
    return response


def _written(questions, answers):
    """What tells one answer from another: what was written at length. A town or a name is each writer's own anyway."""
    return plain_words([answers[one.pk].text for one in questions if one.kind == "long" and one.pk in answers])


def _why(state):
    return "Answer sent" if state == ResponseState.SUBMITTED else "Answer came too late"


def _send(response, state, words, moment, **more):
    sent = {"state": state, "submitted_at": moment, "fingerprint": fingerprint(words), "bands": bands(words), **more}
    for name, value in sent.items():
        setattr(response, name, value)
    response.save(update_fields=list(sent))


@transaction.atomic
def give_equality_replies(*, response, replies):
    """Keep answers to the equality questions, where nothing leads back to the response; asked once.

    :param replies: {EqualityReply.Characteristic: value}, without those left out.
    :raises ValidationError: when they were given, the answer is not sent yet, or they are not asked.
    """
    response = locked(Response, response)
    if response.state == ResponseState.DRAFT or response.equality_asked or not response.consultation.asks_equality:
        raise ValidationError(_("These questions are asked once, after an answer was sent."), code="asked")
    response.equality_asked = True
    response.save(update_fields=["equality_asked"])
    # What came late is not counted, and neither is who sent it.
    if response.state == ResponseState.SUBMITTED:
        EqualityReply.objects.bulk_create(
            EqualityReply(consultation=response.consultation, characteristic=characteristic, value=value)
            for characteristic, value in replies.items()
        )


@transaction.atomic
def forget_in_time(*, moment):
    """Erase, a while after the close, answers that were never sent, and who sent those that were.

    :param moment: now, an aware datetime.
    :returns: how many of each.
    """
    with because("Kept no longer than needed"):
        unsent = Response.objects.drafts().kept_too_long(moment, DRAFTS_KEPT)
        erased = unsent.count()
        unsent.delete()
        named = Response.objects.exclude(email="", user=None).kept_too_long(moment, ADDRESSES_KEPT)
        return erased, named.update(email="", user=None)


def _held(consultation):
    """The consultation as it is now; it can be neither extended nor cancelled until this transaction ends.

    Many may hold it so at once, so that answers of the last minute do not wait for each other.
    """
    table = Consultation._meta.db_table
    return Consultation.objects.raw(f"SELECT * FROM {table} WHERE id = %s FOR SHARE", [consultation.pk])[0]


def _check(questions, answers, in_time):
    # What is kept and not counted need not be complete.
    asked = questions if in_time else ()
    problems = [sentence for one in asked if (sentence := problem(one, answers.get(one.pk, NOTHING)))]
    if not any(answers.values()):
        problems.append(_("Answer at least one question."))
    if problems:
        raise ValidationError(problems, code="unfinished")


def _write(response, said):
    given = {question: one for question, one in said.items() if one}
    response.answers.filter(question__in=[question for question in said if question not in given]).delete()
    Answer.objects.bulk_create(
        [
            Answer(response=response, question=question, choices=list(one.choices), text=one.text)
            for question, one in given.items()
        ],
        update_conflicts=True,
        unique_fields=["question", "response"],
        update_fields=["choices", "text"],
    )

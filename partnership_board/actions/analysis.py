"""What officers do with answers: read and code what people wrote, and set marks aside. Several of them at once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board.actions.writing import check_actor, locked
from partnership_board.consultations import permissions
from partnership_board.models import Answer, Coding, Mark, Reading, Theme

AT_ONCE = 5
"""How many answers an officer is given to read."""
IN_HAND = timedelta(minutes=30)
"""For how long nobody else is given an answer that somebody has taken and not yet read."""

# What another officer is taking at this moment is passed over, not waited for. What was long in hand is free again.
_TAKE = """
INSERT INTO partnership_board_reading (answer_id, officer_id, taken_at)
SELECT a.id, %(officer)s, %(now)s FROM partnership_board_answer AS a
JOIN partnership_board_response AS r ON r.id = a.response_id AND r.state = 'submitted'
LEFT JOIN partnership_board_reading AS reading ON reading.answer_id = a.id
WHERE a.question_id = %(question)s AND NOT a.is_erased
    AND (reading.id IS NULL OR (reading.read_at IS NULL AND reading.taken_at < %(stale)s))
ORDER BY a.id LIMIT %(most)s FOR UPDATE OF a SKIP LOCKED
ON CONFLICT (answer_id) DO UPDATE SET officer_id = excluded.officer_id, taken_at = excluded.taken_at
    WHERE partnership_board_reading.read_at IS NULL AND partnership_board_reading.taken_at < %(stale)s
"""


@transaction.atomic
def take_answers(*, question, by):
    """The next answers to an open question for this officer to read: those in hand already, filled up with new ones.

    :returns: Answers, at most AT_ONCE; none when all are read or in others' hands.
    """
    check_actor(permissions.can_manage_consultations(by))
    now = timezone.now()
    held = Reading.objects.filter(answer__question=question, answer__is_erased=False, officer=by, read_at__isnull=True)
    held.update(taken_at=now)
    if (wanted := AT_ONCE - held.count()) > 0:
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE,
                {
                    "officer": by.pk,
                    "now": now,
                    "question": question.pk,
                    "stale": now - IN_HAND,
                    "most": wanted,
                },
            )
    return list(
        Answer.objects.readable()
        .filter(reading__in=held)
        .select_related("response__organisation")
        .prefetch_related("codings")
        .order_by("pk")[:AT_ONCE]
    )


@transaction.atomic
def code_answer(*, answer, shown, chosen, by, read=True):
    """Say which themes an answer has.

    :param shown: the Themes that it had on the page; what another officer gave or took meanwhile stays so.
    :param chosen: the Themes that the officer found.
    :param read: whether the officer is done with it.
    :raises ValidationError: for a theme of another question.
    """
    check_actor(permissions.can_manage_consultations(by))
    answer = locked(Answer, answer)
    shown, chosen = set(shown), set(chosen)
    if any(theme.question_id != answer.question_id for theme in chosen):
        raise ValidationError(_("That theme belongs to another question."))
    now = timezone.now()
    Coding.objects.filter(answer=answer, theme__in=shown - chosen).delete()
    Coding.objects.bulk_create(
        [Coding(answer=answer, theme=theme, officer=by, coded_at=now) for theme in chosen - shown],
        ignore_conflicts=True,
    )
    if read:
        Reading.objects.update_or_create(answer=answer, defaults={"officer": by, "read_at": now})


@transaction.atomic
def add_theme(*, question, name, by):
    """A new theme for an open question, or the one of that name. :raises ValidationError: without a name."""
    check_actor(permissions.can_manage_consultations(by))
    name = " ".join(name.split())
    if not name:
        raise ValidationError(_("Give the theme a name."))
    if question.is_closed:
        raise ValidationError(_("Themes are for what people wrote in their own words."))
    found = Theme.objects.filter(question=question, name__iexact=name).first()
    if found is not None:
        return found
    with because("Theme added", by=by):
        theme = Theme(question=question, name=name)
        theme.full_clean(exclude=["question"])
        theme.save()
    return theme


@transaction.atomic
def set_mark_aside(*, mark, by):
    """An officer looked: this answer counts like any other. Again on one set aside already changes nothing.

    With the last one that is like a first, the first one's mark goes too: nothing is like it any more.
    """
    check_actor(permissions.can_manage_consultations(by))
    group = Mark.objects.filter(like=mark.like, kind=mark.kind) if mark.like_id else Mark.objects.filter(pk=mark.pk)
    # The whole group is locked: of two officers who set the last two aside, the second sees what the first did.
    standing = [one for one in group.order_by("pk").select_for_update() if one.dismissed_at is None]
    others = [one for one in standing if one.pk != mark.pk]
    aside = [one for one in standing if one.pk == mark.pk]
    if aside and all(one.is_first for one in others):
        aside += others
    Mark.objects.filter(pk__in=[one.pk for one in aside]).update(dismissed_at=timezone.now(), dismissed_by=by)
    mark.refresh_from_db()
    return mark


@transaction.atomic
def set_group_aside(*, like, by):
    """The same for every answer that is like this one. :returns: how many."""
    check_actor(permissions.can_manage_consultations(by))
    group = Mark.objects.filter(like=like).order_by("pk").select_for_update()
    standing = [one.pk for one in group if one.dismissed_at is None]
    return Mark.objects.filter(pk__in=standing).update(dismissed_at=timezone.now(), dismissed_by=by)

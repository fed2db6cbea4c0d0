"""Changing a round that has opened: each change is a version, with a sentence that applicants are sent."""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from crowdfund import deadlines, notices, permissions, versions
from crowdfund.actions.refusals import NotAllowed, NotReady
from crowdfund.models import Application, Round, RoundVersion
from crowdfund.states import STANDING
from kentcivil.audit.history import because


@contextmanager
def new_version(*, round_, sentence, by, at=None):
    """Let the block change a round that has opened, and keep what it then says. Yields the Round, locked.

    Nothing is kept where the block changes nothing that applicants see.

    :param sentence: what changes and why, as applicants are told.
    :raises NotAllowed: for anybody but a funding officer.
    :raises NotReady: without a sentence.
    """
    with transaction.atomic(), because(sentence.strip(), by=by):
        version = begin_version(round_=round_, sentence=sentence, by=by, at=at)
        yield version.round
        finish_version(version=version)


def begin_version(*, round_, sentence, by, at=None):
    """The first half of `new_version`, for the admin, which saves a round in several steps of one transaction.

    :returns: a RoundVersion; until the transaction ends the database lets the round be changed.
    """
    if not permissions.can_manage_rounds(by):
        raise NotAllowed("Only a funding officer may do that.")
    if not sentence.strip():
        raise NotReady(["Say what changes and why: applicants are told."])
    at = at or timezone.now()
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    last = locked.versions.aggregate(last=Max("number"))["last"]
    if last is None:
        last = 1
        RoundVersion.objects.create(
            round=locked, number=1, made_at=locked.opens_at, content=versions.content_of(locked), told_at=at
        )
    return RoundVersion.objects.create(
        round=locked, number=last + 1, made_at=at, made_by=by, sentence=sentence.strip(), content=[]
    )


def finish_version(*, version):
    """The second half: keep what the round says now.

    :returns: the RoundVersion, or None where applicants see no difference.
    """
    round_ = Round.objects.get(pk=version.round_id)
    content = versions.content_of(round_)
    before = round_.versions.get(number=version.number - 1)
    if not versions.changes(before.content, content):
        # Taken out again by whoever wrote it, in the same transaction: the grace, which nobody is told of, may differ.
        version.delete()
        return None
    version.content = content
    version.save(update_fields=["content"])
    return version


@transaction.atomic
def tell_of_version(*, version, at=None):
    """Write to everybody who has an application in the round that it has changed. Safe to repeat.

    :returns: how many applications were told of.
    """
    at = at or timezone.now()
    version = RoundVersion.objects.select_for_update(no_key=True).select_related("round").get(pk=version.pk)
    if version.told_at is not None:
        return 0
    told = 0
    if not deadlines.settled(version.round, at):
        standing = Application.objects.filter(round=version.round, state__in=STANDING).with_people().order_by("pk")
        for application in standing:
            notices.round_changed(version, application)
            told += 1
        notices.round_changed_for_followers(version)
    version.told_at = at
    version.save(update_fields=["told_at"])
    return told

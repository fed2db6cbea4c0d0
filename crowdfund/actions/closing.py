"""What happens to applications when their time is over: drafts are closed, and whoever changed theirs gets a copy."""

from django.db import transaction
from django.utils import timezone

from crowdfund import deadlines, notices
from crowdfund.models import Application, Round
from crowdfund.states import APPLICATION_STEPS, ApplicationState, after
from kentcivil.audit.history import because


def close_drafts(*, round_, at=None):
    """Mark what was still a draft when its time was over as "closed, not submitted", and mail its people the answers.

    Each draft in a transaction of its own, so that one that fails stops no other. Safe to repeat.

    :returns: how many were marked; none while a submission that came in time may still be on its way.
    """
    at = at or timezone.now()
    drafts = Application.objects.drafts().filter(round=round_).order_by("pk").values_list("pk", flat=True)
    return sum(_close(round_, pk, at) for pk in drafts)


@transaction.atomic
def _close(round_, pk, at):
    # The round first, as extending it does: a draft must not be closed by what the round said a moment ago.
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    draft = _locked(pk)
    if draft.state != ApplicationState.DRAFT or not _is_over(draft, round_, at):
        return 0
    draft.state = after(APPLICATION_STEPS, "close", draft.state)
    draft.closed_at = at
    with because("Its time was over before it was submitted"):
        draft.save(update_fields=["state", "closed_at"])
    notices.closed_unsubmitted(draft)
    return 1


@transaction.atomic
def send_last_copy(*, application, at=None):
    """Mail the answers as they count to the people of an application that was changed after it was submitted.

    :returns: whether it was time for that.
    """
    at = at or timezone.now()
    locked = _locked(application.pk)
    if locked.edited_at is None or not _is_over(locked, locked.round, at):
        return False
    if locked.state == ApplicationState.SUBMITTED:
        notices.last_copy(locked)
    locked.edited_at = None
    locked.save(update_fields=["edited_at"])
    return True


def _is_over(application, round_, at):
    return round_.is_published and deadlines.settled(round_, at, application.used_pass)


def _locked(pk):
    Application.objects.select_for_update(no_key=True).get(pk=pk)
    return Application.objects.whole().with_people().get(pk=pk)

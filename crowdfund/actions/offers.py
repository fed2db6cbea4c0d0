"""An offer and the charity's answer; the subsidy notice and its confirmation; ending an award before money moved."""

from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from crowdfund import deadlines, notices_of_awards, subsidies, subsidy
from crowdfund.actions import ledgers
from crowdfund.actions.awards import give_back_to_the_panel, go_on, locked_award
from crowdfund.actions.frame import moment
from crowdfund.actions.refusals import BeyondLimit, NotReady
from crowdfund.amounts import pounds
from crowdfund.models import AwardCondition, MovementKind, SubsidyNotice
from crowdfund.states import StepRefused
from kentcivil.audit.history import because


@transaction.atomic
def add_condition(*, award, text, by, at=None):
    """Put another condition to an offer that is not answered yet; the charity is told.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without a text.
    """
    at = moment(at)
    locked, state = locked_award("add_condition", award, by)
    if not text.strip():
        raise NotReady(["Say what the condition is."])
    with because("Condition added to the offer", by=by):
        AwardCondition.objects.create(award=locked, text=text.strip(), added_at=at, added_by=by)
        go_on(locked, "add_condition", state, by, at, text.strip())
    notices_of_awards.changed(locked, "add_condition", at)
    return locked


@transaction.atomic
def accept_offer(*, award, agreed, by, at=None):
    """The charity accepts the offer with its conditions.

    :param agreed: whether the person confirmed that the organisation keeps to the conditions.
    :raises NotAllowed: for anybody but an owner of the organisation's entry.
    :raises StepRefused: when it is answered already, or has lapsed.
    :raises NotReady: without the confirmation.
    """
    at = moment(at)
    locked, state = locked_award("accept_offer", award, by)
    if not deadlines.offer_stands(locked, at):
        raise StepRefused("The time to accept this offer has ended.")
    if not agreed:
        raise NotReady(["Confirm that your organisation accepts the conditions."])
    with because("Offer accepted", by=by):
        go_on(locked, "accept_offer", state, by, at)
    notices_of_awards.changed(locked, "accept_offer", at)
    return locked


@transaction.atomic
def decline_offer(*, award, reason="", by, at=None):
    """The charity turns the offer down, before any money moved; what was pledged is the panel's again.

    :raises NotAllowed, StepRefused: as `accept_offer`.
    """
    return _fall("decline_offer", award, by, at, reason.strip(), "Offer declined by the charity")


@transaction.atomic
def lapse_offer(*, award, at=None):
    """The clock ends an offer that nobody answered; what was pledged is the panel's again.

    :raises StepRefused: when it is answered, or its time is not over.
    """
    at = moment(at)
    if deadlines.offer_stands(award, at):
        raise StepRefused("The time to accept this offer has not ended.")
    return _fall("lapse_offer", award, None, at, "", "Offer lapsed")


@transaction.atomic
def withdraw_award(*, award, reason, by, at=None):
    """The funders take an award back before it is released; what was pledged is the panel's again.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without a reason.
    """
    if not reason.strip():
        raise NotReady(["Say why: the charity reads it."])
    return _fall("withdraw_award", award, by, at, reason.strip(), "Award withdrawn by the funders")


@transaction.atomic
def send_subsidy_notice(*, award, by, at=None):
    """Send the written notice of minimal financial assistance that has to come before the award.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    """
    at = moment(at)
    locked, state = locked_award("send_subsidy_notice", award, by)
    with because("Subsidy notice sent", by=by):
        SubsidyNotice.objects.create(award=locked, amount=locked.amount(), sent_at=at, sent_by=by)
        go_on(locked, "send_subsidy_notice", state, by, at)
    notices_of_awards.changed(locked, "send_subsidy_notice", at)
    return locked


@transaction.atomic
def confirm_subsidy(*, award, received, confirmed, by, at=None):
    """The charity confirms that the award keeps it within the limit. With that the award is given, and said so.

    What this portal gave it besides in the same years counts too, whatever it says. Confirmations of one organisation
    wait for each other, so that two at once do not each overlook the other.

    :param received: pounds of such help from others in this and the two financial years before, from 0.
    :param confirmed: whether the person confirmed it in writing.
    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without the confirmation.
    :raises BeyondLimit: when what was received, what was given here and the award pass the limit together.
    """
    at = moment(at)
    locked, state = locked_award("confirm_subsidy", award, by)
    notice = SubsidyNotice.objects.select_for_update().get(award=locked)
    if not confirmed:
        raise NotReady(["Confirm that this is right."])
    if received < 0:
        raise NotReady(["The amount cannot be less than £0."])
    with connection.cursor() as cursor:
        key = f"crowdfund_subsidy {locked.application.organisation_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
    together = received + notice.amount + subsidy.given_beside(locked, timezone.localdate(at))
    if together > subsidies.LIMIT:
        raise BeyondLimit(
            f"With this award you would have received {pounds(together)}, what we gave you before among it, "
            f"more than the limit of {pounds(Decimal(subsidies.LIMIT))}. Talk to us before you go on."
        )
    notice.received, notice.confirmed_at, notice.confirmed_by = received, at, by
    with because("Subsidy confirmed by the charity", by=by):
        notice.save(update_fields=["received", "confirmed_at", "confirmed_by"])
        go_on(locked, "confirm_subsidy", state, by, at)
    notices_of_awards.changed(locked, "confirm_subsidy", at)
    return locked


def _fall(step, award, by, at, note, reason):
    """End an award of which nothing was released: its money goes back to the pot, and to the panel."""
    at = moment(at)
    locked, state = locked_award(step, award, by)
    with because(reason, by=by):
        ledgers.move(MovementKind.TAKE_BACK, locked, by=by, at=at, why=reason)
        give_back_to_the_panel(locked)
        go_on(locked, step, state, by, at, note)
    notices_of_awards.changed(locked, step, at)
    return locked

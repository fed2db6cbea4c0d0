"""The frame around every step with an award, and making offers.

Locks are taken in one order: the application, the award, what hangs on the award, then the pots (ledgers.py).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from crowdfund import deadlines, permissions
from crowdfund.actions import ledgers
from crowdfund.actions.refusals import ConflictOfInterest, NotAllowed, NotReady
from crowdfund.models import Application, Award, AwardCondition, AwardLine, AwardStep
from crowdfund.models.conflicts import is_conflicted
from crowdfund.states import AWARD_STEPS, ApplicationState, after
from kentcivil.audit.history import because


@transaction.atomic
def make_offer(*, application, amounts, by, at=None, conditions=()):
    """Offer an award for an application, and set its money aside. The caller holds the lock on the application.

    :param amounts: {Fund: Decimal of pounds}, each more than nothing and of a fund that the round draws on.
    :param conditions: what the charity must keep to, a sentence each.
    :raises NotAllowed: for anybody but a funding officer.
    :raises NotReady: for an application that is not submitted or has an award, without an amount, or for a fund that
        the round does not draw on.
    :raises BeyondLimit: when a pot has too little left.
    """
    at = at or timezone.now()
    if not permissions.can_decide(by):
        raise NotAllowed("Only a funding officer may do that.")
    if application.state != ApplicationState.SUBMITTED:
        raise NotReady(["Only a submitted application can be offered an award."])
    if Award.objects.filter(application=application).exists():
        raise NotReady(["This application has an award already."])
    drawn_on = set(application.round.round_funds.values_list("fund_id", flat=True))
    if not amounts or any(amount <= 0 for amount in amounts.values()):
        raise NotReady(["Say how much comes from which fund."])
    if not {fund.pk for fund in amounts} <= drawn_on:
        raise NotReady(["The round does not draw on this fund."])
    target = application.target()
    with because("Offer made", by=by):
        award = Award.objects.create(
            application=application,
            slug=_slug(application),
            target=target if target > 0 else None,
            offered_at=at,
            offered_by=by,
            lapses_at=deadlines.offer_lapses(at),
        )
        AwardLine.objects.bulk_create(
            AwardLine(award=award, fund=fund, amount=amount)
            for fund, amount in sorted(amounts.items(), key=lambda pair: pair[0].pk)
        )
        AwardCondition.objects.bulk_create(
            AwardCondition(award=award, text=text, added_at=at, added_by=by) for text in conditions
        )
        ledgers.pledge(award, by=by, at=at)
        tell_of(award, "make_offer", by, at)
    return award


def locked_award(step, award, by):
    """The award, locked with its application, once it is sure that this person may take this step with it now.

    :returns: the award with its application, its round and its organisation, and the state the step leads to.
    :raises NotAllowed: for a person whose step it is not.
    :raises ConflictOfInterest: for an officer who has a conflict with the application.
    :raises NotFromHere: a StepRefused, when the step does not start from the award's state.
    """
    locked = reached_award(step, award, by)
    return locked, after(AWARD_STEPS, step, locked.state)


def reached_award(step, award, by):
    """The same for a step that starts from the state of something that hangs on the award."""
    application = Application.objects.select_for_update(no_key=True, of=("self",))
    application = application.select_related("organisation", "round").get(pk=award.application_id)
    locked = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    locked.application = application
    if by is None:
        return locked
    if not permissions.can_take_with_award(step, by, locked):
        raise NotAllowed("This is not for you to do.")
    if not permissions.is_for_the_charity(step) and is_conflicted(by, application):
        raise ConflictOfInterest
    return locked


def locked_part(step, part, by):
    """Something that hangs on an award, such as a report, locked after it; its `award` is the locked one."""
    award = reached_award(step, part.award, by)
    locked = type(part).objects.select_for_update(no_key=True, of=("self",)).get(pk=part.pk)
    locked.award = award
    return locked


def go_on(award, step, state, by, at, note=""):
    """Put an award into the state that a step leads to, and write the step into its story."""
    if award.state != state:
        award.state = state
        award.save(update_fields=["state"])
    tell_of(award, step, by, at, note)


def tell_of(award, step, by, at, note=""):
    """Write a step into the award's story."""
    AwardStep.objects.create(award=award, step=step, state=award.state, by=by, at=at, note=note)


def give_back_to_the_panel(award):
    """Make the proposals of a case what its award still holds, so that the rest is the panel's again."""
    held = ledgers.held_by_line(award)
    by_fund = {line.fund_id: held.get(line.pk) for line in award.lines.all()}
    for proposal in award.application.case.proposals.select_related("round_fund"):
        amount = by_fund.get(proposal.round_fund.fund_id)
        if amount:
            proposal.amount = amount
            proposal.save(update_fields=["amount"])
        else:
            proposal.delete()


def _slug(application):
    """Of the project's page: its title, with the reference where another project has that already."""
    title = slugify(application.project_title)[:100].strip("-")
    taken = not title or Award.objects.filter(slug=title).exists()
    return f"{title}-{application.reference.lower()}".strip("-") if taken else title

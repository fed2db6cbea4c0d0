"""Making offers."""

from django.db import transaction
from django.utils import timezone

from crowdfund import permissions
from crowdfund.actions.refusals import NotAllowed, NotReady
from crowdfund.models import Award, AwardLine
from crowdfund.states import ApplicationState
from kentcivil.audit.history import because


@transaction.atomic
def make_offer(*, application, amounts, by, at=None):
    """Offer an award for an application. The caller holds the lock on the application.

    :param amounts: {Fund: Decimal of pounds}, each more than nothing and of a fund that the round draws on.
    :raises NotAllowed: for anybody but a funding officer.
    :raises NotReady: for an application that is not submitted or has an award, without an amount, or for a fund that
        the round does not draw on.
    """
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
    with because("Offer made", by=by):
        award = Award.objects.create(application=application, offered_at=at or timezone.now(), offered_by=by)
        AwardLine.objects.bulk_create(
            AwardLine(award=award, fund=fund, amount=amount)
            for fund, amount in sorted(amounts.items(), key=lambda pair: pair[0].pk)
        )
    return award

"""The crowdfunding of a backed project: all or nothing."""

from django.db import transaction

from crowdfund import deadlines, notices_of_awards, reporting
from crowdfund.actions import ledgers
from crowdfund.actions.awards import give_back_to_the_panel, go_on, locked_award, locked_part, tell_of
from crowdfund.actions.evidence import keep_evidence
from crowdfund.actions.frame import moment
from crowdfund.actions.refusals import NotReady
from crowdfund.amounts import pounds
from crowdfund.models import Campaign, MovementKind, OfflinePledge, Payment, ProjectNews, RaisedUpdate, Report
from crowdfund.states import OFFLINE_STEPS, AwardState, OfflineState, StepRefused, after
from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files


@transaction.atomic
def open_campaign(*, award, ends_at, platform="", by, at=None):
    """Say that a project is being crowdfunded, where, and until when.

    :param ends_at: the moment by which the target must be reached.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: for an end that is not in the future, or a project without a target.
    """
    at = moment(at)
    locked, state = locked_award("open_campaign", award, by)
    if ends_at <= at:
        raise NotReady(["The last day must be in the future."])
    if not locked.target:
        raise NotReady(["The project has no target to raise."])
    with because("Crowdfunding opened", by=by):
        Campaign.objects.create(award=locked, ends_at=ends_at, platform=platform, opened_at=at, opened_by=by)
        go_on(locked, "open_campaign", state, by, at)
    notices_of_awards.changed(locked, "open_campaign", at)
    return locked


@transaction.atomic
def record_raised(*, award, amount, supporters, by, at=None):
    """Enter what the crowdfunding platform shows now, without the councils' pledge.

    :param amount: pounds, from 0.
    :param supporters: how many people gave, from 0.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: for less than nothing.
    """
    at = moment(at)
    locked, state = locked_award("record_raised", award, by)
    if amount < 0 or supporters < 0:
        raise NotReady(["The figures cannot be less than 0."])
    with because("What the platform shows was entered", by=by):
        RaisedUpdate.objects.create(
            campaign=locked.campaign, amount=amount, supporters=supporters, as_of=at, entered_by=by
        )
        go_on(locked, "record_raised", state, by, at)
    return locked


@atomic_with_files()
def add_offline_pledge(*, award, amount, supporters, giver, checked, by, at=None):
    """The charity adds a pledge made on paper or in cash, with its evidence. It waits for an officer's check.

    :param checked: a documents.Checked.
    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    :raises NotReady: for no pounds, nobody who gave, or without a word on who gave.
    """
    at = moment(at)
    locked, state = locked_award("add_offline_pledge", award, by)
    if amount <= 0 or supporters < 1 or not giver.strip():
        raise NotReady(["Say who gave, how many people they are, and how much it was."])
    with because("Pledge on paper added", by=by):
        OfflinePledge.objects.create(
            campaign=locked.campaign,
            amount=amount,
            supporters=supporters,
            giver=giver.strip(),
            evidence=keep_evidence(locked, checked, by, at),
            added_at=at,
            added_by=by,
        )
        go_on(locked, "add_offline_pledge", state, by, at)
    return locked


@transaction.atomic
def count_offline_pledge(*, offline_pledge, by, at=None):
    """Count a pledge on paper, once its evidence was looked at.

    :raises NotAllowed, ConflictOfInterest: as `awards.reached_award` says.
    :raises StepRefused: when it is decided, or the campaign is over.
    """
    return _decide("count_offline_pledge", offline_pledge, by, at, "")


@transaction.atomic
def refuse_offline_pledge(*, offline_pledge, answer, by, at=None):
    """Do not count a pledge on paper, or no longer.

    :raises: as `count_offline_pledge`; NotReady without an answer.
    """
    if not answer.strip():
        raise NotReady(["Say why it does not count: the charity reads it."])
    return _decide("refuse_offline_pledge", offline_pledge, by, at, answer.strip())


@transaction.atomic
def release_pledge(*, award, first_percent=100, by, at=None):
    """Release the pledge of a project that has reached its target, and plan its payments and reports.

    :param first_percent: how much of the award is paid at once, from 1 to 100; the rest waits for a report.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: while the target is not reached, or for another percentage.
    """
    at = moment(at)
    locked, state = locked_award("release_pledge", award, by)
    campaign = Campaign.objects.with_sums().get(award=locked)
    if not campaign.is_reached():
        raise NotReady([f"{pounds(campaign.missing())} of the target are still missing. It is all or nothing."])
    if not 1 <= first_percent <= 100:
        raise NotReady(["The first payment is between 1 and 100 percent."])
    with because("Target reached, pledge released", by=by):
        ledgers.move(MovementKind.RELEASE, locked, by=by, at=at)
        Payment.objects.bulk_create(
            Payment(award=locked, number=number, amount=amount, waits_for_report=number > 1)
            for number, amount in enumerate(reporting.stages(locked.amount(), first_percent), start=1)
        )
        Report.objects.bulk_create(
            Report(award=locked, kind=kind, due_on=day)
            for kind, day in reporting.due_dates(locked.ends_on(), at).items()
        )
        go_on(locked, "release_pledge", state, by, at)
    notices_of_awards.changed(locked, "release_pledge", at)
    return locked


@transaction.atomic
def miss_target(*, award, by, at=None):
    """End an award whose campaign missed its target: no pledge is collected, and the money is the panel's again.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: while the campaign runs, when it did reach its target, or while a pledge on paper is unchecked.
    """
    at = moment(at)
    locked, state = locked_award("miss_target", award, by)
    campaign = Campaign.objects.with_sums().get(award=locked)
    if not deadlines.campaign_is_over(campaign, at):
        raise NotReady(["The campaign is still running."])
    if any(one.state == OfflineState.WAITING for one in campaign.offline_pledges.all()):
        raise NotReady(["A pledge on paper waits for a check."])
    if campaign.is_reached():
        raise NotReady(["The target was reached: release the pledge."])
    with because("Target missed", by=by):
        ledgers.move(MovementKind.TAKE_BACK, locked, by=by, at=at, why="Target missed")
        give_back_to_the_panel(locked)
        go_on(locked, "miss_target", state, by, at)
    notices_of_awards.changed(locked, "miss_target", at)
    return locked


@transaction.atomic
def end_campaign(*, award, at=None):
    """The clock ends a campaign that missed its target, as an officer could.

    :raises StepRefused: when it is ended already.
    :raises NotReady: as `miss_target`, and while an officer may still enter what the platform showed at the end.
    """
    at = moment(at)
    if not deadlines.clock_ends(Campaign.objects.with_sums().get(award=award), at):
        raise NotReady(["The last figures are still to come."])
    return miss_target(award=award, by=None, at=at)


@transaction.atomic
def give_more_time(*, award, ends_at, by, at=None):
    """Move the end of a campaign back, while it is not ended; the charity is told.

    :param ends_at: the moment by which the target must be reached now.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: for an end that is not later than the one before, and than now.
    """
    at = moment(at)
    locked, state = locked_award("give_more_time", award, by)
    campaign = Campaign.objects.select_for_update().get(award=locked)
    if ends_at <= max(at, campaign.ends_at):
        raise NotReady(["The new last day must be later than the old one, and in the future."])
    campaign.ends_at = ends_at
    with because("More time for the crowdfunding", by=by):
        campaign.save(update_fields=["ends_at"])
        go_on(locked, "give_more_time", state, by, at)
    locked.campaign = campaign
    notices_of_awards.changed(locked, "give_more_time", at)
    return locked


@transaction.atomic
def post_news(*, award, title, text, by, at=None):
    """The charity tells everybody how the project goes.

    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without a title or a text.
    """
    at = moment(at)
    locked, state = locked_award("post_news", award, by)
    if not title.strip() or not text.strip():
        raise NotReady(["Write a title and a text."])
    with because("News posted", by=by):
        ProjectNews.objects.create(award=locked, title=title.strip(), text=text.strip(), posted_at=at, posted_by=by)
        go_on(locked, "post_news", state, by, at)
    return locked


@transaction.atomic
def hide_news(*, news, by, at=None):
    """Take news off the project's page.

    :raises NotAllowed, ConflictOfInterest: as `awards.reached_award` says.
    """
    at = moment(at)
    locked = locked_part("hide_news", news, by)
    locked.hidden_at, locked.hidden_by = locked.hidden_at or at, by
    with because("News taken off the page", by=by):
        locked.save(update_fields=["hidden_at", "hidden_by"])
        tell_of(locked.award, "hide_news", by, at)
    return locked


def _decide(step, offline_pledge, by, at, answer):
    at = moment(at)
    offline_pledge.award = offline_pledge.campaign.award
    locked = locked_part(step, offline_pledge, by)
    if locked.award.state != AwardState.CAMPAIGN:
        raise StepRefused("The campaign is over.")
    locked.state = after(OFFLINE_STEPS, step, locked.state)
    locked.decided_at, locked.decided_by, locked.answer = at, by, answer
    with because("Pledge on paper checked", by=by):
        locked.save(update_fields=["state", "decided_at", "decided_by", "answer"])
        tell_of(locked.award, step, by, at, answer)
    return locked

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from crowdfund import deadlines
from crowdfund.actions import (
    close_drafts,
    end_campaign,
    forget_bank_details,
    forget_late_typing,
    lapse_offer,
    send_last_copy,
    tell_of_version,
)
from crowdfund.actions.refusals import NotReady
from crowdfund.models import Application, Award, Round, RoundVersion
from crowdfund.states import ApplicationState, NotFromHere


@shared_task(name="crowdfund.close_rounds")
def close_rounds():
    now = timezone.now()
    for round_ in Round.objects.shut_at(now).filter(applications__state=ApplicationState.DRAFT).distinct():
        close_drafts(round_=round_, at=now)
    edited = Application.objects.alias(shuts=deadlines.last_moment_of_application())
    for application in edited.filter(edited_at__isnull=False, shuts__lte=now).order_by("pk"):
        send_last_copy(application=application, at=now)


@shared_task(name="crowdfund.tell_of_versions")
def tell_of_versions():
    for version in RoundVersion.objects.untold().order_by("pk"):
        tell_of_version(version=version)


@shared_task(name="crowdfund.lapse_offers")
def lapse_offers():
    now = timezone.now()
    for award in Award.objects.lapsing_at(now).order_by("pk"):
        with suppress(NotFromHere):  # answered in this very moment
            lapse_offer(award=award, at=now)


@shared_task(name="crowdfund.end_campaigns")
def end_campaigns():
    """What reached its target is an officer's to release, and what waits for a check theirs to check."""
    now = timezone.now()
    for award in Award.objects.campaign_over_at(now).order_by("pk"):
        with suppress(NotFromHere, NotReady):
            end_campaign(award=award, at=now)


@shared_task(name="crowdfund.forget")
def forget():
    forget_bank_details()
    forget_late_typing()

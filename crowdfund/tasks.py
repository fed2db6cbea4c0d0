from celery import shared_task
from django.utils import timezone

from crowdfund.actions import close_drafts
from crowdfund.models import Round
from crowdfund.states import ApplicationState


@shared_task(name="crowdfund.close_rounds")
def close_rounds():
    now = timezone.now()
    for round_ in Round.objects.closed_at(now).filter(applications__state=ApplicationState.DRAFT).distinct():
        close_drafts(round_=round_, at=now)

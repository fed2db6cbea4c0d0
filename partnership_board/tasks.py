from celery import shared_task
from django.utils import timezone

from partnership_board import actions
from partnership_board.consultations import counting
from partnership_board.models import Consultation


@shared_task(name="partnership_board.count_consultations")
def count_consultations():
    """Ring every five minutes: marks answers that are alike and counts, where something changed."""
    counting.count_what_changed(Consultation.objects.running())


@shared_task(name="partnership_board.forget_answers")
def forget_answers():
    """Ring once a day: erases answers that were never sent, and who sent those that were, in their time."""
    actions.forget_in_time(moment=timezone.now())

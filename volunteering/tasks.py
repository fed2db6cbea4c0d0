from celery import shared_task

from volunteering import actions, suggestions


@shared_task(name="volunteering.erase")
def erase():
    """Ring once a day: erases what is kept no longer: details of people, notes of checks, concerns."""
    actions.erase_what_is_out_of_time()
    actions.delete_what_is_out_of_time()


@shared_task(name="volunteering.let_offers_run_out")
def let_offers_run_out():
    """Ring every minute: a place that nobody said yes to goes to the next in line."""
    actions.let_offers_run_out()


@shared_task(name="volunteering.suggest")
def suggest():
    """Ring once a week: things to do for those who asked to be told."""
    suggestions.send()

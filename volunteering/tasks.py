from celery import shared_task

from volunteering import actions


@shared_task(name="volunteering.erase")
def erase():
    """Ring once a day: erases the details of people whose enquiry is long over."""
    actions.erase_what_is_out_of_time()


@shared_task(name="volunteering.let_offers_run_out")
def let_offers_run_out():
    """Ring every minute: a place that nobody said yes to goes to the next in line."""
    actions.let_offers_run_out()

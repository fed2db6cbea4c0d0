from celery import shared_task

from volunteering import actions


@shared_task(name="volunteering.erase")
def erase():
    """Ring once a day: erases the details of people whose enquiry is long over."""
    actions.erase_what_is_out_of_time()

from celery import shared_task

from kentcivil.followers import following


@shared_task(name="followers.erase")
def erase():
    """Ring once a day: removes the addresses that nobody confirmed."""
    following.erase_unconfirmed()

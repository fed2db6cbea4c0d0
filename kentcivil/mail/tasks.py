from celery import shared_task

from kentcivil.mail import delivery


@shared_task(name="mail.deliver", time_limit=delivery.TIME_LIMIT)
def deliver(message_id):
    delivery.deliver(message_id)


@shared_task(name="mail.sweep")
def sweep():
    for message_id in delivery.sweep():
        deliver.delay(message_id)


@shared_task(name="mail.forget")
def forget():
    delivery.forget()

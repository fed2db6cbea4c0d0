"""What the worker does for the directory."""

from celery import shared_task

from organisations import spelling


@shared_task(name="organisations.learn_words")
def learn_words(organisation_id):
    spelling.learn(organisation_id)


@shared_task(name="organisations.refresh_words")
def refresh_words():
    spelling.refresh()


@shared_task(name="organisations.forget")
def forget():
    # Actions start tasks of this module.
    from organisations import actions

    actions.forget()
    actions.forget_reports()


@shared_task(name="organisations.find_likenesses")
def find_likenesses():
    from organisations.duplicates.finding import find_likenesses

    find_likenesses()

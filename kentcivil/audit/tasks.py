"""Every Celery task opens a history context of its own, so that what it changes is recorded under its name."""

import pghistory
from celery.signals import task_postrun, task_prerun

_open = {}


@task_prerun.connect
def open_context(task_id, task, **_):
    _open[task_id] = pghistory.context(task=task.name)
    _open[task_id].__enter__()


@task_postrun.connect
def close_context(task_id, **_):
    context = _open.pop(task_id, None)
    if context is not None:
        context.__exit__(None, None, None)

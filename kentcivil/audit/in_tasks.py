"""Every Celery task records what it changes under its own name and that of whoever caused it.

The circumstances of the request travel in the message's headers. A task that is run where it is called (eagerly, in
tests) finds them around it instead.
"""

from celery.signals import before_task_publish, task_postrun, task_prerun

from kentcivil.audit.history import acting, circumstances

HEADER = "kentcivil_history"
_open = {}


@before_task_publish.connect
def hand_on(headers=None, **_):
    if headers is not None and (said := circumstances()):
        headers[HEADER] = {name: said[name] for name in ("user", "reason", "command", "request_id") if name in said}


@task_prerun.connect
def open_context(task_id, task, **_):
    handed = task.request.get(HEADER) or {}
    _open[task_id] = acting(**handed, task=task.name)
    _open[task_id].__enter__()


@task_postrun.connect
def close_context(task_id, **_):
    context = _open.pop(task_id, None)
    if context is not None:
        context.__exit__(None, None, None)

"""The Celery application and the beat schedule.

Tasks are acknowledged late and are safe to run twice: Redis may be emptied at any moment, since whatever is due is
found again from Postgres by the two tasks that beat rings.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentcivil.settings")

app = Celery("kentcivil")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The worker logs each task with the id of the request that caused it.
app.steps["worker"].add(DjangoStructLogInitStep)


@app.on_after_configure.connect
def schedule(sender, **_):
    """Set once the settings are complete: they import this package, so they are not yet when this module is read."""
    sender.conf.beat_schedule = {
        "claim reminders that are due": {"task": "reminders.ring", "schedule": crontab(minute="*/5")},
        "sweep the outbox for mail left behind": {"task": "mail.sweep", "schedule": 60.0, "options": {"expires": 60}},
        "close the drafts of ended rounds": {"task": "crowdfund.close_rounds", "schedule": crontab(minute="*/5")},
        "let offers of awards lapse": {"task": "crowdfund.lapse_offers", "schedule": crontab(minute="*/5")},
        "end campaigns that missed their target": {
            "task": "crowdfund.end_campaigns",
            "schedule": crontab(minute="*/5"),
        },
        "tell applicants what changed in a round": {
            "task": "crowdfund.tell_of_versions",
            "schedule": crontab(minute="*/5"),
        },
        "erase bank details that nobody needs, and what was typed too late": {
            "task": "crowdfund.forget",
            "schedule": crontab(hour="2", minute="35"),
        },
        "list the words that put spelling right": {
            "task": "organisations.refresh_words",
            "schedule": crontab(hour="2", minute="20"),
        },
        "look for entries that are one organisation": {
            "task": "organisations.find_likenesses",
            "schedule": crontab(hour="2", minute="50"),
        },
        "erase old invitations and evidence": {
            "task": "organisations.forget",
            "schedule": crontab(hour="2", minute="30"),
        },
        "erase enquiries in their time": {"task": "volunteering.erase", "schedule": crontab(hour="2", minute="40")},
        "suggest things to do": {
            "task": "volunteering.suggest",
            "schedule": crontab(day_of_week="thu", hour="9", minute="10"),
        },
        "let offers of places run out": {
            "task": "volunteering.let_offers_run_out",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "erase addresses that nobody confirmed": {
            "task": "followers.erase",
            "schedule": crontab(hour="2", minute="50"),
        },
        "count the answers to consultations": {
            "task": "partnership_board.count_consultations",
            "schedule": crontab(minute="*/5"),
        },
        "erase answers to consultations in their time": {
            "task": "partnership_board.forget_answers",
            "schedule": crontab(hour="2", minute="35"),
        },
        "remove the bodies of old mail": {"task": "mail.forget", "schedule": crontab(hour="3", minute="20")},
    }

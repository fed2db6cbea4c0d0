"""An app that only the tests' own workers install: a rule of reminders, and a beat that does not dawdle."""

from celery.signals import beat_init
from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "tests.kentcivil.reminders.trial"
    label = "trial"


@beat_init.connect
def ring_every_second(sender, **_):
    schedule = sender.app.conf.beat_schedule
    sender.app.conf.beat_schedule = {name: {**entry, "schedule": 1.0} for name, entry in schedule.items()}

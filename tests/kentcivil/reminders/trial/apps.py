"""An app that only the tests' own workers install: a rule of reminders."""

from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "tests.kentcivil.reminders.trial"
    label = "trial"

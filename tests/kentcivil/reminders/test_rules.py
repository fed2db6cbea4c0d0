"""What holds for the rules of every app, and for the schedule that rings them."""

from celery import current_app
from django.template.loader import get_template

from kentcivil.celery import app
from kentcivil.reminders.rules import all_rules


def test_beat_rings_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(current_app.tasks)
    assert {"reminders.ring", "mail.sweep", "mail.forget"} <= {e["task"] for e in app.conf.beat_schedule.values()}


def test_each_reminder_that_can_be_stopped_says_how():
    silent = [
        rule.name
        for rule in all_rules()
        if rule.can_opt_out and "opt_out" not in get_template(rule.template).template.source
    ]
    assert not silent, f"show {{{{ site_url }}}}{{{{ opt_out }}}} in the emails of {silent}"

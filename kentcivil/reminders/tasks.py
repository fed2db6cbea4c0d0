from celery import shared_task

from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import all_rules, rule_named


@shared_task(name="reminders.ring")
def ring():
    for rule in all_rules():
        claim_rule.delay(rule.name)


@shared_task(name="reminders.claim_rule")
def claim_rule(name):
    claim(rule_named(name))

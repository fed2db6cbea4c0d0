from celery import shared_task

from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import all_rules, rule_named

# Rung again this often (kentcivil/celery.py): older bells in the queue need not be answered too.
RING_SECONDS = 5 * 60


@shared_task(name="reminders.ring")
def ring():
    for rule in all_rules():
        claim_rule.apply_async([rule.name], expires=RING_SECONDS)


@shared_task(name="reminders.claim_rule")
def claim_rule(name):
    claim(rule_named(name))

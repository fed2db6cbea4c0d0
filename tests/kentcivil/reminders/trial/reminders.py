from kentcivil.reminders.rules import register
from tests.kentcivil.reminders.trial.rule import RULE

register(RULE)

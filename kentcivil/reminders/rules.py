"""What a reminder rule is, and the register of them. Each app registers its own in its reminders.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Due:
    """One person to be reminded of one thing.

    :param subject: id of the thing, unique within the rule.
    :param recipient: the email address.
    :param date: the moment everything counts from; an aware datetime.
    :param context: what the email template shows.
    """

    subject: str
    recipient: str
    date: datetime
    context: dict


@dataclass(frozen=True)
class Rule:
    """A reminder.

    :param name: "app.what", the same for ever: claims and opt-outs are kept under it.
    :param stages: whole days before the date at which to remind, such as (14, 7, 2, 1); negative for after it.
    :param due: called as due(earliest, latest, subject=None); yields a Due for whoever still has reason to be
        reminded of a thing whose date lies in the half-open interval [earliest, latest), or of that one subject.
        Whoever has submitted, withdrawn or left is not among them.
    :param template: the email.
    :param can_opt_out: whether the email offers to stop these reminders.
    """

    name: str
    stages: tuple[int, ...]
    due: Callable[..., Iterable[Due]]
    template: str
    can_opt_out: bool = True

    def __post_init__(self):
        if len(set(self.stages)) != len(self.stages) or not self.stages:
            raise ValueError(f"The reminder {self.name} needs stages, each once.")


_rules: dict[str, Rule] = {}


def register(rule):
    """Add a rule to the register; called once, where the app's reminders.py is loaded.

    :raises ValueError: when the name is taken.
    """
    if rule.name in _rules:
        raise ValueError(f"There is a reminder named {rule.name} already.")
    _rules[rule.name] = rule
    return rule


def all_rules():
    return list(_rules.values())


def rule_named(name):
    """:raises KeyError: when no app registered it."""
    return _rules[name]

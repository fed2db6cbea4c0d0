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
    :param context: what the email template shows. It is given "date", "days" (whole days from today to the date,
        or since it), "when" ("in 3 days", "tomorrow", "2 days ago") and "opt_out" (a path to put after site_url) too.
    :param since: when there began to be reason to remind, such as when the draft was begun. Stages whose moment had
        come before it are not owed; None owes the latest stage reached, however new the reason.
    """

    subject: str
    recipient: str
    date: datetime
    context: dict
    since: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """A reminder.

    :param name: "app.what", the same for ever: claims and opt-outs are kept under it.
    :param stages: whole days before the date at which to remind, such as (14, 7, 2, 1); negative for after it.
    :param due: called as due(earliest, latest, subject=None); yields a Due for whoever still has reason to be
        reminded of a thing whose date lies in the half-open interval [earliest, latest), or of that one subject.
        Whoever has submitted, withdrawn or left is not among them. It is asked again about each subject before its
        reminder is written, and once more before it is sent.
    :param template: the email. It must show opt_out, unless can_opt_out is False.
    :param can_opt_out: whether people can stop these reminders.
    :raises ValueError: for no stages, a stage twice, or a name that is too long to keep.
    """

    name: str
    stages: tuple[int, ...]
    due: Callable[..., Iterable[Due]]
    template: str
    can_opt_out: bool = True

    def __post_init__(self):
        if len(set(self.stages)) != len(self.stages) or not self.stages:
            raise ValueError(f"The reminder {self.name} needs stages, each once.")
        if len(self.name) > 80:
            raise ValueError(f"The name {self.name} is longer than 80 characters.")


_rules: dict[str, Rule] = {}


def register(rule):
    """Add a rule to the register; called once, where the app's reminders.py is loaded.

    :raises ValueError: when the name is taken.
    """
    if rule.name in _rules:
        raise ValueError(f"There is a reminder named {rule.name} already.")
    _rules[rule.name] = rule
    return rule


def unregister(rule):
    """Take a rule out of the register again; for tests that bring their own."""
    del _rules[rule.name]


def all_rules():
    """The rules of all apps."""
    return list(_rules.values())


def rule_named(name):
    """:raises KeyError: when no app registered it."""
    return _rules[name]

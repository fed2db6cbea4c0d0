"""Who reads what in the outbox. The apps add what only they know: emails that somebody must not read there."""

_rules = []


def hide(rule):
    """Have some emails hidden from some officers.

    :param rule: given a User, a Q of messages that they must not see, or None where there are none. Returned, so that
        this serves as a decorator.
    """
    _rules.append(rule)
    return rule


def readable_by(user, messages):
    """The messages of a QuerySet that this person may see in the outbox."""
    for rule in _rules:
        hidden = rule(user)
        if hidden is not None:
            messages = messages.exclude(hidden)
    return messages

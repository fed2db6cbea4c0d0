"""Being told of a round by email: when it opens, when it is about to close, and when something in it changes."""

from kentcivil.followers.topics import TopicKind, register

KIND = "round"


def _round(key):
    from crowdfund.models import Round

    return Round.objects.published().filter(slug=key).first()


def title(key):
    """What a round is called; None for one that the public may not see, or that is over."""
    from crowdfund.deadlines import Phase

    round_ = _round(key)
    return round_.title if round_ is not None and round_.phase is not Phase.CLOSED else None


def address(key):
    return _round(key).get_absolute_url()


def connect():
    """Called once, where the app is loaded."""
    register(
        TopicKind(
            kind=KIND,
            title=title,
            address=address,
            promise="We write when it opens, a week and a day before it closes, and when something in it changes.",
        )
    )

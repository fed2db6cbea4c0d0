"""Secrets that the application keeps apart from those who decide; nobody who decides may find them."""


def plant(application):
    """Write them where the application keeps them."""


def forbidden(who):
    """(secret, what it is) that somebody of this description must not find."""
    yield from ()

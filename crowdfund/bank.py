"""Sealing bank details, so that neither a copy of the database nor a colleague without the key can read them.

BANK_DETAILS_KEYS holds one or more Fernet keys: the first seals, all open, so that a key can be replaced: put the new
one in front, and call `seal` again on what the old one sealed.
"""

import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """No key at hand opens this."""


@dataclass(frozen=True)
class Account:
    """:ivar sort_code: six figures; :ivar number: eight figures."""

    name: str
    sort_code: str
    number: str

    def __repr__(self):
        return "Account(…)"  # error reports and logs must not show it

    @property
    def shown_sort_code(self):
        return "-".join(self.sort_code[place : place + 2] for place in (0, 2, 4))


def is_set_up():
    """Whether there is a key; without one, bank details are not asked for."""
    return bool(settings.BANK_DETAILS_KEYS)


def seal(account):
    """:returns: bytes that only a key opens."""
    return seal_text(json.dumps(asdict(account)))


def unseal(sealed):
    """:raises CannotOpen: as for `unseal_text`."""
    return Account(**json.loads(unseal_text(sealed)))


def seal_text(text):
    """:returns: bytes that only a key opens."""
    return _keys().encrypt(text.encode())


def unseal_text(sealed):
    """:raises CannotOpen: when it was sealed by a key that is no longer there, or was changed."""
    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise CannotOpen("This cannot be opened: the key it was sealed with is not set.") from None


def _keys():
    return MultiFernet([Fernet(key) for key in settings.BANK_DETAILS_KEYS])

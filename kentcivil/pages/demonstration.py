"""The demonstration county: people, organisations, volunteering, rounds and the board, made from one seed number."""

from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from random import Random

from django.conf import settings
from django.db import transaction

import kentcivil.accounts.demonstration as demonstration_people
from kentcivil import progress
from kentcivil.accounts.models import User
from kentcivil.audit.history import because
from organisations.models import Organisation

SEED = 2022
APPS = ["organisations", "volunteering", "crowdfund", "partnership_board"]


class Refused(Exception):
    """The demonstration must not be filled in here; the message says why."""


@dataclass
class County:
    """What every app's demonstration.py is given.

    :param now: the moment the county is filled; all its dates are relative to it.
    :param people: the demonstration sign-ins by role, such as "charity".
    :param random: the one source of chance, so that the county is the same each time.
    :param quiet: show no progress.
    """

    now: datetime
    people: dict[str, User]
    random: Random = field(default_factory=lambda: Random(SEED))
    quiet: bool = False

    def progress(self, things, what):
        return progress.bar(things, what=what, unit="", quiet=self.quiet)


def fill(now, *, quiet=False):
    """Fill an empty database with the demonstration county.

    :param now: an aware datetime.
    :returns: False when the database holds organisations already, and nothing was done; True otherwise.
    :raises Refused: outside the local default, since its passwords are public.
    """
    if not settings.DEBUG:
        raise Refused("The demonstration county has public passwords, so it is filled in only where DEBUG is on.")
    if Organisation.objects.exists():
        return False
    with transaction.atomic(), because("demonstration county"):
        county = County(now=now, people=demonstration_people.people(now), quiet=quiet)
        for app in APPS:
            import_module(f"{app}.demonstration").fill(county)
    return True

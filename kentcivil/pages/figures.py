"""How the portal counts the figures of civil society: from what is public in each app."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from crowdfund.models import AwardLine
from kentcivil.figures import Counted, register
from kentcivil.small_numbers import FEWEST_SHOWN
from organisations.models import Organisation
from volunteering.models import Hours


def organisations():
    return Organisation.objects.published().count()


def people():
    """None where so few would tell of each of them (docs/decisions/0321)."""
    found = Hours.objects.confirmed().values("volunteer").distinct().count()
    return found if found >= FEWEST_SHOWN or not found else None


def pounds():
    return int(AwardLine.objects.published().aggregate(sum=Sum("amount"))["sum"] or 0)


def hours():
    return None if people() is None else Hours.objects.minutes() // 60


def connect():
    """Called once, when the apps are ready."""
    register(
        Counted(
            key="organisations",
            name=_("Organisations"),
            label=_("organisations in the public directory"),
            number=organisations,
            source=_("The directory of this portal"),
            method=_("Every entry that is published today is counted once."),
            dataset="organisations",
        )
    )
    register(
        Counted(
            key="people",
            name=_("People"),
            label=_("people whose time as volunteers was confirmed"),
            number=people,
            source=_("Volunteering on this portal"),
            method=_("Each person is counted once, when an organisation has confirmed time that they gave."),
        )
    )
    register(
        Counted(
            key="funds",
            name=_("Money"),
            label=_("granted to projects of CrowdFund Kent"),
            number=pounds,
            source=_("Announced awards on this portal"),
            method=_("The parts of all funds in awards that were announced are added up, and pence left out."),
            dataset="grants",
            in_pounds=True,
        )
    )
    register(
        Counted(
            key="hours",
            name=_("Hours"),
            label=_("hours given by volunteers and confirmed"),
            number=hours,
            source=_("Volunteering on this portal"),
            method=_("Confirmed minutes are added up; only full hours are told."),
        )
    )

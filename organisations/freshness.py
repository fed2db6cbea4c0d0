"""How far an entry can be relied on, by how long ago a person checked it: a weight for the ranking, then a notice, then
a place on the list from which officers suspend. Nothing here takes an entry down.

An entry is to be checked again on its `review_due`. One that nobody has ever checked, such as an entry the register
brought, counts as due a year after it was started.
"""

from datetime import timedelta

from django.db.models import DateField, F, Func, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

NEVER_CHECKED = timedelta(days=365)
"""How long an entry that nobody has checked is taken as it is."""
NOTICE = timedelta(days=90)
"""After the review date; then its page says so."""
LISTED = timedelta(days=365)
"""After the review date; then officers find it on the list of what to suspend."""

# The weight of an entry's rank: of one that was checked in time, of a new one that was never checked, and of one
# whose date has passed, by how long. Names that fit exactly stay ahead of all that fit loosely.
CHECKED, UNCHECKED = 1.0, 0.95
LATE = ((LISTED, 0.55), (NOTICE, 0.75), (timedelta(0), 0.9))

_TODAY = "(SELECT (now() AT TIME ZONE 'Europe/London')::date)"
# The same question of an entry that has no review date, put to the moment it was started: a moment is compared at once,
# while its day in London takes longer to work out than all the rest of a rank.
_STARTED_BY = "(SELECT ((now() AT TIME ZONE 'Europe/London')::date - {days})::timestamp AT TIME ZONE 'Europe/London')"


def weight(entry="", *, root=1):
    """SQL: what to multiply an entry's rank by, from 1 down to 0.55. It takes no parameters.

    :param entry: the name of the table or its alias, where columns need one.
    :param root: the power that the weight is raised to.
    """
    entry = f"{entry}." if entry else ""
    late = "".join(f"WHEN {_is_late(entry, max(after.days, 1))} THEN {factor**root} " for after, factor in LATE)
    return f"(CASE {late}WHEN {entry}verified_on IS NULL THEN {UNCHECKED**root} ELSE {CHECKED**root} END)"


def _is_late(entry, days):
    """SQL: whether the entry was due so many days ago or earlier."""
    started = _STARTED_BY.format(days=days + NEVER_CHECKED.days - 1)
    return f"coalesce({entry}review_due <= {_TODAY} - {days}, {entry}created_at < {started})"


def due(organisation):
    """The day until which an entry is taken to be true."""
    return organisation.review_due or timezone.localdate(organisation.created_at) + NEVER_CHECKED


def due_on(entry=""):
    """The same day as an expression.

    :param entry: the way to the entry, such as "organisation__".
    """
    started = Func(
        TruncDate(f"{entry}created_at"),
        Value(NEVER_CHECKED.days),
        function="",
        arg_joiner=" + ",
        output_field=DateField(),
    )
    return Coalesce(F(f"{entry}review_due"), started)


def needs_notice(organisation, today=None):
    """Whether the entry's page tells visitors to make sure."""
    return (today or timezone.localdate()) - due(organisation) >= NOTICE


def notice(organisation, today=None):
    """The sentence for the top of an entry that nobody has checked for long, or ""."""
    if not needs_notice(organisation, today):
        return ""
    if organisation.verified_on is None:
        return _("Nobody has checked this page yet. Ring or write before you go.")
    return _("Nobody has checked this page since %(month)s. Ring or write before you go.") % {
        "month": date_format(organisation.verified_on, "F Y", use_l10n=False)
    }


def forgotten(queryset, today=None):
    """Of these entries the published ones that nobody has checked for so long that an officer should suspend them.

    They have `due_on`, and come with the longest forgotten first.
    """
    last = (today or timezone.localdate()) - LISTED
    return queryset.published().annotate(due_on=due_on()).filter(due_on__lte=last).order_by("due_on", "name", "pk")

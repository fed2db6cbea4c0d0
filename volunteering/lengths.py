"""Lengths of time in words."""

from django.utils.translation import gettext as _


def in_words(minutes):
    """ "2 hours 30 minutes", "1 hour", "45 minutes"; nothing for nothing.

    :param minutes: whole minutes, or None.
    """
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("1 hour") if hours == 1 else _("%(count)d hours") % {"count": hours})
    if rest or not hours:
        parts.append(_("1 minute") if rest == 1 else _("%(count)d minutes") % {"count": rest})
    return " ".join(parts)

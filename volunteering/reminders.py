"""Reminders of volunteering, for brokers: a planned next step, a first reply, and whom nobody has planned for."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentcivil.reminders.rules import Due, Rule, register
from volunteering.deadlines import reply_due
from volunteering.models import Enquiry

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
LONGEST_TARGET = timedelta(days=60)
"""More days than the longest target, 20 working days, can take."""


def morning_of(day):
    """Eight in the morning of a day in Kent: what is due on a day is told when the desk opens."""
    return timezone.make_aware(datetime.combine(day, time(8)), timezone.get_default_timezone())


def next_steps(earliest, latest, subject=None):
    """Open enquiries with a next step dated in the interval, each to its broker, or to all of its centre's.

    The centre's other brokers hear of it where nobody has taken it on, or the one who had has gone.
    """
    enquiries = (
        Enquiry.objects.open()
        .filter(next_step_on__range=(timezone.localdate(earliest), timezone.localdate(latest)))
        .select_related("broker", "centre", "opportunity")
        .prefetch_related("centre__brokers")
        .order_by("next_step_on", "pk")
    )
    if subject is not None:
        enquiries = enquiries.filter(pk=subject)
    for enquiry in enquiries:
        date = morning_of(enquiry.next_step_on)
        if earliest <= date < latest:
            yield from _to_brokers(enquiry, date)


def first_replies(earliest, latest, subject=None):
    """People whom nobody has answered yet, each to the brokers of their centre, dated by the centre's target."""
    enquiries = Enquiry.objects.waiting_for_reply().filter(confirmed_at__gte=earliest - LONGEST_TARGET)
    for enquiry in _with_brokers(enquiries, subject):
        date = reply_due(enquiry.confirmed_at, enquiry.centre.first_reply_days)
        if earliest <= date < latest:
            yield from _to_brokers(enquiry, date)


def forgotten(earliest, latest, subject=None):
    """Open enquiries that nobody has planned anything for, dated a week after they were last moved on."""
    enquiries = Enquiry.objects.forgotten().filter(
        moved_at__gte=earliest - A_WEEK - A_DAY, moved_at__lt=latest - A_WEEK + A_DAY
    )
    for enquiry in _with_brokers(enquiries, subject):
        date = morning_of(timezone.localdate(enquiry.moved_at + A_WEEK))
        if earliest <= date < latest:
            yield from _to_brokers(enquiry, date)


def _with_brokers(enquiries, subject):
    if subject is not None:
        enquiries = enquiries.filter(pk=subject)
    found = enquiries.select_related("broker", "centre", "opportunity__organisation").order_by("pk")
    return found.prefetch_related("centre__brokers")


def _to_brokers(enquiry, date):
    """A Due for the broker who has an enquiry in hand, or for all of its centre where nobody has."""
    brokers = [broker for broker in enquiry.centre.brokers.all() if broker.is_active]
    for broker in [b for b in brokers if b == enquiry.broker] or brokers:
        address = settings.SITE_URL + reverse("admin:volunteering_enquiry_change", args=[enquiry.pk])
        yield Due(
            subject=str(enquiry.pk),
            recipient=broker.email,
            date=date,
            context={"enquiry": enquiry, "address": address},
        )


register(
    Rule(
        name="volunteering.first_reply",
        stages=(0, -1, -3),
        due=first_replies,
        template="volunteering/mail/first_reply.txt",
    )
)
register(
    Rule(
        name="volunteering.forgotten",
        stages=(0, -7, -21),
        due=forgotten,
        template="volunteering/mail/forgotten.txt",
    )
)
register(
    Rule(
        name="volunteering.next_step",
        stages=(1, 0, -3),
        due=next_steps,
        template="volunteering/mail/next_step.txt",
    )
)

"""Reminders of volunteering: the next step that a broker has planned for an enquiry."""

from datetime import datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentcivil.reminders.rules import Due, Rule, register
from volunteering.models import Enquiry


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
        if not earliest <= date < latest:
            continue
        brokers = [broker for broker in enquiry.centre.brokers.all() if broker.is_active]
        for broker in [b for b in brokers if b == enquiry.broker] or brokers:
            yield Due(
                subject=str(enquiry.pk),
                recipient=broker.email,
                date=date,
                context={
                    "enquiry": enquiry,
                    "address": settings.SITE_URL + reverse("admin:volunteering_enquiry_change", args=[enquiry.pk]),
                },
            )


register(
    Rule(
        name="volunteering.next_step",
        stages=(1, 0, -3),
        due=next_steps,
        template="volunteering/mail/next_step.txt",
    )
)

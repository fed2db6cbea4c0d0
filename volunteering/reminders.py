"""Reminders of volunteering: what waits at the desk, a session to come, a check that runs out."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentcivil.reminders.rules import Due, Rule, register
from volunteering.deadlines import reply_due
from volunteering.models import Enquiry, Place, SafeguardingCheck
from volunteering.states import SessionState

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


def places_taken(earliest, latest, subject=None):
    """Places taken on sessions that begin in the interval, each to whoever has it."""
    places = (
        Place.objects.taken()
        .filter(session__state=SessionState.PLANNED, session__starts_at__gte=earliest, session__starts_at__lt=latest)
        .select_related("session__opportunity__organisation", "session__opportunity__district", "volunteer__user")
        .order_by("session__starts_at", "pk")
    )
    if subject is not None:
        places = places.filter(pk=subject)
    for place in places:
        yield Due(
            subject=str(place.pk),
            recipient=place.volunteer.user.email,
            date=place.session.starts_at,
            # Whoever took it a minute ago has just been sent the details.
            since=place.moved_at,
            context={
                "session": place.session,
                "address": settings.SITE_URL + reverse("my_sessions"),
            },
        )


register(
    Rule(
        name="volunteering.session",
        stages=(7, 2, 1),
        due=places_taken,
        template="volunteering/mail/place_reminder.txt",
    )
)


def checks_that_run_out(earliest, latest, subject=None):
    """Checks that count until a day in the interval: to the person, and to the brokers of their centre."""
    checks = (
        SafeguardingCheck.objects.filter(
            expires_on__range=(timezone.localdate(earliest), timezone.localdate(latest)),
            volunteer__erased_at__isnull=True,
        )
        .select_related("volunteer__user", "volunteer__centre")
        .prefetch_related("volunteer__centre__brokers")
        .order_by("expires_on", "pk")
    )
    if subject is not None:
        checks = checks.filter(pk=subject)
    for check in checks:
        date = morning_of(check.expires_on)
        if not earliest <= date < latest:
            continue
        volunteer = check.volunteer
        yield _check_due(check, volunteer.user.email, date, "my_volunteer_account")
        for broker in volunteer.centre.brokers.all() if volunteer.centre else []:
            if broker.is_active:
                yield _check_due(check, broker.email, date, "admin:volunteering_volunteer_change", volunteer.pk)


def _check_due(check, recipient, date, page, *args):
    return Due(
        subject=str(check.pk),
        recipient=recipient,
        date=date,
        context={"for_broker": bool(args), "address": settings.SITE_URL + reverse(page, args=args)},
    )


register(
    Rule(
        name="volunteering.check",
        stages=(60, 30, 7),
        due=checks_that_run_out,
        template="volunteering/mail/check_expires.txt",
    )
)

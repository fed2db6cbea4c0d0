"""Many people at the same moment, on real connections: the tests use it at a small size, the benchmarks at full."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection
from django.db.models import Count, F, Q
from django.utils import timezone

from kentcivil.accounts.models import User
from volunteering.models import Place, Session, Volunteer
from volunteering.states import HELD, IN_PLAY, NotAllowed, PlaceState


class Crowd:
    """So many people with a connection each, kept open as web processes keep theirs."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        self.threads = ThreadPoolExecutor(self.size)
        return self

    def __exit__(self, *_):
        self.at_once([lambda: connection.close()] * self.size)
        self.threads.shutdown()

    def at_once(self, acts):
        """Run each act in a thread of its own, all let go together.

        :returns: what each returned, or the NotAllowed it raised, and the seconds from the start to the last one's
            end. Any other error, a deadlock among them, is raised.
        """
        barrier = Barrier(len(acts) + 1)

        def run(act):
            connection.ensure_connection()
            barrier.wait(timeout=120)
            return outcome(act)

        running = [self.threads.submit(run, act) for act in acts]
        barrier.wait(timeout=120)
        started = time.monotonic()
        results = [one.result() for one in running]
        return results, time.monotonic() - started


def at_once(acts):
    """One race of a crowd that comes and goes. :returns: as :meth:`Crowd.at_once`."""
    with Crowd(len(acts)) as crowd:
        return crowd.at_once(acts)


def one_after_another(acts):
    """The same acts in turn, on one open connection, as at_once gives each; results and seconds."""
    connection.ensure_connection()
    started = time.monotonic()
    return [outcome(act) for act in acts], time.monotonic() - started


def outcome(act):
    try:
        return act()
    except NotAllowed as refusal:
        return refusal


def people(count, name):
    """Volunteers with accounts, written in bulk."""
    users = User.objects.bulk_create(
        User(email=f"{name}{number}@example.org", name=f"{name} {number}", password="!") for number in range(count)
    )
    volunteers = Volunteer.objects.bulk_create(
        Volunteer(user=user, born_on="1980-05-17", calendar_key=f"{name}-{user.pk}") for user in users
    )
    return volunteers


def session(opportunity, capacity=1, hours=72, length=2):
    starts_at = timezone.now() + timedelta(hours=hours)
    return Session.objects.create(
        opportunity=opportunity,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=length),
        capacity=capacity,
    )


def breaches():
    """What must never be, as sentences; read from the rows themselves, not from the counters or the constraints."""
    held = Count("places", filter=Q(places__state__in=HELD))
    waiting = Count("places", filter=Q(places__state=PlaceState.WAITING))
    found = []
    for one in Session.objects.alias(held=held).filter(held__gt=F("capacity")):
        found.append(f"session {one.pk} is overbooked")
    for one in Session.objects.alias(held=held).exclude(held=F("taken")):
        found.append(f"session {one.pk} counts {one.taken}")
    idle = Session.objects.upcoming().alias(held=held, waiting=waiting)
    for one in idle.filter(held__lt=F("capacity"), waiting__gt=0):
        found.append(f"session {one.pk} has a free place and people who wait for one")
    last = {}
    for volunteer, starts_at, ends_at in (
        Place.objects.taken()
        .order_by("volunteer", "session__starts_at")
        .values_list("volunteer", "session__starts_at", "session__ends_at")
    ):
        if volunteer in last and starts_at < last[volunteer]:
            found.append(f"volunteer {volunteer} is in two places at {starts_at}")
        last[volunteer] = ends_at
    twice = Place.objects.filter(state__in=IN_PLAY).values("session", "volunteer").annotate(rows=Count("pk"))
    found += [f"volunteer {row['volunteer']} is twice on session {row['session']}" for row in twice.filter(rows__gt=1)]
    return found

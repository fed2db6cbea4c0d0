"""A plain model of sessions and places, and the real thing beside it, walked through whatever people may do."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import OpportunityFactory, VolunteerFactory
from tests.volunteering.races import breaches
from volunteering import actions
from volunteering.models import Place, Session
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 3)
SESSIONS = st.integers(0, 2)
# Two days before London's clocks go back.
START = datetime(2026, 10, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)


class Refused(Exception):
    pass


@dataclass
class ModelSession:
    starts: datetime
    ends: datetime
    capacity: int
    cancelled: bool = False
    entries: list = field(default_factory=list)


@dataclass
class Entry:
    person: int
    session: ModelSession
    state: str
    until: datetime | None = None


class Model:
    """What ought to be, in the plainest words."""

    def __init__(self, sessions):
        self.now = START
        self.sessions = sessions

    def begun(self, session):
        return session.starts <= self.now

    def in_play(self, session, person):
        playing = (e for e in session.entries if e.person == person and e.state in ("waiting", "offered", "taken"))
        return next(playing, None)

    def free(self, session):
        return session.capacity - sum(e.state in ("taken", "offered") for e in session.entries)

    def elsewhere(self, person, session, but=None):
        return any(
            e.state == "taken" and e.person == person and e is not but
            and e.session.starts < session.ends and session.starts < e.session.ends
            for other in self.sessions for e in other.entries
        )  # fmt: skip

    def must(self, condition):
        if not condition:
            raise Refused

    def take(self, session, person, *, wait=False, but=None):
        self.must(not session.cancelled and not self.begun(session))
        if but is None and self.in_play(session, person):
            return
        if self.free(session) < 1 and wait:
            session.entries.append(Entry(person, session, "waiting"))
            return
        self.must(self.free(session) > 0 and not self.elsewhere(person, session, but))
        session.entries.append(Entry(person, session, "taken"))

    def accept(self, entry, but=None):
        if entry.state == "taken":
            return
        self.must(entry.state == "offered" and self.now < entry.until and not self.begun(entry.session))
        self.must(not self.elsewhere(entry.person, entry.session, but))
        entry.state = "taken"

    def give_up(self, entry):
        self.must(not self.begun(entry.session) and entry.state in ("waiting", "offered", "taken"))
        entry.state = "declined" if entry.state == "offered" else "given-up"
        self.promote(entry.session)

    def swap(self, entry, to):
        self.must(entry.state == "taken" and to is not entry.session and not self.begun(entry.session))
        self.must(not to.cancelled and not self.begun(to))
        known = self.in_play(to, entry.person)
        self.must(known is None or known.state == "offered")
        if known:
            self.accept(known, but=entry)
        else:
            self.take(to, entry.person, but=entry)
        self.give_up(entry)

    def promote(self, session):
        if session.cancelled or self.begun(session):
            return
        for entry in [e for e in session.entries if e.state == "waiting"][: max(self.free(session), 0)]:
            entry.state, entry.until = "offered", min(self.now + DAY, session.starts)

    def resize(self, session, capacity):
        self.must(not session.cancelled and not self.begun(session))
        if capacity == session.capacity:
            return
        self.must(session.capacity - self.free(session) <= capacity)
        session.capacity = capacity
        self.promote(session)

    def shift(self, session, by):
        self.must(not session.cancelled and not self.begun(session) and session.starts + by > self.now)
        session.starts, session.ends = session.starts + by, session.ends + by
        for entry in session.entries:
            if entry.state == "taken" and self.elsewhere(entry.person, session, but=entry):
                entry.state = "clashed"
            if entry.state == "offered":
                entry.until = min(entry.until, session.starts)
        self.promote(session)

    def cancel(self, session):
        self.must(not session.cancelled and not self.begun(session))
        session.cancelled = True
        for entry in session.entries:
            if entry.state in ("waiting", "offered", "taken"):
                entry.state = "cancelled"

    def run_out(self):
        for session in self.sessions:
            for entry in session.entries:
                late = entry.state == "offered" and entry.until <= self.now
                if late or (entry.state in ("waiting", "offered") and self.begun(session)):
                    entry.state = "expired"
        for session in self.sessions:
            self.promote(session)


class Walk(RuleBasedStateMachine):
    @initialize(capacities=st.lists(st.integers(1, 2), min_size=3, max_size=3), gap=st.sampled_from([1, 2]))
    def begin(self, capacities, gap):
        """Three sessions of two hours: overlapping by one, or back to back, around the change of the clocks."""
        self.time = time_machine.travel(START, tick=False)
        self.traveller = self.time.start()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        opportunity = OpportunityFactory()
        self.member = MembershipFactory(organisation=opportunity.organisation).user
        self.people = VolunteerFactory.create_batch(4)
        self.model = Model([])
        self.rows = []
        for number, capacity in enumerate(capacities):
            starts = datetime(2026, 10, 24, 23, tzinfo=UTC) + number * gap * HOUR
            self.model.sessions.append(ModelSession(starts, starts + 2 * HOUR, capacity))
            self.rows.append(
                Session.objects.create(
                    opportunity=opportunity, starts_at=starts, ends_at=starts + 2 * HOUR, capacity=capacity
                )
            )

    def teardown(self):
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            self.time.stop()

    def _both(self, expected, act):
        """The model and the real thing agree on whether it may be done."""
        try:
            expected()
        except Refused:
            with pytest.raises(NotAllowed):
                act()
        else:
            act()

    def _entry(self, data):
        """One that ever was, in the model and in the database, or None."""
        entries = [(s, n) for s, session in enumerate(self.model.sessions) for n in range(len(session.entries))]
        if not entries:
            return None, None
        s, n = data.draw(st.sampled_from(entries))
        return self.model.sessions[s].entries[n], Place.objects.filter(session=self.rows[s]).order_by("pk")[n]

    @rule(s=SESSIONS, p=PEOPLE)
    def take(self, s, p):
        self._both(
            lambda: self.model.take(self.model.sessions[s], p),
            lambda: actions.take_place(session=self.rows[s], by=self.people[p].user),
        )

    @rule(s=SESSIONS, p=PEOPLE)
    def wait(self, s, p):
        self._both(
            lambda: self.model.take(self.model.sessions[s], p, wait=True),
            lambda: actions.join_waiting_list(session=self.rows[s], by=self.people[p].user),
        )

    @rule(data=st.data())
    def accept(self, data):
        entry, place = self._entry(data)
        if entry:
            self._both(
                lambda: self.model.accept(entry),
                lambda: actions.accept_offer(place=place, by=self.people[entry.person].user),
            )

    @rule(data=st.data())
    def give_up(self, data):
        entry, place = self._entry(data)
        if entry:
            self._both(
                lambda: self.model.give_up(entry),
                lambda: actions.give_up_place(place=place, by=self.people[entry.person].user),
            )

    @rule(data=st.data(), s=SESSIONS)
    def swap(self, data, s):
        entry, place = self._entry(data)
        if entry:
            self._both(
                lambda: self.model.swap(entry, self.model.sessions[s]),
                lambda: actions.swap_place(place=place, to=self.rows[s], by=self.people[entry.person].user),
            )

    @rule(s=SESSIONS, capacity=st.integers(1, 3))
    def resize(self, s, capacity):
        self._both(
            lambda: self.model.resize(self.model.sessions[s], capacity),
            lambda: actions.change_session(session=self.rows[s], values={"capacity": capacity}, by=self.member),
        )

    @rule(s=SESSIONS, hours=st.sampled_from([-1, 1, 2]))
    def shift(self, s, hours):
        session, by = self.model.sessions[s], hours * HOUR
        values = {"starts_at": session.starts + by, "ends_at": session.ends + by}
        self._both(
            lambda: self.model.shift(session, by),
            lambda: actions.change_session(session=self.rows[s], values=values, by=self.member),
        )

    @rule(s=SESSIONS)
    def cancel(self, s):
        self._both(
            lambda: self.model.cancel(self.model.sessions[s]),
            lambda: actions.cancel_session(session=self.rows[s], reason="Rain", by=self.member),
        )

    @rule(hours=st.sampled_from([1, 6, 24]))
    def time_passes(self, hours):
        self.model.now += hours * HOUR
        self.traveller.move_to(self.model.now, tick=False)

    @rule()
    def sweep(self):
        self.model.run_out()
        actions.let_offers_run_out()

    @invariant()
    def agree(self):
        if not hasattr(self, "rows"):
            return
        for session, row in zip(self.model.sessions, self.rows, strict=True):
            places = row.places.order_by("pk").values_list("volunteer", "state")
            expected = [(self.people[entry.person].pk, entry.state) for entry in session.entries]
            assert list(places) == expected
        assert breaches() == []


def test_whatever_people_do_nobody_is_lost_and_nothing_is_overbooked():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=int(os.environ.get("PLACES_BY_CHANCE", "12")),
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )

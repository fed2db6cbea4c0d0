"""One case of the deadline, lived through on the pages: what the clock says, who acts, and what must then be true."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from crowdfund import actions, deadlines, reminders
from crowdfund.models import Application, Round
from kentcivil.pages.plainly import london_time
from tests.crowdfund.factories import finished, full_round, funding_officer
from tests.organisations.factories import MembershipFactory

LONDON = ZoneInfo("Europe/London")
INSTANT, SECOND, MINUTE, HOUR, DAY = (
    timedelta(microseconds=1),
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
TYPED = "A thought typed at the last minute"


@dataclass(frozen=True)
class Case:
    """:ivar late_pass: how long after the closing time a pass ends, or None; :ivar used: whether it was redeemed."""

    opens: datetime
    closes: datetime
    grace: int
    late_pass: timedelta | None
    used: bool
    moment: datetime
    colleague: bool

    @property
    def until(self):
        return self.closes + self.late_pass if self.late_pass is not None else self.closes

    @property
    def told(self):
        return self.until if self.used else self.closes

    @property
    def in_time(self):
        """The rule in the test's own words: opened, and before both the closing time with its grace and the pass."""
        end = max(self.closes + self.grace * MINUTE, self.told)
        return self.opens <= self.moment < end

    @property
    def takes_new(self):
        return self.opens <= self.moment < self.closes


def _in_london(when, fold):
    return when.replace(tzinfo=LONDON, fold=fold).astimezone(ZoneInfo("UTC"))


# Within three days of the last Sunday of October 2026 and of March 2027, when the clocks change.
autumn = st.datetimes(datetime(2026, 10, 22), datetime(2026, 10, 28))
spring = st.datetimes(datetime(2027, 3, 25), datetime(2027, 3, 31))
nights = st.sampled_from(
    [datetime(2026, 10, 25, 0, 59, 59), datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 2, 0)]
    + [datetime(2027, 3, 28, 0, 59, 59), datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 2, 0)]
)
moments = st.builds(_in_london, nights | autumn | spring, st.sampled_from([0, 1]))
near = st.sampled_from([-HOUR, -SECOND, -INSTANT, timedelta(0), INSTANT, SECOND, HOUR])


@st.composite
def cases(draw):
    closes = draw(moments)
    opens = closes - draw(st.sampled_from([6 * HOUR, DAY, 21 * DAY]))
    grace = draw(st.sampled_from([0, 0, 1, 10, 60]))
    late_pass = draw(st.none() | st.sampled_from([SECOND, 30 * MINUTE, 2 * HOUR, 3 * DAY]))
    used = late_pass is not None and draw(st.booleans())
    edges = [opens, closes, closes + grace * MINUTE, closes + (late_pass or timedelta(0))]
    moment = draw(st.sampled_from(edges)) + draw(near) if draw(st.booleans()) else draw(moments)
    return Case(opens, closes, grace, late_pass, used, moment, draw(st.booleans()))


def live_through(case):
    """Set the case up, ask everything that answers whether it is in time, and see that all agree.

    Leaves nothing behind.
    """
    with transaction.atomic():
        round_ = full_round(opens_at=case.opens, closes_at=case.closes, grace_minutes=case.grace)
        application = finished(round_)
        late_pass = _pass(case, round_, application) if case.late_pass is not None else None
        person = application.started_by
        if case.colleague:
            person = MembershipFactory(organisation=application.organisation, role="editor").user
        application = Application.objects.get(pk=application.pk)
        with time_machine.travel(case.moment, tick=False):
            client = Client()
            client.force_login(person)
            _rule_query_and_reminder(case, round_, application)
            _page(case, client, application)
            _what_is_typed_is_kept(case, client, application)
            _submitting(case, client, application)
            _starting(case, client, round_, person)
            if late_pass is not None:
                _using(case, client, round_, late_pass)
        transaction.set_rollback(True)


def _pass(case, round_, application):
    late_pass = actions.give_pass(
        round_=round_,
        organisation=application.organisation,
        given_to=application.started_by,
        until=case.until,
        reason="Ill",
        by=funding_officer(),
        at=case.opens,
    )
    if case.used:
        actions.redeem_pass(
            late_pass=late_pass, application=application, by=application.started_by, at=case.opens + 2 * HOUR
        )
    return late_pass


def _rule_query_and_reminder(case, round_, application):
    moment = case.moment
    assert deadlines.accepts(round_, moment, application.used_pass) == case.in_time
    assert application.writable_at(moment) == case.in_time
    assert Application.objects.writable_at(moment).filter(pk=application.pk).exists() == case.in_time
    assert application.told_end == case.told
    for phase in deadlines.Phase:
        found = Round.objects.in_phase(phase, moment).filter(pk=round_.pk).exists()
        assert found == (deadlines.phase(round_, moment) is phase)
    assert Round.objects.open_at(moment).filter(pk=round_.pk).exists() == case.takes_new
    shut = case.closes + case.grace * MINUTE <= moment
    assert Round.objects.shut_at(moment).filter(pk=round_.pk).exists() == shut
    # Reminded is who still has time, of the moment that the page names too.
    due = [one.date for one in reminders.due(moment + INSTANT, case.told + SECOND, subject=str(application.pk))]
    assert set(due) == ({case.told} if moment < case.told else set())


def _page(case, client, application):
    page = client.get(application.get_absolute_url()).content.decode()
    assert ("Check your answers, declare and submit" in page) == case.in_time
    assert london_time(case.told) in page
    status = client.get(f"{application.get_absolute_url()}questions/plan/").status_code
    assert status == (200 if case.in_time else 302)


def _what_is_typed_is_kept(case, client, application):
    long, number = application.round.sections.get().questions.all()
    typed = {"version": 1, "go": "on", f"question_{long.pk}": TYPED, f"question_{number.pk}": "120"}
    page = client.post(f"{application.get_absolute_url()}questions/plan/", typed, follow=True).content.decode()
    assert application.answers.get(question=long).text == TYPED
    assert ("We kept it, but it cannot be submitted" in page) == (not case.in_time)


def _submitting(case, client, application):
    done = client.post(f"{application.get_absolute_url()}submit/", {"declared": "on"})
    application.refresh_from_db()
    assert (application.state == "submitted") == case.in_time
    assert done.status_code == (302 if case.in_time else 409)
    again = client.post(f"{application.get_absolute_url()}questions/plan/", {"version": 1, "go": "on"})
    assert again.status_code in (200, 302)  # a stale page: a conflict, which shows both


def _starting(case, client, round_, person):
    organisation = person.memberships.get().organisation
    form = {"organisation": organisation.pk, "project_title": "Another project"}
    page = client.post(reverse("crowdfund:apply", args=[round_.slug]), form)
    started = round_.applications.filter(project_title="Another project").exists()
    assert started == case.takes_new
    assert page.status_code == (302 if started else 200)
    assert started or "Another project" in page.content.decode()


def _using(case, client, round_, late_pass):
    address = reverse("crowdfund:late_pass", args=[round_.slug, late_pass.code])
    form = {"application": "new", "project_title": "With the pass"}
    client.post(address, form)
    started = round_.applications.filter(project_title="With the pass").exists()
    assert started == (not case.used and case.opens <= case.moment < case.until)

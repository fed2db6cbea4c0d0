"""What a centre's desk counts: the pipeline, whom nobody may forget, replies in time, and the load of each broker."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property

from kentcivil.accounts.models import User
from volunteering.deadlines import last_late_day, working_day_after
from volunteering.models import Enquiry, Opportunity, Transfer
from volunteering.models.enquiries import OPEN_ORDER
from volunteering.states import EnquiryState, OpportunityState

REPLIES_OF_DAYS = 90
"""How far back replies are looked at, in days."""
PIPELINE = [EnquiryState.NEW, EnquiryState.CONTACTED, EnquiryState.INTRODUCED, EnquiryState.PLACED]
# First replies to those who came on each day, and how many of them before the midnight that ends the day it was due.
_REPLIES = """
    SELECT count(*), count(*) FILTER (WHERE enquiry.contacted_at < day.answered_before)
    FROM unnest(%s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) AS day(starts, ends, answered_before)
    JOIN volunteering_enquiry AS enquiry ON enquiry.confirmed_at >= day.starts AND enquiry.confirmed_at < day.ends
    WHERE enquiry.contacted_at IS NOT NULL AND enquiry.centre_id = ANY(%s)
"""
LATEST_TRANSFERS = 10
SHARED_SHOWN = 20


@dataclass(frozen=True)
class Replies:
    """How many first replies there were, and how many of them in time.

    :param days: the target in working days.
    """

    days: int
    count: int
    in_time: int

    @property
    def percent(self):
        """Of the replies, those in time; None without any."""
        return round(100 * self.in_time / self.count) if self.count else None


@dataclass(frozen=True)
class Load:
    """What one broker has in hand. Without a broker: what nobody has taken on."""

    broker: User | None
    open: int
    forgotten: int
    overdue: int


class Desk:
    """The numbers of one desk. Each is read when it is asked for, by a fixed number of queries."""

    def __init__(self, centres):
        """:param centres: VolunteerCentres, mostly one."""
        self.centres = centres
        self.own = Q(centre__in=[centre.pk for centre in centres])
        self.today = timezone.localdate()

    @cached_property
    def _in_hand(self):
        """Open enquiries counted by stage and broker: one read of their index for most of the desk."""
        return list(
            Enquiry.objects.in_hand()
            .filter(self.own)
            .order_by()
            .values("state", "broker")
            .annotate(
                open=Count("pk"),
                forgotten=Count("pk", filter=Q(next_step_on__isnull=True)),
                overdue=Count("pk", filter=Q(next_step_on__lt=self.today)),
                due=Count("pk", filter=Q(next_step_on=self.today)),
                late=Count("pk", filter=self._late()),
            )
        )

    @property
    def counts(self):
        """{"new": …, "contacted": …, "introduced": …, "placed": …, "forgotten": …, "overdue": …, "due": …}"""
        counts = {state.value: self._sum("open", state=state.value) for state in PIPELINE}
        return counts | {name: self._sum(name) for name in ("forgotten", "overdue", "due")}

    def _sum(self, name, **those):
        rows = (row for row in self._in_hand if all(row[key] == wanted for key, wanted in those.items()))
        return sum(row[name] for row in rows)

    @property
    def pipeline(self):
        """Pairs of a state and how many are in it."""
        counts = self.counts
        return [(state, counts[state.value]) for state in PIPELINE]

    @property
    def late(self):
        """How many wait for a first reply longer than their centre means them to."""
        return self._sum("late")

    def _late(self):
        late = Q(pk__in=[])
        for centre in self.centres:
            last = last_late_day(self.today, centre.first_reply_days)
            late |= Q(centre=centre, confirmed_at__lt=_midnight_after(last))
        return late & Q(state=EnquiryState.NEW, contacted_at__isnull=True)

    @cached_property
    def replies(self):
        """First replies of the last REPLIES_OF_DAYS days, a Replies for each target that the centres have."""
        return [self._replies(days) for days in sorted({centre.first_reply_days for centre in self.centres})]

    def _replies(self, days):
        centres = [centre.pk for centre in self.centres if centre.first_reply_days == days]
        arrived = [self.today - timedelta(days=ago) for ago in range(REPLIES_OF_DAYS, -1, -1)]
        midnights = [_midnight_after(day - timedelta(days=1)) for day in [*arrived, self.today + timedelta(days=1)]]
        answered_before = [_midnight_after(working_day_after(day, days)) for day in arrived]
        with connection.cursor() as cursor:
            # Midnights are worked out here, once for each day: asked of each row, they would cost most of it.
            cursor.execute(_REPLIES, [midnights[:-1], midnights[1:], answered_before, centres])
            count, in_time = cursor.fetchone()
        return Replies(days=days, count=count, in_time=in_time)

    @cached_property
    def loads(self):
        """A Load for each broker of the centres and for nobody, those with most in hand first."""
        by_broker = {
            broker: {name: self._sum(name, broker=broker) for name in ("open", "forgotten", "overdue")}
            for broker in {row["broker"] for row in self._in_hand}
        }
        people = User.objects.filter(
            Q(pk__in=[pk for pk in by_broker if pk]) | Q(volunteer_centres__in=self.centres)
        ).distinct()
        nothing = {"open": 0, "forgotten": 0, "overdue": 0}
        loads = [Load(person, **by_broker.get(person.pk, nothing)) for person in people.order_by("name", "pk")]
        loads.append(Load(None, **by_broker.get(None, nothing)))
        return sorted(loads, key=lambda load: -load.open)

    @cached_property
    def waiting_opportunities(self):
        return Opportunity.objects.filter(self.own, state=OpportunityState.WAITING).count()

    @cached_property
    def transfers(self):
        """The latest between these centres and others, in both directions. They name nobody."""
        return list(
            Transfer.objects.filter(Q(from_centre__in=self.centres) | Q(to_centre__in=self.centres)).select_related(
                "from_centre__organisation", "to_centre__organisation"
            )[:LATEST_TRANSFERS]
        )

    @cached_property
    def shared_with_us(self):
        """Opportunities of other centres for which these may put people forward."""
        shared = Opportunity.objects.published().filter(shares__centre__in=self.centres).distinct()
        return list(shared.select_related("organisation").order_by("title", "pk")[:SHARED_SHOWN])


def first_in_line(centres, count):
    """The open enquiries that need somebody first: without a next step, then by its date."""
    return list(
        Enquiry.objects.in_hand()
        .filter(centre__in=[centre.pk for centre in centres])
        .select_related("opportunity", "broker", "centre")
        .order_by(*OPEN_ORDER)[:count]
    )


def _midnight_after(day):
    """The moment at which a day is over in Kent."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()), timezone.get_default_timezone())

"""What a centre's desk counts: the pipeline, whom nobody may forget, replies in time, and the load of each broker."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import cached_property

from kentcivil.accounts.models import User
from volunteering.deadlines import last_late_day, working_day_after
from volunteering.models import Enquiry, Opportunity, Transfer
from volunteering.states import OPEN_ENQUIRIES, EnquiryState, OpportunityState

REPLIES_OF_DAYS = 90
"""How far back replies are looked at, in days."""
PIPELINE = [EnquiryState.NEW, EnquiryState.CONTACTED, EnquiryState.INTRODUCED, EnquiryState.PLACED]
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
    def counts(self):
        """{"new": …, "contacted": …, "introduced": …, "placed": …, "forgotten": …, "overdue": …, "due": …}"""
        open_ones = Enquiry.objects.open().filter(self.own, erased_at__isnull=True)
        return open_ones.aggregate(
            **{state.value: Count("pk", filter=Q(state=state)) for state in PIPELINE},
            forgotten=Count("pk", filter=Q(next_step_on__isnull=True)),
            overdue=Count("pk", filter=Q(next_step_on__lt=self.today)),
            due=Count("pk", filter=Q(next_step_on=self.today)),
        )

    @property
    def pipeline(self):
        """Pairs of a state and how many are in it."""
        return [(state, self.counts[state.value]) for state in PIPELINE]

    @cached_property
    def late(self):
        """How many wait for a first reply longer than their centre means them to."""
        return Enquiry.objects.waiting_for_reply().filter(self._late()).count()

    def _late(self):
        late = Q(pk__in=[])
        for centre in self.centres:
            last = last_late_day(self.today, centre.first_reply_days)
            late |= Q(centre=centre, confirmed_at__date__lte=last)
        return late

    @cached_property
    def replies(self):
        """First replies of the last REPLIES_OF_DAYS days, a Replies for each target that the centres have."""
        return [self._replies(days) for days in sorted({centre.first_reply_days for centre in self.centres})]

    def _replies(self, days):
        rows = (
            Enquiry.objects.filter(
                centre__in=[centre.pk for centre in self.centres if centre.first_reply_days == days],
                contacted_at__isnull=False,
                confirmed_at__gte=timezone.now() - timedelta(days=REPLIES_OF_DAYS),
            )
            .values_list(TruncDate("confirmed_at"), TruncDate("contacted_at"))
            .annotate(count=Count("pk"))
            .order_by()
        )
        # Some thousands of pairs of days at most, however many people there were.
        rows = list(rows)
        in_time = sum(count for arrived, replied, count in rows if replied <= working_day_after(arrived, days))
        return Replies(days=days, count=sum(count for _arrived, _replied, count in rows), in_time=in_time)

    @cached_property
    def loads(self):
        """A Load for each broker of the centres and for nobody, those with most in hand first."""
        rows = (
            Enquiry.objects.open()
            .filter(self.own, erased_at__isnull=True)
            .values("broker")
            .annotate(
                open=Count("pk"),
                forgotten=Count("pk", filter=Q(next_step_on__isnull=True)),
                overdue=Count("pk", filter=Q(next_step_on__lt=self.today)),
            )
            .order_by()
        )
        by_broker = {row.pop("broker"): row for row in rows}
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
        Enquiry.objects.filter(
            centre__in=[centre.pk for centre in centres], state__in=OPEN_ENQUIRIES, erased_at__isnull=True
        )
        .select_related("opportunity", "broker", "centre")
        .order_by(F("next_step_on").asc(nulls_first=True), "created_at", "pk")[:count]
    )

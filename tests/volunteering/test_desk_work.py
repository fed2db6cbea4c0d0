"""The broker's work: notes, who has whom in hand, other centres, replies in time, and nobody forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from tests.factories import UserFactory
from tests.volunteering.factories import (
    BrokerFactory,
    EnquiryFactory,
    OpportunityFactory,
    VolunteerCentreFactory,
    staff,
)
from volunteering import actions, deadlines
from volunteering.desk import Desk, first_in_line
from volunteering.models import Enquiry, Note, SharedOpportunity, Transfer
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def enquiry():
    return EnquiryFactory(name="Jo Fern", email="jo@example.org")


def a_broker(centre):
    return BrokerFactory(centre=centre, user=staff(Role.BROKER)).user


@pytest.fixture
def broker(enquiry):
    return a_broker(enquiry.centre)


@pytest.fixture
def other():
    return VolunteerCentreFactory()


def _page(enquiry):
    return reverse("admin:volunteering_enquiry_change", args=[enquiry.pk])


DESK = "/admin/volunteering/enquiry/desk/"


# --- Notes and who has it in hand -------------------------------------------------------------------------------


def test_a_note_is_for_the_centres_brokers_and_goes_with_the_person(enquiry, broker):
    note = actions.add_note(enquiry=enquiry, text=" Prefers mornings. ", by=broker)
    assert (note.text, note.by) == ("Prefers mornings.", broker)
    with pytest.raises(NotAllowed, match="Write something"):
        actions.add_note(enquiry=enquiry, text=" ", by=broker)
    with pytest.raises(PermissionDenied):
        actions.add_note(enquiry=enquiry, text="Hello", by=BrokerFactory().user)
    Enquiry.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    actions.erase_what_is_out_of_time()
    assert not Note.objects.exists()
    enquiry.refresh_from_db()
    with pytest.raises(NotAllowed, match="erased"):
        actions.add_note(enquiry=enquiry, text="Late", by=broker)
    assert "Prefers" not in str(list(Note.pgh_event_model.objects.values_list()))


def test_a_broker_takes_an_enquiry_on_or_gives_it_to_a_colleague(enquiry, broker):
    colleague = a_broker(enquiry.centre)
    assert actions.take_on(enquiry=enquiry, broker=colleague, by=broker).broker == colleague
    for nobody in (UserFactory(), BrokerFactory().user):
        with pytest.raises(NotAllowed, match="works for this centre"):
            actions.take_on(enquiry=enquiry, broker=nobody, by=broker)
    colleague.is_active = False
    colleague.save()
    with pytest.raises(NotAllowed, match="works for this centre"):
        actions.take_on(enquiry=enquiry, broker=colleague, by=broker)
    actions.move_enquiry(enquiry=enquiry, to="left", left_because="elsewhere", by=broker)
    with pytest.raises(NotAllowed, match="is over"):
        actions.take_on(enquiry=enquiry, broker=broker, by=broker)
    with pytest.raises(PermissionDenied):
        actions.take_on(enquiry=EnquiryFactory(state="unconfirmed"), broker=broker, by=broker)


# --- From one centre to another ---------------------------------------------------------------------------------


def test_handed_over_it_is_the_other_centres_alone_and_first_on_its_list(enquiry, broker, other):
    there = a_broker(other)
    planned = EnquiryFactory(
        opportunity=OpportunityFactory(centre=other), next_step="Ring", next_step_on=timezone.localdate()
    )
    actions.take_on(enquiry=enquiry, broker=broker, by=broker)
    actions.add_note(enquiry=enquiry, text="Moved to Dover.", by=broker)
    transfer = actions.hand_over(enquiry=enquiry, to=other, reason="lives-there", by=broker)
    enquiry.refresh_from_db()
    assert (enquiry.centre, enquiry.broker, transfer.from_centre) == (other, None, enquiry.opportunity.centre)
    assert first_in_line([other], 5) == [enquiry, planned]
    assert list(Enquiry.objects.seen_by_broker(broker)) == []
    assert enquiry in Enquiry.objects.seen_by_broker(there)
    with pytest.raises(PermissionDenied):
        actions.add_note(enquiry=enquiry, text="Still ours?", by=broker)
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {"jo@example.org", there.email}
    assert str(other) in told["jo@example.org"].text
    for private in ("Jo Fern", "jo@", "Moved"):
        assert private not in told[there.email].text
    back = actions.hand_over(enquiry=enquiry, to=transfer.from_centre, reason="back", by=there)
    assert back.to_centre == transfer.from_centre
    assert str(back) == f"Transfer {back.pk}"


def test_what_cannot_be_handed_over_says_why(enquiry, broker, other):
    closed = VolunteerCentreFactory(open=False)
    for to in (enquiry.centre, closed):
        with pytest.raises(NotAllowed, match="another centre"):
            actions.hand_over(enquiry=enquiry, to=to, reason="back", by=broker)
    with pytest.raises(NotAllowed, match="why you hand it over"):
        actions.hand_over(enquiry=enquiry, to=other, reason="", by=broker)
    with pytest.raises(PermissionDenied):
        actions.hand_over(enquiry=enquiry, to=other, reason="back", by=a_broker(other))
    actions.move_enquiry(enquiry=enquiry, to="left", left_because="elsewhere", by=broker)
    with pytest.raises(NotAllowed, match="is over"):
        actions.hand_over(enquiry=enquiry, to=other, reason="back", by=broker)
    assert not Transfer.objects.exists()


def test_an_opportunity_is_shared_and_the_other_centre_puts_its_own_people_forward(enquiry, broker, other):
    shared = OpportunityFactory(centre=other, title="Beach clean")
    with pytest.raises(NotAllowed, match="not shared with your centre"):
        actions.put_forward(enquiry=enquiry, opportunity=shared, by=broker)
    there = a_broker(other)
    actions.share_opportunity(opportunity=shared, centres=[enquiry.centre], by=there)
    new = actions.put_forward(enquiry=enquiry, opportunity=shared, by=broker)
    assert (new.centre, new.state, new.email, new.broker) == (enquiry.centre, "contacted", "jo@example.org", broker)
    assert list(Enquiry.objects.seen_by_broker(there)) == []  # their opportunity, our person
    with pytest.raises(NotAllowed, match="already"):
        actions.put_forward(enquiry=enquiry, opportunity=shared, by=broker)
    actions.share_opportunity(opportunity=shared, centres=[], by=there)
    assert not SharedOpportunity.objects.exists()
    own = OpportunityFactory(centre=enquiry.centre)
    assert actions.put_forward(enquiry=enquiry, opportunity=own, by=broker).opportunity == own


def test_what_cannot_be_shared_or_put_forward_says_why(enquiry, broker, other):
    own, draft = enquiry.opportunity, OpportunityFactory(centre=enquiry.centre, state="waiting")
    with pytest.raises(PermissionDenied):
        actions.share_opportunity(opportunity=own, centres=[other], by=a_broker(other))
    for centres in ([enquiry.centre], [VolunteerCentreFactory(open=False)]):
        with pytest.raises(NotAllowed, match="other centres"):
            actions.share_opportunity(opportunity=own, centres=centres, by=broker)
    with pytest.raises(NotAllowed, match="on the public list"):
        actions.share_opportunity(opportunity=draft, centres=[other], by=broker)
    adult = OpportunityFactory(centre=enquiry.centre)
    young = EnquiryFactory(opportunity=OpportunityFactory(centre=enquiry.centre, minimum_age=16), age="16-17")
    with pytest.raises(NotAllowed, match="18 or over"):
        actions.put_forward(enquiry=young, opportunity=adult, by=broker)
    actions.move_enquiry(enquiry=enquiry, to="left", left_because="elsewhere", by=broker)
    with pytest.raises(NotAllowed, match="is over"):
        actions.put_forward(enquiry=enquiry, opportunity=adult, by=broker)


# --- Replies in time --------------------------------------------------------------------------------------------


def test_working_days_leave_out_weekends_and_bank_holidays():
    friday, thursday = date(2026, 7, 3), date(2026, 4, 2)
    assert deadlines.working_day_after(friday, 1) == date(2026, 7, 6)
    assert deadlines.working_day_after(thursday, 2) == date(2026, 4, 8)  # Good Friday and Easter Monday between
    assert deadlines.reply_due_on(datetime(2026, 7, 3, 22, 59, tzinfo=UTC), 2) == date(2026, 7, 7)
    assert deadlines.reply_due_on(datetime(2026, 7, 3, 23, 1, tzinfo=UTC), 2) == date(2026, 7, 7)  # Saturday in Kent
    assert deadlines.reply_due(datetime(2026, 7, 6, 9, tzinfo=UTC), 1) == datetime(2026, 7, 7, 16, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 20))
def test_whoever_came_by_the_last_late_day_is_late_and_nobody_who_came_after(today, days):
    last = deadlines.last_late_day(today, days)
    assert (
        deadlines.working_day_after(last, days) < today <= deadlines.working_day_after(last + timedelta(days=1), days)
    )


MONDAY = datetime(2026, 7, 6, 9, tzinfo=UTC)


@time_machine.travel(MONDAY, tick=False)
def test_the_desk_counts_late_ones_and_replies_in_time(enquiry, broker):
    opportunity = enquiry.opportunity

    def came(days_ago, replied_after=None):
        moment = MONDAY - timedelta(days=days_ago)
        replied = None if replied_after is None else moment + timedelta(days=replied_after)
        EnquiryFactory(
            opportunity=opportunity,
            confirmed_at=moment,
            contacted_at=replied,
            state="contacted" if replied else "new",
        )

    came(5)  # Wednesday: should have had a reply on Friday
    came(4)  # Thursday: today is in time
    came(10, replied_after=1)
    came(10, replied_after=6)
    came(100, replied_after=9)  # too long ago to count
    desk = Desk([enquiry.centre])
    assert desk.late == 1
    (replies,) = desk.replies
    assert (replies.days, replies.count, replies.in_time, replies.percent) == (2, 2, 1, 50)
    assert Desk([VolunteerCentreFactory()]).replies[0].percent is None
    assert Desk([]).late == 0


def _ring(rule, moment):
    with time_machine.travel(moment, tick=False):
        return claim(rule_named(rule))


def test_a_broker_is_reminded_of_a_first_reply_until_there_is_one(broker):
    enquiry = EnquiryFactory(
        opportunity__centre=broker.volunteer_centres.get(), confirmed_at=MONDAY, moved_at=MONDAY, state="new"
    )
    assert _ring("volunteering.first_reply", MONDAY) == 0
    due = datetime(2026, 7, 8, 16, tzinfo=UTC)
    assert _ring("volunteering.first_reply", due) == 1
    assert _ring("volunteering.first_reply", due + timedelta(days=1)) == 1
    assert {message.to for message in Message.objects.filter(key__startswith="reminder")} == {broker.email}
    actions.move_enquiry(enquiry=enquiry, to="contacted", by=broker)
    assert _ring("volunteering.first_reply", due + timedelta(days=3)) == 0


def test_nobody_is_forgotten_for_longer_than_a_week(broker):
    enquiry = EnquiryFactory(
        opportunity__centre=broker.volunteer_centres.get(), confirmed_at=MONDAY, moved_at=MONDAY, state="introduced"
    )
    assert _ring("volunteering.forgotten", MONDAY + timedelta(days=6)) == 0
    assert _ring("volunteering.forgotten", MONDAY + timedelta(days=7)) == 1
    message = Message.objects.get(key__startswith="reminder")
    assert "Nothing is planned" in message.subject
    assert enquiry.name not in message.text
    with time_machine.travel(MONDAY + timedelta(days=8)):
        day = timezone.localdate() + timedelta(days=1)
        actions.plan_next_step(enquiry=enquiry, next_step="Ring", next_step_on=day, by=broker)
    assert _ring("volunteering.forgotten", MONDAY + timedelta(days=14)) == 0


# --- The page ---------------------------------------------------------------------------------------------------


def test_the_desk_shows_the_pipeline_who_comes_first_and_the_load(client, enquiry, broker, other):
    yesterday = timezone.localdate() - timedelta(days=1)
    EnquiryFactory(opportunity=enquiry.opportunity, broker=broker, next_step="Ring", next_step_on=yesterday)
    EnquiryFactory(opportunity=enquiry.opportunity, state="placed", broker=broker)
    EnquiryFactory(opportunity__centre=other, name="Sam Elsewhere")
    actions.share_opportunity(
        opportunity=OpportunityFactory(centre=other, title="Beach clean"), centres=[enquiry.centre], by=a_broker(other)
    )
    client.force_login(broker)
    response = client.get(DESK)
    desk = response.context["desk"]
    assert [count for _state, count in desk.pipeline] == [2, 0, 0, 1]
    assert (desk.counts["forgotten"], desk.counts["overdue"], desk.counts["due"]) == (2, 1, 0)
    loads = [(load.broker, load.open, load.forgotten, load.overdue) for load in desk.loads]
    assert loads == [(broker, 2, 1, 1), (None, 1, 1, 0)]
    page = response.content.decode()
    assert "Jo Fern" in page
    assert "Beach clean" in page
    assert "Sam Elsewhere" not in page


def test_who_sees_which_desk(client, enquiry, broker, other):
    client.force_login(a_broker(other))
    assert "Jo Fern" not in client.get(DESK).content.decode()
    client.force_login(staff(Role.AUDITOR))
    assert "You do not work for a volunteer centre" in client.get(DESK).content.decode()
    client.force_login(staff(Role.FUNDING_OFFICER))
    assert client.get(DESK).status_code == 403


def test_the_desk_asks_as_often_for_a_hundred_as_for_one(client, enquiry, broker, django_assert_max_num_queries):
    client.force_login(broker)
    asked = []
    for size in (1, 9, 90):
        EnquiryFactory.create_batch(size, opportunity=enquiry.opportunity, broker=broker)
        with django_assert_max_num_queries(25) as queries:
            client.get(DESK)
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked


def test_the_form_writes_notes_hands_over_and_puts_forward(client, enquiry, broker, other):
    client.force_login(broker)
    assert "The desk at a glance" in client.get(reverse("admin:volunteering_enquiry_changelist")).content.decode()
    own = OpportunityFactory(centre=enquiry.centre, slug="beach-clean")
    address = f"https://kent.example{own.get_absolute_url()}"
    client.post(_page(enquiry), {"note": "Prefers mornings.", "in_hand": broker.pk, "put_forward": address})
    enquiry.refresh_from_db()
    assert enquiry.broker == broker
    page = client.get(_page(enquiry)).content.decode()
    assert "Prefers mornings." in page
    assert Enquiry.objects.filter(opportunity=own, email=enquiry.email).exists()
    assert "no such opportunity" in client.post(_page(enquiry), {"put_forward": "nothing"}).content.decode()
    assert "why you hand it over" in client.post(_page(enquiry), {"hand_over_to": other.pk}).content.decode()
    said = {"hand_over_to": other.pk, "hand_over_because": "lives-there"}
    page = client.post(_page(enquiry), said, follow=True).content.decode()
    assert "The other centre has been told" in page
    client.force_login(a_broker(other))
    page = client.get(_page(enquiry)).content.decode()
    assert "They live in the other centre" in page
    assert "Prefers mornings." in page


def test_what_the_form_asks_for_is_done_as_a_whole_or_not_at_all(client, enquiry, broker):
    client.force_login(broker)
    again = {"note": "Prefers mornings.", "put_forward": enquiry.opportunity.get_absolute_url()}
    page = client.post(_page(enquiry), again, follow=True).content.decode()
    assert "asked about this already" in page
    assert not Note.objects.exists()


def test_an_opportunity_is_shared_from_its_page(client, enquiry, broker, other):
    client.force_login(broker)
    opportunity = enquiry.opportunity
    page = reverse("admin:volunteering_opportunity_change", args=[opportunity.pk])
    assert str(other) in client.get(page).content.decode()
    said = {
        name: getattr(opportunity, name)
        for name in ("title", "summary", "tasks", "commitment", "pattern", "place", "postcode", "minimum_age", "checks")
    }
    client.post(page, {**said, "times": opportunity.times, "share_with": [other.pk]})
    assert SharedOpportunity.objects.get().centre == other
    client.force_login(a_broker(other))
    assert client.get(page).status_code == 200
    assert client.post(page, {"decision": "closed"}).status_code == 403

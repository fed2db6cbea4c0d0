"""Checks that were seen, and concerns that reach one named person."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kentcivil.mail.models import Message
from kentcivil.reminders import engine, rules
from tests.factories import UserFactory
from tests.volunteering.factories import (
    BrokerFactory,
    PlaceFactory,
    SafeguardingCheckFactory,
    VolunteerCentreFactory,
    VolunteerFactory,
)
from volunteering import actions
from volunteering.models import Concern, SafeguardingCheck, SafeguardingLead
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    return BrokerFactory()


@pytest.fixture
def volunteer(broker):
    return VolunteerFactory(centre=broker.centre)


def _note(volunteer, by, seen=0, expires=365, kind="basic"):
    today = timezone.localdate()
    return actions.note_check(
        volunteer=volunteer,
        kind=kind,
        seen_on=today + timedelta(days=seen),
        expires_on=today + timedelta(days=expires),
        by=by,
    )


def test_a_broker_notes_who_saw_what_when_and_a_newer_one_replaces_it(volunteer, broker):
    first = _note(volunteer, broker.user, seen=-300, expires=60)
    assert (first.seen_by, first.kind) == (broker.user, "basic")
    assert _note(volunteer, broker.user).pk == first.pk
    assert {field.name for field in SafeguardingCheck._meta.fields} == {
        "id", "volunteer", "kind", "seen_on", "seen_by", "expires_on"
    }, "no copy, no number"  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "expires", "sentence"), [(1, 30, "in the future"), (-9, 0, "any more"), (0, 1200, "three years")]
)
def test_days_that_cannot_be_are_refused(volunteer, broker, seen, expires, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        _note(volunteer, broker.user, seen, expires)


def test_another_centres_broker_notes_and_removes_nothing(volunteer, broker):
    other = BrokerFactory().user
    check = _note(volunteer, broker.user)
    nobodys = VolunteerFactory()
    for person in (volunteer, nobodys):
        with pytest.raises(PermissionDenied):
            _note(person, other)
    with pytest.raises(PermissionDenied):
        actions.remove_check(check=check, by=other)
    with pytest.raises(PermissionDenied):
        actions.remove_check(check=SafeguardingCheckFactory(volunteer=nobodys), by=other)
    actions.remove_check(check=check, by=broker.user)
    assert not SafeguardingCheck.objects.filter(volunteer=volunteer).exists()


def test_person_and_brokers_are_reminded_60_30_and_7_days_before(volunteer, broker):
    _note(volunteer, broker.user, expires=100)
    gone = BrokerFactory(centre=broker.centre, user__is_active=False)
    rule = rules.rule_named("volunteering.check")
    told = []
    for days in (70, 60, 45, 30, 10, 7, 1):
        moment = timezone.now().replace(hour=9) + timedelta(days=100 - days)
        with time_machine.travel(moment, tick=False):
            before = Message.objects.count()
            engine.claim(rule)
            if Message.objects.count() > before:
                told.append((days, Message.objects.count() - before))
    assert told == [(60, 2), (30, 2), (7, 2)]
    assert set(Message.objects.values_list("to", flat=True)) == {volunteer.user.email, broker.user.email}
    assert gone.user.email not in Message.objects.values_list("to", flat=True)


def test_somebody_without_a_centre_is_reminded_alone():
    SafeguardingCheckFactory(expires_on=timezone.localdate() + timedelta(days=25))
    engine.claim(rules.rule_named("volunteering.check"))
    assert Message.objects.count() == 1


def test_a_note_is_deleted_thirty_days_after_its_end(volunteer, broker):
    check = _note(volunteer, broker.user, expires=10)
    for days, left in ((40, 1), (41, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            actions.delete_what_is_out_of_time()
            assert SafeguardingCheck.objects.filter(pk=check.pk).count() == left


def test_places_are_reminded_of(volunteer):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    place = PlaceFactory(
        volunteer=volunteer,
        session__starts_at=noon + timedelta(days=3),
        moved_at=timezone.now() - timedelta(days=3),
    )
    rule = rules.rule_named("volunteering.session")
    assert engine.claim(rule) == 0, "three days before, seven has not been owed and two has not come"
    with time_machine.travel(place.session.starts_at - timedelta(hours=47), tick=False):
        assert engine.claim(rule) == 1
        assert engine.claim(rule) == 0
    assert "in 2 days" in Message.objects.get().subject


# --- Concerns ----------------------------------------------------------------------------------------------------


@pytest.fixture
def county_lead():
    return SafeguardingLead.objects.create(user=UserFactory())


def test_a_concern_reaches_the_centres_lead_and_else_the_countys(county_lead):
    centre = VolunteerCentreFactory()
    own = SafeguardingLead.objects.create(centre=centre, user=UserFactory())
    assert actions.raise_concern(text="A", centre=centre).lead == own
    assert actions.raise_concern(text="B", centre=VolunteerCentreFactory()).lead == county_lead
    assert actions.raise_concern(text="C").lead == county_lead
    own.user.is_active = False
    own.user.save()
    assert actions.raise_concern(text="D", centre=centre).lead == county_lead


def test_the_email_says_only_that_there_is_one(county_lead):
    actions.raise_concern(text="I saw something", name="Jo Fern", contact="jo@example.org", page="/volunteering/x/")
    message = Message.objects.get()
    assert message.to == county_lead.user.email
    for word in ("saw", "Fern", "jo@", "/volunteering/x/"):
        assert word not in message.text + message.subject + message.html
    assert "saw" not in str(list(Concern.pgh_event_model.objects.values()))


def test_where_nobody_is_named_it_is_not_kept_and_says_so():
    with pytest.raises(NotAllowed, match="999"):
        actions.raise_concern(text="A")
    assert not Concern.objects.exists()


def test_only_the_lead_closes_it_with_what_was_done(county_lead):
    concern = actions.raise_concern(text="A")
    with pytest.raises(PermissionDenied):
        actions.close_concern(concern=concern, outcome="Done", by=UserFactory(is_superuser=True))
    with pytest.raises(NotAllowed, match="what was done"):
        actions.close_concern(concern=concern, outcome=" ", by=county_lead.user)
    actions.close_concern(concern=concern, outcome="Rang them.", by=county_lead.user)
    with pytest.raises(NotAllowed, match="closed already"):
        actions.close_concern(concern=concern, outcome="Again", by=county_lead.user)
    with time_machine.travel(timezone.now() + timedelta(days=6 * 366 + 1), tick=False):
        assert actions.delete_what_is_out_of_time() == 1
    assert not Concern.objects.exists()

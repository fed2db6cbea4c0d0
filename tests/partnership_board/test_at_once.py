"""Two people at once, and what fails after a commit: with real transactions."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from kentcivil.files import atomic_with_files
from partnership_board import actions
from partnership_board.models import AgendaItem, Decision, Meeting, MinuteEntry, PaperVersion
from partnership_board.states import MeetingState
from tests.meanwhile import meanwhile
from tests.partnership_board.factories import (
    NOW,
    AgendaItemFactory,
    MeetingFactory,
    held_meeting,
    minuted,
    officer,
    paper_for,
    pdf,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def _form(meeting, **fields):
    data = {"body": meeting.body_id, "title": "Typed by me", "place": meeting.place, "slug": meeting.slug}
    data |= {"starts_at_0": "2022-06-07", "starts_at_1": "10:00", "ends_at_0": "2022-06-07", "ends_at_1": "12:00"}
    return {**data, "items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0, **fields}


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


def test_a_save_does_not_write_back_the_state_that_an_action_changes_meanwhile(client, by):
    meeting = AgendaItemFactory().meeting
    address = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])
    answer = meanwhile(
        lambda: actions.publish_meeting(meeting=meeting, by=by), lambda: client.post(address, _form(meeting))
    )
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.state) == ("Typed by me", MeetingState.PUBLISHED)


def test_two_officers_who_give_one_number_at_once_lose_nothing_they_typed(client, by):
    meeting = AgendaItemFactory(number=1).meeting
    address = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])

    def add_theirs():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        AgendaItemFactory(meeting=meeting, number=2, title="Theirs")

    row = {"items-0-number": 2, "items-0-title": "Mine", "items-0-kind": "decision", "items-TOTAL_FORMS": 1}
    page = meanwhile(add_theirs, lambda: client.post(address, _form(meeting, **row))).content.decode()
    assert "“Theirs” has the number 2 by now. The next free number is 3." in page
    assert 'value="Mine"' in page
    assert AgendaItem.objects.count() == 2


def test_what_fails_after_the_commit_takes_no_file_away(by):
    paper = paper_for(AgendaItemFactory(), by=by)

    @atomic_with_files()
    def add():
        actions.add_version(paper=paper, upload=pdf(text="Corrected"), by=by)
        transaction.on_commit(fails)

    def fails():
        raise RuntimeError("The mail server is away")

    with pytest.raises(RuntimeError):
        add()
    assert b"Corrected" in PaperVersion.objects.get(number=2).file.read()


def test_two_officers_who_reorder_one_agenda_at_once_are_told_of_each_other(client, by):
    first = AgendaItemFactory(number=1, title="Rooms")
    meeting = first.meeting
    second = AgendaItemFactory(meeting=meeting, number=2, title="Buses")
    address = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])
    shown = re.search(r'name="agenda_as_shown" value="(\w+)"', client.get(address).content.decode())[1]

    def reorder_theirs():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        AgendaItem.objects.filter(pk=first.pk).update(number=3)

    rows = {"items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 2, "agenda_as_shown": shown}
    for place, (item, number) in enumerate([(first, 2), (second, 1)]):
        row = {"id": item.pk, "meeting": meeting.pk, "number": number, "title": f"{item.title}, mine"}
        rows |= {f"items-{place}-{name}": value for name, value in row.items()} | {f"items-{place}-kind": "decision"}
    page = meanwhile(reorder_theirs, lambda: client.post(address, _form(meeting, **rows))).content.decode()
    assert "Somebody else changed this agenda while you had it open. It is now: 2. Buses; 3. Rooms." in page
    assert 'value="Rooms, mine"' in page
    again = re.search(r'name="agenda_as_shown" value="(\w+)"', page)[1]
    assert again != shown
    assert client.post(address, _form(meeting, **{**rows, "agenda_as_shown": again})).status_code == 302
    assert [str(item) for item in meeting.items.all()] == ["1. Buses, mine", "2. Rooms, mine"]


def test_a_change_that_races_with_the_approval_of_the_minutes_waits_and_is_refused(by):
    meeting = held_meeting("Ann Bell", by=by)
    minuted(meeting, by=by, state="circulated")
    later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW)

    def change():
        try:
            MinuteEntry.objects.update(text="Slipped in")
        except IntegrityError as error:
            return str(error).split(":")[0]

    assert meanwhile(lambda: actions.approve_minutes(meeting=meeting, at_meeting=later, by=by), change) == "frozen"
    assert MinuteEntry.objects.get().text == "We talked about rooms."


def test_two_decisions_at_once_get_two_numbers(by):
    meeting = held_meeting("Ann Bell", by=by)
    item = meeting.items.get()

    def decide():
        try:
            actions.record_decision(item=AgendaItem.objects.get(pk=item.pk), title="Open", by=by)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]

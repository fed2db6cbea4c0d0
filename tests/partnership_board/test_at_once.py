"""Two people at once, and what fails after a commit: with real transactions."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from partnership_board import actions
from partnership_board.files import atomic_with_files
from partnership_board.models import AgendaItem, Meeting, PaperVersion
from partnership_board.states import MeetingState
from tests.partnership_board.factories import NOW, AgendaItemFactory, officer, paper_for, pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def _post_meanwhile(client, address, data, change):
    """Post a page while `change()` has been made and is not yet committed; returns the answer."""
    answers = []

    def post():
        try:
            answers.append(client.post(address, data))
        finally:
            connection.close()

    thread = threading.Thread(target=post)
    with transaction.atomic():
        change()
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive(), "It did not wait for what was going on."
    thread.join(timeout=30)
    return answers[0]


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
    answer = _post_meanwhile(client, address, _form(meeting), lambda: actions.publish_meeting(meeting=meeting, by=by))
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
    page = _post_meanwhile(client, address, _form(meeting, **row), add_theirs).content.decode()
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

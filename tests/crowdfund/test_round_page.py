"""What the public finds of a round: the time that is left, its dates for calendars, news of it, and reminders."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Award, FrequentQuestion
from crowdfund.states import RoundState, Stage
from crowdfund.views.public import time_left
from kentcivil.followers import following, topics
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from tests.crowdfund.deciding import closed_round, decide_all, to_stage
from tests.crowdfund.factories import RoundFactory, finished, full_round, funding_officer
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (13 * DAY + 5 * HOUR + 3 * MINUTE, "13 days and 5 hours"),
        (DAY, "1 day"),
        (3 * HOUR + 20 * MINUTE, "3 hours and 20 minutes"),
        (MINUTE, "1 minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(0), ""),
        (30 * DAY, ""),
    ],
    ids=str,
)
def test_the_time_left_is_said_in_words(before, said):
    closes = datetime(2027, 3, 28, 3, 0, tzinfo=LONDON)
    round_ = RoundFactory.build(opens_at=closes - 20 * DAY, closes_at=closes)
    assert time_left(closes - before, round_) == said


def test_the_page_says_what_who_how_much_and_how_it_is_judged(client):
    round_ = full_round(state=RoundState.DRAFT)
    FrequentQuestion.objects.create(round=round_, question="Two projects?", answer="Yes.\n\n- one\n- two")
    round_.sections.update(guidance="Write as to a neighbour.")
    round_.eligibility_questions.update(help_text="Medway has a council of its own.")
    actions.publish_round(round_=round_, by=funding_officer())
    page = client.get(round_.get_absolute_url()).content.decode()
    assert "Write as to a neighbour." in page
    assert "Medway has a council of its own." in page
    for said in ("Need", "(2 of 3 parts)", "Two projects?", "London time", "left to apply", "£200,000", "Remind me"):
        assert said in page


def test_a_past_round_says_how_many_applied(client):
    application = finished()
    actions.submit(application=application, declared=True, by=application.started_by)
    round_ = application.round
    with time_machine.travel(round_.closes_at + DAY, tick=False):
        page = client.get(round_.get_absolute_url()).content.decode()
        assert "This round received 1 application." in page
        assert "Remind me" not in page
        assert "1 application" in client.get("/crowdfund/").content.decode()


def test_a_past_round_says_what_it_funds_once_that_is_announced(client):
    round_ = closed_round()
    deliberation = to_stage(Stage.PANEL, round_)
    decide_all(deliberation, officer := funding_officer())
    assert "What it funds" not in client.get(round_.get_absolute_url()).content.decode()
    actions.announce(deliberation=deliberation, by=officer)
    page = client.get(round_.get_absolute_url()).content.decode()
    award = Award.objects.get()
    assert "What it funds" in page
    assert award.application.project_title in page
    assert "£5,000" in page
    assert "Project number" in page
    assert page.count("Project number") == 1
    assert "It backs 1 project with £5,000." in client.get("/crowdfund/").content.decode()


def test_the_dates_go_into_a_calendar_and_a_later_end_moves_them(client):
    round_ = full_round()
    address = reverse("crowdfund:round_calendar", args=[round_.slug])

    def events():
        response = client.get(address)
        assert response["Content-Type"].startswith("text/calendar")
        return icalendar.Calendar.from_ical(response.content).walk("VEVENT")

    opens, closes = events()
    assert closes.decoded("DTSTART") == round_.closes_at.replace(microsecond=0)
    later = round_.closes_at + DAY
    actions.extend_round(round_=round_, closes_at=later, reason="Snow", by=funding_officer())
    _opens, moved = events()
    assert moved["UID"] == closes["UID"]
    assert moved.decoded("DTSTART") == later.replace(microsecond=0)
    assert moved["SEQUENCE"] > closes["SEQUENCE"]
    assert opens["UID"] != closes["UID"]
    everything = client.get(reverse("crowdfund:calendar"))
    assert len(icalendar.Calendar.from_ical(everything.content).walk("VEVENT")) == 2


def test_the_feed_tells_of_rounds_and_their_changes_and_of_nothing_hidden(client):
    round_ = full_round(title="Spring <round> & more")
    coming = RoundFactory(opens_at=timezone.now() + DAY, title="Autumn round")
    RoundFactory(state=RoundState.DRAFT, title="Secret round")
    with actions.new_version(round_=round_, sentence="The rules are clearer.", by=funding_officer()) as opened:
        opened.rules = "Other rules"
        opened.save()
    response = client.get(reverse("crowdfund:feed"))
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert response["Content-Type"].startswith("application/atom+xml")
    titles = [entry.title for entry in feed.entries]
    assert "Spring <round> & more has changed" in titles
    assert coming.title in titles
    assert "Secret round" not in response.content.decode()
    assert len({entry.id for entry in feed.entries}) == 3
    assert any("The rules are clearer." in entry.summary for entry in feed.entries)


def test_feeds_and_calendars_of_rounds_not_published_are_not_found(client):
    hidden = RoundFactory(state=RoundState.DRAFT)
    assert client.get(reverse("crowdfund:round_calendar", args=[hidden.slug])).status_code == 404
    assert client.get(reverse("follow", args=["round", hidden.slug])).status_code == 404


# --- Remind me --------------------------------------------------------------------------------------------------


def follows(round_, person=None):
    person = person or UserFactory()
    following.ask(topic=topics.topic("round", round_.slug), email="", by=person)
    return person.email


def test_somebody_without_an_account_is_asked_to_confirm_first(client):
    round_ = full_round()
    address = reverse("follow", args=["round", round_.slug])
    client.post(address, {"email": "somebody@example.org"})
    asked = Message.objects.get()
    assert (asked.to, asked.secret) == ("somebody@example.org", True)
    with time_machine.travel(round_.closes_at - HOUR, tick=False):
        assert claim(rule_named("crowdfund.followed_closes")) == 0


def test_followers_are_told_when_a_round_opens_and_before_it_closes():
    now = timezone.now()
    round_ = full_round(opens_at=now + 2 * DAY, closes_at=now + 30 * DAY)
    email = follows(round_)
    assert claim(rule_named("crowdfund.followed_opens")) == 0
    with time_machine.travel(round_.opens_at + MINUTE, tick=False):
        assert claim(rule_named("crowdfund.followed_opens")) == 1
        assert claim(rule_named("crowdfund.followed_opens")) == 0
        assert claim(rule_named("crowdfund.followed_closes")) == 0
    for before in (7 * DAY, DAY):
        with time_machine.travel(round_.closes_at - before + MINUTE, tick=False):
            assert claim(rule_named("crowdfund.followed_closes")) == 1
    with time_machine.travel(round_.closes_at, tick=False):
        assert claim(rule_named("crowdfund.followed_closes")) == 0
    subjects = [message.subject for message in Message.objects.filter(to=email).order_by("pk")]
    assert subjects == [
        f"{round_.title} is open",
        f"{round_.title} closes in 7 days",
        f"{round_.title} closes tomorrow",
    ]


def test_who_follows_an_open_round_is_not_told_that_it_is_open():
    round_ = full_round()
    follows(round_)
    assert claim(rule_named("crowdfund.followed_opens")) == 0


def test_followers_are_told_of_changes_once():
    round_ = full_round()
    email = follows(round_)
    with actions.new_version(round_=round_, sentence="The rules are clearer.", by=funding_officer()) as opened:
        opened.rules = "Other rules"
        opened.save()
    version = round_.versions.first()
    actions.tell_of_version(version=version)
    actions.tell_of_version(version=version)
    message = Message.objects.get(to=email)
    assert "The rules are clearer." in message.text
    assert "To stop these emails" in message.text


def test_a_round_that_is_over_is_followed_no_more(client):
    round_ = full_round()
    with time_machine.travel(round_.closes_at, tick=False):
        assert client.get(reverse("follow", args=["round", round_.slug])).status_code == 404

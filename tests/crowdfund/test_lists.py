"""Lists ask the database the same number of questions, however long they are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crowdfund.models import Application, Round
from crowdfund.states import RoundState
from tests.crowdfund.factories import RoundFactory, amending, draft, finished, full_round, funding_officer
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def queries_of(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def past_rounds(number):
    now = timezone.now()
    for days in range(number):
        RoundFactory(opens_at=now - timedelta(days=100 + days), closes_at=now - timedelta(days=10 + days))


def test_the_list_of_rounds(client):
    counts = set()
    for more in (1, 9, 90):
        past_rounds(more)
        counts.add(queries_of(client, reverse("crowdfund:rounds")))
    assert len(counts) == 1
    assert "page=2" in client.get(reverse("crowdfund:rounds")).content.decode()


def test_the_officers_list_of_applications(client):
    client.force_login(funding_officer())
    first = draft()
    counts = []
    for number, size in ((1, 1), (10, 9), (100, 90)):
        Application.objects.bulk_create(
            Application(
                round=first.round,
                number=number * 1000 + one,
                reference=f"X-{number}-{one}",
                organisation=first.organisation,
                project_title=f"Project {number}-{one}",
            )
            for one in range(size)
        )
        counts.append(queries_of(client, reverse("admin:crowdfund_application_changelist")))
    assert max(counts) - min(counts) <= 1, counts


def test_an_application_with_much_in_it_asks_no_more(client):
    small, large = finished(), finished()
    for number in range(30):
        large.budget_lines.create(kind="cost", description=f"Thing {number}", amount=1)
    counts = []
    for application in (small, large):
        client.force_login(application.started_by)
        counts.append(queries_of(client, application.get_absolute_url()))
        counts.append(queries_of(client, f"{application.get_absolute_url()}check/"))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
    assert max(counts) <= 30


def test_the_round_page_asks_no_more_for_more_questions(client):
    round_ = full_round()
    before = queries_of(client, round_.get_absolute_url())
    with amending(round_):
        for number in range(10):
            section = round_.sections.create(title=f"More {number}", slug=f"more-{number}")
            section.questions.create(text="Why?")
    assert queries_of(client, round_.get_absolute_url()) == before


def test_search_finds_published_rounds_and_ones_own_applications():
    found = RoundFactory(title="Summer of orchards")
    RoundFactory(title="Orchards, not published", state=RoundState.DRAFT)
    assert list(Round.objects.published().matching("orchard")) == [found]
    assert not Round.objects.matching('"; drop \x00')
    application = draft(project_title="An orchard")
    MembershipFactory(organisation=OrganisationFactory())
    assert list(Application.objects.matching("orchards")) == [application]
    assert list(Application.objects.matching(application.reference.lower())) == [application]
    assert list(Application.objects.of(application.started_by)) == [application]
    assert list(Application.objects.drafts()) == [application]

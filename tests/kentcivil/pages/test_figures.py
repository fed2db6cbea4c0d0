"""What the portal counts of civil society, and how it stands beside the strategy's own figures."""

from datetime import date

import pytest

from kentcivil import figures
from kentcivil.figures import Counted
from partnership_board.headline import beside
from partnership_board.models import HeadlineFigure
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.factories import StrategyFactory
from tests.volunteering.factories import OpportunityFactory, VolunteerFactory
from volunteering.models import Hours

pytestmark = pytest.mark.django_db
TODAY = date(2022, 5, 3)


@pytest.fixture
def strategy():
    strategy = StrategyFactory()
    for order, (key, qualifier, value, label) in enumerate(
        [("organisations", "over", 2840, "active organisations"), ("halls", "", 300, "village halls")]
    ):
        HeadlineFigure.objects.create(
            strategy=strategy,
            key=key,
            order=order,
            qualifier=qualifier,
            value=value,
            label=label,
            source="The strategy",
            dated="2022",
            method="Counted once.",
        )
    return strategy


def _give(minutes, *, volunteer=None, confirmed=True):
    hours = Hours(volunteer=volunteer or VolunteerFactory(), opportunity=OpportunityFactory(), day=TODAY)
    hours.claimed_minutes, hours.claimed_at = minutes, "2022-05-03T10:00Z"
    if confirmed:
        hours.confirmed_minutes, hours.confirmed_at = minutes, "2022-05-03T10:00Z"
    hours.save()


def _today(strategy):
    return {row.counted.key: row.number for row in beside(strategy, TODAY) if row.counted}


def test_each_figure_stands_beside_what_the_portal_counts_with_source_date_and_method(client, strategy, time_machine):
    time_machine.move_to("2022-05-03 10:00Z", tick=False)
    OrganisationFactory.create_batch(3)
    OrganisationFactory(status="draft")
    rows = [(row.published and row.published.key, row.counted and row.counted.key) for row in beside(strategy, TODAY)]
    assert rows == [
        ("organisations", "organisations"),
        ("halls", None),
        (None, "people"),
        (None, "funds"),
        (None, "hours"),
    ]
    page = client.get("/strategy/").text
    for words in ("over 2,840", "active organisations", "The strategy, 2022.", "Counted once.", "Not counted here"):
        assert words in page
    for words in ("<strong>3</strong>", "organisations in the public directory", "3 May 2022", "Not told there"):
        assert words in page
    assert "/open-data/#organisations" in page
    assert "£0" in page


def test_the_dataset_that_a_figure_names_is_in_the_catalogue(client):
    page = client.get("/open-data/").text
    named = {one.dataset for one in figures.everything_counted() if one.dataset}
    assert named == {"organisations", "grants"}
    assert all(f'id="{dataset}"' in page for dataset in named)


def test_confirmed_time_is_counted_and_nothing_that_tells_of_a_few_people(strategy, client):
    assert (_today(strategy)["people"], _today(strategy)["hours"]) == (0, 0)
    volunteers = VolunteerFactory.create_batch(5)
    for volunteer in volunteers[:4]:
        _give(100, volunteer=volunteer)
    _give(900, confirmed=False)
    assert (_today(strategy)["people"], _today(strategy)["hours"]) == (None, None)
    assert client.get("/strategy/").text.count("Too few people to be told") == 2
    _give(59, volunteer=volunteers[0])
    _give(100, volunteer=volunteers[4])
    # 559 minutes
    assert (_today(strategy)["people"], _today(strategy)["hours"]) == (5, 9)


def test_the_front_page_shows_the_figures_of_the_strategy_that_is_public_and_current(client, strategy):
    for starts_on, state, label in [
        (date(2015, 1, 1), "published", "figures of long ago"),
        (date(2030, 1, 1), "draft", "figures to come"),
    ]:
        other = StrategyFactory(starts_on=starts_on, state=state)
        HeadlineFigure.objects.create(strategy=other, key="x", value=1, label=label, source="s", dated="d")
    page = client.get("/").text.lower()
    assert "active organisations" in page
    assert "figures of long ago" not in page
    assert "figures to come" not in page


def test_what_is_counted_has_one_key():
    with pytest.raises(ValueError, match="organisations is counted already"):
        figures.register(Counted("organisations", "x", "x", lambda: 1, "x", "x"))

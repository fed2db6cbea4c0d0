"""The list of open data."""

import datetime

import pytest

from kentcivil.opendata import catalogue
from kentcivil.opendata.catalogue import Dataset, Download

GENERATED = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def _alone(monkeypatch):
    monkeypatch.setattr(catalogue, "_datasets", {})


@pytest.mark.usefixtures("_alone")
def test_the_page_lists_what_the_apps_offer_and_on_what_terms(client, db):
    assert "There is no open data yet" in client.get("/open-data/").content.decode()
    downloads = (Download("CSV", "home"),)
    catalogue.register(Dataset("grants", "Grants", "Who got what.", downloads, generated=lambda: GENERATED))
    catalogue.register(Dataset("board", "Board", "Who sits on it.", downloads))
    page = client.get("/open-data/").content.decode()
    assert page.index("Board") < page.index("Grants")
    assert "1 March 2026 at 9am" in page
    assert "Made afresh each time" in page
    assert catalogue.OPEN_GOVERNMENT_LICENCE in page


@pytest.mark.usefixtures("_alone")
def test_two_datasets_cannot_have_one_address():
    catalogue.register(Dataset("grants", "Grants", "", ()))
    with pytest.raises(ValueError, match="already"):
        catalogue.register(Dataset("grants", "Grants", "", ()))

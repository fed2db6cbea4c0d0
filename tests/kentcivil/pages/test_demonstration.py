"""The demonstration county is for one's own machine only."""

from contextlib import closing

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kentcivil.pages import demonstration
from organisations.models import Organisation
from tests.databases import cloned
from tests.journeys.demonstration import filled
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

FILLED = [
    *("organisations_organisation", "volunteering_opportunity", "volunteering_pilot", "crowdfund_round"),
    *("crowdfund_award", "partnership_board_meeting", "partnership_board_commitment"),
    *("partnership_board_consultation", "accounts_user"),
]


def test_it_is_refused_where_debug_is_off():
    with pytest.raises(CommandError, match="public passwords"):
        call_command("fill_demonstration", verbosity=0)
    assert not Organisation.objects.exists()


def test_it_leaves_a_filled_database_alone(settings):
    settings.DEBUG = True
    OrganisationFactory()
    assert demonstration.fill(timezone.now(), quiet=True) is False
    assert Organisation.objects.count() == 1


def test_it_fills_an_empty_one_with_the_whole_county():
    """As the command left it once for all tests; what each app tells of it, its own tests look at."""
    template, _files = filled()
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in FILLED)
    with cloned("kentcivil_as_filled", template=template) as url, closing(psycopg2.connect(url)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"SELECT {counts}")
        assert all(cursor.fetchone())
        cursor.execute("SELECT count(*) FROM organisations_organisation WHERE status = 'published'")
        assert cursor.fetchone() == (2_840,)

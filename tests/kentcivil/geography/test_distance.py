"""Distance asked of the database is the great circle, and the index answers it."""

import json
import math
import random

import pytest
from django.contrib.postgres.indexes import GistIndex
from django.db import connection

from kentcivil.geography.distance import MEAN_RADIUS, METRES_PER_MILE, LlToEarth, annotate_distance, within
from kentcivil.geography.models import Postcode, PostcodeSector
from kentcivil.geography.places import locate
from organisations.models import Organisation
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

ROWS = 20_000


def great_circle(one, other):
    """Miles between two points, by the haversine formula."""
    phi, psi = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(across / 2) ** 2
    return 2 * MEAN_RADIUS * math.asin(math.sqrt(half)) / METRES_PER_MILE


@pytest.fixture
def many():
    """Postcodes all over Kent, and the index that the directory puts on its organisations."""
    chance = random.Random(1)
    Postcode.objects.bulk_create(
        (
            Postcode(
                postcode=f"X{number}",
                district_id="E07000114",
                latitude=chance.uniform(50.9, 51.5),
                longitude=chance.uniform(0.0, 1.45),
            )
            for number in range(ROWS)
        ),
        batch_size=5000,
    )
    index = GistIndex(LlToEarth("latitude", "longitude"), name="postcode_on_earth")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        editor.add_index(Postcode, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE geography_postcode")


@pytest.mark.usefixtures("many")
def test_a_radius_finds_what_a_great_circle_finds_and_the_index_answers():
    everything = list(Postcode.objects.all())
    for typed, miles in [("CT9 1", 1), ("TN23 7", 3), ("ME14 1", 5), ("DA1 1", 25)]:
        place = locate(typed)
        found = {row.pk: row.miles for row in within(Postcode.objects.all(), place, miles)}
        expected = {row.pk: far for row in everything if (far := great_circle(place, row)) <= miles}
        assert found.keys() == expected.keys()
        assert len(expected) > 10
        assert all(math.isclose(found[pk], far, abs_tol=1e-6) for pk, far in expected.items())
    plan = json.dumps(json.loads(within(Postcode.objects.all(), locate("CT9 1"), 3).explain(format="json")))
    assert "postcode_on_earth" in plan
    assert "Seq Scan" not in plan


def test_rows_are_sorted_by_distance():
    place = locate("CT9 1")
    nearest = list(annotate_distance(PostcodeSector.objects.all(), place).order_by("miles", "pk")[:3])
    assert nearest[0].sector == "CT9 1"
    assert nearest[0].miles == 0
    assert nearest == sorted(PostcodeSector.objects.all(), key=lambda row: great_circle(place, row))[:3]


def test_what_lies_exactly_there_is_no_miles_away():
    assert [row.sector for row in within(PostcodeSector.objects.all(), locate("CT9 1"), 0)] == ["CT9 1"]


def test_the_whole_earth_is_a_radius_too():
    assert within(PostcodeSector.objects.all(), locate("CT9 1"), 1e9).count() == 281


@pytest.mark.parametrize("miles", [-1, float("nan")])
def test_a_radius_below_nothing_is_refused(miles):
    with pytest.raises(ValueError, match="radius"):
        within(PostcodeSector.objects.all(), locate("CT9 1"), miles)


def test_what_has_no_coordinates_is_at_no_distance():
    OrganisationFactory(latitude=None, longitude=None)
    assert [row.miles for row in annotate_distance(Organisation.objects.all(), locate("CT9 1"))] == [None]

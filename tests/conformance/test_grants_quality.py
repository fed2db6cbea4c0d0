"""What the grants' files are like for those who read them: nothing that the official checker flags, and flat memory."""

import gc
import json
import re
import tracemalloc

import pytest
from django.utils import timezone

from crowdfund.models import AwardLine
from tests.conformance.quality import flags
from tests.conformance.test_grants import body_of, errors_of
from tests.crowdfund.awarded import announced_awards

pytestmark = pytest.mark.django_db

AWARDS = 600


def test_the_file_of_a_funder_has_nothing_that_the_official_checker_flags(client):
    announced_awards(60, registered=True)
    whole = json.loads(body_of(client, "json"))["grants"]
    assert set(flags(whole, timezone.localdate())) == {"more than one funder"}
    page = client.get("/open-data/grants/").content.decode()
    files = re.findall(r'href="(/open-data/grants/[^"]+\.json)"', page)
    assert len(files) == 2
    found = []
    for address in files:
        package = json.loads(b"".join(client.get(address).streaming_content))
        assert errors_of(package) == []
        assert flags(package["grants"], timezone.localdate()) == {}
        found += package["grants"]
    assert sorted(found, key=_key) == sorted(whole, key=_key)
    assert client.get("/open-data/grants/nobody.csv").status_code == 404


def _key(grant):
    return grant["id"]


def test_the_flags_are_raised_by_what_they_are_for(client):
    announced_awards(40)
    grants = json.loads(body_of(client, "json"))["grants"]
    assert {"more than one funder", "a funder without a register's number"} <= set(flags(grants, timezone.localdate()))
    first = grants[0]
    first.update(amountAwarded=0, description=first["title"], awardDate="2099-01-01", plannedDates=[{}], dataSource="")
    first["recipientOrganization"][0].update(id="GB-CHC-12", charityNumber="12")
    assert len(flags(grants[:1], timezone.localdate())) >= 7


def test_memory_does_not_grow_with_the_awards(client):
    """The file of all has six times the grants of the last funder's file. How they are written is in test_streams."""
    announced_awards(AWARDS)
    of_one = AwardLine.objects.filter(fund__funder_identifier="").count()
    assert AwardLine.objects.count() == 6 * of_one
    few, many = (_peak(client, name) for name in ("grants/a-body-without-a-number", "grants"))
    assert many < 2 * few


def _peak(client, name):
    """What is kept, that is: what was sent waits for the collector, which is called here as often for all."""
    response = client.get(f"/open-data/{name}.json")
    gc.collect()
    gc.freeze()  # with little to look through, a collection takes hardly any time
    tracemalloc.start()
    for _piece in response.streaming_content:
        gc.collect()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.unfreeze()
    return most

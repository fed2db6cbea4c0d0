"""What the grants' files are like for those who read them: nothing that the official checker flags, and flat memory."""

import gc
import json
import tracemalloc
from datetime import timedelta

import pytest
from django.utils import timezone

from crowdfund.grants.shape import grant
from crowdfund.models import Application, Award, AwardLine, Fund
from tests.conformance.quality import flags
from tests.conformance.test_grants import body_of, errors_of, files_of
from tests.crowdfund.awarded import FUNDERS, announced_awards

pytestmark = pytest.mark.django_db

AWARDS = 600
UNREGISTERED = "360G-kentcc-funder-a-body-without-a-number"
OTHER_FUNDER = "GB-NHS-QKS"


def test_no_file_has_anything_that_the_official_checker_flags(client):
    announced_awards(60, registered=True)
    files = files_of(client)
    assert list(files) == ["/open-data/grants", f"/open-data/grants/{OTHER_FUNDER}"]
    for address in files:
        package = json.loads(body_of(client, "json", address))
        assert errors_of(package) == []
        assert flags(package["grants"], timezone.localdate()) == {}


def test_every_grant_is_in_one_file_and_one_only(client):
    announced_awards(20)
    announced_awards(10, start=20)  # other funds of the same funders
    found = {
        address: {one["id"] for one in json.loads(body_of(client, "json", address))["grants"]}
        for address in files_of(client)
    }
    assert len(found) == len(FUNDERS)
    assert sum(map(len, found.values())) == AwardLine.objects.count()
    assert set().union(*found.values()) == {grant(line)["id"] for line in AwardLine.objects.published()}
    for number in (OTHER_FUNDER, UNREGISTERED):
        assert f"/open-data/grants/{number}" in found


def test_a_funder_is_called_the_same_throughout_its_file(client):
    announced_awards(3, registered=True)
    announced_awards(3, start=20, registered=True)
    Fund.objects.filter(slug="fund-20-0").update(funder="The County Council of Kent")
    grants = json.loads(body_of(client, "json"))["grants"]
    assert len(grants) == 6
    assert {grant["fundingOrganization"][0]["name"] for grant in grants} == {"Kent County Council"}
    assert flags(grants, timezone.localdate()) == {}


def test_an_address_in_a_name_or_many_in_a_title_are_taken_out_and_the_title_stays_short(client):
    announced_awards(1, registered=True)
    Application.objects.update(project_title="a@b.cd " * 17, organisation_name="me@example.org", project_summary="")
    (one,) = json.loads(body_of(client, "json"))["grants"]
    assert "@" not in json.dumps(one)
    assert flags([one], timezone.localdate()) == {}


def test_the_number_of_the_publisher_leads_to_its_file_and_others_to_nothing(client):
    announced_awards(3)
    for form in ("json", "csv", "xlsx"):
        assert client.get(f"/open-data/grants/GB-LAE-KEN.{form}")["Location"] == f"/open-data/grants.{form}"
        assert client.get(f"/open-data/grants/GB-LAE-XXX.{form}").status_code == 404
    assert client.get("/open-data/grants/GB-LAE-KEN.pdf").status_code == 404


def test_before_anything_is_funded_no_file_is_offered_and_its_address_says_so(client):
    """The schema of the standard wants at least one grant in a package."""
    assert "Nothing was funded yet" in client.get("/open-data/grants/").content.decode()
    assert 'href="/open-data/grants.' not in client.get("/open-data/").content.decode()
    for form in ("json", "csv", "xlsx"):
        answer = client.get(f"/open-data/grants.{form}")
        assert answer.status_code == 404
        assert "once Kent County Council has funded its first project" in answer.content.decode()
    announced_awards(1)
    assert client.get("/open-data/").content.decode().count('href="/open-data/grants.') == 3
    assert errors_of(json.loads(body_of(client, "json"))) == []


def test_an_end_that_was_agreed_later_is_told_and_that_the_grant_changed(client):
    """A change that was refused, or says nothing of the end, leaves the grant as it was."""
    announced_awards(2, registered=True)
    (before, other) = json.loads(body_of(client, "json"))["grants"]
    award = Award.objects.get(application__reference=before["id"].split("-", 2)[2][:11])
    ends, agreed = award.application.starts_on + timedelta(days=300), timezone.now() + timedelta(hours=1)
    asked = {"what": "More time", "decided_at": agreed, "answer": "Yes"}
    award.change_requests.create(new_end=ends, state="agreed", **asked)
    award.change_requests.create(
        new_end=ends + timedelta(days=9), state="refused", **{**asked, "decided_at": agreed + timedelta(hours=1)}
    )
    award.change_requests.create(state="agreed", **{**asked, "decided_at": agreed + timedelta(hours=2)})
    package = json.loads(body_of(client, "json"))
    (after,) = [grant for grant in package["grants"] if grant["id"] == before["id"]]
    assert after["plannedDates"] == [
        {"startDate": award.application.starts_on.isoformat(), "endDate": ends.isoformat(), "duration": 10}
    ]
    assert after["dateModified"] == package["modified"] == timezone.localtime(agreed).isoformat(timespec="seconds")
    assert other in package["grants"]
    assert flags(package["grants"], timezone.localdate()) == {}
    rows = b"".join(client.get("/open-data/grants-by-year.csv").streaming_content).decode()
    assert rows.count(ends.isoformat()) == award.lines.count()
    page = client.get(award.get_absolute_url()).content.decode()
    assert f"to {ends.day} {ends:%B %Y}" in page


def test_the_flags_are_raised_by_what_they_are_for(client):
    announced_awards(40)
    today = timezone.localdate()
    found = {address: json.loads(body_of(client, "json", address))["grants"] for address in files_of(client)}
    together = sum(found.values(), [])
    assert flags(together, today).keys() >= {"MoreThanOneFundingOrg", "FundingOrg360GPrefix", "RecipientOrg360GPrefix"}
    first = found["/open-data/grants"][0]
    first.update(
        id="a\nb",
        amountAwarded=0,
        description=first["title"],
        awardDate="2099-01-01",
        plannedDates=[{"startDate": "2098-01-01", "endDate": "1926-01-01"}],
        actualDates=[{"startDate": "2097-01-01", "endDate": "2026-01-01"}],
        dataSource="",
        dateModified="",
        grantProgramme=[],
        classifications=[],
        beneficiaryLocation=[],
    )
    first["recipientOrganization"] = [{"id": "GB-CHC-12", "charityNumber": "12", "companyNumber": "1"}]
    first["fundingOrganization"] = [{"id": "XX-1\n", "name": "Write to me@example.org"}]
    assert set(flags([first], today)) == {
        *("GrantIdUnexpectedChars", "ZeroAmountTest", "TitleDescriptionSame", "PostDatedAwardDates", "LooksLikeEmail"),
        *("PlannedStartDateBeforeEndDate", "ActualStartDateBeforeEndDate"),
        *("FarFuturePlannedDates", "FarFutureActualDates", "FarPastDates"),
        *("NoDataSource", "NoLastModified", "NoGrantProgramme", "NoBeneficiaryLocation"),
        *("ClassificationNotPresent", "GrantProgrammeTitleNotPresent", "BeneficiaryLocationNameNotPresent"),
        *("BeneficiaryLocationCountryCodeNotPresent", "BeneficiaryLocationGeoCodeNotPresent"),
        *("OrganizationIdLooksInvalid", "RecipientOrgCharityNumber", "RecipientOrgCompanyNumber"),
        *("IncompleteRecipientOrg", "FundingOrgUnrecognisedPrefix", "OrganizationIdUnexpectedChars"),
    }
    first.update(title="x" * 141, awardDate="2026-02-30", plannedDates=[{}])
    first["recipientOrganization"] = [{"id": "XX-2"}]
    first["fundingOrganization"] = [{"id": "GB-LAE-KEN", "name": "A"}, {"id": "GB-LAE-KET", "name": "A"}]
    assert set(flags([first], today)) >= {
        *("TitleLength", "ImpossibleDates", "PlannedDurationNotPresent", "RecipientOrgUnrecognisedPrefix"),
        *("NoRecipientOrgCompanyCharityNumber", "MultiFundingNamesForOrgId", "MoreThanOneFundingOrg"),
    }


def test_memory_does_not_grow_with_the_awards(client):
    """The publisher's file has three times the grants of the last funder's. How they are written is in test_streams."""
    announced_awards(AWARDS)
    of_one = AwardLine.objects.filter(fund__funder_identifier="").count()
    assert AwardLine.objects.filter(fund__funder_identifier="GB-LAE-KEN").count() == 3 * of_one
    few, many = (_peak(client, name) for name in (f"grants/{UNREGISTERED}", "grants"))
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

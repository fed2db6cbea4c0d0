"""What everybody is told of the projects funded: the list, each project's page, and the list by financial year."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions, subsidies
from crowdfund.models import Application, Award, AwardLine
from crowdfund.states import AwardState
from kentcivil.geography.models import District
from tests.crowdfund.awarded import announced_awards
from tests.crowdfund.awarding import Scene
from tests.crowdfund.test_lists import queries_of
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LIST = "/crowdfund/projects/"


@pytest.fixture
def scene():
    return Scene()


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_projects_are_found_by_district_objective_and_year(client, scene):
    last_year = timezone.now() - timedelta(days=366)
    here = scene.offered(project_title="In Thanet")
    there = scene.offered(project_title="In Dover", at=last_year)
    there.application.districts.set([District.objects.get(slug="dover")])
    there.application.objectives.clear()
    objective = here.application.objectives.get()

    def found(query):
        page = text_of(client, f"{LIST}?{query}")
        return {title for title in ("In Thanet", "In Dover") if title in page}

    assert found("") == {"In Thanet", "In Dover"}
    assert found("district=thanet") == {"In Thanet"}
    assert found(f"objective={objective.slug}") == {"In Thanet"}
    assert found(f"year={subsidies.financial_year(last_year)}") == {"In Dover"}
    assert found(f"district=thanet&year={subsidies.financial_year(last_year)}") == set()
    for nonsense in ("district=atlantis", "year=1066", "year=x", "objective=%00"):
        assert found(nonsense) == {"In Thanet", "In Dover"}
        assert "We did not understand" in text_of(client, f"{LIST}?{nonsense}")
    page = text_of(client, LIST)
    assert "2 projects, £10,000" in page
    assert "Pledged, by district" in page
    assert "Pledged, by objective" in page
    assert "No objective given" in page
    assert "No project fits all of these" in text_of(client, f"{LIST}?district=medway")


def test_what_was_not_announced_or_did_not_come_about_is_not_shown(client, scene):
    assert "No project has been funded yet." in text_of(client, LIST)
    declined = scene.offered(project_title="Declined one")
    actions.decline_offer(award=declined, by=scene.owner(declined))
    secret = scene.offered(project_title="Secret one")
    secret.application.case.__class__.objects.filter(application=secret.application).update(announced_at=None)
    page = text_of(client, LIST)
    assert "Declined one" not in page
    assert "Secret one" not in page
    assert client.get(declined.get_absolute_url()).status_code == 404
    assert client.get(secret.get_absolute_url()).status_code == 404
    client.force_login(scene.owner(secret))
    mine = reverse("crowdfund:my_award", args=[secret.application.reference])
    assert client.get(mine).status_code == 404
    assert "Read and answer the offer" not in text_of(client, secret.application.get_absolute_url())


def test_a_projects_page_says_how_far_its_crowdfunding_is(client, scene):
    award = scene.to(AwardState.CAMPAIGN)
    address = award.get_absolute_url()
    assert "No figures from the crowdfunding platform yet." in text_of(client, address)
    actions.record_raised(award=award, amount=Decimal(1_250), supporters=31, by=scene.officer)
    actions.post_news(award=award, title="Cake sale", text="On Saturday.", by=scene.owner(award))
    page = text_of(client, address)
    for said in ("£6,250 of £10,000 raised (62%)", "£3,750", "31", "Running", "Cake sale", "all or nothing"):
        assert said in page
    assert '<progress class="kent-progress" max="100" value="62" aria-labelledby="raised">62%</progress>' in page
    actions.hide_news(news=award.news.get(), by=scene.officer)
    assert "Cake sale" not in text_of(client, address)
    award.campaign.__class__.objects.update(ends_at=award.campaign.opened_at + timedelta(microseconds=1))
    assert "Ended" in text_of(client, address)
    scene.reach(award)
    actions.release_pledge(award=award, by=scene.officer)
    assert "Target reached" in text_of(client, address)


def test_the_map_shows_only_where_the_directory_does(client, scene):
    published = OrganisationFactory(status="published", latitude=51.38, longitude=1.38)
    hidden = OrganisationFactory(status="draft", latitude=51.11, longitude=1.11)
    scene.offered(organisation=published, project_title="Shown")
    scene.offered(organisation=hidden, project_title="Hidden")
    page = text_of(client, LIST)
    assert "51.38" in page
    assert "51.11" not in page
    assert "Hidden" in page


def test_the_list_asks_the_same_however_long_it_is(client):
    counts, round_ = [], None
    for start, more in ((0, 1), (1_000, 9), (2_000, 90)):
        round_ = announced_awards(more, start=start, round_=round_)
        counts.append(queries_of(client, LIST))
    assert max(counts) - min(counts) <= 3, counts
    assert counts[1] == counts[2]


def test_words_are_looked_up_in_an_index_however_many_projects_there_are():
    announced_awards(300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crowdfund_application, crowdfund_award, crowdfund_case")
    assert "application_words" in Award.objects.published().matching("lantern").explain()


def test_the_list_by_financial_year_is_what_the_code_asks_for(client, scene):
    assert "No grant has been made yet." in text_of(client, reverse("crowdfund:transparency"))
    award = scene.offered(project_title="=A café")
    Application.objects.filter(pk=award.application_id).update(project_summary="=A café where carers meet.")
    old = scene.offered(at=timezone.now() - timedelta(days=800))
    page = text_of(client, reverse("crowdfund:transparency"))
    year = subsidies.financial_year(award.offered_at)
    assert subsidies.shown(year) in page
    assert subsidies.shown(subsidies.financial_year(old.offered_at)) in page

    def rows(query=""):
        response = client.get(f"/open-data/grants-by-year.csv{query}")
        return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))

    assert len(rows()) == AwardLine.objects.count() == 2
    (row,) = rows(f"?year={year}")
    assert row["Financial year"] == subsidies.shown(year)
    assert row["Beneficiary"] == award.application.organisation_name
    assert row["Amount in pounds"] == "5000.00"
    assert row["Purpose"] == "'=A café where carers meet."
    assert row["Date awarded"] == timezone.localdate().isoformat()
    assert len(rows("?year=nonsense")) == 2
    assert "Grants to voluntary organisations by financial year" in text_of(client, "/open-data/")


def test_an_organisations_page_names_what_it_was_awarded(client, scene):
    organisation = OrganisationFactory(status="published")
    award = scene.offered(organisation=organisation, project_title="Tea for all")
    page = text_of(client, organisation.get_absolute_url())
    assert "Tea for all" in page
    assert award.get_absolute_url() in page
    actions.decline_offer(award=award, by=scene.owner(award))
    assert "Tea for all" not in text_of(client, organisation.get_absolute_url())
    assert Award.objects.count() == 1

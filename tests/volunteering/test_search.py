"""The search reads indexes that hold what visitors choose by: what they hold is true, and nothing is lost by it."""

import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from kentcivil.geography.distance import within
from kentcivil.geography.places import locate
from tests.organisations.factories import ThemeFactory
from tests.volunteering.factories import OpportunityFactory
from volunteering import search, spelling
from volunteering.filters import OpportunityFilter
from volunteering.models import Opportunity, Skill, Word

pytestmark = pytest.mark.django_db


def _found(asked):
    question = OpportunityFilter(QueryDict(asked), queryset=Opportunity.objects.published())
    assert question.form.is_valid(), question.form.errors
    return search.found_by(question)


def _kept(opportunity):
    opportunity.refresh_from_db()
    return opportunity.cause_ids, opportunity.skill_ids


def test_causes_and_skills_are_kept_beside_whoever_writes_the_links():
    first, second = ThemeFactory(), ThemeFactory()
    skills = list(Skill.objects.order_by("pk")[:2])
    opportunity = OpportunityFactory(causes=[second, first])
    opportunity.skills.set(skills)
    assert _kept(opportunity) == ([first.pk, second.pk], [skill.pk for skill in skills])
    opportunity.causes.remove(first)
    assert _kept(opportunity) == ([second.pk], [skill.pk for skill in skills])
    opportunity.cause_ids = [first.pk]
    opportunity.save()
    assert _kept(opportunity)[0] == [second.pk], "what the links say, whatever is written"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteering_opportunity_causes SET theme_id = %s", [first.pk])
    assert _kept(opportunity)[0] == [first.pk]
    first.delete()
    assert _kept(opportunity)[0] == []
    Skill.objects.all().delete()
    assert _kept(opportunity)[1] == []


@pytest.mark.parametrize("radius", [2, 10, 40])
def test_the_map_gives_the_same_nearest_as_the_globe(radius):
    chance = random.Random(radius)
    for number in range(40):
        OpportunityFactory(
            title=f"Number {number}",
            latitude=51.15 + chance.uniform(-0.6, 0.6),
            longitude=0.87 + chance.uniform(-0.9, 0.9),
        )
    home = {"place": "", "postcode": "", "district": None, "latitude": None, "longitude": None, "from_home": True}
    OpportunityFactory(**home)
    place = locate("TN23 1")
    expected = list(within(Opportunity.objects.published(), place, radius).order_by("miles").values_list("pk", "miles"))
    assert _found(f"near=TN23+1&radius={radius}") == expected
    assert search.nearest(Opportunity.objects.published(), place, radius, most=100, few=True) == expected
    assert _found(f"near=TN23+1&radius={radius}&q=garden") == expected


def test_of_a_broad_search_so_many_are_listed_and_it_says_that_there_are_more(client, monkeypatch):
    monkeypatch.setattr(search, "MOST", 3)
    OpportunityFactory.create_batch(4)
    for asked in ("", "?q=garden", "?near=TN23+1"):
        page = client.get(reverse("volunteering") + asked)
        assert len(page.context["page"]) == 3
        assert "More than 3 opportunities" in page.content.decode()
    Opportunity.objects.first().delete()
    assert "More than" not in client.get(reverse("volunteering")).content.decode()


def test_words_that_are_somewhere_else_are_not_taken_for_misspelt():
    OpportunityFactory(title="Garden helper", latitude=51.389, longitude=1.386)
    OpportunityFactory(title="Warden of the hall", summary="Open the hall.", tasks="Open it.")
    assert _found("q=garden&near=TN23+1") == []
    assert len(_found("q=garden&near=CT9+1")) == 1
    assert len(_found("q=warded&near=TN23+1")) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gradener", "gardener"),
        ("drivr", "driver"),
        ("cofee", "coffee"),
        ("seedlngs", "seedlings"),
        ("helpping", "help"),
    ],
)
def test_a_slip_is_put_beside_the_words_that_are_used(typed, meant):
    OpportunityFactory(title="Gardener and driver", tasks="Make coffee, water seedlings and help.")
    assert meant in spelling.spellings([typed])[typed]
    assert len(_found(f"q={typed}")) == 1


def test_a_word_that_is_like_nothing_stays_alone():
    OpportunityFactory()
    assert spelling.spellings(["aeroplane", "zz"]) == {"aeroplane": [], "zz": []}
    assert _found("q=aeroplane") == _found("q=the+of") == []


def test_only_what_is_published_teaches_words():
    draft = OpportunityFactory(title="Zither lessons", state="draft")
    assert not Word.objects.filter(word="zither").exists()
    draft.state = "published"
    draft.save()
    assert str(Word.objects.get(word="zither")) == "zither"
    draft.organisation.name = "Glockenspiel Trust"
    draft.organisation.save()
    assert Word.objects.filter(word="glockenspiel").exists()

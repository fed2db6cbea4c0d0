"""Each connection keeps the plans of searches, and answers all the same where it cannot."""

import pytest
from django.db import connection

from organisations import plans, search
from tests.organisations.factories import OrganisationFactory

CHARACTERS = "SELECT length(%(typed)s) + %(limit)s"


def _kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept\\_%'")
        return cursor.fetchone()[0]


@pytest.fixture
def nothing_prepared(db):
    _forget_all()


def _forget_all():
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    plans.kept.clear()


@pytest.fixture
def ask(nothing_prepared):
    return lambda text: [row.name for row in search.ask(search.Question(text=text), counted=True).rows]


def test_what_is_asked_again_with_other_words_is_not_planned_again(ask):
    OrganisationFactory(name="Marigold of Deal")
    OrganisationFactory(name="Juniper of Ashford")
    assert ask("marigold") == ["Marigold of Deal"]
    once = _kept()
    assert ask("juniper") == ["Juniper of Ashford"]
    assert _kept() == once > 0


def test_of_many_plans_the_one_not_used_for_longest_goes(nothing_prepared, monkeypatch):
    monkeypatch.setattr(plans, "MOST_KEPT", 2)
    for statement in ("SELECT 1", "SELECT 2", "SELECT 1", "SELECT 3"):
        assert plans.rows(statement, {}) == [(int(statement[-1]),)]
        assert _kept() <= 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT substring(statement FROM 'AS (SELECT .);') FROM pg_prepared_statements ORDER BY 1")
        assert cursor.fetchall() == [("SELECT 1",), ("SELECT 3",)]


def test_a_connection_that_is_not_kept_keeps_no_plans(ask, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    OrganisationFactory(name="Marigold of Deal")
    assert ask("marigold") == ["Marigold of Deal"]
    assert _kept() == 0


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_somebody_took_away_is_made_anew():
    _forget_all()
    said = {"typed": "deal", "limit": 2}
    assert plans.rows(CHARACTERS, said) == [(6,)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert plans.rows(CHARACTERS, said) == [(6,)]
    assert _kept() == 0
    assert plans.rows(CHARACTERS, said) == [(6,)]
    assert _kept() == 1

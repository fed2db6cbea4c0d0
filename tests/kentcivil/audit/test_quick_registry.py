"""Triggers are registered quickly, and refused as pgtrigger itself refuses them."""

import pgtrigger
import pytest
from pgtrigger import registry

from kentcivil.audit import quick_registry
from kentcivil.mail.models import Message

ADDRESS = "mail.Message:for_this_test"


def _trigger(name="for_this_test", when=pgtrigger.Before):
    return pgtrigger.Trigger(name=name, operation=pgtrigger.Delete, when=when, func="RETURN OLD;")


@pytest.fixture(autouse=True)
def _as_it_was():
    yield
    if ADDRESS in registry._registry.data:
        registry.delete(ADDRESS)


def test_every_trigger_of_the_portal_is_known_by_its_table_and_its_name():
    known = registry._registry
    assert isinstance(known, quick_registry.QuickRegistry)
    assert known.by_db_table == registry._Registry.by_db_table.fget(known)
    assert known.pg_function_names == registry._Registry.pg_function_names.fget(known)


def test_a_second_trigger_of_one_name_on_one_table_is_refused():
    _trigger().register(Message)
    with pytest.raises(KeyError, match="already used"):
        _trigger(when=pgtrigger.After).register(Message)


def test_a_trigger_that_was_taken_out_can_be_put_in_again():
    _trigger().register(Message)
    registry.delete(ADDRESS)
    assert ("mail_message", "for_this_test") not in registry._registry.by_db_table
    _trigger(when=pgtrigger.After).register(Message)
    assert registry.registered(ADDRESS)


def test_what_was_registered_before_stays():
    before = dict(registry._registry)
    quick_registry.use()
    assert dict(registry._registry) == before

"""The models that migrations see are what Django would have built, though most are built only once."""

import pytest
from django.apps import apps as real_apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import ModelState, ProjectState

from kentcivil.audit import quick_migrations

OURS = {"organisations", "volunteering", "crowdfund", "partnership_board", "accounts", "audit", "geography", "mail"}


@pytest.fixture(scope="module")
def state():
    """The last state of all migrations, its models built from the start, as when an empty database is migrated."""
    loader = MigrationLoader(connection=None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    assert state.apps.get_models() is not None
    for key in _in_order(loader):
        for operation in loader.graph.nodes[key].operations:
            if not isinstance(operation, (RunPython, RunSQL, SeparateDatabaseAndState)):
                operation.state_forwards(key[0], state)
    return state


def _in_order(loader):
    order = []
    for leaf in loader.graph.leaf_nodes():
        order += [key for key in loader.graph.forwards_plan(leaf) if key not in order]
    return order


def test_each_model_is_what_django_builds_in_one_go(state):
    afresh = ProjectState(models=dict(state.models), real_apps=state.real_apps).apps
    told = {model._meta.label: _told(model) for model in state.apps.get_models(include_auto_created=True)}
    assert told == {model._meta.label: _told(model) for model in afresh.get_models(include_auto_created=True)}
    assert {label.split(".")[0] for label in told} >= OURS


def _told(model):
    """What a migration could see of a model."""
    meta = model._meta
    told = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct
    fields = {field.name: told(field) for field in meta.get_fields() if hasattr(field, "deconstruct")}
    return {
        "fields": fields,
        "pointing here": sorted(str(relation.field) for relation in meta.related_objects),
        "constraints": {constraint.name: constraint for constraint in meta.constraints},
        "indexes": {index.name: index for index in meta.indexes},
    }


def test_a_copy_has_models_of_its_own_made(state):
    """Django works backwards on copies: there everything is built as Django does it."""
    copy = state.clone()
    organisation = state.models["organisations", "organisation"]
    assert not quick_migrations._is_built_here(copy, "organisations", "organisation")
    copy.add_model(_clone_as(organisation, "Twin"))
    assert quick_migrations._is_built_here(copy, "organisations", "twin")
    for field in copy.apps.get_model("organisations.Twin")._meta.get_fields():
        if field.is_relation and field.related_model:
            assert field.related_model is copy.apps.get_model(field.related_model._meta.label)
    assert ("organisations", "twin") not in state.models


def _clone_as(model_state, name):
    twin = model_state.clone()
    twin.name = name
    twin.options = {**twin.options, "db_table": "twin", "constraints": [], "indexes": []}
    return twin


def test_the_portals_own_state_is_the_one_the_models_tell(state):
    for app in OURS:
        built = {model._meta.model_name for model in state.apps.get_app_config(app).get_models()}
        assert built == {model._meta.model_name for model in real_apps.get_app_config(app).get_models()}


def test_after_an_altered_field_all_models_are_built_once_for_every_step_that_follows():
    state = ProjectState()
    state.add_model(ModelState("geography", "place", [("id", models.AutoField(primary_key=True))]))
    state.add_model(_pointing("road", at="place"))
    state.add_model(_pointing("house", at="road"))
    before = state.apps.get_model("geography.house")
    AlterField("place", "id", models.BigAutoField(primary_key=True)).state_forwards("geography", state)
    RunPython(RunPython.noop).state_forwards("geography", state)
    house, road = (state.apps.get_model(f"geography.{name}") for name in ("house", "road"))
    assert house is not before
    assert house._meta.get_field("road").related_model is road
    taken_over = state.clone()
    taken_over.clear_delayed_apps_cache()
    assert taken_over.apps.get_model("geography.house") is house


def _pointing(name, *, at):
    key = models.ForeignKey(f"geography.{at}", models.CASCADE)
    return ModelState("geography", name, [("id", models.AutoField(primary_key=True)), (at, key)])

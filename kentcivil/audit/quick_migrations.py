"""Migrations that do not build every model anew for each table, field, trigger, index and constraint.

History doubles the models of the portal and gives each three triggers. For every table, field, index and constraint
that a migration adds, Django builds all related models again, which here is nearly all of them; pgtrigger does the
same for each trigger. That was nearly all the time a fresh database took, and it grew with the square of the models.
What is added changes no other model, so the others stay as they are (docs/decisions/0042).

Only the models of the state that a migration runs on are spared: a copy of it (Django works backwards on copies) has
models of its own made, as Django does.
"""

from django.db.migrations.operations import RunPython
from django.db.migrations.state import ProjectState, _get_app_label_and_model_name
from django.db.models import NOT_PROVIDED
from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT
from pgtrigger.migrations import AddTrigger, RemoveTrigger

_djangos_add_model = ProjectState.add_model
_djangos_add_field = ProjectState.add_field
_djangos_append_option = ProjectState._append_option


def connect():
    """Called once, when the app is ready."""
    AddTrigger.state_forwards = _add_trigger
    RemoveTrigger.state_forwards = _remove_trigger
    ProjectState.add_model = _add_model
    ProjectState.add_field = _add_field
    ProjectState._append_option = _append_option
    RunPython.state_forwards = _run_python


def _add_trigger(self, app_label, state):
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _remove_trigger(self, app_label, state):
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]


def _add_model(self, model_state):
    if "apps" not in self.__dict__ or not all(_is_built_here(self, *model) for model in _pointed_at(model_state)):
        return _djangos_add_model(self, model_state)
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    self.apps.render_multiple([model_state])


def _add_field(self, app_label, model_name, name, field, preserve_default):
    pointed_at = _pointed_at_by([field], app_label)
    if not all(_is_built_here(self, *model) for model in [(app_label, model_name), *pointed_at]):
        return _djangos_add_field(self, app_label, model_name, name, field, preserve_default)
    key = app_label, model_name
    added = field.clone()
    if not preserve_default:
        added.default = NOT_PROVIDED
    self.models[key].fields[name] = added
    if self._relations is not None:
        self.resolve_model_field_relations(key, name, added)
    self.apps.get_model(*key).add_to_class(name, added.clone())
    self.apps.clear_cache()


def _append_option(self, app_label, model_name, option_name, added):
    """An index or a constraint: `option_name` is "indexes" or "constraints"."""
    if not _is_built_here(self, app_label, model_name):
        return _djangos_append_option(self, app_label, model_name, option_name, added)
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]
    meta = self.apps.get_model(app_label, model_name)._meta
    setattr(meta, option_name, [*getattr(meta, option_name), added])


def _run_python(self, app_label, state):
    """After a field is altered Django leaves models that are further away stale, and each RunPython that follows, to
    the last, builds all of them for itself alone. Here the state, whose models the next ones take over, builds them.
    """
    state.clear_delayed_apps_cache()
    state.is_delayed = False


def _pointed_at(model_state):
    """The models that a new one points at, itself left out, and those it is made from: (app label, name) each."""
    yield from _pointed_at_by(model_state.fields.values(), model_state.app_label)
    for parent in model_state.bases:
        if isinstance(parent, str):
            yield _get_app_label_and_model_name(parent, model_state.app_label)


def _pointed_at_by(fields, app_label):
    for field in fields:
        if field.is_relation and field.related_model != RECURSIVE_RELATIONSHIP_CONSTANT:
            yield _get_app_label_and_model_name(field.related_model, app_label)


def _is_built_here(state, app_label, model_name):
    """Whether a state has built this model itself, and did not take it over from another state."""
    if "apps" not in state.__dict__:  # asking for them would build them all
        return False
    try:
        return state.apps.get_model(app_label, model_name)._meta.apps is state.apps
    except LookupError:
        return False

"""Migrations of history triggers that do not make every model anew.

For each trigger that a migration adds or removes, pgtrigger has Django build a model and all that is related to it
again. With some hundred triggers that was nearly all the time a fresh database took, and it grew with the square of
the models. A trigger changes nothing that a migration's model could show, so the models can stay as they are
(docs/decisions/0042).
"""

from pgtrigger.migrations import AddTrigger, RemoveTrigger


def _add_trigger(self, app_label, state):
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]


def _remove_trigger(self, app_label, state):
    options = state.models[app_label, self.model_name].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]


def connect():
    """Called once, when the app is ready."""
    AddTrigger.state_forwards = _add_trigger
    RemoveTrigger.state_forwards = _remove_trigger

import pytest
from django.template import engines

from kentcivil.reminders.rules import register, unregister
from tests.kentcivil.reminders.trial.rule import RULE


@pytest.fixture
def rule(monkeypatch):
    """The trial's rule, registered while the test runs, and its template found."""
    from pathlib import Path

    templates = str(Path(__file__).parent / "trial" / "templates")
    engine = engines["django"].engine
    for loader in engine.template_loaders:
        loader.reset() if hasattr(loader, "reset") else None
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, templates])
    register(RULE)
    yield RULE
    unregister(RULE)

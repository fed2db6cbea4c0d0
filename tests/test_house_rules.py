"""The rules of the house that a machine can check: docs/decisions and CONTRIBUTING.md say why they are rules."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

from kentcivil.accounts.roles import Role
from kentcivil.celery import app as celery_app

ROOT = Path(settings.BASE_DIR)
APPS = ["organisations", "volunteering", "crowdfund", "partnership_board"]
ROOMS = ["kentcivil", *APPS]
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
TEMPLATES = ROOT / "templates"


def _layers():
    """The layers of pyproject.toml, lowest first, as sets of module names."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return [{module.strip() for module in layer.split("|")} for layer in reversed(contract["layers"])]


def _our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


# --- Who may know whom ------------------------------------------------------------------------------------------


def test_imports_go_downwards_only():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_foreign_keys_point_downwards_only():
    height = {module: level for level, layer in enumerate(_layers()) for module in layer}

    def level_of(model):
        name = model._meta.app_config.name
        return height.get(name, -1), name

    upwards = []
    for model in _our_models():
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            (own, own_name), (target, target_name) = level_of(model), level_of(field.related_model)
            if target_name != own_name and target >= own:
                upwards.append(f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}")
    assert not upwards


def test_no_room_is_a_lumber_room():
    forbidden = {"core", "utils", "util", "common", "helpers", "services", "base", "manager", "managers", "misc"}
    found = [
        path for path in SOURCES if {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & forbidden
    ]
    assert not found


def test_no_room_is_crowded():
    lines = {
        path.relative_to(ROOT): len(path.read_text().splitlines()) for path in SOURCES if "migrations" not in path.parts
    }
    assert {path: count for path, count in lines.items() if count > 400} == {}


# --- Who may see what -------------------------------------------------------------------------------------------


def _views(resolver=None, prefix="", namespaces=()):
    """Every address pattern with its view, as (pattern, name, view)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry, prefix + str(entry.pattern), (*namespaces, entry.namespace))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), ":".join(filter(None, (*namespaces, entry.name))), entry.callback


OUR_VIEWS = [
    pytest.param(pattern, view, id=pattern or "home")
    for pattern, _, view in _views()
    if view.__module__.split(".")[0] in ROOMS
]


def test_sign_in_is_required_unless_a_view_says_otherwise():
    assert "kentcivil.accounts.middleware.SignInRequiredMiddleware" in settings.MIDDLEWARE


@pytest.mark.django_db
@pytest.mark.parametrize(("pattern", "view"), OUR_VIEWS)
def test_a_view_is_public_only_where_it_says_so(pattern, view, client):
    if not getattr(view, "login_required", True):
        return
    address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda kind: _example(kind[1]), pattern)
    response = client.get(address)
    assert response.status_code == 302, f"{address} answered {response.status_code} to somebody not signed in"
    assert response["Location"].startswith("/accounts/login/")


def _example(kind):
    return {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}.get(kind, "example")


@pytest.mark.django_db
def test_every_model_in_the_admin_is_somebodys_to_see():
    granted = set()
    for group in Group.objects.prefetch_related("permissions__content_type"):
        granted |= {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    unseen = [
        model._meta.label
        for model in admin.site._registry
        if model in _our_models() and f"{model._meta.app_label}.view_{model._meta.model_name}" not in granted
    ]
    assert not unseen


@pytest.mark.django_db
def test_the_auditor_reads_everything_officers_read_and_changes_nothing():
    auditor = set(Group.objects.get(name=Role.AUDITOR).permissions.values_list("content_type__app_label", "codename"))
    assert auditor
    assert {codename for _, codename in auditor if not codename.startswith("view_")} == set()
    for group in Group.objects.exclude(name=Role.AUDITOR):
        seen = group.permissions.filter(codename__startswith="view_")
        assert set(seen.values_list("content_type__app_label", "codename")) <= auditor, group.name


@pytest.mark.django_db
def test_every_role_has_its_group():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


# --- Nothing lies about unused ----------------------------------------------------------------------------------

# Templates that Django, allauth, crispy-forms and the error handlers look for under these names.
LOOKED_FOR_ELSEWHERE = re.compile(r"^(account/|mfa/|allauth/|admin/|gds/|import_export/|\d{3}(_csrf)?\.html$)")


def test_every_template_is_used():
    text = "\n".join(path.read_text() for path in [*SOURCES, *TEMPLATES.rglob("*.*")] if path.is_file())
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.is_file()]
    unused = [name for name in names if not LOOKED_FOR_ELSEWHERE.match(name) and name not in text]
    assert not unused


def test_every_task_is_scheduled_or_called():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    source = "\n".join(path.read_text() for path in SOURCES)
    idle = []
    for name, task in celery_app.tasks.items():
        if task.__module__.split(".")[0] not in ROOMS or name in scheduled:
            continue
        if not re.search(rf"\b{task.__name__}\.(delay|apply_async|delay_on_commit)\(", source):
            idle.append(name)
    assert not idle
    assert scheduled <= set(celery_app.tasks), "beat rings a task that does not exist"


def test_no_template_carries_inline_script_or_style():
    # An email has no style sheet to refer to; a JSON block is read, never run.
    pages = [path for path in TEMPLATES.rglob("*.html") if path.parts[-2] != "mail"]
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(\bsrc=|application/(?:ld\+)?json))", re.IGNORECASE
    )
    assert [str(path.relative_to(TEMPLATES)) for path in pages if inline.search(path.read_text())] == []

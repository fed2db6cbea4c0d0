"""What docker-compose.yml, the Dockerfile and the proxy name exists in the code: commands, variables, paths, files."""

import re
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(settings.BASE_DIR)
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
PORTAL = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
SETTINGS = (ROOT / "kentcivil" / "settings.py").read_text()
READ_BY_SETTINGS = set(re.findall(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"", SETTINGS))
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def test_the_services_of_the_portal_are_there():
    assert {"migrate", "web", "worker", "beat"} == set(PORTAL)
    assert {"postgres", "redis", "proxy"} == set(SERVICES) - set(PORTAL)
    assert SERVICES["web"]["deploy"]["replicas"] >= 2


@pytest.mark.parametrize("name", PORTAL)
def test_each_command_exists(name):
    program, *arguments = PORTAL[name]["command"]
    if program == "gunicorn":
        assert callable(import_module(arguments[0]).application)
    elif program == "celery":
        assert arguments[0] == "-A"
        assert import_module(arguments[1]).celery_app.main == "kentcivil"
        assert arguments[2] in ("worker", "beat")
    else:
        assert (program, arguments[0]) == ("python", "manage.py")
        assert (ROOT / arguments[0]).exists()
        assert arguments[1] in get_commands()


@pytest.mark.parametrize("name", PORTAL)
def test_each_variable_is_read_by_the_settings(name):
    assert set(PORTAL[name]["environment"]) <= READ_BY_SETTINGS


def test_whatever_the_settings_read_can_be_set_in_production():
    for_ones_own_machine = {"DEBUG", "GOVUK_NOTIFY_URL"}
    for service in PORTAL.values():
        assert READ_BY_SETTINGS - set(service["environment"]) == for_ones_own_machine


def test_what_the_settings_require_is_given():
    required = set(re.findall(r"required\(\s*\"([A-Z_]+)\"", SETTINGS)) | {"ALLOWED_HOSTS", "FILES_DIR"}
    for service in PORTAL.values():
        assert required <= set(service["environment"])


def test_each_health_path_exists():
    paths = re.findall(r"http://127\.0\.0\.1:8000(/[\w/]+)", COMPOSE_TEXT)
    assert paths
    for path in paths:
        assert resolve(path)
    proxy_path = re.search(r"http://127\.0\.0\.1:8080(/[\w-]+)", COMPOSE_TEXT).group(1)
    assert f"location = {proxy_path} " in NGINX


def test_the_health_check_asks_by_an_allowed_name():
    assert "127.0.0.1" in SERVICES["web"]["environment"]["ALLOWED_HOSTS"].split(",")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_each_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_runs_without_privileges_on_a_read_only_file_system(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    unprivileged = "user" in service or name in PORTAL or "unprivileged" in service["image"]
    assert unprivileged
    assert not str(service.get("user", "999")).startswith("0")


def test_the_image_runs_as_an_ordinary_user():
    assert re.findall(r"^USER (\d+)", DOCKERFILE, re.M)[-1] == "10001"
    assert "uid=10001" in " ".join(SERVICES["beat"]["tmpfs"])


def test_each_volume_and_network_is_declared_and_each_mounted_file_exists():
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]


def test_each_dependency_is_a_service_that_can_meet_its_condition():
    for service in SERVICES.values():
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] in ("service_healthy", "service_completed_successfully")
            assert ("healthcheck" in SERVICES[other]) == (wanted["condition"] == "service_healthy")


def test_uploaded_files_are_where_the_settings_look_for_them():
    folder = SERVICES["web"]["environment"]["FILES_DIR"]
    for name in ("web", "worker"):
        assert f"files:{folder}" in SERVICES[name]["volumes"]
    assert f"-m 0700 {folder}" in DOCKERFILE


def test_the_proxy_passes_on_to_the_port_that_the_web_service_opens():
    command = SERVICES["web"]["command"]
    port = command[command.index("--bind") + 1].split(":")[1]
    assert f"http://web:{port}" in NGINX
    assert f"EXPOSE {port}" in DOCKERFILE
    assert SERVICES["proxy"]["ports"][0].startswith("127.0.0.1:")


def test_the_proxy_keeps_metrics_in_and_vouches_for_the_visitors_address():
    assert re.search(r"location = /metrics \{\s*return 404;", NGINX)
    assert "X-Forwarded-For $remote_addr" in NGINX


def test_there_is_no_default_password_and_every_question_is_in_the_example():
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))
    example = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if "=" in line[:50] and line[0] != "#"
    )
    assert asked == set(example)
    for name in SECRETS:
        assert example[name] == ""
        assert f"${{{name}:-" not in COMPOSE_TEXT
        assert f"${{{name}:?" in COMPOSE_TEXT


def test_no_secret_is_in_the_image():
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|KEY|TOKEN)", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for private in (".env", ".local", ".git"):
        assert f"!{private}" not in ignored


def test_the_image_holds_every_room_of_the_code_and_none_for_tests():
    copied = set(re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.M))
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"kentcivil", "templates", "manage.py"}
    assert rooms <= copied
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}" in (ROOT / ".dockerignore").read_text().splitlines()
    assert not any(fnmatch(path, pattern) for path in copied for pattern in ("tests*", "*-dev*", "*-local*"))
    assert "requirements-" not in DOCKERFILE


def test_the_code_in_the_image_does_not_need_what_is_left_out_of_it():
    importing = re.compile(r"^\s*(from|import) (kentcivil\.(embedded|local)\b|kentcivil import embedded)", re.M)
    left_out = [ROOT / "kentcivil" / "local", ROOT / "kentcivil" / "embedded.py"]
    for room in ("kentcivil", "organisations", "volunteering", "crowdfund", "partnership_board"):
        for path in (ROOT / room).rglob("*.py"):
            if not any(path.is_relative_to(out) for out in left_out):
                assert not importing.search(path.read_text()), path

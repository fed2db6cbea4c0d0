"""The whole demonstration county through Open Referral UK: every page, every id, and many thousand odd questions."""

import subprocess
import sys
import time

import jsonschema_rs
import pytest
import requests
from django.conf import settings

from tests.conformance.test_oruk import ROOT, ids_of, schemathesis, walk
from tests.databases import cloned
from tests.portal import environment_with, running
from tests.shared import shared

EXAMPLES = 300


@pytest.fixture(scope="module")
def root(django_db_setup):
    """A function from an address below the root to its JSON, and the root's address."""
    with cloned("kentcivil_oruk") as url:
        environment = environment_with(DATABASE_URL=url, DEBUG="1", LOG_LEVEL="ERROR")
        fill = [sys.executable, "manage.py", "fill_demonstration", "--verbosity", "0"]
        subprocess.run(fill, env=environment, cwd=settings.BASE_DIR, check=True)
        with running(environment) as portal, requests.Session() as session:

            def get(address):
                response = session.get(f"{portal.url}{ROOT}{address}", timeout=30)
                assert response.status_code == 200, (address, response.text[:500])
                return response.json()

            yield get, f"{portal.url}{ROOT}"


def test_every_page_and_every_id_of_the_county(root, capsys):
    get, _url = root
    with capsys.disabled():
        print()
        started = time.perf_counter()
        # Ten times as fast as the validator of the tests; it checks formats as well.
        counts, errors = walk(
            get,
            per_page=100,
            say=lambda line: print(f"  {line}"),
            validator=lambda schema: jsonschema_rs.validator_for(schema, validate_formats=True),
        )
        print(f"  {len(errors)} errors, {sum(counts.values()):,} ids in {time.perf_counter() - started:.0f} s")
    assert errors == []
    assert counts["organizations"] >= 2_840


@pytest.mark.parametrize("which", ["served", "standard"])
def test_many_odd_questions(root, which, capsys):
    get, url = root
    ids = ids_of(get)
    excluded = []
    described = f"{url}/openapi.json"
    if which == "standard":
        described = shared("standards/oruk/openapi.json")
        ids = {path: one for path, one in ids.items() if "organizations" not in path}
        excluded = ["status_code_conformance"]
    said = schemathesis(described, url, ids=ids, examples=EXAMPLES, excluded=excluded)
    with capsys.disabled():
        print("\n  ".join(["", *(line for line in said.splitlines() if "generated" in line)]))

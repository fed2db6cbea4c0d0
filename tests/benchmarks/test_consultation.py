"""A consultation with 20,000 answers, 500 of them one campaign's letter: counted, marked, and shown at once.

Run by `make bench`. Every figure is a ratio to an empty view on the same server in the same seconds.
"""

import http.client
import statistics
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from tests.benchmarks.county import settle
from tests.benchmarks.load import WARM_UP
from tests.databases import cloned
from tests.portal import environment_with, running

EMPTY = "/bench/empty/"
ANSWERS, FLOOD = 20_000, 500
ROUNDS = 30
BAR = 20
"""How many times an empty view the analysis page, and that of what people wrote, may take, by the median."""
QUERIES = 20

# Answers are written as the actions write them: each has its fingerprint and its bands, and every tenth is coded.
GROW = """
SET session_replication_role = replica;
INSERT INTO partnership_board_response (id, consultation_id, key, reference, email, speaks_for, state, begun_at,
    submitted_at, fingerprint, bands, came_in_flood, equality_asked)
SELECT 1000000 + n, {consultation}, gen_random_uuid(), 'BENCH-' || n, '', false, 'submitted', now(),
    c.opens_at + n * interval '20 seconds',
    md5(CASE WHEN n <= {flood} THEN 'the letter' ELSE n::text END),
    ARRAY(SELECT CASE WHEN n <= {flood} THEN band ELSE hashtextextended(n || '/' || band, 0) END
          FROM generate_series(1, 16) AS band),
    false, false
FROM generate_series(1, {answers}) AS n, partnership_board_consultation AS c WHERE c.id = {consultation};
INSERT INTO partnership_board_answer (response_id, question_id, is_erased, choices, text)
SELECT 1000000 + n, q.id, false,
    CASE q.kind WHEN 'one' THEN ARRAY[1 + n % 3] WHEN 'scale' THEN ARRAY[1 + n % 5]
        WHEN 'several' THEN ARRAY[1 + n % 2, 3 + n % 2] ELSE '{{}}' END::smallint[],
    CASE q.kind WHEN 'short' THEN 'Lydd' WHEN 'long' THEN CASE WHEN n <= {flood} THEN
        'Please keep the evening buses on Romney Marsh, for choirs and clubs and everybody who cannot drive.'
        ELSE 'Answer number ' || n || ' says in words of its own what its group needs: ' || md5(n::text) END
        ELSE '' END
FROM generate_series(1, {answers}) AS n, partnership_board_question AS q
WHERE q.consultation_id = {consultation};
INSERT INTO partnership_board_coding (answer_id, theme_id, coded_at)
SELECT a.id, t.id, now() FROM partnership_board_answer AS a JOIN partnership_board_theme AS t
    ON t.question_id = a.question_id WHERE a.response_id > 1000000 AND (a.id + t.id) % 10 = 0;
INSERT INTO partnership_board_reading (answer_id, taken_at, read_at)
SELECT a.id, now(), now() FROM partnership_board_answer AS a JOIN partnership_board_question AS q
    ON q.id = a.question_id AND q.kind = 'long' WHERE a.response_id > 1000000;
"""


def _manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def county(django_db_setup):
    """The port of a portal whose open consultation has so many answers, an officer's cookie, and its number."""
    with cloned("kentcivil_bench_consultation") as url:
        local = environment_with(DATABASE_URL=url, DEBUG="1")
        _manage(local, "fill_demonstration", "--verbosity", "0")
        connection = psycopg2.connect(url)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM partnership_board_consultation WHERE slug = 'second-consultation-2021'")
            consultation = cursor.fetchone()[0]
            cursor.execute(GROW.format(consultation=consultation, answers=ANSWERS, flood=FLOOD))
        connection.close()
        settle(url)
        served = environment_with(
            DATABASE_URL=url,
            DEBUG="0",
            ALLOWED_HOSTS="127.0.0.1",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        )
        _manage(served, "collectstatic", "--noinput", "--verbosity", "0")
        sign_in = (
            "from importlib import import_module; from django.conf import settings;"
            "from kentcivil.accounts.models import User; user = User.objects.get(email__startswith='board@');"
            # Demonstration accounts are refused where DEBUG is off.
            "user.email = 'officer@bench.example'; user.save();"
            "session = import_module(settings.SESSION_ENGINE).SessionStore();"
            "session.update({'_auth_user_id': str(user.pk), '_auth_user_backend': settings.AUTHENTICATION_BACKENDS[-1],"
            "'_auth_user_hash': user.get_session_auth_hash()}); session.save();"
            "print(settings.SESSION_COOKIE_NAME + '=' + session.session_key)"
        )
        cookie = _manage(served, "shell", "-v", "0", "-c", sign_in).strip().splitlines()[-1]
        count = (
            "import time; from partnership_board.consultations.counting import count_again;"
            f"from partnership_board.models import Consultation; one = Consultation.objects.get(pk={consultation});"
            "start = time.perf_counter(); figures = count_again(consultation=one).figures;"
            "group = figures['groups'][0];"
            "print(time.perf_counter() - start, figures['sent'], figures['marked'], group['size'])"
        )
        counted = _manage(served, "shell", "-v", "0", "-c", count).split()
        with running(served) as portal:
            yield portal.port, cookie, consultation, counted


def _get(connection, address, cookie, *, count=False):
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"} | ({"X-Count-Queries": "1"} if count else {})
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    response.read()
    assert response.status == 200, f"{address} answered {response.status}"
    return int(response.headers.get("X-Queries", 0))


def test_the_analysis_of_20_000_answers(county, capsys):
    port, cookie, consultation, (seconds, sent, marked, size) = county
    admin = f"/admin/partnership_board/consultation/{consultation}"
    pages = {
        "an empty view": EMPTY,
        "analysis": f"{admin}/analysis/",
        "what people wrote": f"{admin}/answers/5/",
        "findings, for the public": "/consultations/second-consultation-2021/findings/",
    }
    assert {urlsplit(page).query for page in pages.values()} == {""}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = {name: [] for name in pages}
    for turn in range(ROUNDS + WARM_UP):
        for name, page in pages.items():
            started = time.perf_counter()
            _get(connection, page, cookie)
            if turn >= WARM_UP:
                times[name].append(time.perf_counter() - started)
    queries = {name: _get(connection, page, cookie, count=True) for name, page in pages.items()}
    median = {name: statistics.median(each) for name, each in times.items()}
    ratio = {name: median[name] / median["an empty view"] for name in pages}
    with capsys.disabled():
        print(
            f"\n  {sent} answers, {marked} marked, the largest group {size}; counted in {float(seconds):.2f} s",
            f"an empty view takes {median['an empty view'] * 1000:.2f} ms; times that (bar {BAR}):",
            *(f"{name:<26}{ratio[name]:6.2f}  {queries[name]} queries" for name in pages),
            sep="\n  ",
        )
    assert int(sent) >= ANSWERS
    assert int(size) == FLOOD
    assert int(marked) >= FLOOD
    for page in ("analysis", "what people wrote"):
        assert ratio[page] <= BAR
        assert queries[page] <= QUERIES

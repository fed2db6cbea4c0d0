"""A real browser for journeys: fixtures for pages with and without scripts, and what every page must pass.

    def test_a_visitor_finds_help(visit, assert_accessible):
        page = visit("/organisations/?q=baby")
        ...
        assert_accessible(page)

`visit` opens an address of the live server, `page` is a fresh visitor with scripts, `page_without_scripts` one
without; `new_visitor(scripts=…, width=…)` makes more of them. Anything a page writes to the console as an error, each
script that fails and each breach of the content security policy fails the test that saw it.
"""

import os
from pathlib import Path
from weakref import WeakSet

import pytest
from django.conf import settings

from tests import chromium
from tests.journeys import accessible
from tests.journeys.accessible import AXE, Copy
from tests.journeys.demonstration import demonstration

STYLES = Path(settings.BASE_DIR) / "static" / "build" / "kent.css"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000  # milliseconds
SCRIPTLESS = WeakSet()


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _missing(what):
    """Skips with a reason nobody can overlook; in CI, where nothing may be skipped, it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"Browser tests cannot run: {what}", pytrace=False)
    pytest.skip(f"BROWSER TESTS SKIPPED: {what}")


@pytest.fixture(scope="session")
def browser():
    """One headless chromium for all tests."""
    program = chromium.path()
    if program is None:
        _missing(f"no chromium found: {chromium.HOW_TO}.")
    for built in (AXE, STYLES):
        if not built.exists():
            _missing(f"{built.relative_to(settings.BASE_DIR)} is not there (make assets, or npm ci && npm run build).")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would refuse the database to it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=program, args=FLAGS)
            yield running
            running.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def county(browser, django_db_setup):
    """The portal with the demonstration county, running with worker and beat: one for all journeys of a process.

    What a journey adds stays for the next ones, so each looks for things of its own, by names of its own.
    """
    yield from demonstration(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.fixture
def complaints():
    """What pages complained of so far: console errors, failed scripts, breaches of the policy. Empty in the end.

    A test that expects a page to answer 404 or 500 takes its complaint out of this list.
    """
    heard = []
    yield heard
    assert not heard, "\n".join(heard)


@pytest.fixture
def new_visitor(browser, complaints):
    """A function that opens a fresh browser window: new_visitor(scripts=True, width=1280, **context options)."""
    contexts = []

    def complain(page, what):
        complaints.append(f"{page.url}: {what}")

    def new_visitor(*, scripts=True, width=1280, **options):
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if not scripts:
            SCRIPTLESS.add(context)
        page = context.new_page()
        page.on("console", lambda said: complain(page, said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complain(page, error))
        return page

    yield new_visitor
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_visitor):
    """A visitor with scripts."""
    return new_visitor()


@pytest.fixture
def page_without_scripts(new_visitor):
    """A visitor whose browser runs no scripts."""
    return new_visitor(scripts=False)


@pytest.fixture
def address(live_server):
    """A function from a path to its address on the live server."""
    return lambda path: f"{live_server.url}{path}"


@pytest.fixture
def visit(page, address):
    """Open a path of the portal and return the page: visit("/contact/")."""

    def visit(path, page=page):
        page.goto(address(path))
        return page

    return visit


@pytest.fixture(scope="session")
def copied(browser):
    """A function: a window where axe runs, with what the page shows that it is given."""
    with browser.new_context() as context:
        copy = Copy(context.new_page())
        yield lambda page: copy.of(page, scripts=page.context not in SCRIPTLESS)


@pytest.fixture
def assert_accessible(copied):
    """A function: fails, with a readable list, when axe finds a WCAG 2.2 AA violation on the page it is given.

    Checks the page at 320 pixels as well, unless narrow=False.
    """

    def assert_accessible(page, *, narrow=True):
        accessible.assert_clean(copied(page))
        if narrow:
            with accessible.at_narrow(page):
                accessible.assert_fits(page)
                accessible.assert_clean(copied(page))

    return assert_accessible


@pytest.fixture
def assert_fits():
    """A function: fails when the page it is given must be scrolled sideways at 320 pixels."""

    def assert_fits(page):
        with accessible.at_narrow(page):
            accessible.assert_fits(page)

    return assert_fits

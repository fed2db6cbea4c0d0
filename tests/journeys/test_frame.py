"""The frame, the forms and the pages every website must have, in a real browser."""

import re

import pytest
from django.templatetags.static import static

from tests.factories import UserFactory

PLAIN_PAGES = ["/accessibility/", "/privacy/", "/cookies/", "/contact/", "/accounts/login/", "/accounts/signup/"]
FIELDS = [
    ("Enter your name", "id_name"),
    ("Enter the start date", "id_start_0"),
    ("Choose how we should reach you", "id_contact_1"),
    ("Choose what you need", "id_needs_1"),
    ("Choose a district", "id_district"),
    ("Enter the cost", "id_cost"),
    ("Tell us about it", "id_about"),
    ("Choose a file", "id_paper"),
    ("Enter it", "id_password"),
    ("Tick the box to agree", "id_agree"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_plain_pages_are_accessible(path, scripts, new_visitor, address, assert_accessible):
    page = new_visitor(scripts=scripts)
    page.goto(address(path))
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_page_with_faults_does_not_pass(scripts, new_visitor, address, assert_accessible):
    """Words that the portal's own style makes white, on pale grey; a control without a name."""
    page = new_visitor(scripts=scripts)
    pale = '<p class="govuk-notification-banner__title" style="background: #ddd">Sent</p>'
    html = f"""<!doctype html><html lang="en"><title>Faulty</title>
        <link rel="stylesheet" href="{static("kent.css")}"><main>{pale}<button></button></main>"""
    page.route(address("/contact/"), lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address("/contact/"))
    with pytest.raises(AssertionError, match=r"(?s)/contact/ at 1280 pixels.*button-name.*color-contrast"):
        assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_is_wrong_only_in_some_state_is_found_in_that_state(scripts, new_visitor, address, assert_accessible):
    page = new_visitor(scripts=scripts)
    html = """<!doctype html><html lang="en"><title>Moody</title>
        <style>:checked + label, :focus { color: #ddd }</style>
        <main><input type="checkbox" id="box"><label for="box">Tick me</label> <a href="/">Come here</a></main>"""
    page.route(address("/contact/"), lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address("/contact/"))
    assert_accessible(page)
    page.get_by_label("Tick me").check()
    with pytest.raises(AssertionError, match="Tick me"):
        assert_accessible(page)
    page.get_by_label("Tick me").uncheck()
    assert_accessible(page)
    page.get_by_role("link").focus()
    with pytest.raises(AssertionError, match="Come here"):
        assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("style", "fault"), [("a { color: #ddd }", "color-contrast"), ("a span { display: none }", "link-name")]
)
def test_what_is_wrong_only_on_a_narrow_screen_is_found(style, fault, page, address, assert_accessible):
    html = f"""<!doctype html><html lang="en"><title>Narrow</title>
        <style>@media (max-width: 400px) {{ {style} }}</style><main><a href="/"><span>Come here</span></a></main>"""
    page.route(address("/contact/"), lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address("/contact/"))
    with pytest.raises(AssertionError, match=rf"(?s)at 320 pixels.*{fault}"):
        assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_stands_in_for_scripts_is_looked_at_where_it_is_shown(scripts, new_visitor, address, assert_accessible):
    page = new_visitor(scripts=scripts)
    html = """<!doctype html><html lang="en"><title>Instead</title><main><h1>Map</h1>
        <noscript><p style="color: #ddd">A list</p></noscript></main>"""
    page.route(address("/contact/"), lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address("/contact/"))
    if scripts:
        assert_accessible(page)
    else:
        with pytest.raises(AssertionError, match="A list"):
            assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.journeys.form_pages")
def test_the_error_summary_takes_focus_and_each_link_moves_it_to_its_control(visit, assert_accessible):
    page = visit("/every-control/")
    assert_accessible(page)
    page.get_by_role("button", name="Send & go on").click()
    page.wait_for_load_state()
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert_accessible(page)
    for message, control in FIELDS:
        page.locator(".govuk-error-summary").get_by_role("link", name=message).click()
        assert page.evaluate("document.activeElement.id") == control, message


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.journeys.form_pages")
def test_without_scripts_each_link_leads_to_its_control(page_without_scripts, visit, assert_accessible):
    page = visit("/every-control/", page=page_without_scripts)
    page.get_by_role("button", name="Send & go on").click()
    page.wait_for_load_state()
    for message, control in FIELDS:
        link = page.locator(".govuk-error-summary").get_by_role("link", name=message)
        assert link.get_attribute("href") == f"#{control}"
        link.click()
        assert page.url.endswith(f"#{control}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != ""
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.journeys.form_pages")
def test_a_wrong_part_of_a_date_is_the_part_that_gets_focus(visit):
    page = visit("/every-control/")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("13")
    page.get_by_label("Year").fill("2022")
    page.get_by_role("button", name="Send & go on").click()
    page.get_by_role("link", name="The start date must be a real date").click()
    assert page.evaluate("document.activeElement.id") == "id_start_1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.journeys.form_pages")
def test_words_are_counted_while_typing(visit):
    page = visit("/every-control/")
    page.get_by_label("About the project").fill("one two three")
    page.get_by_text("You have 2 words remaining").first.wait_for()


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.journeys.form_pages")
def test_sets_of_forms(visit, assert_accessible):
    page = visit("/trustees/")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    page.locator(".govuk-error-summary").get_by_role("link", name="Enter the trustee's name").nth(1).click()
    assert page.evaluate("document.activeElement.id") == "id_form-1-name"
    assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/contact/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


@pytest.mark.django_db(transaction=True)
def test_the_menu_folds_on_a_narrow_screen_only_where_scripts_run(new_visitor, address):
    page = new_visitor(width=320)
    page.goto(address("/contact/"))
    menu = page.get_by_role("button", name="Menu")
    find_help = page.locator("header").get_by_role("link", name="Find help")
    assert not find_help.is_visible()
    menu.click()
    assert find_help.is_visible()
    plain = new_visitor(width=320, scripts=False)
    plain.goto(address("/contact/"))
    assert plain.locator("header").get_by_role("link", name="Find help").is_visible()


@pytest.mark.django_db(transaction=True)
def test_an_account_from_sign_up_to_second_step_without_scripts(
    page_without_scripts, visit, assert_accessible, mailoutbox, address
):
    page = visit("/accounts/signup/", page=page_without_scripts)
    page.get_by_label("Full name").fill("Ann Reed")
    page.get_by_label("Email").fill("ann@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_label("Password (again)").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Check your email").wait_for()
    assert_accessible(page)
    link = re.search(r"/accounts/confirm-email/\S+", mailoutbox[0].body).group()
    visit(link, page=page)
    assert_accessible(page)
    page.get_by_role("button", name="Yes, confirm it").click()
    visit("/accounts/login/", page=page)
    page.get_by_label("Email").fill("ann@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    for path in ("/accounts/2fa/totp/activate/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"):
        visit(path, page=page)
        assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()
    page.locator("header").get_by_role("link", name="Sign in").wait_for()


@pytest.mark.django_db(transaction=True)
def test_the_passkey_pages_keep_to_the_content_security_policy(visit, client, page, address, assert_accessible):
    client.force_login(UserFactory())
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address("/")}])
    visit("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()  # its scripts are deferred: the heading is there before them
    page.get_by_role("heading", name="Add a passkey or security key").wait_for()
    assert page.evaluate("typeof window.allauth.webauthn") == "object"
    assert_accessible(page)

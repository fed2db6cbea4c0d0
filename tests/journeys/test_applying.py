"""Applying in two sittings by keyboard alone and without scripts; two colleagues who write the same page at once."""

import re

import pytest

from tests.journeys.demonstration import PASSWORD, ROUND, sign_in, until
from tests.journeys.keyboard import Keyboard, Reader

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_a_charity_applies_in_two_sittings_by_keyboard_and_without_scripts(county, new_visitor, assert_accessible):
    first = new_visitor(scripts=False)
    sign_in(first, county, "charity")
    first.goto(f"{county.url}/crowdfund/")
    Reader(first).press(ROUND)
    assert_accessible(first)
    Reader(first).press("Start or go on with an application")
    Reader(first).tick("Mama to Mama")
    Reader(first).write("What is the project called?", "Prams on loan")
    Reader(first).press("Start the application")
    address = first.url
    assert_accessible(first)

    Reader(first).press("The need and your plan")
    assert_accessible(first)
    Reader(first).write("What is the need, and how do you know?", "Midwives send us thirty families a month.")
    Reader(first).press("Save and come back later")
    Reader(first).press("Documents")
    Reader(first).upload({"name": "constitution.pdf", "mimeType": "application/pdf", "buffer": A_PDF})
    Reader(first).press("Upload and come back later")
    first.context.close()

    second = new_visitor(scripts=False, width=320)
    sign_in(second, county, "charity")
    second.goto(address)
    assert "constitution.pdf" in _text(second, f"{address}documents/")
    second.goto(f"{address}questions/plan/")
    assert second.get_by_label("What is the need, and how do you know?").input_value().startswith("Midwives")
    Reader(second).write("What will you do, step by step?", "Collect, mend, clean and lend.")
    Reader(second).write(re.compile("How many people"), "350")
    Reader(second).tick("Children and families")
    Reader(second).press("Save and continue")
    Reader(second).write("What will be left when the project ends?", "A store of prams and people who mend them.")
    Reader(second).write("How will you get people to give?", "Stalls at every school fair in Margate.")
    Reader(second).date(
        second.locator("input[id$=_0]").first.get_attribute("name").removesuffix("_0"), "1", "3", "2027"
    )
    Reader(second).tick("No", exact=True)
    Reader(second).press("Save and continue")
    assert_accessible(second)
    Keyboard(second).fill(second.locator("[name=cost-0-description]"), "Prams and spare parts")
    Keyboard(second).fill(second.locator("[name=cost-0-amount]"), "5,000")
    Keyboard(second).fill(second.locator("[name=amount_asked]"), "2000")
    Reader(second).press("Save and continue")
    assert_accessible(second)
    Reader(second).tick("No", exact=True)
    Reader(second).press("Save and come back later")

    Reader(second).press("Your organisation and contact")
    Reader(second).tick("Registered charity or CIO")
    Reader(second).write("Phone number", "01632 960114")
    Reader(second).press("Save and come back later")
    Reader(second).press("Whether you can apply")
    for question in second.locator("main fieldset").all():
        right = "No" if re.search("only about|large event|before", question.inner_text()) else "Yes"
        question.get_by_label(right, exact=True).press("Space")
    Reader(second).press("Save and come back later")
    Reader(second).press("About the project")
    Reader(second).write("What will the project do?", "Lend prams to every family in Thanet that needs one.")
    Reader(second).tick("Thanet")
    Reader(second).tick("A fair start for children")
    Reader(second).date("starts_on", "1", "6", "2027")
    Reader(second).date("ends_on", "1", "6", "2028")
    Reader(second).press("Save and come back later")

    Reader(second).press("Check your answers, declare and submit")
    assert_accessible(second)
    Reader(second).press("Go on to the declaration")
    assert_accessible(second)
    Reader(second).tick("I confirm all of this")
    Reader(second).press("Submit the application")
    assert_accessible(second)
    assert "Application received" in second.locator("main").inner_text()
    Reader(second).press("Read or change your application")
    assert "You can change your answers until" in second.locator("main").inner_text()
    assert_accessible(second)


def _text(page, address):
    page.goto(address)
    return page.locator("main").inner_text()


@pytest.fixture
def colleague(county):
    """Somebody else who speaks for the baby bank."""
    make = (
        "from kentcivil.accounts.models import User; from allauth.account.models import EmailAddress;"
        "from organisations.models import Membership, Organisation;"
        "u = User.objects.create_user(email='colleague@demo.kentcivil.example', name='Amy Wells',"
        f"    password='{PASSWORD}');"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True);"
        "Membership.objects.create(user=u, organisation=Organisation.objects.get(slug='mama-to-mama'), role='editor')"
    )
    county.ask(make)
    return "colleague"


def test_two_colleagues_write_the_same_page_and_lose_no_paragraph(county, new_visitor, colleague, assert_accessible):
    chloe, amy = new_visitor(), new_visitor(scripts=False)
    sign_in(chloe, county, "charity")
    chloe.goto(f"{county.url}/crowdfund/")
    chloe.get_by_role("link", name=ROUND).first.click()
    chloe.get_by_role("button", name="Start or go on with an application").click()
    choice = chloe.get_by_label("Mama to Mama")
    if choice.count():
        choice.check()
    chloe.get_by_label("What is the project called?").fill("Songs for two")
    chloe.get_by_role("button", name="Start the application").click()
    address = f"{chloe.url}questions/plan/"
    need = "What is the need, and how do you know?"
    sign_in(amy, county, colleague)
    for one in (chloe, amy):
        one.goto(address)
    amy.get_by_label(need).fill("Amy’s paragraph.")
    amy.get_by_role("button", name="Save and come back later").click()

    # The script saves while she writes, hears of the conflict, says so, and leaves the decision to her.
    chloe.get_by_label(need).press_sequentially("Chloe’s paragraph.")
    said = chloe.locator("[data-autosave-said]")
    until(lambda: "Somebody else saved" in said.inner_text(), seconds=30)
    assert_accessible(chloe)
    chloe.get_by_role("button", name="Save and continue").click()
    shown = chloe.locator("main").inner_text()
    assert "Edit conflict" in shown
    assert "Amy Wells saved this part" in shown
    assert "Amy’s paragraph." in shown
    assert chloe.get_by_label(need).input_value() == "Chloe’s paragraph."
    assert_accessible(chloe)
    chloe.get_by_label(need).fill("Amy’s paragraph. Chloe’s paragraph.")
    chloe.get_by_role("button", name="Save and come back later").click()
    amy.goto(address)
    assert amy.get_by_label(need).input_value() == "Amy’s paragraph. Chloe’s paragraph."


def test_a_budget_adds_up_while_it_is_typed_and_is_saved_by_itself(county, page, assert_accessible):
    sign_in(page, county, "charity")
    page.goto(f"{county.url}/crowdfund/")
    page.get_by_role("link", name=ROUND).first.click()
    page.get_by_role("button", name="Start or go on with an application").click()
    choice = page.get_by_label("Mama to Mama")
    if choice.count():
        choice.check()
    page.get_by_label("What is the project called?").fill("Counting pennies")
    page.get_by_role("button", name="Start the application").click()
    page.goto(f"{page.url}budget/")
    page.locator("[name=cost-0-description]").fill("Rent")
    page.locator("[name=cost-0-amount]").fill("£1,000.10")
    page.locator("[name=cost-1-description]").fill("Tea")
    page.locator("[name=cost-1-amount]").fill("0.20")
    page.locator("[name=income-0-description]").fill("Sales")
    page.locator("[name=income-0-amount]").fill("1200")
    assert page.locator("[data-total=cost]").inner_text() == "£1,000.30"
    assert page.locator("[data-total=target]").inner_text() == "−£199.70"
    until(lambda: "Saved while you write" in page.locator("[data-autosave-said]").inner_text(), seconds=30)
    assert_accessible(page)
    page.reload()
    assert page.locator("[data-total=target]").inner_text() == "−£199.70"
    assert page.locator("[name=cost-1-amount]").input_value() == "0.20"

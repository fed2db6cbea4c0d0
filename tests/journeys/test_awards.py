"""A charity accepts an offer, is paid, reports and returns what it did not spend: by keyboard and without scripts."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.journeys.demonstration import sign_in
from tests.journeys.keyboard import Reader
from tests.journeys.test_applying import A_PDF

PROJECT = "A voice at night"
_day = timezone.localdate() - timedelta(days=1)
YESTERDAY = [str(part) for part in (_day.day, _day.month, _day.year)]


def test_a_charity_accepts_is_paid_reports_and_returns(county, new_visitor, assert_accessible):
    people = {who: new_visitor(scripts=False) for who in ("charity", "funding", "payments")}
    for who, page in people.items():
        sign_in(page, county, who)
    charity, funding, payer = people.values()

    # Accept.
    charity.goto(f"{county.url}/my/")
    Reader(charity).press(re.compile(f"{PROJECT}$"))
    Reader(charity).press("Read and answer the offer")
    assert_accessible(charity)
    award = charity.url
    assert "Two trained volunteers" in charity.locator("main").inner_text()
    Reader(charity).press(re.compile("^Accept the offer$"))
    assert_accessible(charity)
    Reader(charity).press(re.compile("^Accept the offer$"))
    assert "Tick the box to accept the offer" in charity.get_by_role("alert").inner_text()
    assert_accessible(charity)
    Reader(charity).tick(re.compile("My organisation accepts"))
    Reader(charity).press(re.compile("^Accept the offer$"))
    assert "Done: Accept the offer." in charity.locator("main").inner_text()

    # The subsidy notice, and its confirmation.
    funding.goto(f"{county.url}/crowdfund/awards/?state=accepted")
    assert_accessible(funding)
    Reader(funding).press(PROJECT)
    assert_accessible(funding)
    officers_page = funding.url
    Reader(funding).press("Send the subsidy notice")
    Reader(funding).press("Send the subsidy notice")
    charity.goto(award)
    Reader(charity).press("Confirm the subsidy notice")
    assert_accessible(charity)
    Reader(charity).write(re.compile("How much such help"), "0")
    Reader(charity).tick(re.compile("I confirm in writing"))
    Reader(charity).press("Confirm the subsidy notice")

    # Crowdfunding, with a pledge on paper.
    funding.goto(officers_page)
    Reader(funding).press("Open the crowdfunding")
    Reader(funding).date("ends_on", "1", "3", "2090")
    Reader(funding).press("Open the crowdfunding")
    charity.goto(award)
    Reader(charity).press("Add a pledge on paper")
    Reader(charity).write("How much was pledged?", "250")
    Reader(charity).write("How many people pledged it?", "9")
    Reader(charity).write("Who pledged it?", "Choir evening")
    slip = {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    Reader(charity).upload(slip)
    assert_accessible(charity)
    Reader(charity).press("Add a pledge on paper")
    assert "Waiting for a check" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    Reader(funding).press(re.compile("^Count this pledge"))
    Reader(funding).press("Count this pledge")
    Reader(funding).press("Enter what the platform shows")
    Reader(funding).write("Raised from the crowd on the platform", "40,000")
    Reader(funding).write("People who gave there", "312")
    Reader(funding).press("Enter what the platform shows")
    visitor = new_visitor(scripts=False)
    visitor.goto(f"{county.url}/crowdfund/projects/a-voice-at-night/")
    shown = visitor.locator("main").inner_text()
    assert "£40,250" in shown
    assert "321" in shown
    assert "(100%)" in shown
    assert_accessible(visitor)
    Reader(funding).press("Release the pledge")
    Reader(funding).write(re.compile("How much of the award is paid at once"), "75")
    Reader(funding).press("Release the pledge")

    # Pay, once it is known where to.
    charity.goto(award)
    Reader(charity).press("Give your bank details")
    Reader(charity).write("Name on the account", "Mama to Mama")
    Reader(charity).write("Sort code", "30-99-50")
    Reader(charity).write("Account number", "12345678")
    assert_accessible(charity)
    Reader(charity).press("Give your bank details")
    assert "ends in 78" in charity.locator("main").inner_text()
    Reader(funding).press(re.compile("^Approve the payment"))
    Reader(funding).press("Approve the payment")
    payer.goto(f"{county.url}/crowdfund/payments/")
    assert_accessible(payer)
    due = payer.locator("li.kent-result", has_text=PROJECT)
    with payer.expect_navigation():
        due.get_by_role("link", name=re.compile("^Record the payment")).press("Enter")
    Reader(payer).date("paid_on", *YESTERDAY)
    Reader(payer).write("The bank’s reference", "BACS 20261125")
    assert_accessible(payer)
    Reader(payer).press("Record the payment")
    assert "Done: Record the payment." in payer.locator("main").inner_text()

    # Report.
    charity.goto(award)
    Reader(charity).press(re.compile("^Write the report"))
    assert_accessible(charity)
    Reader(charity).write("What happened?", "Thirty mothers were trained, and the line is open every night.")
    Reader(charity).write(re.compile("How much of the award"), "1")
    Reader(charity).upload({**slip, "name": "receipt.pdf"})
    Reader(charity).press("Send the report")
    assert "receipt.pdf" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    Reader(funding).press(re.compile("^Accept the report"))
    Reader(funding).press("Accept the report")

    # Return.
    charity.goto(award)
    Reader(charity).press("Pay back what you did not spend")
    Reader(charity).write("How much?", "12.50")
    Reader(charity).write("Why?", "Phones were cheaper")
    assert_accessible(charity)
    Reader(charity).press("Pay back what you did not spend")
    assert_accessible(charity)
    payer.goto(f"{county.url}/crowdfund/payments/")
    owed = payer.locator("li.kent-result", has_text=PROJECT)
    with payer.expect_navigation():
        owed.get_by_role("link", name=re.compile("^I have a conflict of interest")).press("Enter")
    Reader(payer).press("Declare")
    assert "Say in a few words what the conflict is" in payer.locator("main").inner_text()
    assert_accessible(payer)
    Reader(payer).press("Payments")
    with payer.expect_navigation():
        owed.get_by_role("link", name=re.compile("^Record that it came back")).press("Enter")
    Reader(payer).write("The bank’s reference", "IN 20261126")
    Reader(payer).press("Record that it came back")
    charity.goto(award)
    assert "£12.50, Not spent – Received" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    Reader(funding).press("Ledger of the round")
    assert_accessible(funding)
    assert "Phones were cheaper" in funding.locator("main").inner_text()


def test_a_visitor_finds_projects_by_district_and_on_the_map(county, page, assert_accessible):
    page.goto(f"{county.url}/crowdfund/projects/")
    assert_accessible(page)
    page.get_by_label("District", exact=True).select_option(label="Thanet")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.get_by_role("button", name="Show these on a map").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Show these on a map").press("Enter")
    page.locator(".kent-map__canvas").wait_for()
    Reader(page).press("A baby bank for Thanet")
    assert "185" in page.locator("main").inner_text()
    assert_accessible(page)
    page.goto(f"{county.url}/crowdfund/grants/")
    assert_accessible(page)

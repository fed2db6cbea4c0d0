"""A charity accepts an offer, is paid, reports and returns what it did not spend: by keyboard and without scripts."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.journeys.demonstration import sign_in
from tests.journeys.test_applying import A_PDF, date, press, reach, tick, write

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
    press(charity, re.compile(f"{PROJECT}$"))
    press(charity, "Read and answer the offer")
    assert_accessible(charity)
    award = charity.url
    assert "Two trained volunteers" in charity.locator("main").inner_text()
    press(charity, re.compile("^Accept the offer$"))
    assert_accessible(charity)
    press(charity, re.compile("^Accept the offer$"))
    assert "Tick the box to accept the offer" in charity.get_by_role("alert").inner_text()
    assert_accessible(charity)
    tick(charity, re.compile("My organisation accepts"))
    press(charity, re.compile("^Accept the offer$"))
    assert "Done: Accept the offer." in charity.locator("main").inner_text()

    # The subsidy notice, and its confirmation.
    funding.goto(f"{county.url}/crowdfund/awards/?state=accepted")
    assert_accessible(funding)
    press(funding, PROJECT)
    assert_accessible(funding)
    officers_page = funding.url
    press(funding, "Send the subsidy notice")
    press(funding, "Send the subsidy notice")
    charity.goto(award)
    press(charity, "Confirm the subsidy notice")
    assert_accessible(charity)
    write(charity, re.compile("How much such help"), "0")
    tick(charity, re.compile("I confirm in writing"))
    press(charity, "Confirm the subsidy notice")

    # Crowdfunding, with a pledge on paper.
    funding.goto(officers_page)
    press(funding, "Open the crowdfunding")
    date(funding, "ends_on", "1", "3", "2090")
    press(funding, "Open the crowdfunding")
    charity.goto(award)
    press(charity, "Add a pledge on paper")
    write(charity, "How much was pledged?", "250")
    write(charity, "How many people pledged it?", "9")
    write(charity, "Who pledged it?", "Choir evening")
    slip = {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    reach(charity, charity.locator("main input[type=file]"))
    charity.locator("main input[type=file]").set_input_files(slip)
    assert_accessible(charity)
    press(charity, "Add a pledge on paper")
    assert "Waiting for a check" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    press(funding, re.compile("^Count this pledge"))
    press(funding, "Count this pledge")
    press(funding, "Enter what the platform shows")
    write(funding, "Raised from the crowd on the platform", "40,000")
    write(funding, "People who gave there", "312")
    press(funding, "Enter what the platform shows")
    visitor = new_visitor(scripts=False)
    visitor.goto(f"{county.url}/crowdfund/projects/a-voice-at-night/")
    shown = visitor.locator("main").inner_text()
    assert "£40,250" in shown
    assert "321" in shown
    assert "(100%)" in shown
    assert_accessible(visitor)
    press(funding, "Release the pledge")
    write(funding, re.compile("How much of the award is paid at once"), "75")
    press(funding, "Release the pledge")

    # Pay.
    press(funding, re.compile("^Approve the payment"))
    press(funding, "Approve the payment")
    payer.goto(f"{county.url}/crowdfund/payments/")
    assert_accessible(payer)
    due = payer.locator("li.kent-result", has_text=PROJECT)
    with payer.expect_navigation():
        due.get_by_role("link", name=re.compile("^Record the payment")).press("Enter")
    date(payer, "paid_on", *YESTERDAY)
    write(payer, "The bank’s reference", "BACS 20261125")
    assert_accessible(payer)
    press(payer, "Record the payment")
    assert "Done: Record the payment." in payer.locator("main").inner_text()

    # Report.
    charity.goto(award)
    press(charity, re.compile("^Write the report"))
    assert_accessible(charity)
    write(charity, "What happened?", "Thirty mothers were trained, and the line is open every night.")
    write(charity, re.compile("How much of the award"), "1")
    reach(charity, charity.locator("main input[type=file]"))
    charity.locator("main input[type=file]").set_input_files({**slip, "name": "receipt.pdf"})
    press(charity, "Send the report")
    assert "receipt.pdf" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    press(funding, re.compile("^Accept the report"))
    press(funding, "Accept the report")

    # Return.
    charity.goto(award)
    press(charity, "Pay back what you did not spend")
    write(charity, "How much?", "12.50")
    write(charity, "Why?", "Phones were cheaper")
    assert_accessible(charity)
    press(charity, "Pay back what you did not spend")
    assert_accessible(charity)
    payer.goto(f"{county.url}/crowdfund/payments/")
    owed = payer.locator("li.kent-result", has_text=PROJECT)
    with payer.expect_navigation():
        owed.get_by_role("link", name=re.compile("^Record that it came back")).press("Enter")
    write(payer, "The bank’s reference", "IN 20261126")
    press(payer, "Record that it came back")
    charity.goto(award)
    assert "£12.50, Not spent – Received" in charity.locator("main").inner_text()
    funding.goto(officers_page)
    press(funding, "Ledger of the round")
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
    press(page, "A baby bank for Thanet")
    assert "185" in page.locator("main").inner_text()
    assert_accessible(page)
    page.goto(f"{county.url}/crowdfund/grants/")
    assert_accessible(page)

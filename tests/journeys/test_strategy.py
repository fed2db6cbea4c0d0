"""The strategy as people read it, and the report that an officer has in three clicks."""

import re

from tests.journeys.demonstration import sign_in

PAGES = [
    "/strategy/",
    "/strategy/commitments/",
    "/strategy/commitments/publish-what-the-sector-is-worth-to-kent/",
    "/strategy/text/",
    "/strategy/reports/",
    "/board/chains/",
]


def test_a_reader_without_scripts_follows_a_promise_to_what_was_done(new_visitor, county, assert_accessible):
    page = new_visitor(scripts=False)
    for path in PAGES:
        page.goto(f"{county.url}{path}")
        assert_accessible(page)
    page.goto(f"{county.url}/strategy/")
    page.get_by_role("link", name="How each commitment is going").click()
    page.get_by_label("How it stands").select_option("late")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Publish what the sector is worth to Kent").click()
    assert "Milestone missed" in page.locator("main").inner_text()
    page.goto(f"{county.url}/board/chains/")
    page.locator("[data-chain=action] a").first.click()
    assert "What led to it" in page.locator("main").inner_text()
    assert_accessible(page)
    page.locator("[data-chain=decision] a").first.click()
    assert "From the item to what was done" in page.locator("main").inner_text()
    assert_accessible(page)


def test_an_officer_has_the_report_in_three_clicks(new_visitor, county, assert_accessible):
    page = new_visitor(scripts=False)
    sign_in(page, county, "board")
    page.goto(f"{county.url}/strategy/")
    page.get_by_role("link", name="Six-monthly reports").click()
    page.get_by_role("button", name="Make the report").click()
    assert "The report is made, and public." in page.locator("main").inner_text()
    assert_accessible(page)
    pdf = page.get_by_role("link", name="Read it as a PDF").get_attribute("href")
    answer = page.request.get(f"{county.url}{pdf}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def test_officers_write_the_text_on_a_page_that_everybody_can_use(new_visitor, county, assert_accessible):
    page = new_visitor()
    sign_in(page, county, "board")
    page.goto(f"{county.url}/admin/partnership_board/edition/")
    page.get_by_role("link", name=re.compile("For the next review")).click()
    assert_accessible(page, narrow=False)
    page.locator("#sections-0 textarea").fill("We learned a lot.\n\n- to listen\n- to share")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="See or preview the public page").click()
    assert "This version is not public." in page.locator("main").inner_text()
    assert page.get_by_role("listitem").filter(has_text="to listen").count() == 1

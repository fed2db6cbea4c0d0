"""Finding help with a slip of the finger and a postcode; saying that something is wrong. Scripts off and on."""

import re

import pytest

from tests.journeys.demonstration import sign_in


@pytest.fixture(params=[False, True], ids=["scripts off", "scripts on"])
def visitor(request, new_visitor):
    return new_visitor(scripts=request.param)


def test_a_visitor_finds_help_with_a_typo_and_a_postcode(visitor, county, assert_accessible):
    visitor.goto(f"{county.url}/organisations/")
    assert_accessible(visitor)
    visitor.get_by_label("What you need, or a name").fill("dementai cafe")
    visitor.get_by_label("Near a postcode or town").fill("TN1 1")
    visitor.get_by_role("button", name="Search").click()
    assert_accessible(visitor)
    said = visitor.locator("main").inner_text()
    assert "Showing results for dementia cafe" in said
    assert visitor.get_by_role("link", name="Search instead for “dementai cafe”").is_visible()
    first = visitor.locator(".kent-result").first.inner_text()
    assert re.search("Café|Forget Me Not", first)
    assert "mile" in first
    visitor.locator("summary").get_by_text("Who it is for").click()
    visitor.get_by_label(re.compile("^Older people")).check()
    visitor.get_by_role("button", name="Show results").click()
    assert_accessible(visitor)
    taken_off = visitor.get_by_role("link", name=re.compile("Older people"))
    assert taken_off.is_visible()
    taken_off.click()
    assert "You chose" not in visitor.locator("main").inner_text()
    visitor.get_by_role("link", name="Print these results").click()
    assert_accessible(visitor)


def test_ten_thousand_letters_are_answered_in_words(county, page):
    page.goto(f"{county.url}/organisations/?q={'a' * 10_000}")
    assert "first 200 letters" in page.locator("main").inner_text()


def test_by_keyboard_alone_a_visitor_gets_from_the_box_to_a_page(county, page):
    page.goto(f"{county.url}/organisations/")
    page.get_by_label("What you need, or a name").focus()
    page.keyboard.type("baby bank near Margate")
    page.keyboard.press("Enter")
    page.wait_for_url("**baby+bank**")
    assert "We took “Margate” for the place" in page.locator("main").inner_text()
    page.locator(".kent-result a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/organisations/[\w-]+/$"))
    assert page.get_by_role("heading", name="Get in touch").is_visible()


def test_nothing_found_is_no_dead_end(visitor, county, assert_accessible):
    visitor.goto(f"{county.url}/organisations/?q=xylophone+zoo&near=CT9+1&theme=food")
    assert_accessible(visitor)
    said = visitor.locator("main").inner_text()
    assert "Nothing found" in said
    assert "03000 41 41 41" in said
    visitor.get_by_role("link", name="Food and essentials", exact=True).click()
    visitor.locator(".kent-result").nth(10).wait_for()


def test_a_visitor_reports_a_problem_and_an_officer_settles_it(
    visitor, county, new_visitor, assert_accessible, request
):
    visitor.goto(f"{county.url}/organisations/ashford-volunteer-centre/")
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Tell us something is wrong on this page").click()
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Send to an officer").click()
    assert_accessible(visitor)
    assert visitor.get_by_text("Choose what is wrong").first.is_visible()
    words = f"It closes at four now ({request.node.callspec.id})."
    visitor.get_by_label("The times, the place or the cost are wrong").check()
    visitor.get_by_label("Tell us more").fill(words)
    visitor.get_by_role("button", name="Send to an officer").click()
    assert_accessible(visitor)
    assert visitor.get_by_role("heading", name="Thank you").is_visible()

    officer = new_visitor()
    sign_in(officer, county, "directory")
    officer.goto(f"{county.url}/admin/organisations/problemreport/")
    assert_accessible(officer)
    officer.locator("#result_list tbody a").last.click()
    assert_accessible(officer)
    assert words in officer.content()
    officer.get_by_role("button", name="It is put right").click()
    officer.get_by_text("Done").first.wait_for()


def test_a_shortlist_is_kept_and_shared_without_an_account(visitor, county, new_visitor, assert_accessible):
    visitor.goto(f"{county.url}/organisations/mama-to-mama/")
    visitor.get_by_role("button", name="Add to your shortlist").click()
    assert_accessible(visitor)
    link = visitor.locator("main a[href*='/organisations/shortlist/']").first.get_attribute("href")
    somebody_else = new_visitor()
    somebody_else.goto(link)
    assert "Mama to Mama" in somebody_else.locator("main").inner_text()

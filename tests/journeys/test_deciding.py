"""Assess with a declared conflict; from the panel to the announcement. With the keyboard alone, scripts off and on."""

import re

import pytest

from tests.journeys.demonstration import ROUND, sign_in
from tests.journeys.keyboard import Keyboard


@pytest.fixture(params=[False, True], ids=["scripts off", "scripts on"])
def visitor(request, new_visitor):
    return new_visitor(scripts=request.param)


def press(control):
    """Go to a link or a button with Tab, press Enter, and wait for the page it leads to."""
    Keyboard(control.page).press(control)


def tick(control):
    """Go to a checkbox or one of a group of radio buttons with Tab, and choose it."""
    keys = Keyboard(control.page)
    (keys.choose if control.get_attribute("type") == "radio" else keys.tick)(control)


def write(control, text):
    Keyboard(control.page).fill(control, text)


def test_an_assessor_declares_a_conflict_and_scores_another_application(visitor, county, assert_accessible):
    sign_in(visitor, county, "assessor")
    visitor.goto(f"{county.url}/crowdfund/assessing/")
    assert_accessible(visitor)
    press(visitor.locator(".kent-result", has_text="Assessment").get_by_role("link", name=ROUND))
    assert_accessible(visitor)
    near = visitor.locator("tbody tr", has_text="To be scored").first
    title = near.get_by_role("link").inner_text()
    organisation = near.locator("td").first.inner_text()
    reference = re.search(r"CFK-[\w-]+", near.inner_text())[0]
    press(near.get_by_role("link"))
    assert_accessible(visitor)
    case = visitor.url
    assert title in visitor.locator("h1").inner_text()
    press(visitor.get_by_role("link", name="I am close to this applicant"))
    assert_accessible(visitor)
    tick(visitor.get_by_label(f"{organisation}: {title}", exact=True).first)
    press(visitor.get_by_role("button", name="Declare"))
    assert "Say in a few words what the conflict is" in visitor.locator("main").inner_text()
    write(visitor.get_by_label("What is the conflict?"), "My brother is a trustee")
    tick(visitor.get_by_label(re.compile("I have read the whole list")))
    press(visitor.get_by_role("button", name="Declare"))
    page = visitor.locator("main").inner_text()
    assert "You see nothing of" in page
    assert reference not in page
    assert visitor.request.get(case).status == 404
    assert reference not in visitor.request.get(visitor.url).text()
    _score(visitor, assert_accessible)


def _score(visitor, assert_accessible):
    press(visitor.locator("tbody tr", has_text="To be scored").first.get_by_role("link"))
    assert visitor.get_by_role("heading", name="Scores", exact=True).count() == 0
    press(visitor.get_by_role("button", name="Score this application"))
    assert_accessible(visitor)
    press(visitor.get_by_role("button", name="Hand in"))
    assert "Choose the points for" in visitor.get_by_role("alert").first.inner_text()
    assert_accessible(visitor)
    for question in visitor.locator("fieldset", has=visitor.locator("input[type=radio]")).all():
        tick(question.locator("input[type=radio]").nth(4))
    for reason in visitor.locator("textarea[name^=reason_]").all():
        write(reason, "They have asked the people whom it is for.")
    press(visitor.get_by_role("button", name="Hand in"))
    assert "Your assessment is handed in." in visitor.locator("main").inner_text()
    assert_accessible(visitor)


def test_the_panel_sees_what_a_line_means_while_it_is_typed(new_visitor, county, assert_accessible):
    page = new_visitor(scripts=True)
    sign_in(page, county, "funding")
    _open_panel(page, county)
    write(page.get_by_label("Projects above the line"), "3")
    page.get_by_text("With 3 projects above the line").wait_for()
    assert "line=3" in page.url
    assert page.locator("#ranking .govuk-tag--green").count() == 3
    write(page.get_by_label("Projects above the line"), "5")
    page.get_by_text("With 5 projects above the line").wait_for()
    assert_accessible(page)


def test_a_panel_ranks_draws_the_line_and_announces(new_visitor, county, assert_accessible):
    """Without scripts, as the reports of the round are too."""
    page = new_visitor(scripts=False)
    sign_in(page, county, "funding")
    _open_panel(page, county)
    assert_accessible(page)
    first = page.locator("#ranking tbody tr").first.get_by_role("link").first.inner_text()
    press(page.get_by_role("button", name=re.compile("^Down")).first)
    assert page.locator("#ranking tbody tr").nth(1).get_by_role("link").first.inner_text() == first
    write(page.get_by_label("Projects above the line"), "5")
    write(page.get_by_label("Then on the reserve list"), "2")
    press(page.get_by_role("button", name="Show what this means"))
    assert "With 5 projects above the line" in page.locator("main").inner_text()
    press(page.get_by_role("button", name="Draw the line here"))
    assert page.locator("#ranking .govuk-tag--green").count() == 5
    panel = page.url.split("?")[0].split("#")[0]
    addresses = [link.get_attribute("href") for link in page.locator("main a[href$='/decide/']").all()]
    assert len(addresses) == 12
    for number, address in enumerate(addresses):
        page.goto(f"{county.url}{address}")
        if not page.locator("input[name=decision]:checked").count():
            tick(page.get_by_label("Do not fund it"))
        write(page.get_by_label("Why, for the record"), "As the panel saw it.")
        write(page.get_by_label("Feedback to the applicant"), "Tell people early: the first week matters most.")
        if not number:
            assert_accessible(page)
        press(page.get_by_role("button", name="Keep this decision"))
        assert page.url.startswith(panel)
    press(page.get_by_role("link", name="Announce all decisions"))
    assert_accessible(page)
    press(page.get_by_role("button", name="Announce all decisions"))
    assert "Every applicant is written to." in page.locator("main").inner_text()
    press(page.get_by_role("link", name="Report of this round"))
    assert_accessible(page)
    of_round = re.search(r"CFK-\d{4}-[A-Z]-", addresses[0])[0]
    assert _count(county, f"Message.objects.filter(key__startswith='crowdfund.outcome:{of_round}')") == 12
    assert _count(county, f"Award.objects.filter(application__reference__startswith='{of_round}')") == 5


def _open_panel(page, county):
    page.goto(f"{county.url}/crowdfund/assessing/")
    press(page.locator(".kent-result", has_text="Panel").get_by_role("link", name=ROUND))
    press(page.get_by_role("link", name="Ranking, funds and decisions"))


def _count(county, what):
    ask = f"from kentcivil.mail.models import Message; from crowdfund.models import Award;print({what}.count())"
    return int(county.ask(ask))

"""A broker brings somebody from new to settled; the public and the council follow the pilot's money and its report."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.journeys.demonstration import sign_in
from tests.journeys.keyboard import Keyboard


def test_a_broker_brings_somebody_from_new_to_settled(county, new_visitor, assert_accessible):
    """Scripts are off: the volunteer offers to help, the broker finds them on the desk and sees them through.

    Neither touches a mouse.
    """
    volunteer = new_visitor(scripts=False)
    sign_in(volunteer, county, "volunteer")
    volunteer.goto(f"{county.url}/volunteering/?near=TN23+1&radius=20&no_check=on")
    title = None
    for place in range(volunteer.locator(".kent-result__title a").count()):
        link = volunteer.locator(".kent-result__title a").nth(place)
        title, address = link.inner_text(), link.get_attribute("href")
        volunteer.goto(f"{county.url}{address}interest/")
        if (
            volunteer.get_by_label("Full name").count()
            and "Ashford Volunteer Centre" in volunteer.locator("main").inner_text()
        ):
            break
        volunteer.go_back()
    assert_accessible(volunteer)
    keys = Keyboard(volunteer)
    keys.choose(volunteer.get_by_label("I am 18 or over"))
    keys.tick(volunteer.locator("[name=consent]"))
    keys.press(volunteer.get_by_role("button", name=re.compile("would like to help")))
    assert "knows that you would like to help" in volunteer.locator("main").inner_text()

    broker = new_visitor(scripts=False)
    sign_in(broker, county, "broker")
    broker.goto(f"{county.url}/admin/volunteering/enquiry/desk/")
    assert_accessible(broker, narrow=False)
    broker.goto(f"{county.url}/admin/volunteering/enquiry/?step=none&state__exact=new&q=volunteer%40demo")
    row = broker.locator("#result_list tbody tr").filter(has_text=title)
    keys = Keyboard(broker)
    keys.press(row.locator("th a").first)
    assert_accessible(broker, narrow=False)
    page = broker.url
    day = timezone.localdate() + timedelta(days=2)
    for stage in ("Contacted", "Introduced", "Placed", "Settled in"):
        broker.goto(page)
        keys.select(broker.locator("[name=move_to]"), stage)
        if stage != "Settled in":
            keys.fill(broker.locator("[name=next_step]"), f"After {stage}")
            keys.fill(broker.locator("[name=next_step_on]"), day.isoformat())
        keys.fill(broker.locator("[name=note]"), f"Spoke about {stage.lower()}.")
        keys.press(broker.get_by_role("button", name="Save", exact=True))
        assert broker.locator(".messagelist .error").count() == 0
    broker.goto(page)
    said = broker.locator("#content").inner_text()
    assert "Settled in" in said
    assert "Spoke about placed." in said
    volunteer.goto(f"{county.url}/my/volunteering/")
    assert "Settled in" in volunteer.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_anybody_follows_a_pound_to_what_it_paid_for(county, new_visitor, assert_accessible, scripts):
    visitor = new_visitor(scripts=scripts)
    visitor.goto(f"{county.url}/volunteering/pilot/")
    assert_accessible(visitor)
    visitor.locator("data[data-figure=spent][data-part='5'] a").first.click()
    assert_accessible(visitor)
    assert "Leaflets in six languages" in visitor.locator("main").inner_text()
    assert "entered twice" in visitor.locator("main").inner_text()
    visitor.goto(f"{county.url}/volunteering/pilot/roll-out/")
    assert_accessible(visitor)
    visitor.goto(f"{county.url}/volunteering/crisis/")
    assert_accessible(visitor)
    visitor.goto(f"{county.url}/volunteering/suggestions/")
    visitor.get_by_label("Food and essentials").check()
    visitor.get_by_label("Weekdays, in the daytime").check()
    visitor.get_by_role("button", name="Make suggestions").click()
    assert_accessible(visitor)
    assert "You like: Food and essentials" in visitor.locator("main").inner_text()


def test_the_council_makes_the_report_to_the_board_in_three_clicks_by_keyboard(county, new_visitor, assert_accessible):
    officer = new_visitor()
    sign_in(officer, county, "funding")
    officer.goto(f"{county.url}/volunteering/pilot/")
    officer.get_by_role("link", name="All reports to the board").focus()
    officer.keyboard.press("Enter")  # one
    officer.wait_for_url("**/reports/")
    assert_accessible(officer)
    officer.get_by_role("button", name=re.compile("^Make the report")).first.focus()
    officer.keyboard.press("Enter")  # two
    officer.wait_for_url(re.compile(r"/reports/\d+/$"))
    assert_accessible(officer)
    link = officer.get_by_role("link", name="This report as a PDF").get_attribute("href")
    got = officer.request.get(f"{county.url}{link}")  # three
    pdf = PdfReader(io.BytesIO(got.body()))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Report to the board" in pdf.pages[0].extract_text()

"""From an organisation's wish to a volunteer's certificate, and a young person with a guardian's consent.

Everybody uses the keyboard alone; most of them run no scripts.
"""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.journeys.demonstration import sign_in
from tests.journeys.keyboard import Keyboard

TITLE = "Lantern maker"


def _as(new_visitor, county, who, *, scripts=False):
    page = new_visitor(scripts=scripts)
    sign_in(page, county, who)
    return page


def _shell(county, code):
    return county.ask(code)


def _date(page, name, day):
    for place, number in enumerate((day.day, day.month, day.year)):
        Keyboard(page).fill(page.locator(f"[name={name}_{place}]"), number)


def _open_account(page, county, born_on, **guardian):
    page.goto(f"{county.url}/my/volunteering/account/")
    _date(page, "born_on", born_on)
    for label, said in guardian.items():
        Keyboard(page).fill(page.locator(f"[name={label}]"), said)
    Keyboard(page).select(page.get_by_label("Where do you live?"), "Ashford")
    Keyboard(page).press(page.get_by_role("button", name="Open my account"))


def test_from_a_wish_to_a_certificate(county, new_visitor, assert_accessible):
    """Post, publish, find, take the last place while another waits, withdraw, accept, attend, hours, certificate.

    Nobody touches a mouse.
    """
    charity = _as(new_visitor, county, "charity")
    _post(charity, county, assert_accessible)
    _publish(_as(new_visitor, county, "broker"), county, assert_accessible)
    _plan(charity, assert_accessible)

    first = _as(new_visitor, county, "volunteer")
    _find(first, county, assert_accessible)
    Keyboard(first).press(first.get_by_role("button", name="Take a place"))
    assert_accessible(first)
    assert TITLE in first.locator("main").inner_text()

    second = _as(new_visitor, county, "board", scripts=True)
    _open_account(second, county, timezone.localdate().replace(year=1980, day=1))
    assert_accessible(second)
    _find(second, county, assert_accessible)
    Keyboard(second).press(second.get_by_role("button", name="Join the waiting list"))
    assert "You are number 1 on the list." in second.locator("main").inner_text()

    first.goto(f"{county.url}/my/volunteering/sessions/")
    Keyboard(first).press(first.get_by_role("button", name=re.compile(rf"Give up my place\s*: {TITLE}")))
    assert "You are not expected there any more." in first.locator("main").inner_text()

    second.goto(f"{county.url}/my/volunteering/sessions/")
    assert_accessible(second)
    Keyboard(second).press(second.get_by_role("button", name="Yes, I take it"))
    assert "You have the place." in second.locator("main").inner_text()

    _let_it_be_over(county)
    second.goto(f"{county.url}/my/volunteering/sessions/")
    Keyboard(second).press(second.get_by_role("link", name=re.compile("Tell them how long you helped")))
    assert_accessible(second)
    Keyboard(second).fill(second.get_by_label("Hours"), "2")
    Keyboard(second).fill(second.get_by_label("Minutes"), "30")
    Keyboard(second).press(second.get_by_role("button", name="Tell the organisation"))
    assert "The organisation will look at it." in second.locator("main").inner_text()

    _confirm(charity, county, assert_accessible)

    second.goto(f"{county.url}/my/volunteering/sessions/")
    assert_accessible(second)
    assert "Organisations have confirmed 2 hours of your time." in second.locator("main").inner_text()
    got = second.request.get(f"{county.url}/my/volunteering/certificate.pdf")
    document = PdfReader(BytesIO(got.body()))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en-GB"
    assert document.metadata.title == "Certificate of volunteering"
    text = " ".join(document.pages[0].extract_text().split())
    assert "2 hours" in text
    assert TITLE in text


def _post(charity, county, assert_accessible):
    charity.goto(f"{county.url}/my/volunteering/")
    assert_accessible(charity)
    Keyboard(charity).press(charity.get_by_role("button", name="Ask for volunteers for Mama to Mama"))
    assert_accessible(charity)
    Keyboard(charity).fill(charity.get_by_label("Name of the opportunity"), TITLE)
    Keyboard(charity).fill(charity.get_by_label("What it is, in one sentence"), "Make paper lanterns with families.")
    Keyboard(charity).fill(
        charity.get_by_label("What would a volunteer do?"), "Cut, fold and glue lanterns for the winter fair."
    )
    Keyboard(charity).fill(charity.get_by_label("How much time does it take?"), "One afternoon")
    Keyboard(charity).tick(charity.get_by_label("Weekends, in the daytime"))
    Keyboard(charity).fill(charity.get_by_label("Name of the place"), "Repton Community Centre")
    Keyboard(charity).fill(charity.get_by_label("Postcode"), "TN23 3")
    Keyboard(charity).fill(charity.get_by_label("Youngest age"), "14")
    Keyboard(charity).fill(charity.get_by_label("Questions of your own"), "Can you stay for two hours?")
    Keyboard(charity).press(charity.get_by_role("button", name="Save"))
    assert_accessible(charity)
    Keyboard(charity).press(charity.get_by_role("button", name="Send it to the volunteer centre"))
    assert "Sent to the volunteer centre" in charity.locator("main").inner_text()


def _publish(broker, county, assert_accessible):
    broker.goto(f"{county.url}/admin/volunteering/opportunity/?q={TITLE.replace(' ', '+')}")
    Keyboard(broker).press(broker.locator("#result_list").get_by_role("link", name=TITLE))
    Keyboard(broker).select(broker.get_by_label("Decide"), "Publish it")
    Keyboard(broker).press(broker.get_by_role("button", name="Save", exact=True))
    assert "errornote" not in broker.content()


def _plan(charity, assert_accessible):
    charity.reload()
    Keyboard(charity).press(charity.get_by_role("link", name="Plan a session"))
    assert_accessible(charity)
    _date(charity, "day", timezone.localdate() + timedelta(days=9))
    Keyboard(charity).fill(charity.get_by_label("Start"), "2pm")
    Keyboard(charity).fill(charity.get_by_label("End", exact=True), "1pm")
    Keyboard(charity).fill(charity.get_by_label("How many people can come?"), "1")
    Keyboard(charity).press(charity.get_by_role("button", name="Save the session"))
    assert "must end after it starts" in charity.locator("main").inner_text()
    assert_accessible(charity)
    Keyboard(charity).fill(charity.get_by_label("End", exact=True), "4pm")
    Keyboard(charity).press(charity.get_by_role("button", name="Save the session"))
    assert "0 of 1 places taken" in charity.locator("main").inner_text()
    assert_accessible(charity)


def _find(page, county, assert_accessible):
    page.goto(f"{county.url}/volunteering/?q={TITLE.replace(' ', '+')}")
    Keyboard(page).press(page.get_by_role("link", name=TITLE).first)
    assert_accessible(page)
    Keyboard(page).press(page.locator("#sessions + ul a").first)
    assert_accessible(page)
    Keyboard(page).fill(page.get_by_label("Can you stay for two hours?"), "Yes")


def _let_it_be_over(county):
    """Nine days pass."""
    _shell(
        county,
        "from volunteering.models import Session; from django.db.models import F; from datetime import timedelta;"
        f"Session.objects.filter(opportunity__title='{TITLE}')"
        ".update(starts_at=F('starts_at') - timedelta(days=10), ends_at=F('ends_at') - timedelta(days=10))",
    )


def _confirm(charity, county, assert_accessible):
    charity.goto(f"{county.url}/my/volunteering/")
    Keyboard(charity).press(charity.get_by_role("link", name=TITLE).first)
    assert "1 for you to look at" in charity.locator("main").inner_text()
    Keyboard(charity).press(charity.locator("main .kent-result a").first)
    assert_accessible(charity)
    Keyboard(charity).choose(charity.get_by_label("Came", exact=True))
    Keyboard(charity).press(charity.get_by_role("button", name="Save who came"))
    assert_accessible(charity)
    charity.go_back()
    charity.goto(f"{county.url}/my/volunteering/")
    Keyboard(charity).press(charity.get_by_role("link", name=TITLE).first)
    Keyboard(charity).press(charity.get_by_role("link", name="Time given"))
    assert_accessible(charity)
    page = charity.locator("main").inner_text()
    assert "2 hours 30 minutes" in page, "what was claimed"
    assert "You have confirmed 2 hours altogether." in page, "and apart from it what was confirmed"


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_young_person_with_a_guardians_consent(county, new_visitor, assert_accessible, scripts):
    who = "assessor" if scripts else "directory"
    young = _as(new_visitor, county, who, scripts=scripts)
    born_on = timezone.localdate().replace(day=1) - timedelta(days=16 * 366)
    _open_account(young, county, born_on)
    assert "Enter the name of a parent or guardian" in young.locator("main").inner_text()
    assert_accessible(young)
    _open_account(young, county, born_on, guardian_name="Ann Guardian", guardian_email="ann@people.example")
    young.goto(f"{county.url}/my/volunteering/account/")
    assert_accessible(young)
    assert "You can take a place once they agree." in young.locator("main").inner_text()

    token = _shell(
        county,
        "from volunteering.models import GuardianConsent; from volunteering.actions.guardians import token_of;"
        f"print(token_of(GuardianConsent.objects.get(volunteer__user__email='{who}@demo.kentcivil.example')))",
    )
    guardian = new_visitor(scripts=scripts)
    guardian.goto(f"{county.url}/volunteering/guardian/{token}/")
    assert_accessible(guardian)
    Keyboard(guardian).press(guardian.get_by_role("button", name="Yes, I agree"))
    assert_accessible(guardian)
    assert "You have agreed" in guardian.locator("main").inner_text()

    young.reload()
    assert "You can take places." in young.locator("main").inner_text()


def test_a_concern_is_raised_from_any_page_and_read_by_its_lead(county, new_visitor, assert_accessible):
    visitor = new_visitor(scripts=False)
    visitor.goto(f"{county.url}/volunteering/")
    Keyboard(visitor).press(visitor.get_by_role("link", name="Raise a concern about safety"))
    assert_accessible(visitor)
    assert "ring 999" in visitor.locator("main").inner_text()
    Keyboard(visitor).fill(
        visitor.get_by_label("What are you worried about?"), "A gate was left open beside the road, journey."
    )
    Keyboard(visitor).select(visitor.get_by_label("Where is it?"), "Ashford")
    Keyboard(visitor).press(visitor.get_by_role("button", name="Send it"))
    assert_accessible(visitor)
    lead = _as(new_visitor, county, "broker")
    lead.goto(f"{county.url}/my/concerns/")
    assert_accessible(lead)
    Keyboard(lead).press(lead.locator("main a", has_text="Concern").first)
    assert_accessible(lead)
    assert "A gate was left open" in lead.locator("main").inner_text()
    assert "/volunteering/" in lead.locator("main").inner_text()

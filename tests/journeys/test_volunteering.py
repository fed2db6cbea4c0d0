"""From an organisation's wish to a volunteer's certificate, and a young person with a guardian's consent."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.journeys.demonstration import sign_in

TITLE = "Lantern maker"


def _as(new_visitor, county, who, *, scripts=False):
    page = new_visitor(scripts=scripts)
    sign_in(page, county, who)
    return page


def _shell(county, code):
    return county.manage("shell", "-v", "0", "-c", code).strip()


def _date(page, name, day):
    for place, number in enumerate((day.day, day.month, day.year)):
        page.locator(f"[name={name}_{place}]").fill(str(number))


def _open_account(page, county, born_on, **guardian):
    page.goto(f"{county.url}/my/volunteering/account/")
    _date(page, "born_on", born_on)
    for label, said in guardian.items():
        page.locator(f"[name={label}]").fill(said)
    page.get_by_label("Where do you live?").select_option(label="Ashford")
    page.get_by_role("button", name="Open my account").click()


def test_from_a_wish_to_a_certificate(county, new_visitor, assert_accessible):
    """Post, publish, find, take the last place while another waits, withdraw, accept, attend, hours, certificate."""
    charity = _as(new_visitor, county, "charity")
    _post(charity, county, assert_accessible)
    _publish(_as(new_visitor, county, "broker"), county, assert_accessible)
    _plan(charity, assert_accessible)

    first = _as(new_visitor, county, "volunteer")
    _find(first, county, assert_accessible)
    first.get_by_role("button", name="Take a place").click()
    assert_accessible(first)
    assert TITLE in first.locator("main").inner_text()

    second = _as(new_visitor, county, "board", scripts=True)
    _open_account(second, county, timezone.localdate().replace(year=1980, day=1))
    assert_accessible(second)
    _find(second, county, assert_accessible)
    _by_keyboard(second, "Join the waiting list")
    assert "You are number 1 on the list." in second.locator("main").inner_text()

    first.goto(f"{county.url}/my/volunteering/sessions/")
    first.get_by_role("button", name=re.compile(rf"Give up my place\s*: {TITLE}")).click()
    assert "You are not expected there any more." in first.locator("main").inner_text()

    second.goto(f"{county.url}/my/volunteering/sessions/")
    assert_accessible(second)
    _by_keyboard(second, "Yes, I take it")
    assert "You have the place." in second.locator("main").inner_text()

    _let_it_be_over(county)
    second.goto(f"{county.url}/my/volunteering/sessions/")
    second.get_by_role("link", name=re.compile("Tell them how long you helped")).click()
    assert_accessible(second)
    second.get_by_label("Hours").fill("2")
    second.get_by_label("Minutes").fill("30")
    second.get_by_role("button", name="Tell the organisation").click()
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
    charity.get_by_role("button", name="Ask for volunteers for Mama to Mama").click()
    assert_accessible(charity)
    charity.get_by_label("Name of the opportunity").fill(TITLE)
    charity.get_by_label("What it is, in one sentence").fill("Make paper lanterns with families.")
    charity.get_by_label("What would a volunteer do?").fill("Cut, fold and glue lanterns for the winter fair.")
    charity.get_by_label("How much time does it take?").fill("One afternoon")
    charity.get_by_label("Weekends, in the daytime").check()
    charity.get_by_label("Name of the place").fill("Repton Community Centre")
    charity.get_by_label("Postcode").fill("TN23 3")
    charity.get_by_label("Youngest age").fill("14")
    charity.get_by_label("Questions of your own").fill("Can you stay for two hours?")
    charity.get_by_role("button", name="Save").click()
    assert_accessible(charity)
    charity.get_by_role("button", name="Send it to the volunteer centre").click()
    assert "Sent to the volunteer centre" in charity.locator("main").inner_text()


def _publish(broker, county, assert_accessible):
    broker.goto(f"{county.url}/admin/volunteering/opportunity/?q={TITLE.replace(' ', '+')}")
    broker.locator("#result_list").get_by_role("link", name=TITLE).click()
    broker.get_by_label("Decide").select_option(label="Publish it")
    broker.get_by_role("button", name="Save", exact=True).click()
    assert "errornote" not in broker.content()


def _plan(charity, assert_accessible):
    charity.reload()
    charity.get_by_role("link", name="Plan a session").click()
    assert_accessible(charity)
    _date(charity, "day", timezone.localdate() + timedelta(days=9))
    charity.get_by_label("Start").fill("2pm")
    charity.get_by_label("End", exact=True).fill("1pm")
    charity.get_by_label("How many people can come?").fill("1")
    charity.get_by_role("button", name="Save the session").click()
    assert "must end after it starts" in charity.locator("main").inner_text()
    assert_accessible(charity)
    charity.get_by_label("End", exact=True).fill("4pm")
    charity.get_by_role("button", name="Save the session").click()
    assert "0 of 1 places taken" in charity.locator("main").inner_text()
    assert_accessible(charity)


def _find(page, county, assert_accessible):
    page.goto(f"{county.url}/volunteering/?q={TITLE.replace(' ', '+')}")
    page.get_by_role("link", name=TITLE).first.click()
    assert_accessible(page)
    page.locator("#sessions + ul a").first.click()
    assert_accessible(page)
    page.get_by_label("Can you stay for two hours?").fill("Yes")


def _by_keyboard(page, button):
    """Tab until the button has the focus, then Enter: no mouse."""
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    for _step in range(80):
        page.keyboard.press("Tab")
        if button in (page.evaluate("() => document.activeElement.innerText || document.activeElement.value") or ""):
            break
    else:
        raise AssertionError(f"The button {button} is not reached by the Tab key.")
    with page.expect_navigation():
        page.keyboard.press("Enter")


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
    charity.get_by_role("link", name=TITLE).first.click()
    assert "1 for you to look at" in charity.locator("main").inner_text()
    charity.locator("main .kent-result a").first.click()
    assert_accessible(charity)
    charity.get_by_label("Came", exact=True).check()
    charity.get_by_role("button", name="Save who came").click()
    assert_accessible(charity)
    charity.go_back()
    charity.goto(f"{county.url}/my/volunteering/")
    charity.get_by_role("link", name=TITLE).first.click()
    charity.get_by_role("link", name="Time given").click()
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
    guardian.get_by_role("button", name="Yes, I agree").click()
    assert_accessible(guardian)
    assert "You have agreed" in guardian.locator("main").inner_text()

    young.reload()
    assert "You can take places." in young.locator("main").inner_text()


def test_a_concern_is_raised_from_any_page_and_read_by_its_lead(county, new_visitor, assert_accessible):
    visitor = new_visitor(scripts=False)
    visitor.goto(f"{county.url}/volunteering/")
    visitor.get_by_role("link", name="Raise a concern about safety").click()
    assert_accessible(visitor)
    assert "ring 999" in visitor.locator("main").inner_text()
    visitor.get_by_label("What are you worried about?").fill("A gate was left open beside the road, journey.")
    visitor.get_by_label("Where is it?").select_option(label="Ashford")
    visitor.get_by_role("button", name="Send it").click()
    assert_accessible(visitor)
    lead = _as(new_visitor, county, "broker")
    lead.goto(f"{county.url}/my/concerns/")
    assert_accessible(lead)
    lead.locator("main a", has_text="Concern").first.click()
    assert_accessible(lead)
    assert "A gate was left open" in lead.locator("main").inner_text()
    assert "/volunteering/" in lead.locator("main").inner_text()

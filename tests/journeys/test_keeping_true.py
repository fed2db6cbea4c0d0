"""An organisation's people and the officers keep its entry true, in a browser: asking, editing, approving, merging."""

import re

import pytest

from tests.journeys.demonstration import sign_in

# Entries that the register knows how to write to and nobody looks after: the first of them.
UNTENDED = """
from organisations.models import Organisation, RegisteredCharity
numbers = RegisteredCharity.objects.exclude(email="").values("number")
entries = Organisation.objects.published().filter(identifiers__number__in=numbers, memberships=None)
for entry in entries.filter(register_changes=None, claims=None).order_by("pk")[:1]:
    print(entry.slug, entry.identifiers.get(scheme="GB-CHC").number)
"""
# What the email to that address holds; the portal itself forgets it as soon as it is sent.
LINK = """
from organisations import links
from organisations.models import EntryClaim
print(links.claim_address(EntryClaim.objects.waiting().get(organisation__slug="{slug}")))
"""
# A week before the entry is to be checked again.
REMIND = """
from datetime import timedelta
from django.utils import timezone
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from organisations.models import Organisation
today = timezone.localdate()
Organisation.objects.filter(slug="mama-to-mama").update(
    verified_on=today - timedelta(days=360), review_due=today + timedelta(days=5)
)
claim(rule_named("organisations.review"))
print(Message.objects.filter(subject__contains="Mama to Mama still correct").latest("pk").text)
"""


def ask(county, script):
    """Run a few lines beside the portal, and return what they printed."""
    return county.ask(script)


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_claim_edit_approve(new_visitor, county, assert_accessible, scripts):
    slug, number = ask(county, UNTENDED).split()
    volunteer = new_visitor(scripts=scripts)
    sign_in(volunteer, county, "volunteer")
    volunteer.goto(f"{county.url}/my/organisations/")
    volunteer.get_by_label("Its name, or its charity number").fill(number)
    volunteer.get_by_role("button", name="Find it").click()
    assert_accessible(volunteer)
    volunteer.get_by_role("link", name=re.compile("^Ask to look after")).click()
    assert_accessible(volunteer)
    volunteer.get_by_label("Send a link to the address in the register").check()
    volunteer.get_by_role("button", name="Ask to look after it").click()
    assert "We have written to the address" in volunteer.locator("main").inner_text()

    colleague = new_visitor(scripts=scripts)
    colleague.goto(f"{county.url}{ask(county, LINK.format(slug=slug))}")
    assert_accessible(colleague)
    colleague.get_by_role("button", name="Yes, let them look after our page").click()
    assert "Dev Patel looks after the page" in colleague.locator("main").inner_text()

    volunteer.goto(f"{county.url}/my/organisations/{slug}/")
    assert_accessible(volunteer)
    volunteer.get_by_label("Summary").fill("Now with tea.")
    volunteer.get_by_label("Public phone number").fill("01632 960888")
    volunteer.get_by_role("button", name="Save").click()
    assert "Some of it waits for an officer" in volunteer.locator("body").inner_text()
    assert_accessible(volunteer)
    volunteer.get_by_role("link", name="Take it back").click()
    assert_accessible(volunteer)
    volunteer.get_by_role("link", name="No, go back").click()
    volunteer.get_by_role("link", name="See, invite and take off colleagues").click()
    volunteer.get_by_role("link", name="Leave").click()
    assert "Choose another owner first" in volunteer.locator("body").inner_text()
    colleague.goto(f"{county.url}/organisations/{slug}/")
    page = colleague.locator("main").inner_text()
    assert "Now with tea." in page
    assert "01632 960888" not in page

    officer = new_visitor(scripts=scripts)
    sign_in(officer, county, "directory")
    officer.goto(f"{county.url}/admin/organisations/proposal/")
    assert_accessible(officer)
    officer.locator("#result_list").get_by_role("row").last.get_by_role("link").first.click()
    assert_accessible(officer)
    assert "960888" in officer.locator("ins").first.inner_text()
    officer.get_by_role("button", name="Approve, as it stands in these boxes").click()
    assert "Done" in officer.locator(".messagelist").inner_text()
    colleague.goto(f"{county.url}/organisations/{slug}/")
    assert "01632 960888" in colleague.locator("main").inner_text()
    assert_accessible(colleague)


def test_still_correct_from_the_email_by_keyboard_alone(page_without_scripts, county, assert_accessible):
    visitor = page_without_scripts
    link = re.search(r"https?://[^/\s]+(/organisations/still-correct/\S+)", ask(county, REMIND))[1]
    visitor.goto(f"{county.url}{link}")
    assert_accessible(visitor)
    press(visitor, "Yes, it is all still correct")
    visitor.locator("h1", has_text="Thank you").wait_for()
    assert_accessible(visitor)
    visitor.goto(f"{county.url}{link}")
    assert "has been checked already" in visitor.locator("h1").inner_text()
    visitor.goto(f"{county.url}/organisations/mama-to-mama/")
    assert "Last checked by a person on" in visitor.locator("main").inner_text()


def press(page, name):
    """Reach a button by the Tab key, and press it by Enter."""
    button = page.get_by_role("button", name=name)
    for _step in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"The button “{name}” is not reached by the Tab key.")


def test_merge_two(page_without_scripts, county, assert_accessible):
    officer = page_without_scripts
    sign_in(officer, county, "directory")
    officer.goto(f"{county.url}/admin/organisations/likeness/?q=Broadstairs")
    assert_accessible(officer)
    officer.get_by_role("link", name="Broadstairs and Ramsgate Baby Bank", exact=True).first.click()
    assert_accessible(officer)
    officer.get_by_role("button", name="Merge the two").click()
    assert "Done" in officer.locator(".messagelist").inner_text()
    officer.goto(f"{county.url}/organisations/broadstairs-and-ramsgate-baby-bank-2/")
    assert officer.url.endswith("/organisations/broadstairs-and-ramsgate-baby-bank/")
    assert "Also known as" in officer.locator("main").inner_text()

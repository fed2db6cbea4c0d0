"""The four journeys of the foundation, on the real servers, with scripts off and on."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.demonstration import ROUND, sign_in, until

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture(params=[False, True], ids=["scripts off", "scripts on"])
def visitor(request, new_visitor):
    return new_visitor(scripts=request.param)


def test_a_member_of_the_public_finds_a_baby_bank_near_home(visitor, county, assert_accessible):
    visitor.goto(county.url)
    assert_accessible(visitor)
    visitor.get_by_label("What do you need?").fill("baby bank")
    visitor.get_by_label("Your postcode, or the start of it").fill("CT9 1")
    visitor.get_by_role("button", name="Search").click()
    assert_accessible(visitor)
    nearest = visitor.locator(".kent-result").first
    assert "Thanet" in nearest.inner_text()
    visitor.get_by_role("link", name="Mama to Mama").click()
    assert_accessible(visitor)
    assert "baby bank in Thanet" in visitor.locator("main").inner_text()
    assert visitor.get_by_role("heading", name="Get in touch").is_visible()


def test_a_charity_finishes_and_submits_its_application(visitor, county, assert_accessible, request):
    """The half-filled draft first, then, with scripts on, a new one: both are finished and submitted."""
    sign_in(visitor, county, "charity")
    assert_accessible(visitor)
    visitor.goto(f"{county.url}/crowdfund/")
    assert_accessible(visitor)
    visitor.get_by_role("link", name=ROUND).first.click()
    assert_accessible(visitor)
    visitor.goto(f"{visitor.url}apply/")
    assert_accessible(visitor)
    _start_a_project(visitor, f"Warm starts {request.node.callspec.id}")
    application = visitor.url
    _fill_in(visitor, application, assert_accessible)
    visitor.goto(application)
    assert "You have finished 10 of 10 parts." in visitor.locator("main").inner_text()
    visitor.goto(f"{application}check/")
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Go on to the declaration").click()
    assert_accessible(visitor)
    visitor.get_by_label("I confirm all of this").check()
    visitor.get_by_role("button", name="Submit the application").click()
    assert_accessible(visitor)
    reference = re.search(r"CFK-\d{4}-S-\d{4}", visitor.locator("main").inner_text())[0]
    bookmarked = visitor.url
    visitor.goto(bookmarked)
    assert reference in visitor.locator("main").inner_text()
    copy = until(lambda: _mail(county, f"subject__contains='{reference}'"))
    assert "Sent" in copy


def _start_a_project(visitor, title):
    choice = visitor.get_by_label("Mama to Mama")
    if choice.count():
        choice.check()
    visitor.get_by_label(re.compile("project called")).fill(title)
    visitor.locator("main").get_by_role("button").first.click()


def _fill_in(visitor, application, assert_accessible):
    def part(address):
        visitor.goto(f"{application}{address}/")
        assert_accessible(visitor)

    def keep():
        visitor.get_by_role("button", name=re.compile("(Save|Upload) and come back later")).click()

    part("organisation")
    visitor.get_by_label("Community group with a written constitution").check()
    visitor.get_by_label("Who should we contact?").fill("Chloe Bennett")
    visitor.get_by_label("Email address").fill("charity@demo.kentcivil.example")
    visitor.get_by_label("Phone number").fill("01632 960114")
    keep()
    part("eligibility")
    for question in visitor.locator("main fieldset").all():
        right = "No" if re.search("only about|large event|before", question.inner_text()) else "Yes"
        question.get_by_label(right, exact=True).check()
    keep()
    part("project")
    visitor.get_by_label("What will the project do?").fill("Warm clothes and a cot for every new baby in Thanet.")
    visitor.get_by_label("Thanet").check()
    visitor.get_by_label("A fair start for children").check()
    _date(visitor, "starts_on", 200)
    _date(visitor, "ends_on", 500)
    keep()
    part("questions/plan")
    visitor.get_by_label("What is the need, and how do you know?").fill("Midwives send us thirty families a month.")
    visitor.get_by_label("What will you do, step by step?").fill("Collect, wash, pack and deliver, every week.")
    visitor.get_by_label(re.compile("How many people")).fill("350")
    visitor.get_by_label("Children and families").check()
    keep()
    part("questions/legacy")
    visitor.get_by_label("What will be left when the project ends?").fill("A trained team and a store of equipment.")
    visitor.get_by_label("How will you get people to give?").fill("Stalls at every school fair in Margate.")
    _date(visitor, visitor.locator("input[id$=_0]").first.get_attribute("name").removesuffix("_0"), 40)
    visitor.get_by_label("No", exact=True).check()
    keep()
    part("budget")
    visitor.locator("[name=cost-0-description]").fill("Cots and bedding")
    visitor.locator("[name=cost-0-amount]").fill("6,000")
    visitor.locator("[name=income-0-description]").fill("Rotary club")
    visitor.locator("[name=income-0-amount]").fill("1000")
    visitor.locator("[name=amount_asked]").fill("2000")
    keep()
    part("subsidies")
    visitor.get_by_label("No", exact=True).check()
    keep()
    part("documents")
    paper = {"name": "constitution.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    visitor.locator("main input[type=file]").first.set_input_files(paper)
    keep()


def _date(visitor, name, days_ahead):
    day = timezone.localdate() + timedelta(days=days_ahead)
    for place, number in enumerate((day.day, day.month, day.year)):
        visitor.locator(f"[name={name}_{place}]").fill(str(number))


def test_a_board_officer_publishes_a_meeting_with_a_paper(visitor, county, new_visitor, assert_accessible, request):
    title = f"Extra meeting, {request.node.callspec.id}"
    sign_in(visitor, county, "board")
    visitor.goto(f"{county.url}/admin/partnership_board/meeting/add/")
    assert_accessible(visitor)
    visitor.get_by_label("Body").select_option(index=1)
    visitor.locator("[name=title]").fill(title)
    day = timezone.localdate() + timedelta(days=40)
    visitor.locator("[name=starts_at_0]").fill(day.isoformat())
    visitor.locator("[name=starts_at_1]").fill("10:00")
    visitor.locator("[name=ends_at_0]").fill(day.isoformat())
    visitor.locator("[name=ends_at_1]").fill("12:00")
    visitor.locator("[name=place]").fill("Sessions House, Maidstone")
    visitor.locator("[name=items-0-number]").fill("1")
    visitor.locator("[name=items-0-title]").fill("Support for baby banks")
    paper = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    visitor.locator("[name=items-0-new_paper]").set_input_files(paper)
    visitor.get_by_role("button", name="Save and continue editing").click()
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Publish").click()
    assert_accessible(visitor)
    visitor.locator("main, #content").first.locator("[type=submit]").first.click()

    public = new_visitor(scripts=request.node.callspec.params["visitor"])
    public.goto(f"{county.url}/board/")
    assert_accessible(public)
    public.get_by_role("link", name=title).first.click()
    assert_accessible(public)
    page = public.locator("main").inner_text()
    assert "Support for baby banks" in page
    assert "Sessions House, Maidstone" in page
    address = public.locator("main a[href*='/board/papers/']").first.get_attribute("href")
    got = public.request.get(f"{county.url}{address}")
    assert got.ok
    assert got.body().startswith(b"%PDF")


def test_the_reminder_for_a_draft_arrives_in_the_outbox(county, page, assert_accessible):
    """Nobody asks for it: beat rings, a worker claims, the outbox sends. Here it is rung once, by hand, at once."""
    county.ask("from kentcivil.reminders.tasks import ring; ring.delay()")
    draft = "to='charity@demo.kentcivil.example', key__startswith='reminder'"
    assert until(lambda: _mail(county, draft))
    sign_in(page, county, "officer")
    page.goto(f"{county.url}/admin/mail/message/?q=charity%40demo")
    assert "charity@demo.kentcivil.example" in page.locator("#result_list").inner_text()
    assert_accessible(page)


def _mail(county, having):
    """The state of an email that has been dealt with, or nothing."""
    ask = (
        "from kentcivil.mail.models import Message;"
        f"print(*[m.get_state_display() for m in Message.objects.filter({having}).exclude(state='waiting')])"
    )
    return county.ask(ask)

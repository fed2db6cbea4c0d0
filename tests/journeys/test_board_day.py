"""A board officer's working day, with the keyboard alone; and what the public and a member see of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.demonstration import sign_in
from tests.journeys.keyboard import Officer
from tests.journeys.test_demonstration import A_PDF

TITLE = "Grants, extra meeting"


@pytest.fixture
def officer(new_visitor, county):
    page = new_visitor()
    sign_in(page, county, "board")
    return Officer(page)


def _shell(county, *lines):
    return county.ask("\n".join(lines))


def test_an_officers_day_with_the_keyboard_alone(officer, county, new_visitor, assert_accessible):
    page = officer.page
    page.goto(f"{county.url}/admin/partnership_board/meeting/")
    officer.follow("a.addlink[href*='/meeting/add/']")
    assert_accessible(page, narrow=False)
    day = timezone.localdate() + timedelta(days=40)
    officer.choose("[name=body]", "Grants").write("[name=title]", TITLE)
    officer.write("[name=starts_at_0]", day.isoformat()).write("[name=starts_at_1]", "10:00")
    officer.write("[name=ends_at_0]", day.isoformat()).write("[name=ends_at_1]", "12:00")
    officer.write("[name=place]", "Sessions House, Maidstone")
    officer.write("[name='items-0-title']", "Shorter questions").choose("[name='items-0-kind']", "Decision")
    # The one thing that no keyboard reaches in a browser without a screen: its window for choosing a file.
    paper = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    page.locator("[name=items-0-new_paper]").set_input_files(paper)
    officer.follow("[name=_continue]")
    officer.write("[name='items-1-title']", "Welcome").follow("[name=_continue]")
    # The second item goes first: with the arrow key on its handle, which writes the numbers.
    officer.press("#items-1 .agenda-handle", "ArrowUp")
    assert page.locator("[name=items-1-number]").input_value() == "1"
    assert page.locator("[name=items-0-number]").input_value() == "2"
    officer.follow("[name=_continue]")
    meeting = page.url
    officer.follow("a[href*='/act/publish/']")
    assert_accessible(page, narrow=False)
    officer.follow("input[type=submit].default")
    assert "Done: publish" in page.locator("#content, .messagelist").first.inner_text() + page.content()

    public = new_visitor(scripts=False)
    public.goto(f"{county.url}/board/groups/grants-and-funding-working-group/")
    public.get_by_role("link", name=TITLE).first.click()
    assert_accessible(public)
    agenda = public.locator("main").inner_text()
    assert agenda.index("1. Welcome") < agenda.index("2. Shorter questions")
    assert "Late" not in agenda
    pack = public.request.get(public.get_by_role("link", name="Agenda and papers").first.evaluate("one => one.href"))
    assert pack.body().startswith(b"%PDF")
    slug = public.url.rstrip("/").rsplit("/", 1)[1]

    # Forty days pass: the meeting was this morning, and so was the next one.
    _shell(
        county,
        "from datetime import timedelta",
        "from django.utils import timezone",
        "from partnership_board.models import Meeting",
        f"one = Meeting.objects.get(slug='{slug}'); now = timezone.now()",
        "one.starts_at, one.ends_at = now - timedelta(hours=3), now - timedelta(hours=2)",
        "one.published_at = now - timedelta(days=20); one.save()",
        "Meeting.objects.create(body=one.body, title='The next one', state='published', place='Maidstone',"
        " published_at=now - timedelta(days=20), starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))",
    )
    page.goto(meeting)
    officer.follow("a[href*='/act/hold/']").follow("input[type=submit].default")
    officer.follow("a.button[href$='/minutes/']")
    assert_accessible(page, narrow=False)
    _take_minutes(officer)
    assert "The minutes are saved." in page.content()
    officer.follow("a.closelink")
    for act in ("decisions", "circulate"):
        officer.follow(f"a[href*='/act/{act}/']").follow("input[type=submit].default")
        assert "Done" in page.content()
    officer.follow("a[href*='/act/approve/']")
    officer.choose("[name=at_meeting]", "The").follow("input[type=submit].default")
    assert "Done: record the minutes as approved" in page.content()

    public.goto(f"{county.url}/board/meetings/{slug}/minutes/")
    assert_accessible(public)
    minutes = public.locator("main").inner_text()
    for words in ("Approved", "Members agreed to three questions.", "Use three questions", "Write the new form"):
        assert words in minutes
    public.goto(f"{county.url}/board/decisions/")
    assert_accessible(public)
    public.get_by_role("link", name="Use three questions").first.click()
    assert_accessible(public)
    assert "Write the new form" in public.locator("main").inner_text()


def _take_minutes(officer):
    page = officer.page
    for seat in page.locator("select[name^='seat-'][name$='-came']").all():
        officer.choose(f"[name='{seat.get_attribute('name')}']", "Came")
    item = page.locator("fieldset#item-2 textarea").first.get_attribute("name").split("-")[1]
    officer.write(f"[name='entry-{item}-text']", "Members agreed to three questions.")
    officer.press("fieldset#item-2 summary")
    officer.write(f"[name='decision-{item}-title']", "Use three questions")
    officer.write(f"[name='agreed-{item}-title']", "Write the new form")
    officer.choose(f"[name='agreed-{item}-owner']", "Grace")
    _write_date(officer, f"[name='agreed-{item}-due_on']", timezone.localdate() + timedelta(days=30))
    officer.choose(f"[name='agreed-{item}-decision']", "The")
    officer.follow("input[type=submit].default")


def _write_date(officer, selector, day):
    """Type a date as a browser asks for it: day or month first, as the machine is set up."""
    field = officer.go_to(selector).page.locator(selector)
    for order in ("%d%m%Y", "%m%d%Y"):
        field.blur()  # so that typing begins at the first of its parts again
        field.focus()
        officer.page.keyboard.type(f"{day:{order}}")
        if field.input_value() == day.isoformat():
            return
    raise AssertionError(f"{selector} took no date from the keyboard.")


def test_what_the_public_and_a_member_see_is_accessible_without_scripts(county, new_visitor, assert_accessible):
    visitor = new_visitor(scripts=False)
    visitor.goto(f"{county.url}/board/")
    assert_accessible(visitor)
    for link in ("Forward plan", "Register of interests", "See every version", "Actions agreed"):
        visitor.goto(f"{county.url}/board/")
        visitor.get_by_role("link", name=link).first.click()
        assert_accessible(visitor)
    visitor.goto(f"{county.url}/board/")
    visitor.locator("main a[href*='/board/meetings/']").first.click()
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Read the agenda and papers on one page").click()
    assert_accessible(visitor)
    sign_in(visitor, county, "broker")
    visitor.goto(f"{county.url}/my/board/")
    assert_accessible(visitor)
    visitor.get_by_role("button", name="stands in").first.click()
    assert "Your answer is recorded" in visitor.locator("main, .govuk-notification-banner").first.inner_text()
    visitor.get_by_role("link", name="Register an interest").click()
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Add to the register").click()
    assert_accessible(visitor)
    assert "Say what the interest is" in visitor.locator("main").inner_text()

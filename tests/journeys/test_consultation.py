"""A consultation in a real browser: somebody answers without scripts, and officers key in, code and publish."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.demonstration import sign_in
from tests.journeys.keyboard import Officer

ADMIN = "/admin/partnership_board"


@pytest.fixture
def officer(new_visitor, county):
    page = new_visitor()
    sign_in(page, county, "board")
    return Officer(page)


def _shell(county, *lines):
    return county.ask("\n".join(lines))


def test_somebody_answers_with_scripts_off_leaves_comes_back_and_sends(new_visitor, county, assert_accessible):
    page = new_visitor(scripts=False)
    page.goto(f"{county.url}/consultations/")
    assert_accessible(page)
    page.get_by_role("link", name="What should the next strategy look at?").click()
    assert_accessible(page)
    page.get_by_role("button", name="Answer now").click()
    assert_accessible(page)
    page.get_by_role("button", name="Go on to the questions").click()
    assert "Choose who you are answering for" in page.locator(".govuk-error-summary").inner_text()
    assert_accessible(page)
    page.get_by_label("Myself").check()
    page.get_by_role("button", name="Go on to the questions").click()
    assert_accessible(page)
    page.get_by_label("A little").check()
    page.get_by_label("5. What should the council").fill("Ask us first.\nThen decide.")
    page.get_by_role("button", name="Save and come back later").click()
    assert_accessible(page)
    private = page.locator(".kent-address a").inner_text()

    elsewhere = new_visitor(scripts=False, width=320)
    elsewhere.goto(private)
    assert elsewhere.get_by_label("A little").is_checked()
    elsewhere.get_by_label("Rooms").check()
    elsewhere.get_by_role("button", name="Save and check").click()
    assert_accessible(elsewhere)
    checked = elsewhere.locator("main").inner_text()
    assert "Ask us first." in checked
    assert "Rooms" in checked
    elsewhere.get_by_role("button", name="Send my answer").click()
    assert "Thank you: your answer was sent" in elsewhere.locator("h1").inner_text()
    assert_accessible(elsewhere)
    elsewhere.get_by_role("link", name="Five questions about you").click()
    assert_accessible(elsewhere)
    elsewhere.get_by_label("65 or over").check()
    elsewhere.get_by_role("button", name="Send these answers").click()
    assert "kept apart" in elsewhere.locator("main").inner_text()

    page.goto(private)
    assert "Thank you: your answer was sent" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Erase this answer").click()
    assert_accessible(page)
    page.get_by_role("button", name="Erase my answer").click()
    assert "Your answer is erased" in page.locator("main").inner_text()
    assert elsewhere.request.get(private).status == 404


def test_officers_key_in_code_and_publish_with_the_keyboard_alone(officer, county, new_visitor, assert_accessible):
    page = officer.page
    # One that closed a moment ago, with a few answers.
    number = _shell(
        county,
        "from datetime import timedelta",
        "from django.utils import timezone",
        "from partnership_board import actions",
        "from partnership_board.consultations.answers import Said",
        "from partnership_board.models import Consultation, Question",
        "now = timezone.now()",
        "one = Consultation.objects.create(title='Paths by the sea', slug='paths', summary='Which?',"
        " about='Paths.', opens_at=now - timedelta(days=9), closes_at=now + timedelta(hours=1))",
        "a = Question.objects.create(consultation=one, number=1, kind='one', text='Do you walk?',"
        " options=['Yes', 'No'])",
        "b = Question.objects.create(consultation=one, number=2, kind='long', text='Where should a path go?')",
        "Consultation.objects.filter(pk=one.pk).update(state='published', published_at=now)",
        "one.refresh_from_db()",
        "for text in ('Along the harbour to Deal.', 'From Hythe to Folkestone, please.'):",
        "    sent = actions.begin_response(consultation=one, arrived_at=now)",
        "    actions.save_answers(response=sent, said={a: Said(choices=(1,)), b: Said(text=text)})",
        "    actions.submit_response(response=sent, arrived_at=now)",
        "print(one.pk)",
    ).splitlines()[-1]
    change = f"{county.url}{ADMIN}/consultation/{number}/change/"
    page.goto(change)
    officer.follow(f"a.button[href$='/consultation/{number}/letter/']")
    assert_accessible(page, narrow=False)
    day = timezone.localdate() - timedelta(days=2)
    page.locator("[name=received_on]").fill(day.isoformat())
    officer.press("[type=radio]", "ArrowDown")
    officer.go_to("textarea")
    page.keyboard.type("By letter: over the cliffs.")
    officer.follow("input[type=submit].default")
    assert "Write the reference on the letter" in page.locator(".messagelist").inner_text()

    page.goto(f"{county.url}{ADMIN}/consultation/{number}/coding/2/")
    assert_accessible(page, narrow=False)
    officer.write("[name=name]", "Coast").follow("[name=add_theme]")
    officer.press("[type=checkbox][name$='-themes']", "Space")
    officer.follow("[name=save]")
    assert "Every answer has been read." in page.locator("#content").inner_text()
    page.goto(f"{county.url}{ADMIN}/consultation/{number}/analysis/")
    officer.follow("input[type=submit].default")
    assert_accessible(page, narrow=False)
    assert "2 (67%)" in page.locator("#content").inner_text()
    page.get_by_role("link", name="See what people wrote to question 2").click()
    assert_accessible(page, narrow=False)
    assert "By letter: over the cliffs." in page.locator("#content").inner_text()

    page.goto(f"{county.url}{ADMIN}/finding/add/")
    officer.choose("[name=consultation]", "Paths by the sea").write("[name=number]", "1")
    officer.write("[name=title]", "You want paths along the coast").follow("[name=_save]")
    # An hour passes: in the database only the close may move, and only to later, so its trigger rests meanwhile.
    _shell(
        county,
        "from django.db import connection, transaction",
        "cursor = connection.cursor()",
        "with transaction.atomic():",
        "    cursor.execute('SET LOCAL session_replication_role = replica')",
        f"    cursor.execute('UPDATE partnership_board_consultation SET closes_at = now() WHERE id = {number}')",
    )
    page.goto(change)
    officer.follow("a[href*='/act/findings/']").follow("input[type=submit].default")

    public = new_visitor(scripts=False)
    public.goto(f"{county.url}/consultations/paths/")
    public.get_by_role("link", name="See what people said").click()
    assert_accessible(public)
    said = public.locator("main").inner_text()
    assert "You want paths along the coast" in said
    assert "Coast" in said
    public.goto(f"{county.url}/consultations/second-consultation-2021/findings/")
    assert_accessible(public)
    public.get_by_role("link", name="Commitment: Hold a strategic partnership board").click()
    assert "Hold a strategic partnership board" in public.locator("h1").inner_text()

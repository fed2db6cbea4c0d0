"""Whatever arrives, the answer is a sentence that helps, never a failure, and nothing that was typed is lost."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowdfund import actions, documents
from crowdfund.amounts import MOST, read_pounds
from crowdfund.models import Application, Document
from kentcivil.mail.models import Message
from tests.crowdfund.factories import PDF, draft, finished, full_round
from tests.crowdfund.test_applying import budget
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

SPREADSHEET = ["[Content_Types].xml", "xl/workbook.xml"]


@pytest.fixture
def application():
    return draft()


@pytest.fixture
def page(client, application):
    """Send something to a part of a draft, and get the text of the page."""
    client.force_login(application.started_by)

    def page(part, data, **options):
        response = client.post(f"{application.get_absolute_url()}{part}/", data, follow=True, **options)
        assert response.status_code in (200, 409, 413), response.status_code
        return response.content.decode()

    return page


def archive(names, extra=()):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "<x/>")
        for name, content in extra:
            made.writestr(name, content)
    return file.getvalue()


# --- Files ------------------------------------------------------------------------------------------------------


def test_a_zip_bomb_in_a_spreadsheet_is_refused(page, application):
    asked = application.round.documents_asked.first()
    bomb = archive(SPREADSHEET, [("xl/sheet1.xml", b"0" * (documents.MOST_UNPACKED + 1))])
    assert len(bomb) < documents.LARGEST
    said = page("documents", {f"document_{asked.pk}": SimpleUploadedFile("accounts.xlsx", bomb), "go": "on"})
    assert "unpacks to far more" in said
    assert not Document.objects.exists()


def test_an_archive_that_lies_about_its_length_is_no_office_file(page, application):
    asked = application.round.documents_asked.first()
    whole = archive(["mimetype"], [("content.xml", b"x" * 1000)])
    for broken in (whole[:-30], whole.replace(b"PK\x05\x06", b"PK\x05\x07"), b"PK\x03\x04" + b"\0" * 50):
        data = {f"document_{asked.pk}": SimpleUploadedFile("rules.odt", broken), "go": "on"}
        assert "must be PDF" in page("documents", data)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "CON.pdf", "\u202efdp.exe", "a" * 400 + ".pdf", "🍼.pdf", "\x00.pdf"]
)
def test_whatever_a_file_is_called_it_comes_back_under_a_harmless_name(client, page, application, name):
    asked = application.round.documents_asked.first()
    page("documents", {f"document_{asked.pk}": SimpleUploadedFile(name, PDF), "go": "on"})
    document = Document.objects.get()
    assert len(document.original_name) <= 150
    assert not {"/", "\\", "\x00", "\u202e"} & set(document.original_name)
    assert ".." not in document.file.name
    assert client.get(document.get_absolute_url()).status_code == 200


def test_one_bad_file_among_good_ones_does_not_lose_the_good_ones(page, application):
    good, bad = application.round.documents_asked.order_by("position")
    said = page(
        "documents",
        {
            f"document_{good.pk}": SimpleUploadedFile("rules.pdf", PDF),
            f"document_{bad.pk}": SimpleUploadedFile("picture.png", b"MZ\x90\x00" + b"\0" * 100),
            "go": "on",
        },
    )
    assert "A picture: The chosen file must be PNG picture" in said
    assert Document.objects.get().asked == good


# --- Amounts ----------------------------------------------------------------------------------------------------


@given(text=st.text(max_size=30) | st.from_regex(r"[£$€¥−-]?[0-9., ]{0,14}(GBP|EUR|p|k|m)?", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_an_amount_is_pounds_and_pence_or_a_sentence(text):
    said, amount = "", Decimal(0)
    try:
        amount = read_pounds(text)
    except ValueError as error:
        said = str(error)
    if said:
        assert said.startswith(("Enter", "The amount"))
        assert len(said) < 100
    else:
        assert Decimal(0) <= amount <= MOST
        assert amount == amount.quantize(Decimal("0.01"))
        assert not set("$€¥-−") & set(text)


@pytest.mark.parametrize(
    "amount", ["-1", "1e99", "NaN", "Infinity", "£" + "9" * 400, "1.005", "10 €", "５００", "0x10", "½"]
)
def test_an_amount_that_is_none_is_given_back_with_the_other_lines(page, application, amount):
    said = page("budget", budget(costs=[("Rent", "100"), ("🍰 cake", amount)], asked=amount))
    assert 'value="🍰 cake"' in said
    assert 'value="100"' in said
    assert not application.budget_lines.exists()


# --- Text -------------------------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_is_kept_as_it_was_typed(text):
    application = Application.objects.first() or draft()
    section = application.round.sections.get()
    question = section.questions.first()
    part = application.parts.filter(key="questions/plan").first()
    actions.save_answers(
        application=application,
        section=section,
        answers={question.pk: text},
        version=part.version if part else 0,
        by=application.started_by,
    )
    kept = application.answers.get(question=question).text
    assert kept == text.replace("\x00", "").replace("\r\n", "\n").strip()


def test_right_to_left_text_and_emoji_are_shown_apart_from_what_is_around_them(client, page, application):
    long, _number = application.round.sections.get().questions.all()
    page("questions/plan", {"version": 0, "go": "later", f"question_{long.pk}": "נותנים יד 🤝 <script>"})
    shown = client.get(f"{application.get_absolute_url()}check/").content.decode()
    assert 'dir="auto">נותנים יד 🤝 &lt;script&gt;' in shown


def test_what_is_too_long_for_its_box_is_given_back(page, application):
    said = page("project", {"version": 0, "go": "on", "project_title": "T" * 500, "project_summary": "We sing."})
    assert "T" * 500 in said
    assert "We sing." in said


@pytest.mark.parametrize("version", ["-1", "x", "99999999999999999999", "", "1.5", "\x00"])
def test_a_version_that_is_none_ends_in_a_page_with_what_was_typed(page, application, version):
    long, _number = application.round.sections.get().questions.all()
    said = page("questions/plan", {"version": version, "go": "on", f"question_{long.pk}": "We open"})
    assert "We open" in said or application.answers.filter(text="We open").exists()


@pytest.mark.parametrize("total", ["-1", "x", "", "100000000"])
def test_a_budget_whose_count_of_lines_is_tampered_with_fails_in_a_sentence(page, application, total):
    said = page("budget", {**budget(costs=[("Rent", "5")]), "cost-TOTAL_FORMS": total})
    assert "Budget" in said


# --- Clicks -----------------------------------------------------------------------------------------------------


def test_the_back_button_after_submitting_leads_to_the_confirmation(client):
    application = finished(full_round())
    client.force_login(application.started_by)
    address = f"{application.get_absolute_url()}submit/"
    client.post(address, {"declared": "on"})
    for again in (client.get(address), client.post(address, {"declared": "on"}), client.post(address, {})):
        assert again["Location"] == f"{application.get_absolute_url()}confirmation/"
    assert Message.objects.count() == 1


def test_starting_twice_starts_once(client):
    member = MembershipFactory()
    round_ = full_round()
    client.force_login(member.user)
    form = {"organisation": member.organisation.pk, "project_title": "A choir"}
    for _click in range(2):
        assert client.post(f"{round_.get_absolute_url()}apply/", form).status_code == 302
    assert Application.objects.count() == 1


@pytest.mark.parametrize("organisation", ["", "x", "0", "9" * 30, "-1"])
def test_an_organisation_that_is_none_is_asked_for_again(client, organisation):
    member = MembershipFactory()
    client.force_login(member.user)
    form = {"organisation": organisation, "project_title": "A choir"}
    page = client.post(f"{full_round().get_absolute_url()}apply/", form).content.decode()
    assert "A choir" in page
    assert not Application.objects.exists()

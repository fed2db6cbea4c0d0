"""The whole way of an applicant through the pages, and everything that can go wrong on it."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Application, Document
from kentcivil.mail.models import Message
from tests.crowdfund.factories import PDF, draft, finished, full_round
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def page_of(application, part=""):
    return f"/crowdfund/applications/{application.reference}/{part}"


def sent(response):
    """The text of a page, once it has been followed to."""
    return response.content.decode()


@pytest.fixture
def round_():
    return full_round(reference_prefix="CFK-2026-S")


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def application(round_, member):
    return draft(round_, member.user)


# --- The whole way ----------------------------------------------------------------------------------------------


def test_an_organisation_applies_from_the_first_look_to_the_confirmation(client, round_, member):
    question = round_.eligibility_questions.get()
    public = round_.get_absolute_url()
    assert "Spring round" in sent(client.get("/crowdfund/"))
    assert "What will happen?" in sent(client.get(public))
    checked = client.get(f"{public}eligibility/", {f"question_{question.pk}": "yes"})
    assert "You can apply" in sent(checked)
    assert client.get(f"{public}apply/").status_code == 302

    client.force_login(member.user)
    form = {"organisation": member.organisation.pk, "project_title": "A café for carers"}
    started = client.post(f"{public}apply/", form, follow=True)
    application = Application.objects.get()
    assert started.redirect_chain == [(page_of(application), 302)]
    assert application.reference == "CFK-2026-S-0001"
    assert "You have finished 3 of 9 parts" in sent(started)
    assert "Cannot start yet" in sent(started)

    def save(part, data, version=0):
        response = client.post(page_of(application, f"{part}/"), {"version": version, "go": "on", **data})
        assert response.status_code == 302, sent(response)
        return response["Location"]

    contact = {"contact_name": "Asha Rahman", "contact_email": "asha@example.org", "contact_phone": "01843 555 010"}
    save("organisation", {"legal_form": "charity", **contact})
    save("eligibility", {f"question_{question.pk}": "yes"})
    objective = round_.objectives.get()
    dates = {"starts_on_0": "1", "starts_on_1": "3", "starts_on_2": "2027"}
    dates |= {"ends_on_0": "30", "ends_on_1": "9", "ends_on_2": "2027"}
    project = {"project_title": "A café for carers", "project_summary": "Carers meet.", "districts": ["E07000114"]}
    save("project", {**project, **dates, "objectives": [objective.pk]})
    long, number = round_.sections.get().questions.all()
    save("questions/plan", {f"question_{long.pk}": "We open twice a week.", f"question_{number.pk}": "1,200"})
    save("budget", budget(costs=[("Rent", "£9,000"), ("Tea", "1000.50")], income=[("Sales", "500")], asked="6,000"))
    save("subsidies", {"had_subsidies": "no", "subsidy-TOTAL_FORMS": 0, "subsidy-INITIAL_FORMS": 0})
    asked = round_.documents_asked.first()
    file = SimpleUploadedFile("rules.pdf", PDF)
    uploaded = client.post(page_of(application, "documents/"), {f"document_{asked.pk}": file, "go": "on"}, follow=True)
    assert "rules.pdf" in sent(uploaded)

    assert "You have finished 9 of 9 parts" in sent(client.get(page_of(application)))
    check = sent(client.get(page_of(application, "check/")))
    for answer in ("We open twice a week.", "1,200", "£9,500.50", "£6,000", "1 March 2027", "Thanet", "rules.pdf"):
        assert answer in check
    assert "What we have written is true." in sent(client.get(page_of(application, "submit/")))
    assert "Tick the box" in sent(client.post(page_of(application, "submit/"), {}))
    for _click in range(2):
        done = client.post(page_of(application, "submit/"), {"declared": "on"}, follow=True)
        assert "Application received" in sent(done)
    for _bookmark in range(2):
        assert "CFK-2026-S-0001" in sent(client.get(page_of(application, "confirmation/")))
    assert Message.objects.count() == 1
    assert client.get(page_of(application, "submit/"))["Location"] == page_of(application, "confirmation/")
    assert client.get(page_of(application, "check/"))["Location"] == page_of(application)
    changed = {**project, **dates, "project_summary": "Carers rest.", "objectives": [objective.pk]}
    save("project", changed, version=1)
    assert "Carers rest." in sent(client.get(page_of(application)))
    assert Application.objects.get().state == "submitted"
    withdrawn = client.post(page_of(application, "withdraw/"), follow=True)
    assert "Withdrawn" in sent(withdrawn)


def budget(costs=(), income=(), asked="", version=0):
    data = {"version": version, "amount_asked": asked, "go": "on"}
    for prefix, lines in (("cost", costs), ("income", income)):
        data |= {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
        for place, (text, amount) in enumerate(lines):
            data |= {f"{prefix}-{place}-description": text, f"{prefix}-{place}-amount": amount}
    return data


# --- Saving and coming back -------------------------------------------------------------------------------------


def test_half_an_answer_is_kept_and_what_is_missing_is_said(signed_in, application):
    long, number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    response = signed_in.post(
        address, {"version": 0, "go": "on", f"question_{long.pk}": "We", f"question_{number.pk}": ""}
    )
    assert "Enter an answer to “How many people will it help?”" in sent(response)
    assert "What you typed is saved" in sent(response)
    later = signed_in.post(address, {"version": 1, "go": "later", f"question_{long.pk}": "We open"})
    assert later["Location"] == page_of(application)
    assert "We open" in sent(signed_in.get(address))
    assert "In progress" in sent(signed_in.get(page_of(application)))


def test_a_number_that_is_none_is_kept_and_explained(signed_in, application):
    _long, number = application.round.sections.get().questions.all()
    data = {"version": 0, "go": "on", f"question_{number.pk}": "a few"}
    response = signed_in.post(page_of(application, "questions/plan/"), data)
    assert "must be a whole number" in sent(response)
    assert application.answers.get(question=number).text == "a few"


def test_too_many_words_are_kept_and_counted(signed_in, application):
    long, _number = application.round.sections.get().questions.all()
    data = {"version": 0, "go": "on", f"question_{long.pk}": "word " * 51}
    response = signed_in.post(page_of(application, "questions/plan/"), data)
    assert "must be 50 words or fewer. You have 51" in sent(response)
    assert application.answers.get(question=long).text.count("word") == 51


def test_any_script_and_any_sign_is_kept(signed_in, application):
    long, _number = application.round.sections.get().questions.all()
    text = "🍼 מרחבא مرحبا <b>ẞ</b> \u202e\x00"
    signed_in.post(page_of(application, "questions/plan/"), {"version": 0, "go": "later", f"question_{long.pk}": text})
    shown = sent(signed_in.get(page_of(application, "check/")))
    assert "🍼 מרחבא مرحبا &lt;b&gt;ẞ&lt;/b&gt;" in shown


def test_a_part_that_does_not_exist_is_not_found(signed_in, application):
    assert signed_in.get(page_of(application, "questions/other/")).status_code == 404


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("-5", "cannot be less than £0"),
        ("0", "must be more than £0"),
        ("12.345", "at most two figures for pence"),
        ("99999999999999", "less than £10 million"),
        ("$100", "Enter an amount in pounds"),
        ("€100", "Enter an amount in pounds"),
        ("١٢", "Enter an amount in pounds"),
        ("1e5", "Enter an amount in pounds"),
        ("", "Enter how much “Rent” is"),
    ],
)
def test_an_amount_that_cannot_be_read_is_explained_and_given_back(signed_in, application, amount, said):
    response = signed_in.post(page_of(application, "budget/"), budget(costs=[("Rent", amount)], asked="1"))
    assert said in sent(response)
    assert 'value="Rent"' in sent(response)
    assert not application.budget_lines.exists()


def test_pence_add_up(signed_in, application):
    data = budget(costs=[("A", "0.10"), ("B", "0.20"), ("", "")], asked="0.19")
    assert signed_in.post(page_of(application, "budget/"), data).status_code == 302
    assert str(application.costs()) == "0.30"


@pytest.mark.parametrize(
    ("income", "asked", "said"),
    [
        ([], "6500.01", "at most 65% of your target: £6,500 of £10,000. You asked for £6,500.01"),
        ([("Grant", "10000")], "1", "nothing left to crowdfund"),
        ([], "", "Enter how much you ask"),
    ],
)
def test_caps_are_explained(signed_in, application, income, asked, said):
    data = budget(costs=[("Rent", "10000")], income=income, asked=asked)
    assert said in sent(signed_in.post(page_of(application, "budget/"), data))


def test_a_line_needs_a_name_and_more_lines_can_be_had(signed_in, application):
    assert "Say what this amount is for" in sent(
        signed_in.post(page_of(application, "budget/"), budget(costs=[("", "5")]))
    )
    more = signed_in.post(page_of(application, "budget/"), budget(costs=[("Rent", "5")]) | {"go": "more"})
    assert more["Location"] == page_of(application, "budget/")
    page = sent(signed_in.get(more["Location"]))
    assert "cost-3-amount" in page
    assert "At most 65% of your target" in page


def test_a_title_that_is_taken_is_said(signed_in, application, member):
    draft(application.round, member.user, project_title="A choir")
    data = {"version": 0, "go": "on", "project_title": "a CHOIR", "project_summary": "We sing."}
    response = signed_in.post(page_of(application, "project/"), data)
    assert "another application with this title" in sent(response)
    assert "We sing." in sent(response)


# --- Colleagues -------------------------------------------------------------------------------------------------


def test_two_colleagues_on_one_page_lose_no_paragraph(signed_in, application):
    long, _number = application.round.sections.get().questions.all()
    colleague = MembershipFactory(organisation=application.organisation).user
    section = application.round.sections.get()
    actions.save_answers(application=application, section=section, answers={long.pk: "Theirs"}, version=0, by=colleague)
    address = page_of(application, "questions/plan/")
    conflict = signed_in.post(address, {"version": 0, "go": "on", f"question_{long.pk}": "Mine"})
    assert "Edit conflict" in sent(conflict)
    assert colleague.name in sent(conflict).replace("&#x27;", "'")
    assert "Theirs" in sent(conflict)
    assert "Mine" in sent(conflict)
    assert application.answers.get(question=long).text == "Theirs"
    signed_in.post(address, {"version": 1, "go": "later", f"question_{long.pk}": "Theirs and mine"})
    assert application.answers.get(question=long).text == "Theirs and mine"


def test_what_is_typed_too_late_into_a_submitted_application_is_given_back(client, round_):
    done = finished(round_)
    actions.submit(application=done, declared=True, by=done.started_by)
    with time_machine.travel(round_.closes_at, tick=False):
        client.force_login(done.started_by)
        for part in ("organisation/", "budget/", "documents/"):
            assert client.get(page_of(done, part))["Location"] == page_of(done)
        long, _number = done.round.sections.get().questions.all()
        data = {"version": 1, "go": "on", f"question_{long.pk}": "A last thought"}
        response = client.post(page_of(done, "questions/plan/"), data)
        assert response.status_code == 409
        assert "A last thought" in sent(response)
        assert "Typed too late" in sent(client.get(page_of(done)))
        assert "A last thought" in sent(client.get(page_of(done)))
        client.post(page_of(done, "questions/plan/"), data)
        assert done.kept_typing.count() == 1
        response = client.post(page_of(done, "budget/"), budget(costs=[("A bus", "5")], version=1))
        assert "A bus" in sent(response)
        asked = round_.documents_asked.first()
        upload = {f"document_{asked.pk}": SimpleUploadedFile("rules.pdf", PDF), "go": "on"}
        assert "no longer takes documents" in sent(client.post(page_of(done, "documents/"), upload, follow=True))
        remove = page_of(done, f"documents/{Document.objects.get().pk}/remove/")
        assert "no longer takes documents" in sent(client.post(remove, follow=True))


def test_a_change_that_would_break_a_submitted_application_is_given_back(client, round_):
    done = finished(round_)
    client.force_login(done.started_by)
    actions.submit(application=done, declared=True, by=done.started_by)
    long, number = round_.sections.get().questions.all()
    data = {"version": 1, "go": "on", f"question_{long.pk}": "A new thought", f"question_{number.pk}": ""}
    page = sent(client.post(page_of(done, "questions/plan/"), data))
    assert "must stay complete" in page
    assert "Enter an answer to" in page
    assert "A new thought" in page
    assert done.answers.get(question=long).text == "We open twice a week."
    remove = page_of(done, f"documents/{Document.objects.get().pk}/remove/")
    assert "must stay complete" in sent(client.post(remove, follow=True))
    assert Document.objects.current().count() == 1


# --- The deadline on the pages ----------------------------------------------------------------------------------


def test_what_comes_a_second_late_is_kept_and_not_submitted(client, round_):
    done = finished(round_)
    long, number = round_.sections.get().questions.all()
    with time_machine.travel(round_.closes_at + timedelta(seconds=1), tick=False):
        client.force_login(done.started_by)
        late = client.post(page_of(done, "submit/"), {"declared": "on"})
        assert late.status_code == 409
        assert "The round has closed" in sent(late)
        typed = {"version": 1, "go": "on", f"question_{long.pk}": "Typed late", f"question_{number.pk}": "5"}
        kept = client.post(page_of(done, "questions/plan/"), typed, follow=True)
        assert "arrived after the round had closed. We kept it" in sent(kept)
        assert "Not submitted" in sent(kept)
        assert "Typed late" in sent(kept)
        assert client.get(page_of(done, "check/"))["Location"] == page_of(done)
    done.refresh_from_db()
    assert done.state == "draft"
    with time_machine.travel(round_.closes_at + timedelta(minutes=6), tick=False):
        actions.close_drafts(round_=round_)
        client.force_login(done.started_by)
        assert client.post(page_of(done, "submit/"), {"declared": "on"}).status_code == 409
        assert "was not submitted in time" in sent(client.get(page_of(done)))
    assert [message.subject for message in Message.objects.all()] == [
        f"{done.reference} was not submitted before the round closed"
    ]


def test_nobody_starts_after_the_end_and_the_page_says_so(signed_in, round_, member):
    with time_machine.travel(round_.closes_at, tick=False):
        signed_in.force_login(member.user)
        form = {"organisation": member.organisation.pk, "project_title": "Too late"}
        response = signed_in.post(f"{round_.get_absolute_url()}apply/", form)
        assert "You cannot start one now" in sent(response)
        assert "Too late" in sent(response)
    assert not Application.objects.exists()


# --- Signed out in the middle -----------------------------------------------------------------------------------


def test_what_is_typed_after_the_session_ended_waits_behind_the_sign_in(client, application, member):
    long, _number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    response = client.post(address, {"version": 0, "go": "on", f"question_{long.pk}": "Three paragraphs"})
    assert response["Location"] == f"{reverse('account_login')}?next={address}"
    client.force_login(member.user)
    again = client.get(address)
    assert "You were signed out" in sent(again)
    assert "Three paragraphs" in sent(again)
    signed = client.post(address, {"version": 0, "go": "later", f"question_{long.pk}": "Three paragraphs"})
    assert signed["Location"] == page_of(application)
    assert "You were signed out" not in sent(client.get(address))
    assert application.answers.get(question=long).text == "Three paragraphs"


def test_typing_is_shown_to_nobody_else_and_a_flood_is_given_back(client, application):
    address = page_of(application, "questions/plan/")
    client.post(address, {"version": 0, "question_1": "secret"})
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.logout()
    response = client.post(address, {"version": 0, "question_1": "x" * 300_000})
    assert response.status_code == 413
    assert "x" * 300_000 in sent(response)
    assert "crowdfund_typed" not in client.session


@pytest.fixture
def strict(member):
    """A browser whose form token is checked, with a session begun anew since the page was opened."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member.user)
    return browser


HERE, ELSEWHERE = {"Origin": "http://testserver"}, {"Origin": "https://elsewhere.example"}


def test_a_form_from_before_a_new_sign_in_is_shown_again_and_nothing_is_lost(strict, application):
    long, _number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    data = {"version": 0, "go": "on", f"question_{long.pk}": "Two hours of work", "csrfmiddlewaretoken": "of old"}
    response = strict.post(address, data, headers=HERE)
    assert response["Location"] == address
    assert not application.answers.exists()
    page = sent(strict.get(address))
    assert "Two hours of work" in page
    assert "signed in again in another window" in page
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    strict.post(address, {**data, "csrfmiddlewaretoken": token}, headers=HERE)
    assert application.answers.get(question=long).text == "Two hours of work"
    assert "Two hours of work" in sent(strict.get(address))
    assert "signed in again" not in sent(strict.get(address))


@pytest.mark.parametrize("headers", [ELSEWHERE, {}, {"Referer": "https://elsewhere.example/"}], ids=str)
def test_a_form_from_another_site_is_neither_saved_nor_kept(strict, application, headers):
    long, _number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    response = strict.post(address, {"version": 0, f"question_{long.pk}": "Planted"}, headers=headers)
    assert response.status_code == 403
    assert not application.answers.exists()
    assert "Planted" not in sent(strict.get(address))


def test_what_waits_behind_a_sign_in_is_sealed(client, application, settings):
    address = page_of(application, "questions/plan/")
    client.post(address, {"version": 0, "question_1": "secret"})
    assert "secret" not in str(dict(client.session))
    settings.BANK_DETAILS_KEYS = [Fernet.generate_key().decode()]
    client.force_login(application.started_by)
    assert "secret" not in sent(client.get(address))
    settings.BANK_DETAILS_KEYS = []
    client.logout()
    long, _number = application.round.sections.get().questions.all()
    client.post(address, {"version": 0, f"question_{long.pk}": "no secret"})
    client.force_login(application.started_by)
    assert "no secret" in sent(client.get(address))


# --- Saved while one writes --------------------------------------------------------------------------------------

SCRIPT = {"X-Autosave": "1"}


def test_a_script_saves_while_somebody_writes(signed_in, application):
    long, _number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    first = signed_in.post(address, {"version": 0, f"question_{long.pk}": "We"}, headers=SCRIPT).json()
    assert first["version"] == 1
    again = signed_in.post(address, {"version": 1, f"question_{long.pk}": "We open"}, headers=SCRIPT).json()
    assert again["version"] == 2
    assert application.answers.get(question=long).text == "We open"


def test_a_script_overwrites_no_colleague_and_says_so(signed_in, application):
    long, _number = application.round.sections.get().questions.all()
    address = page_of(application, "questions/plan/")
    signed_in.post(address, {"version": 0, f"question_{long.pk}": "Theirs"})
    response = signed_in.post(address, {"version": 0, f"question_{long.pk}": "Mine"}, headers=SCRIPT)
    assert response.json()["ends"]
    assert "Somebody else saved" in response.json()["sentence"]
    assert application.answers.get(question=long).text == "Theirs"


def test_a_script_says_what_it_could_not_save(client, round_, signed_in, application):
    unread = signed_in.post(page_of(application, "budget/"), budget(costs=[("Rent", "a lot")]), headers=SCRIPT)
    assert (unread.json()["version"], unread.json()["ends"]) == (None, False)
    assert "cannot be read" in unread.json()["sentence"]
    signed_in.logout()
    out = signed_in.post(page_of(application, "budget/"), budget(costs=[("Rent", "5")]), headers=SCRIPT)
    assert "signed out" in out.json()["sentence"]
    done = finished(round_)
    actions.submit(application=done, declared=True, by=done.started_by)
    client.force_login(done.started_by)
    submitted = client.post(page_of(done, "budget/"), budget(version=1), headers=SCRIPT)
    assert "Not saved" in submitted.json()["sentence"]
    with time_machine.travel(round_.closes_at, tick=False):
        client.force_login(application.started_by)
        late = client.post(page_of(application, "budget/"), budget(costs=[("Rent", "5")]), headers=SCRIPT)
        assert late.json()["ends"]
        assert "after the round had closed. We kept it" in late.json()["sentence"]


# --- Documents --------------------------------------------------------------------------------------------------


def archive(*names, mimetype=None):
    file = BytesIO()
    with ZipFile(file, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return file.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("virus.pdf", b"MZ\x90\x00" + b"\0" * 200, "must be PDF"),
        ("empty.pdf", b"", "is empty"),
        ("big.pdf", PDF + b"\0" * (11 * 1024 * 1024), "smaller than 10 MB"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "must be PDF"),
        ("sheet.pdf", archive("[Content_Types].xml", "xl/workbook.xml"), "must be PDF"),
        ("macro.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "must be PDF"),
        ("broken.docx", b"PK\x03\x04 not an archive", "must be PDF"),
        ("plain.zip", archive("a.txt"), "must be PDF"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(signed_in, application, name, content, said):
    asked = application.round.documents_asked.first()
    upload = {f"document_{asked.pk}": SimpleUploadedFile(name, content), "go": "on"}
    assert said in sent(signed_in.post(page_of(application, "documents/"), upload))
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.docx", DOCX),
        ("rules.odt", archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")),
        ("rules.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"),
        ("rules", PDF),
    ],
)
def test_the_types_asked_for_are_taken_whatever_they_are_called(signed_in, application, name, content):
    asked = application.round.documents_asked.first()
    upload = {f"document_{asked.pk}": SimpleUploadedFile(name, content), "go": "later"}
    assert signed_in.post(page_of(application, "documents/"), upload)["Location"] == page_of(application)
    document = Document.objects.get()
    assert document.original_name == name
    assert name not in document.file.name


def test_a_missing_document_is_asked_for(signed_in, application):
    response = signed_in.post(page_of(application, "documents/"), {"go": "on"})
    assert "Upload: Governing document" in sent(response)


def test_a_document_comes_back_as_a_download_and_can_be_taken_out(signed_in, application):
    asked = application.round.documents_asked.first()
    name = 'ru"les\u202efdp.pdf'
    signed_in.post(
        page_of(application, "documents/"), {f"document_{asked.pk}": SimpleUploadedFile(name, PDF), "go": "on"}
    )
    document = Document.objects.get()
    assert "\u202e" not in document.original_name
    response = signed_in.get(document.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    signed_in.post(f"{document.get_absolute_url()}remove/")
    assert not Document.objects.current().exists()
    assert Document.objects.exists()


def refuse_all(file):
    from crowdfund.documents import FileRefused

    raise FileRefused("This file carries a virus")


def broken(file):
    raise OSError


@pytest.mark.parametrize(("scanner", "said"), [("refuse_all", "carries a virus"), ("broken", "could not check")])
def test_the_scanner_has_the_last_word(signed_in, application, settings, scanner, said):
    settings.DOCUMENT_SCANNER = f"{__name__}.{scanner}"
    asked = application.round.documents_asked.first()
    upload = {f"document_{asked.pk}": SimpleUploadedFile("rules.pdf", PDF), "go": "on"}
    assert said in sent(signed_in.post(page_of(application, "documents/"), upload))
    assert not Document.objects.exists()


# --- Starting ---------------------------------------------------------------------------------------------------


def test_who_speaks_for_nobody_learns_how_to(client, round_):
    client.force_login(UserFactory())
    assert "ask them to add you" in sent(client.get(f"{round_.get_absolute_url()}apply/"))
    client.post(f"{round_.get_absolute_url()}apply/", {"project_title": "A"})
    assert not Application.objects.exists()


def test_the_same_project_leads_to_the_application_that_is_there(signed_in, application, member):
    form = {"organisation": member.organisation.pk, "project_title": application.project_title}
    response = signed_in.post(f"{application.round.get_absolute_url()}apply/", form, follow=True)
    assert "has an application for this project already" in sent(response)
    assert Application.objects.count() == 1


def test_the_checker_says_why_not_and_what_else_there_is(client, round_):
    question = round_.eligibility_questions.get()
    address = f"{round_.get_absolute_url()}eligibility/"
    answer = sent(client.get(address, {f"question_{question.pk}": "no"}))
    assert "We can only back projects in Kent." in answer
    assert "Ask the council of the area" in answer
    assert "Choose yes or no" in sent(client.get(address, {"other": "1"}))


def test_an_unfinished_application_is_not_submitted(signed_in, application):
    assert signed_in.get(page_of(application, "submit/"))["Location"] == page_of(application)
    response = signed_in.post(page_of(application, "submit/"), {"declared": "on"}, follow=True)
    assert "Finish them before you submit" in sent(response)
    assert signed_in.get(page_of(application, "confirmation/"))["Location"] == page_of(application)


def test_a_withdrawn_application_stays_so(signed_in, application):
    assert "Withdraw “A café for carers”?" in sent(signed_in.get(page_of(application, "withdraw/")))
    signed_in.post(page_of(application, "withdraw/"))
    assert "can no longer be withdrawn" in sent(signed_in.post(page_of(application, "withdraw/"), follow=True))
    assert signed_in.get(page_of(application, "withdraw/"))["Location"] == page_of(application)
    assert signed_in.get(page_of(application, "submit/"))["Location"] == page_of(application)
    assert timezone.now() > Application.objects.get().withdrawn_at

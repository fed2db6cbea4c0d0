"""Pages, feeds, files and emails of consultations, for the public and for officers."""

import csv
import io
from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from kentcivil.reminders import engine
from kentcivil.reminders.rules import rule_named
from partnership_board import actions, chains
from partnership_board.consultations import counting
from partnership_board.models import (
    Coding,
    Consultation,
    ConsultationDocument,
    Finding,
    Mark,
    Question,
    Reading,
    Response,
    Theme,
    WhatWeDid,
)
from partnership_board.notices_of_consultations import ALL, ONE
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.consultation_factories import (
    CLOSES,
    LETTER,
    ConsultationFactory,
    begun,
    questions_of,
    sent,
    typed,
)
from tests.partnership_board.factories import NOW, ActionFactory, CommitmentFactory, officer, pdf, person_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def it():
    return ConsultationFactory(published=True, title="Evening buses", slug="evening-buses")


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def reported(it, clock, by, *, did=None):
    """The findings of a consultation are out, the first with what was done about it."""
    clock.move_to(CLOSES, tick=False)
    finding = Finding.objects.create(consultation=it, number=1, title="Buses matter to groups", text="Many said so.")
    if did is not None:
        WhatWeDid.objects.create(finding=finding, text="We promised later buses.", commitment=did)
    actions.publish_findings(consultation=it, by=by)
    return finding


# --- For the public ----------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_open_coming_and_over(client, clock):
    assert "Nothing can be answered at the moment." in read(client, "/consultations/")
    ConsultationFactory(published=True, title="About now")
    ConsultationFactory(published=True, title="About later", opens_at=NOW + timedelta(days=5))
    ConsultationFactory(published=True, title="About then", opens_at=NOW - timedelta(days=60), closes_at=NOW)
    ConsultationFactory(title="About a secret")
    page = read(client, "/consultations/")
    parts = [page.index(words) for words in ("Open now", "About now", "Coming", "About later", "Over", "About then")]
    assert parts == sorted(parts)
    assert "About a secret" not in page


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_the_list_asks_as_much_for_100_as_for_1(client, rows):
    for _row in range(rows):
        ConsultationFactory(published=True, opens_at=NOW - timedelta(days=60), closes_at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(client, "/consultations/")
    assert len(asked) <= 5


def test_the_page_of_a_draft_is_for_officers(client):
    it = ConsultationFactory(title="About a secret")
    assert client.get(it.get_absolute_url()).status_code == 404
    client.force_login(person_in(Role.AUDITOR))
    assert "Preview." in read(client, it.get_absolute_url())


def test_the_page_names_its_documents_and_questions(client, it):
    document = ConsultationDocument(consultation=it, title="Easy read version", kind="easy_read", size=2048)
    document.file.save("easy.pdf", pdf())
    ConsultationDocument.objects.create(
        consultation=it, title="Signed version", kind="signed", address="https://video.example/1"
    )
    page = read(client, it.get_absolute_url())
    for words in ["Easy read version", "2.0", "https://video.example/1", "British Sign Language", "What is missing?"]:
        assert words in page


def test_findings_show_what_was_said_done_and_counted(client, it, clock):
    by, promise = officer(), CommitmentFactory(title="Later buses")
    hidden = CommitmentFactory(state="draft")
    for choice in (1, 1, 2):
        sent(it, one=choice, several=(1, 3), long=LETTER)
    finding = reported(it, clock, by, did=promise)
    WhatWeDid.objects.create(finding=finding, text="Something not public yet", commitment=hidden)
    WhatWeDid.objects.create(finding=finding, text="Somebody asks the bus company.", action=ActionFactory())
    Finding.objects.create(consultation=it, number=2, title="Not published yet")
    page = read(client, f"{it.get_absolute_url()}findings/")
    for words in ["Buses matter to groups", "We promised later buses.", promise.get_absolute_url(), "2 (67%)"]:
        assert words in page
    assert "Somebody asks the bus company." in page
    assert "Without answers that copy another" in page
    assert "Something not public yet" not in page
    assert "Not published yet" not in page
    assert page.index("2 (67%)") < page.index("1 (33%)")
    assert "See what people said" in read(client, it.get_absolute_url())


def test_the_chain_is_told_from_the_thing_back_to_what_people_said(client, it, clock, django_assert_num_queries):
    promise, other, action = CommitmentFactory(), CommitmentFactory(), ActionFactory()
    finding = reported(it, clock, officer(), did=promise)
    WhatWeDid.objects.create(finding=finding, text="Somebody asks.", action=action)
    unpublished = Finding.objects.create(consultation=it, number=2, title="Not public yet")
    WhatWeDid.objects.create(finding=unpublished, text="Hush", commitment=other)
    with django_assert_num_queries(1):
        told = chains.asked_for(chains.COMMITMENT, [promise.pk, other.pk])
    asked = told.pop(promise.pk)
    assert told == {}
    assert [(one.title, one.occasion, one.answer) for one in asked] == [
        ("Buses matter to groups", "Evening buses", "We promised later buses.")
    ]
    page, _sign, fragment = asked[0].address.partition("#")
    assert f'id="{fragment}"' in read(client, page)
    assert [one.answer for one in chains.asked_for(chains.ACTION, [action.pk])[action.pk]] == ["Somebody asks."]
    assert chains.asked_for(chains.DECISION, [1]) == {}


def test_every_number_of_the_findings_is_in_the_open_data(client, it, clock):
    for choice in (1, 1, 3):
        sent(it, one=choice, several=(1, 3), scale=4, long=LETTER)
    assert client.get(f"{it.get_absolute_url()}counts.csv").status_code == 404
    reported(it, clock, officer())
    one = list(csv.DictReader(io.StringIO(b"".join(client.get(f"{it.get_absolute_url()}counts.csv")).decode())))
    every = list(csv.DictReader(io.StringIO(b"".join(client.get("/open-data/consultations.csv")).decode())))
    assert one == every
    found = {(row["question_number"], row["choice"]): row for row in one}
    assert len(found) == 3 + 4 + 5
    assert found["1", "Yes"]["answers"] == "2"
    assert found["1", "Yes"]["answers_without_copies"] == "1"
    assert found["1", "Partly"]["answers"] == "0"
    assert found["3", "5 – very clear"]["answered_question"] == "3"
    assert "Answers to consultations" in read(client, "/open-data/")


def test_open_data_leaves_out_what_was_never_counted(client, it):
    Consultation.objects.filter(pk=it.pk).update(state="reported", reported_at=CLOSES)
    assert len(b"".join(client.get("/open-data/consultations.csv")).decode().splitlines()) == 1


def test_the_feed_tells_what_opened_changed_was_cancelled_and_found(client, it, clock):
    by = officer()
    stopped = ConsultationFactory(published=True, title="About trains")
    actions.cancel_consultation(consultation=stopped, reason="The law changed.", by=by)
    actions.extend_consultation(
        consultation=it, closes_at=CLOSES + timedelta(days=1), reason="Half-term came between.", by=by
    )
    ConsultationFactory(published=True, title="About rooms")
    clock.move_to(CLOSES + timedelta(days=1), tick=False)
    Finding.objects.create(consultation=it, number=1, title="Buses matter")
    actions.publish_findings(consultation=Consultation.objects.get(pk=it.pk), by=by)
    feed = feedparser.parse(client.get("/consultations/feed/").content)
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    assert titles[0] == "What people said: Evening buses"
    assert "Cancelled: About trains" in titles
    assert any(title.startswith("Evening buses: now closes 25 May 2022") for title in titles)
    assert any(title.startswith("About rooms: closes 24 May 2022") for title in titles)
    assert len({entry.id for entry in feed.entries}) == 4


# --- Told and reminded -------------------------------------------------------------------------------------------


def follow(kind, key, email):
    return Following.objects.create(kind=kind, key=key, email=email, confirmed_at=NOW - timedelta(days=60))


def claim(rule):
    engine.claim(rule_named(f"partnership_board.{rule}"))
    return set(Message.objects.filter(key__startswith="reminder:").values_list("to", flat=True))


def test_followers_are_told_when_one_opens_and_not_after_it_has_closed(it):
    follow(ALL, "all", "all@example.org")
    ConsultationFactory(published=True, opens_at=NOW - timedelta(days=9), closes_at=NOW)
    assert claim("consultation_opens") == {"all@example.org"}
    assert Message.objects.get().subject == "Now open: “Evening buses”"


def test_before_the_close_those_with_an_unsent_answer_and_followers_are_reminded(it, clock):
    begun(it, one=1, email="draft@example.org")
    begun(it, one=1, email="Draft@example.org")
    begun(it, one=1)
    done = begun(it, one=1, email="sent@example.org")
    actions.submit_response(response=done, arrived_at=NOW)
    for email in ("follower@example.org", "sent@example.org", "draft@example.org"):
        follow(ONE, it.slug, email)
    assert claim("consultation_closes") == set()
    clock.move_to(CLOSES - timedelta(days=1), tick=False)
    assert claim("consultation_closes") == {"draft@example.org", "follower@example.org"}
    text = Message.objects.get(to="draft@example.org", key__startswith="reminder:").text
    assert "You began an answer and have not sent it yet." in text
    assert "your-answer" not in text
    assert "there is still time" in Message.objects.get(to="follower@example.org").text
    assert claim("consultation_closes") == {"draft@example.org", "follower@example.org"}


def test_following_is_offered_and_ends_with_the_page(client, it):
    assert "Evening buses" in read(client, f"/follow/consultation/{it.slug}/")
    assert "Consultations" in read(client, "/follow/consultations/all/")
    assert client.get("/follow/consultations/some/").status_code == 404
    assert client.get("/follow/consultation/none/").status_code == 404
    assert it.get_absolute_url() in read(client, f"/follow/consultation/{it.slug}/")


# --- For officers ------------------------------------------------------------------------------------------------


def admin(name, *arguments):
    return reverse(f"admin:{name}", args=arguments)


def form_of(**fields):
    data = {
        "title": "Rooms for groups",
        "slug": "rooms",
        "summary": "Tell us.",
        "about": "All about rooms.",
        "opens_at_0": "2022-06-01",
        "opens_at_1": "09:00",
        "closes_at_0": "2022-07-01",
        "closes_at_1": "00:00",
        "questions-TOTAL_FORMS": 1,
        "questions-INITIAL_FORMS": 0,
        "questions-0-number": 1,
        "questions-0-kind": "one",
        "questions-0-text": "Which room?",
        "questions-0-options": "Hall\r\n\r\n  Small   room\r\n",
        "documents-TOTAL_FORMS": 0,
        "documents-INITIAL_FORMS": 0,
    }
    return data | fields


def test_an_officer_writes_and_publishes_a_consultation(client, by):
    add = admin("partnership_board_consultation_add")
    upload = {
        "documents-TOTAL_FORMS": 1,
        "documents-0-order": 1,
        "documents-0-kind": "easy_read",
        "documents-0-title": "Easy read",
        "documents-0-file": pdf(),
    }
    client.post(add, form_of(**upload))
    it = Consultation.objects.get()
    assert it.questions.get().options == ["Hall", "Small room"]
    assert it.documents.get().size
    change = admin("partnership_board_consultation_change", it.pk)
    assert "Publish" in read(client, change)
    client.post(admin("partnership_board_consultation_act", it.pk, "publish"))
    page = read(client, change)
    assert "Take back to a draft" in page
    assert "questions-0-options" not in page
    client.post(admin("partnership_board_consultation_act", it.pk, "take-back"))
    client.post(admin("partnership_board_consultation_act", it.pk, "publish"))
    later = {"closes_at_0": "2022-07-08", "closes_at_1": "00:00", "reason": "More time"}
    client.post(admin("partnership_board_consultation_act", it.pk, "extend"), later)
    assert Consultation.objects.get().changed_reason == "More time"
    client.post(admin("partnership_board_consultation_act", it.pk, "cancel"), {"reason": "Not needed"})
    assert Consultation.objects.get().is_cancelled


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"closes_at_0": "2022-05-01"}, "A consultation closes after it opens."),
        ({"slug": "feed"}, "Choose another word."),
        ({"questions-0-options": "Only one"}, "Give from 2 to 20 options, each on a line of its own."),
        ({"questions-0-options": "Hall\nHall"}, "Give each option once."),
        ({"questions-0-options": "Hall\n" + "x" * 201}, "Each option must be 200 characters or fewer."),
        ({"questions-0-kind": "scale", "questions-0-options": ""}, "Say what 1 and 5 mean on a scale, and only there."),
        ({"opens_at_0": "2022-03-27", "opens_at_1": "01:30"}, "There is no 01:30 on 27 March 2022"),
        (
            {"documents-TOTAL_FORMS": 1, "documents-0-order": 1, "documents-0-kind": "main", "documents-0-title": "x"},
            "Give each document a file or a web address, and not both.",
        ),
    ],
)
def test_what_is_wrong_with_a_consultation_is_said_and_nothing_is_lost(client, by, fields, sentence):
    page = client.post(admin("partnership_board_consultation_add"), form_of(**fields)).content.decode()
    assert sentence in page
    assert "All about rooms." in page
    assert not Consultation.objects.exists()


def test_what_is_no_pdf_is_no_document(client, by):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"documents-TOTAL_FORMS": 1, "documents-0-order": 1, "documents-0-kind": "main", "documents-0-title": "x"}
    fields["documents-0-file"] = SimpleUploadedFile("x.pdf", b"GIF89a nothing of the kind")
    page = client.post(admin("partnership_board_consultation_add"), form_of(**fields)).content.decode()
    assert "This file is not a PDF" in page


def test_an_officer_counts_reads_and_codes(client, by, it):
    assert "Nothing has been counted yet" in read(client, admin("consultation_analysis", it.pk))
    choir = OrganisationFactory(name="Hythe Choir")
    response = begun(it, one=1, long="Our own words about the evening buses, and about rooms.", organisation=choir)
    actions.submit_response(response=response, arrived_at=NOW)
    sent(it, one=2, long=LETTER)
    sent(it, one=2, long=LETTER)
    client.post(admin("consultation_analysis", it.pk))
    page = read(client, admin("consultation_analysis", it.pk))
    assert "2 (67%)" in page
    assert "1 (50%)" in page
    assert LETTER[:60] in page
    coding = admin("consultation_coding", it.pk, 5)
    page = client.post(coding, {"add_theme": "on", "name": ""}).content.decode()
    assert "This field is required." in page
    answers = list(Reading.objects.order_by("pk").values_list("answer_id", flat=True))
    assert len(answers) == 3
    client.post(coding, {"add_theme": "on", "name": "Buses"})
    theme = Theme.objects.get()
    ticked = {"answer": [*answers, "nonsense"], f"{answers[0]}-themes": [theme.pk], f"{answers[1]}-shown": "x 7"}
    client.post(coding, {**ticked, "add_theme": "on", "name": "Rooms"})
    assert Coding.objects.get().answer_id == answers[0]
    assert not Reading.objects.filter(read_at__isnull=False).exists()
    shown = {f"{answers[0]}-shown": str(theme.pk)}
    client.post(coding, {**ticked, **shown, "save": "on"})
    assert "Every answer has been read." in read(client, coding)
    client.post(admin("consultation_analysis", it.pk))
    assert "1 (33%)" in read(client, admin("consultation_analysis", it.pk))
    wrote = admin("consultation_answers", it.pk, 5)
    assert "3 answers" in read(client, wrote)
    assert "Hythe Choir" in read(client, wrote)
    assert "One answer" in read(client, f"{wrote}?theme={theme.pk}")
    assert "2 answers" in read(client, f"{wrote}?alone=on")
    assert client.get(admin("consultation_answers", it.pk, 1)).status_code == 404
    assert client.get(admin("consultation_answers", it.pk, 99)).status_code == 404


def test_an_officer_sets_marks_aside(client, by, it):
    first = sent(it, long=LETTER)
    for _person in range(3):
        sent(it, long=LETTER)
    counting.count_again(consultation=it)
    alike = admin("consultation_alike", it.pk, first.pk)
    page = read(client, alike)
    assert page.count("set its mark aside") == 3
    mark = Mark.objects.copies().first()
    client.post(alike, {"mark": mark.pk})
    assert Mark.objects.standing().count() == 3
    assert client.post(alike, {"mark": "123456"}).status_code == 404
    client.post(alike)
    assert not Mark.objects.standing().exists()
    assert client.get(admin("consultation_alike", it.pk, mark.response_id)).status_code == 404
    changed = read(client, admin("partnership_board_response_change", mark.response_id))
    assert "set aside" in changed
    assert LETTER[:50] in changed


def test_an_officer_keys_in_letters(client, by, it):
    OrganisationFactory(name="Hythe Choir", slug="hythe-choir")
    OrganisationFactory(name="Hythe Chess", slug="hythe-chess")
    letter = admin("consultation_letter", it.pk)
    given = {**typed(it, one=3, several=(2, 4), long="On paper"), "received_on": "2022-05-02"}
    page = client.post(letter, {**given, "organisation": "Hythe"}).content.decode()
    assert "Type the words in brackets" in page
    assert "On paper" in page
    assert "The directory has none" in client.post(letter, {**given, "organisation": "Zzz"}).content.decode()
    page = client.post(letter, {**given, "organisation": "hythe-choir"}, follow=True).content.decode()
    response = Response.objects.get()
    assert f"Kept as {response.reference}. Write the reference" in page
    assert (response.organisation.slug, response.received_on.isoformat()) == ("hythe-choir", "2022-05-02")
    assert response.answers.count() == 3
    late = {**given, "received_on": "2022-04-01"}
    assert "It came too late" in client.post(letter, late, follow=True).content.decode()
    assert "Nothing is answered" in client.post(letter, {"received_on": "2022-05-02"}).content.decode()
    actions.cancel_consultation(consultation=it, reason="Stop", by=by)
    assert client.get(letter).status_code == 302


def test_findings_are_written_in_the_admin(client, by, it):
    promise = CommitmentFactory()
    add = admin("partnership_board_finding_add")
    data = {"consultation": it.pk, "number": 1, "title": "Buses matter", "done-TOTAL_FORMS": 1, "done-INITIAL_FORMS": 0}
    both = {"done-0-text": "We did", "done-0-commitment": promise.pk, "done-0-action": ActionFactory().pk}
    assert "Choose exactly one" in client.post(add, data | both).content.decode()
    one = {"done-0-text": "We did", "done-0-commitment": promise.pk}
    client.post(add, data | one)
    finding = Finding.objects.get()
    assert finding.done.get().target == promise
    assert finding.get_absolute_url().endswith("/findings/#finding-1")
    assert not finding.is_public
    assert "Buses matter" in read(client, admin("partnership_board_finding_change", finding.pk))
    Finding.objects.update(published_at=NOW)
    page = read(client, admin("partnership_board_finding_change", finding.pk))
    assert f"/finding/{finding.pk}/delete/" not in page
    assert read(client, admin("partnership_board_finding_changelist"))
    assert read(client, admin("partnership_board_theme_add"))
    theme = Theme.objects.create(question=questions_of(it)["long"], name="Buses")
    assert read(client, admin("partnership_board_theme_change", theme.pk))


@pytest.mark.parametrize("name", ["analysis", "answers", "coding", "alike", "letter"])
def test_pages_of_answers_are_for_officers_and_read_by_auditors(client, it, name):
    first = sent(it, long=LETTER)
    sent(it, long=LETTER)
    counting.count_again(consultation=it)
    more = {"answers": [5], "coding": [5], "alike": [first.pk]}.get(name, [])
    address = admin(f"consultation_{name}", it.pk, *more)
    reads = name not in ("coding", "letter")
    client.force_login(person_in(Role.BROKER))
    assert client.get(address).status_code == 403
    client.force_login(person_in(Role.AUDITOR))
    assert client.get(address).status_code == (200 if reads else 403)
    assert client.post(address).status_code == 403
    client.force_login(UserFactory())
    assert client.get(address).status_code == 302
    draft = ConsultationFactory()
    client.force_login(officer())
    assert client.get(admin(f"consultation_{name}", draft.pk, *more)).status_code == 404


@pytest.mark.parametrize("rows", [1, 10, 60])
def test_officers_pages_ask_as_much_for_many_answers_as_for_one(client, by, rows):
    it = ConsultationFactory(published=True)
    first = sent(it, long=LETTER)
    for number in range(rows):
        sent(it, one=1 + number % 3, several=(1, 2), long=LETTER)
    counting.count_again(consultation=it)
    for address in [
        admin("consultation_analysis", it.pk),
        admin("consultation_answers", it.pk, 5),
        admin("consultation_alike", it.pk, first.pk),
        admin("consultation_coding", it.pk, 5),
        admin("partnership_board_response_changelist"),
        admin("partnership_board_consultation_change", it.pk),
    ]:
        with CaptureQueriesContext(connection) as asked:
            read(client, address)
        assert len(asked) <= 20, (address, len(asked))


def test_unsent_answers_are_shown_to_nobody_else(client, by, it):
    draft = begun(it, one=1, long="Half a thought")
    assert draft.reference not in read(client, admin("partnership_board_response_changelist"))
    assert client.get(admin("partnership_board_response_change", draft.pk)).status_code == 302
    assert "Half a thought" not in read(client, admin("consultation_answers", it.pk, 5))


def test_the_tasks_count_and_forget(it, clock):
    from partnership_board.tasks import count_consultations, forget_answers

    begun(it, one=1)
    count_consultations()
    assert it.count.figures["unsent"] == 1
    clock.move_to(CLOSES + timedelta(days=91), tick=False)
    forget_answers()
    assert not Response.objects.exists()


def test_questions_say_what_they_offer():
    question = Question(kind="scale", least="bad", most="good", number=2, text="How is it?")
    assert question.choices == [(1, "1 – bad"), (2, "2"), (3, "3"), (4, "4"), (5, "5 – good")]
    assert str(question) == "2. How is it?"

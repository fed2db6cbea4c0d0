"""Officers change many entries at once, having seen every change before."""

import csv
import io
import threading
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from kentcivil.accounts.roles import Role
from kentcivil.geography.models import District
from organisations.bulk import actions, plan, reading
from organisations.bulk.columns import COLUMNS, TITLES, row_of
from organisations.bulk.models import BulkChange
from organisations.bulk.states import BulkState
from organisations.models import Beneficiary, Identifier, Organisation, Theme
from organisations.states import NotAllowed, Status
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:organisations_bulkchange_add")


def csv_file(*rows, name="entries.csv", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def xlsx_file(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("entries.xlsx", file.getvalue())


def an_officer():
    person = UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=Role.DIRECTORY_OFFICER))
    return person


@pytest.fixture
def officer(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    person = an_officer()
    client.force_login(person)
    return person


@pytest.fixture
def mama():
    made = OrganisationFactory(
        name="Mama to Mama", town="Margate", phone="01632 960123", themes=[Theme.objects.get(slug="food")]
    )
    IdentifierFactory(organisation=made, number="1187654")
    return made


def dry_run(officer, *rows, **more):
    found = plan.of_rows(reading.rows(csv_file(*rows, **more)))
    return actions.check(by=officer, kind="file", title="entries.csv", reason="Yearly tidying", found=found)


# --- The dry run ---


def test_a_dry_run_shows_every_change_and_makes_none(officer, mama):
    change = dry_run(
        officer,
        ("id", "name", "phone", "themes", "works across Kent"),
        (mama.public_id, "Mama to Mama", "01632 960999", "Food and essentials; baby-and-family", "yes"),
    )
    (line,) = change.lines
    assert (line["row"], line["entry"], line["name"]) == (2, mama.pk, "Mama to Mama")
    assert line["before"] == {"phone": "01632 960123", "themes": "Food and essentials", "works across Kent": "no"}
    assert line["after"] == {
        "phone": "01632 960999",
        "themes": "Babies, children and families; Food and essentials",
        "works across Kent": "yes",
    }
    mama.refresh_from_db()
    assert mama.phone == "01632 960123"
    assert (change.state, change.unchanged, change.wrong) == (BulkState.CHECKED, 0, [])


def test_what_is_taken_out_and_put_back_unchanged_changes_nothing(officer, mama):
    mama.districts_served.set(District.objects.filter(slug__in=["thanet", "dover"]))
    Organisation.objects.filter(pk=mama.pk).update(
        other_names="Thanet Baby Bank\nM2M",
        purpose="=SUM(1)\nsecond line",
        annual_income=48_000,
        website="https://m.example/",
    )
    OrganisationFactory(name="-1+1 Club")
    entries = Organisation.objects.order_by("name")
    change = dry_run(officer, TITLES, *map(row_of, entries))
    assert (change.lines, change.wrong, change.unchanged) == ([], [], 2)
    with pytest.raises(NotAllowed, match="nothing to change"):
        actions.apply(by=officer, change=change)


def test_rows_are_found_by_charity_number_too_and_an_unknown_one_is_new(officer, mama):
    change = dry_run(
        officer, ("charity number", "name", "town"), ("1187654", "", "Ramsgate"), ("1190001", "New Club", "Deal")
    )
    assert [(line["entry"], line["name"], line["after"]) for line in change.lines] == [
        (mama.pk, "Mama to Mama", {"town": "Ramsgate"}),
        (None, "New Club", {"name": "New Club", "town": "Deal"}),
    ]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"id": "x", "phone": "1"}, "no entry with the id"),
        ({"id": "00000000-0000-0000-0000-000000000000"}, "no entry with the id"),
        ({"name": "mama TO mama"}, "an entry of this name already"),
        ({"charity number": "99", "town": "Deal"}, "needs a name"),
        ({"name": "X", "themes": "food; shoes"}, "themes: there is no “shoes”"),
        ({"name": "X", "legal form": "gang"}, "There are: Community group"),
        ({"name": "X", "email": "nobody"}, "email:"),
        ({"name": "X", "website": "not an address"}, "website:"),
        ({"name": "X", "postcode": "CT9"}, "not a whole postcode"),
        ({"name": "X", "works across Kent": "perhaps"}, "yes or no"),
        ({"name": "X", "yearly income": "lots"}, "whole pounds"),
        ({"name": "X" * 300}, "name: use 255 letters or fewer; there are 300."),
        ({"name": "(none)"}, "name:"),
        ({"charity number": "1170000"}, "closed"),
    ],
)
def test_a_wrong_row_is_left_out_with_a_sentence(officer, mama, cells, word):
    IdentifierFactory(organisation=OrganisationFactory(status=Status.CLOSED), number="1170000")
    change = dry_run(officer, tuple(cells), tuple(cells.values()))
    assert change.lines == []
    assert word in change.wrong[0]["sentences"][0]


def test_two_rows_about_the_same_entry_are_one_too_many(officer, mama):
    change = dry_run(
        officer,
        ("id", "charity number", "name", "town"),
        (mama.public_id, "", "", "Deal"),
        ("", "1187654", "", "Dover"),
        ("", "", "Twice", ""),
        ("", "", "twice", ""),
    )
    assert [line["after"].get("town") for line in change.lines] == ["Deal", None]
    assert [line["sentences"] for line in change.wrong] == [
        ["Row 2 is about the same entry already."],
        ["Row 4 is about the same entry already."],
    ]


def test_every_column_reads_what_it_writes():
    entry = OrganisationFactory(
        other_names="A\nB",
        legal_form="cio",
        purpose="Long",
        website="https://a.example/",
        email="a@b.example",
        phone="+44 1632 960000",
        address="1 High Street\nUpstairs",
        town="Deal",
        postcode="CT14 7AA",
        is_online=True,
        annual_income=0,
        income_band="micro",
        beneficiaries=[Beneficiary.objects.get(slug="carers")],
    )
    for column in COLUMNS.values():
        text = column.write(entry)
        if text:
            value = column.read(text)
            had = getattr(entry, column.field)
            assert value == (list(had.all()) if column.is_list and column.field != "other_names" else had)


# --- Applying ---


def test_applying_changes_all_with_the_reason_in_each_history(officer, mama):
    change = dry_run(
        officer,
        ("id", "charity number", "name", "phone", "themes", "postcode", "yearly income"),
        (mama.public_id, "", "", "(none)", "baby-and-family", "ct91hp", "£48,000"),
        ("", "1190001", "New Club", "", "", "", ""),
    )
    actions.apply(by=officer, change=change)
    mama.refresh_from_db()
    assert (mama.phone, mama.postcode, mama.district.slug, mama.annual_income) == ("", "CT9 1HP", "thanet", 48_000)
    assert [theme.slug for theme in mama.themes.all()] == ["baby-and-family"]
    assert "phone" in mama.curated_fields
    new = Organisation.objects.get(name="New Club")
    assert (new.status, str(new.identifiers.get())) == (Status.DRAFT, "GB-CHC-1190001")
    last = Organisation.pgh_event_model.objects.filter(pgh_obj_id=mama.pk).order_by("-pgh_id").first()
    assert last.pgh_context.metadata["reason"] == "Yearly tidying"
    assert last.pgh_context.metadata["user"] == officer.pk
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (BulkState.APPLIED, officer)
    # Search finds what was written.
    assert Organisation.objects.matching("babies").filter(pk=mama.pk).exists()


def test_an_entry_that_changed_since_stops_all(officer, mama):
    other = OrganisationFactory(name="Other")
    change = dry_run(officer, ("id", "town"), (mama.public_id, "Deal"), (other.public_id, "Deal"))
    Organisation.objects.filter(pk=mama.pk).update(town="Ramsgate")
    with pytest.raises(NotAllowed, match="Mama to Mama. Nothing was changed"):
        actions.apply(by=officer, change=change)
    other.refresh_from_db()
    assert other.town == ""
    change = actions.check_again(by=officer, change=change)
    assert change.lines[0]["before"] == {"town": "Ramsgate"}
    actions.apply(by=officer, change=change)
    assert set(Organisation.objects.values_list("town", flat=True)) == {"Deal"}


def test_many_stale_entries_are_counted_not_all_named(officer):
    entries = OrganisationFactory.create_batch(7)
    change = dry_run(officer, ("id", "town"), *((entry.public_id, "Deal") for entry in entries))
    Organisation.objects.update(town="Dover")
    with pytest.raises(NotAllowed, match="…"):
        actions.apply(by=officer, change=change)


def test_checking_again_forgets_what_is_true_by_now_and_what_is_gone(officer, mama):
    gone, closed = OrganisationFactory(), OrganisationFactory()
    theme = Theme.objects.create(slug="short-lived", name="Short-lived")
    change = dry_run(
        officer,
        ("id", "charity number", "name", "town", "themes"),
        (mama.public_id, "", "", "Deal", ""),
        (gone.public_id, "", "", "Deal", ""),
        (closed.public_id, "", "", "", "short-lived"),
        ("", "1190001", "New", "", ""),
    )
    Organisation.objects.filter(pk=mama.pk).update(town="Deal")
    Organisation.objects.filter(pk=gone.pk).delete()
    with pytest.raises(NotAllowed, match="have changed"):
        actions.apply(by=officer, change=change)
    theme.delete()
    change = actions.check_again(by=officer, change=change)
    assert [line["name"] for line in change.lines] == ["New"]
    assert change.unchanged == 1
    assert [line["sentences"][0] for line in change.wrong] == [
        "The entry is no longer there.",
        "themes: there is no “Short-lived”.",
    ]
    actions.apply(by=officer, change=change)
    assert Identifier.objects.get(number="1190001").organisation.name == "New"


def test_a_word_that_went_since_stops_all(officer, mama):
    theme = Theme.objects.create(slug="short-lived", name="Short-lived")
    change = dry_run(officer, ("id", "themes"), (mama.public_id, "short-lived"))
    theme.delete()
    with pytest.raises(NotAllowed, match="Short-lived"):
        actions.apply(by=officer, change=change)
    assert [theme.slug for theme in mama.themes.all()] == ["food"]


def test_what_was_decided_stays_decided(officer, mama):
    change = dry_run(officer, ("id", "town"), (mama.public_id, "Deal"))
    actions.discard(by=officer, change=change)
    for step in (actions.apply, actions.discard, actions.check_again):
        with pytest.raises(NotAllowed, match="Discarded"):
            step(by=officer, change=change)
    mama.refresh_from_db()
    assert mama.town == "Margate"


def test_only_officers_do_it_and_never_without_a_reason(officer, mama):
    change = dry_run(officer, ("id", "town"), (mama.public_id, "Deal"))
    for step in (actions.apply, actions.discard, actions.check_again):
        with pytest.raises(NotAllowed, match="Only a directory officer"):
            step(by=UserFactory(), change=change)
    for by, reason, word in ((UserFactory(), "x", "Only"), (officer, " ", "Give a reason")):
        with pytest.raises(NotAllowed, match=word):
            actions.check(by=by, kind="file", title="x", reason=reason, found=plan.Plan())


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_apply_at_once_change_once(settings):
    officer = an_officer()
    mama = OrganisationFactory(town="Margate")
    change = dry_run(officer, ("id", "town"), (mama.public_id, "Deal"))
    heard, start = [], threading.Barrier(2)

    def apply():
        start.wait()
        try:
            actions.apply(by=officer, change=change)
            heard.append("applied")
        except NotAllowed as refusal:
            heard.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["This bulk change was decided before: Applied.", "applied"]
    assert Organisation.pgh_event_model.objects.filter(pgh_obj_id=mama.pk, town="Deal").count() == 1


# --- Chosen in the list ---


@pytest.mark.parametrize(
    ("mode", "text", "after"),
    [
        ("add", "Advice and money; food and essentials", "Advice and money; Food and essentials"),
        ("remove", "food and essentials", "(none)"),
        ("replace", "advice", "Advice and money"),
    ],
)
def test_one_change_for_all_that_are_chosen(client, officer, mama, mode, text, after):
    other = OrganisationFactory(name="Other", themes=[Theme.objects.get(slug="advice")])
    said = {"action": "change_in_bulk", "_selected_action": [mama.pk, other.pk]}
    address = reverse("admin:organisations_organisation_changelist")
    assert "What to change" in client.post(address, said).content.decode()
    said |= {"column": "themes", "mode": mode, "text": text, "reason": "New words"}
    answer = client.post(address, said)
    change = BulkChange.objects.get()
    assert answer["Location"] == reverse("admin:organisations_bulkchange_change", args=[change.pk])
    page = client.get(answer["Location"]).content.decode()
    assert after in page
    client.post(answer["Location"], {"apply": "x"})
    assert COLUMNS["themes"].write(mama) == ("" if after == "(none)" else after)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"column": "town", "mode": "add", "text": "Deal"}, "is no list"),
        ({"column": "name", "mode": "replace", "text": "Deal"}, "same name"),
        ({"column": "themes", "mode": "replace", "text": "shoes"}, "no “shoes”"),
        ({"column": "themes", "mode": "replace", "text": ""}, "Say what to write"),
        ({"column": "shoes", "mode": "replace", "text": "x"}, "valid choice"),
    ],
)
def test_a_change_that_cannot_be_is_refused_where_it_is_typed(client, officer, mama, said, word):
    answer = client.post(
        reverse("admin:organisations_organisation_changelist"),
        {"action": "change_in_bulk", "_selected_action": [mama.pk], "reason": "x", **said},
    )
    assert word in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_adding_a_word_that_is_none_is_wrong_in_every_row(officer, mama):
    found = plan.of_entries(Organisation.objects.all(), "themes", "shoes", mode="add")
    assert "no “shoes”" in found.wrong[0]["sentences"][0]


def test_too_many_chosen_are_refused(client, officer, mama, monkeypatch):
    monkeypatch.setattr("organisations.bulk.desk.MOST_ROWS", 0)
    answer = client.post(
        reverse("admin:organisations_organisation_changelist"),
        {"action": "change_in_bulk", "_selected_action": [mama.pk]},
        follow=True,
    )
    assert "Choose at most 0" in answer.content.decode()


def test_what_is_chosen_can_be_taken_to_a_spreadsheet(client, officer, mama):
    Organisation.objects.filter(pk=mama.pk).update(summary="=1+1")
    answer = client.post(
        reverse("admin:organisations_organisation_changelist"),
        {"action": "take_to_change", "_selected_action": [mama.pk]},
    )
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    titles, row = sheet.iter_rows(values_only=True)
    assert titles == TITLES
    assert dict(zip(titles, row, strict=True))["summary"] == "'=1+1"


# --- The pages ---


def upload(client, file, reason="Tidying"):
    return client.post(ADD, {"file": file, "reason": reason})


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_an_officer_uploads_looks_and_applies(client, officer, mama, make):
    assert client.get(ADD).status_code == 200
    answer = upload(
        client, make(("id", "town", "yearly income"), (str(mama.public_id), "<b>Deal</b>", 48_000), ("x", "", ""))
    )
    page = client.get(answer["Location"]).content.decode()
    for shown in (
        "1 entry changes",
        "1 row is wrong",
        "Margate",
        "&lt;b&gt;Deal&lt;/b&gt;",
        "no entry with the id",
        "48000",
    ):
        assert shown in page
    assert client.get(reverse("admin:organisations_bulkchange_changelist")).status_code == 200
    applied = client.post(answer["Location"], {"apply": "x"}, follow=True).content.decode()
    assert "All is changed." in applied
    assert "Make these changes" not in applied
    mama.refresh_from_db()
    assert (mama.town, mama.annual_income) == ("<b>Deal</b>", 48_000)
    assert "decided before" in client.post(answer["Location"], {"discard": "x"}, follow=True).content.decode()
    assert client.post(answer["Location"], {}).status_code == 404
    assert client.get(reverse("admin:organisations_bulkchange_change", args=[999])).status_code == 404


def test_the_entries_go_out_as_csv_and_xlsx_and_come_back_unchanged(client, officer, mama):
    Organisation.objects.filter(pk=mama.pk).update(summary="=1+1", phone="+44 1632 960123", address="a\nb")
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse(f"admin:organisations_bulkchange_{kind}"))
        content = b"".join(answer.streaming_content)
        found = plan.of_rows(reading.rows(SimpleUploadedFile(f"entries.{kind}", content)))
        assert (found.lines, found.wrong, found.unchanged) == ([], [], 1), kind


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        ("name,town\nCafé,Deal\n".encode("latin-1"), "not in UTF-8: line 2"),
        ("name,town\nCafé,Deal\n".encode("utf-16"), "UTF-16"),
        (b"name,town\n\x00,Deal\n", "no CSV or XLSX"),
        (b"PK\x03\x04 and nothing", "no XLSX file"),
        (b'name,town\n"Deal,x\n', "quotation marks"),
        (b"name,shoes\nx,9\n", "no column “shoes”"),
        (b"town\nDeal\n", "needs a column"),
        (b"name,name\nx,y\n", "there twice"),
        (b"Groups we know\nname,town\nx,y\n", "first row must hold the titles"),
        (b"name,town\nName, TOWN \nx,y\n", "Row 2 holds the titles again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "an old XLS file, or has a password"),
        (b"%PDF-1.7 and more", "is a PDF"),
        (b"name,town\n", "no rows"),
        (b"name\nx,y\n", "more cells"),
        (b"name\n" + b"x" * 20_001, "too long"),
        (b"name\n" + b"x\n" * 1_001, "more than 1000 rows"),
        (b"name\n" + b"x" * (5 * 1024 * 1024), "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(client, officer, content, word):
    page = upload(client, SimpleUploadedFile("entries.csv", content))
    assert page.status_code == 200
    assert word in page.content.decode()
    assert not BulkChange.objects.exists()


def test_a_bomb_of_a_spreadsheet_is_refused(client, officer, monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 10)
    assert "unpacks to far more" in upload(client, xlsx_file(("name",), ("x",))).content.decode()


def test_a_damaged_spreadsheet_is_refused_with_a_sentence_wherever_the_damage_is():
    whole = xlsx_file(("name", "town"), ("Deal Pantry", "Deal")).read()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    damaged = [whole[: len(whole) // 2]]
    damaged += [
        whole[:at] + bytes(255 - byte for byte in whole[at : at + 3]) + whole[at + 3 :]
        for at in range(40, len(whole), 397)
    ]
    for gone in parts:
        for instead in (None, b"<a><b></a>", b"<a/>"):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as archive:
                for name, content in parts.items():
                    if name != gone or instead is not None:
                        archive.writestr(name, instead if name == gone else content)
            damaged.append(file.getvalue())
    refused = [said for content in damaged if (said := what_is_wrong(SimpleUploadedFile("x.xlsx", content)))]
    assert len(refused) > 20


def what_is_wrong(file):
    """The sentence for whoever chose the file, or "" where it could be read."""
    try:
        reading.rows(file)
    except reading.WrongFile as wrong:
        return str(wrong)
    return ""


def test_a_text_that_is_too_long_for_its_field_is_said_with_the_lengths(officer):
    change = dry_run(officer, ("name", "phone"), ("Deal Pantry", "0" * 50))
    assert change.wrong[0]["sentences"] == ["phone: use 40 letters or fewer; there are 50."]


def test_a_cell_far_down_does_not_hold_up_the_officer():
    book = Workbook()
    book.active.append(("name",))
    book.active.cell(1_048_576, 1, "Deal Pantry")
    file = io.BytesIO()
    book.save(file)
    assert reading.rows(SimpleUploadedFile("x.xlsx", file.getvalue())) == [(1_048_576, {"name": "Deal Pantry"})]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_spreadsheets_of_other_countries_are_read_too(delimiter):
    content = f"\ufeffName{delimiter}Town \n\nA, B & C{delimiter}'=Deal\x07\n".encode()
    assert reading.rows(SimpleUploadedFile("x.csv", content)) == [(3, {"name": "A, B & C", "town": "=Deal"})]


def test_cells_of_a_spreadsheet_become_text():
    from datetime import date

    file = xlsx_file(("name", "town", "phone", "works across Kent", "page"), ("X", date(2022, 3, 4), 5.0, True, 1.5))
    assert reading.rows(file) == [(2, {"name": "X", "town": "2022-03-04", "phone": "5", "works across Kent": "yes"})]


def test_the_public_file_can_be_uploaded_as_it_is(client, officer, mama):
    content = b"".join(client.get("/open-data/organisations.csv").streaming_content)
    found = plan.of_rows(reading.rows(SimpleUploadedFile("x.csv", content)))
    assert (found.lines, found.wrong, found.unchanged) == ([], [], 1)


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.FUNDING_OFFICER, 403)])
def test_others_look_or_do_not(client, officer, mama, role, status):
    change = dry_run(officer, ("id", "town"), (mama.public_id, "Deal"))
    person = UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    address = reverse("admin:organisations_bulkchange_change", args=[change.pk])
    page = client.get(address)
    assert page.status_code == status
    assert "Make these changes" not in page.content.decode()
    assert client.get(reverse("admin:organisations_bulkchange_csv")).status_code == status
    assert client.get(ADD).status_code == 403
    client.post(address, {"apply": "x"})
    change.refresh_from_db()
    assert change.state == BulkState.CHECKED


@pytest.mark.parametrize("count", [1, 10, 100])
def test_a_dry_run_and_its_page_cost_the_same_for_one_and_for_many(
    client, officer, django_assert_max_num_queries, count
):
    entries = OrganisationFactory.create_batch(count)
    rows = [(number + 2, {"id": str(entry.public_id), "town": "Deal"}) for number, entry in enumerate(entries)]
    with django_assert_max_num_queries(8):
        found = plan.of_rows(rows)
    change = actions.check(by=officer, kind="file", title="x", reason="x", found=found)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:organisations_bulkchange_change", args=[change.pk]))

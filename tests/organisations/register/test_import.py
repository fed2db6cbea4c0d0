"""The register of charities is imported whole or not at all, and never over what people have written."""

import csv
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from kentcivil.geography.models import Postcode
from organisations import actions
from organisations.models import Identifier, Membership, Organisation, RegisteredCharity
from organisations.states import Status
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, MembershipFactory, OrganisationFactory
from tests.organisations.register.extract import (
    AREA_COLUMNS,
    CHARITY_COLUMNS,
    CLASS_COLUMNS,
    area,
    charity,
    classification,
    in_json,
    tabs,
    zipped,
)
from tests.shared import shared

pytestmark = pytest.mark.django_db

MARGATE = {
    "address1": "1 HIGH STREET",
    "address2": "MARGATE",
    "address3": "KENT",
    "postcode": "ct91hp",
    "phone": "01632 960902",
    "email": "Hello@Example.org",
    "web": "www.example.org",
    "activities": "We give essentials to mothers and babies.",
    "latest_income": "12345",
    "latest_expenditure": 12000,
    "company_registration_number": "123456",
}


def run(*files, **options):
    """Import files; the last two lines that the command printed."""
    told = io.StringIO()
    call_command("import_charity_register", *map(str, files), stdout=told, stderr=io.StringIO(), **options)
    return told.getvalue().splitlines()


@pytest.fixture(params=["text", "json", "text zipped", "json zipped"])
def form(request):
    """Writes rows in one of the forms of the extract."""

    def write(path, rows, columns):
        written = (in_json if "json" in request.param else tabs)(path, rows, columns)
        return zipped(written) if "zipped" in request.param else written

    return write


def write(tmp_path, charities, areas=(), classes=(), how=tabs):
    files = [how(tmp_path / "a.txt", charities, CHARITY_COLUMNS)]
    if areas:
        files.append(how(tmp_path / "b.txt", areas, AREA_COLUMNS))
    if classes:
        files.append(how(tmp_path / "c.txt", classes, CLASS_COLUMNS))
    return files


def test_the_charities_of_kent_are_kept_with_what_belongs_to_them(tmp_path, form):
    rows = [
        charity(100001, "LINKED, BEFORE ITS MAIN CHARITY", row=1, linked=1),
        charity(100001, **MARGATE),
        charity(100002, "FRIENDS OF ST. JOHN'S PTA", postcode="M1 1AA"),
        charity(100003, "NATIONWIDE", postcode="SW1A 1AA"),
        charity(100004, "MEDWAY ONLY", postcode="ME4 4AA"),
        charity(100003, "LINKED ELSEWHERE", row=2, linked=1),
    ]
    areas = [
        area(100001),
        area(100001, "Medway"),
        area(100002),
        area(100003, "Throughout England", "Region"),
        area(100004, "Medway"),
    ]
    classes = [
        classification(100001, 201, "Who", "Children/young People"),
        classification(100001, 103, "What", "Advancement Of Health"),
        classification(100003, 102, "What", "Education"),
    ]
    files = write(tmp_path, rows, areas, classes, how=form)
    assert run(*reversed(files)) == [
        "6 charities read, 0 rows refused, 3 kept: 3 added, 0 updated, 0 as they were.",
        "Directory: 2 entries added, 0 updated, 0 closed.",
    ]
    kept = RegisteredCharity.objects.get(organisation_number=100001)
    assert (kept.name, kept.status, kept.income, kept.areas) == (
        "Mama to Mama",
        "registered",
        12345,
        ["Kent", "Medway"],
    )
    assert (kept.who, kept.what, kept.how) == (["Children/young People"], ["Advancement Of Health"], [])
    assert str(RegisteredCharity.objects.get(organisation_number=1)) == "Linked, Before Its Main Charity (100001-1)"

    entry = Organisation.objects.get(slug="mama-to-mama")
    assert (entry.name, entry.status, entry.verified_on) == ("Mama to Mama", Status.PUBLISHED, None)
    assert (entry.address, entry.town, entry.postcode) == ("1 High Street", "Margate", "CT9 1HP")
    assert (entry.email, entry.website) == ("hello@example.org", "https://www.example.org")
    assert (entry.district.name, entry.annual_income, entry.income_band) == ("Thanet", 12345, "small")
    assert entry.latitude == pytest.approx(51.38, abs=0.02)
    assert entry.legal_form == "cio"
    assert entry.summary == "We give essentials to mothers and babies."
    assert sorted(entry.themes.values_list("slug", flat=True)) == ["health"]
    assert sorted(entry.beneficiaries.values_list("slug", flat=True)) == ["children", "young-people"]
    assert set(entry.identifiers.values_list("scheme", "number")) == {("GB-CHC", "100001"), ("GB-COH", "00123456")}
    assert Organisation.objects.get(identifiers__number="100002").name == "Friends of St. John's PTA"
    assert entry in Organisation.objects.filter(document__isnull=False)

    assert run(*files)[-2:] == [
        "6 charities read, 0 rows refused, 3 kept: 0 added, 0 updated, 3 as they were.",
        "Directory: 0 entries added, 0 updated, 0 closed.",
    ]
    assert kept.events.count() == 1


def test_the_shared_extract_is_read_whole_and_again_without_a_change():
    folder = shared("data/charity_register")
    first = run(folder)
    assert first[-2].startswith("572 charities read, 0 rows refused, 89 kept: 89 added")
    assert sum(line.startswith("Not needed") for line in first) == 5
    assert run(*sorted(folder.iterdir(), reverse=True))[-2:] == [
        "572 charities read, 0 rows refused, 89 kept: 0 added, 0 updated, 89 as they were.",
        "Directory: 0 entries added, 0 updated, 0 closed.",
    ]


def test_a_new_extract_changes_what_nobody_has_written(tmp_path):
    run(*write(tmp_path, [charity(100001, **MARGATE)]))
    officer = UserFactory(is_superuser=True)
    entry = actions.edit(by=officer, organisation=Organisation.objects.get(), phone="0300 000000")
    Organisation.objects.filter(pk=entry.pk).update(town="Cliftonville")  # a change that nobody marked
    news = MARGATE | {
        "phone": "01632 960000",
        "email": "new@example.org",
        "address2": "RAMSGATE",
        "postcode": "CT11 8AA",
        "latest_income": 250_000,
        "activities": "Sentence. " * 100,
    }
    assert run(*write(tmp_path, [charity(100001, "MAMA TO MAMA KENT", **news)])) == [
        "For an officer to look at, in the admin: changes in the register: 2",
        "1 charities read, 0 rows refused, 1 kept: 0 added, 1 updated, 0 as they were.",
        "Directory: 0 entries added, 1 updated, 0 closed.",
    ]
    entry.refresh_from_db()
    assert (entry.name, entry.email, entry.income_band) == ("Mama to Mama Kent", "new@example.org", "medium")
    assert (entry.phone, entry.town) == ("0300 000000", "Cliftonville")
    assert entry.postcode == "CT11 8AA"
    assert entry.latitude < 51.36
    assert len(entry.summary) <= 400
    assert entry.summary.endswith("…")
    assert len(entry.purpose) == 999
    assert entry.verified_on is None
    assert entry.events.last().pgh_context.metadata["reason"] == "Import of the register of charities"


def test_an_entry_made_by_hand_has_only_its_gaps_filled(tmp_path):
    entry = OrganisationFactory(name="Mama2Mama", summary="Ours.", phone="", status=Status.DRAFT)
    IdentifierFactory(organisation=entry, number="100001")
    # It is followed though the register knows no tie to Kent.
    run(*write(tmp_path, [charity(100001, **MARGATE | {"postcode": "M1 1AA"})]))
    entry.refresh_from_db()
    assert (entry.name, entry.summary, entry.status) == ("Mama2Mama", "Ours.", Status.DRAFT)
    assert (entry.phone, entry.postcode, entry.latitude) == ("01632 960902", "M1 1AA", None)
    assert Organisation.objects.count() == 1


def test_coordinates_become_exact_when_postcodes_have_been_loaded(tmp_path):
    files = write(tmp_path, [charity(100001, **MARGATE)])
    run(*files)
    Postcode.objects.create(postcode="CT9 1HP", district_id="E07000114", latitude=51.3894, longitude=1.3835)
    assert run(*files)[-1] == "Directory: 0 entries added, 1 updated, 0 closed."
    assert Organisation.objects.get().latitude == 51.3894


def test_a_removed_charity_closes_only_an_entry_that_nobody_has_touched(tmp_path):
    rows = [charity(100001, **MARGATE), charity(100002, "TENDED", **MARGATE), charity(100001, "UNDER", row=7, linked=1)]
    run(*write(tmp_path, rows))
    MembershipFactory(organisation=Organisation.objects.get(name="Tended"), role=Membership.Role.OWNER)
    gone = {"registration_status": "Removed", "date_of_removal": "2023-08-01"}
    rows = [charity(100001, **gone), charity(100002, "TENDED", **gone), charity(100001, "UNDER", row=7, linked=1)]
    told = run(*write(tmp_path, rows))
    assert told == [
        "No longer registered, but still in the directory: Tended (100002)",
        "For an officer to look at, in the admin: changes in the register: 2",
        "3 charities read, 0 rows refused, 3 kept: 0 added, 2 updated, 1 as they were.",
        "Directory: 0 entries added, 0 updated, 1 closed.",
    ]
    closed = Organisation.objects.get(name="Mama to Mama")
    assert (closed.status, closed.status_reason) == (
        Status.CLOSED,
        "Removed from the register of charities on 1 August 2023.",
    )
    assert closed.phone == "01632 960902"
    assert RegisteredCharity.objects.get(pk=100001).status == "removed"
    actions.reopen(by=UserFactory(is_superuser=True), organisation=closed)
    assert run(*write(tmp_path, rows))[-1] == "Directory: 0 entries added, 0 updated, 0 closed."


def test_entries_of_the_same_name_have_addresses_of_their_own(tmp_path):
    OrganisationFactory(slug="scouts-100002")
    run(*write(tmp_path, [charity(number, "SCOUTS", postcode="CT9 1HP") for number in (100001, 100002, 100003)]))
    assert sorted(Organisation.objects.filter(name="Scouts").values_list("slug", flat=True)) == [
        "scouts",
        "scouts-100002-100002",
        "scouts-100003",
    ]


def test_areas_of_the_last_import_stay_when_only_charities_are_given(tmp_path):
    files = write(tmp_path, [charity(100001)], [area(100001)], [classification(100001, 103, "What", "Health")])
    run(*files)
    assert run(files[0])[-2].endswith("0 added, 0 updated, 1 as they were.")
    assert RegisteredCharity.objects.get().areas == ["Kent"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"registered_charity_number": "x1"}, "are not all numbers"),
        ({"organisation_number": "12²"}, "are not all numbers"),
        ({"organisation_number": "1" * 14}, "organisation_number is “11111111111111”, not a number"),
        ({"charity_name": " \x00 "}, "charity_name is empty"),
        (
            {"registration_status": "Perhaps"},
            "charity_registration_status is “perhaps”, neither Registered nor Removed",
        ),
        ({"date_of_registration": "1 May"}, "date_of_registration is “1 May”, not a date"),
        ({"latest_income": "lots"}, "latest_income is “lots”, not an amount of money"),
        ({"latest_income": "1e99"}, "latest_income is “1e99”, not an amount of money"),
        ({"organisation_number": 100001}, "organisation_number 100001 is there twice"),
        ({"registered_charity_number": 100001}, "charity 100001 is there twice"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_and_the_rest_is_kept(tmp_path, change, reason):
    rows = [charity(100001, postcode="CT9 1HP"), charity(100002, postcode="CT9 1HP", **change), charity(100003)]
    report = tmp_path / "report.csv"
    told = run(*write(tmp_path, rows, [area(100003)]), report=str(report))
    assert told[-2] == "3 charities read, 1 rows refused, 2 kept: 2 added, 0 updated, 0 as they were."
    header, (file, line, why) = csv.reader(report.open(encoding="utf-8"))
    assert (header, file, line) == (["file", "line", "reason"], "a.txt", "3")
    assert reason in why


def test_refused_rows_are_shown_on_the_screen_without_a_report(tmp_path):
    screen = io.StringIO()
    file = tabs(tmp_path / "a.txt", [charity(1, postcode="CT9 1HP", latest_income="x"), charity(2)], CHARITY_COLUMNS)
    call_command("import_charity_register", str(file), stdout=io.StringIO(), stderr=screen, verbosity=0)
    assert screen.getvalue() == "Refused: a.txt, line 2: latest_income is “x”, not an amount of money\n"


def test_rows_of_areas_and_classifications_are_refused_too(tmp_path):
    files = write(
        tmp_path, [charity(1, postcode="CT9 1HP")], [area(1, ""), area(1)], [classification(1, "x", "What", "Health")]
    )
    report = tmp_path / "report.csv"
    assert ", 2 rows refused, 1 kept" in run(*files, report=str(report))[-2]
    assert [row[:2] for row in csv.reader(report.open())][1:] == [["b.txt", "2"], ["c.txt", "2"]]


class TestWrongFiles:
    """Each is refused with a sentence, and the database is as it was."""

    @pytest.fixture
    def good(self, tmp_path):
        return tabs(tmp_path / "a.txt", [charity(100001, **MARGATE)], CHARITY_COLUMNS)

    def refused(self, *files, says, **options):
        before = Organisation.objects.count(), RegisteredCharity.objects.count()
        with pytest.raises(CommandError, match=says) as refused:
            run(*files, **options)
        assert refused.value.returncode == 1
        assert (Organisation.objects.count(), RegisteredCharity.objects.count()) == before

    def test_a_zip_cut_short(self, good):
        path = zipped(good)
        path.write_bytes(path.read_bytes()[:-40])
        self.refused(path, says="not a whole zip file")

    def test_a_json_file_cut_short(self, tmp_path):
        path = in_json(tmp_path / "a.json", [charity(100001, **MARGATE), charity(100002)], CHARITY_COLUMNS)
        path.write_bytes(path.read_bytes()[:-200])
        self.refused(path, says="not whole JSON")

    def test_commas_for_tabs(self, good):
        good.write_text(good.read_text().replace("\t", ","))
        self.refused(good, says="parted by commas")

    @pytest.mark.parametrize("how", [tabs, in_json])
    def test_a_missing_column(self, tmp_path, how):
        columns = [column for column in CHARITY_COLUMNS if column != "charity_name"]
        self.refused(how(tmp_path / "a", [charity(100001)], columns), says="without its column charity_name")

    @pytest.mark.parametrize("how", [tabs, in_json])
    def test_text_that_is_not_utf8(self, tmp_path, how):
        path = how(tmp_path / "a", [charity(100001), charity(100002, "CAFÉ")], CHARITY_COLUMNS)
        path.write_bytes(path.read_bytes().replace("É".encode(), b"\xc9"))
        self.refused(path, says="UTF-8")

    @pytest.mark.parametrize("content", [b"\x00", b"x\t", b'{"a": ['])
    def test_a_zip_bomb(self, tmp_path, good, content):
        path = tmp_path / "bomb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("charity.txt", "w") as file:
            file.write(good.read_bytes())
            for _ in range(40):
                file.write(content * (1_000_000 // len(content)))
        self.refused(path, says="zip bomb|line of more than")

    def test_a_json_record_without_end(self, tmp_path):
        path = tmp_path / "a.json"
        path.write_text('[{"a": "' + "x" * 20_000_000 + '"}]')
        self.refused(path, says="no end of a row in 8 MB")

    @pytest.mark.parametrize("content", ["{}", "[]", "[1]", '{"value": []}'])
    def test_json_that_is_no_table(self, tmp_path, content):
        (tmp_path / "a.json").write_text(content)
        self.refused(tmp_path / "a.json", says="not a list of rows|holds no rows")

    def test_another_file(self, tmp_path):
        (tmp_path / "a.txt").write_text("shopping list\nmilk\n")
        self.refused(zipped(tmp_path / "a.txt"), says="is no table of the register")
        (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff")
        self.refused(zipped(tmp_path / "a.txt"), says="not in UTF-8|is no table")

    def test_a_spreadsheet_by_mistake(self, tmp_path):
        path = tmp_path / "charities.xlsx"
        book = Workbook()
        book.active.append(CHARITY_COLUMNS)
        book.save(path)
        self.refused(path, says="charities.xlsx is a spreadsheet")

    def test_a_file_that_is_not_there(self, tmp_path):
        self.refused(tmp_path / "none.zip", says="none.zip cannot be read: No such file")
        (tmp_path / "empty folder").mkdir()
        self.refused(tmp_path / "empty folder", says="None of these files")

    def test_an_empty_file_and_one_with_nothing_but_columns(self, tmp_path):
        (tmp_path / "a.txt").touch()
        self.refused(tmp_path / "a.txt", says="is empty")
        (tmp_path / "a.txt").write_text("\ufeff\r\n")
        self.refused(tmp_path / "a.txt", says="is empty")
        self.refused(tabs(tmp_path / "a.txt", [], CHARITY_COLUMNS), says="holds no rows")

    def test_no_row_that_can_be_read(self, good):
        good.write_text(good.read_text().replace("\tMAMA", "\tX\tMAMA"))
        self.refused(good, says="no row that can be read")

    def test_no_charities_among_the_files(self, tmp_path):
        self.refused(tabs(tmp_path / "b.txt", [area(1)], AREA_COLUMNS), says="None of these files")

    def test_the_same_table_twice(self, tmp_path, good):
        other = in_json(tmp_path / "a.json", [charity(1)], CHARITY_COLUMNS)
        self.refused(good, other, says="both hold the table charity")

    def test_a_report_that_cannot_be_written(self, tmp_path, good):
        self.refused(good, report=str(tmp_path / "none" / "report.csv"), says="cannot be written")


def test_linked_charities_wait_on_disk_for_their_main_charity(tmp_path, monkeypatch):
    monkeypatch.setattr("organisations.register.importing.PUT_ASIDE", 2)
    rows = [charity(100001, f"PART {row}", row=row, linked=row) for row in range(1, 6)]
    rows += [charity(100009, "ELSEWHERE", row=8, linked=1), charity(100001, postcode="CT9 1HP")]
    assert run(*write(tmp_path, rows))[-2].startswith("7 charities read, 0 rows refused, 6 kept")
    assert Identifier.objects.filter(scheme="GB-CHC").count() == 1

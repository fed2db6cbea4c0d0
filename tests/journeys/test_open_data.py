"""What anybody can take from the directory, and how an officer changes many entries at once."""

import csv
import io

import pytest

from tests.journeys.demonstration import sign_in


@pytest.fixture(params=[False, True], ids=["scripts off", "scripts on"])
def visitor(request, new_visitor):
    return new_visitor(scripts=request.param)


def test_a_visitor_sees_how_good_the_entries_are(visitor, county, assert_accessible):
    visitor.goto(f"{county.url}/open-data/")
    assert_accessible(visitor)
    visitor.get_by_role("link", name="As a page").click()
    assert visitor.get_by_role("heading", level=1).inner_text() == "How good the directory's entries are"
    assert_accessible(visitor)
    assert visitor.get_by_role("region", name="What entries lack, by district").get_by_text("Thanet").is_visible()


def test_an_officer_uploads_a_spreadsheet_looks_at_every_change_and_makes_them(new_visitor, county, assert_accessible):
    officer = new_visitor()
    sign_in(officer, county, "directory")
    officer.goto(f"{county.url}/admin/organisations/organisation/quality/")
    assert_accessible(officer, narrow=False)
    officer.goto(f"{county.url}/admin/organisations/bulkchange/")
    officer.get_by_role("link", name="Add bulk change").first.click()
    assert_accessible(officer, narrow=False)
    with officer.expect_download() as download:
        officer.get_by_role("link", name="All entries as CSV").click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] == "Herne Bay Baby Basics"]
    rows[0]["phone"] = "01632 960777"
    changed = io.StringIO()
    writer = csv.DictWriter(changed, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    upload = {"name": "phones.csv", "mimeType": "text/csv", "buffer": changed.getvalue().encode()}
    officer.locator("[name=file]").set_input_files(upload)
    officer.locator("[name=reason]").fill("They wrote to us")
    officer.get_by_role("button", name="Show what would change").click()
    assert "1 entry changes" in officer.locator("#content").inner_text()
    assert_accessible(officer, narrow=False)
    officer.get_by_role("button", name="Make these changes").click()
    officer.locator("#container").get_by_text("All is changed.").wait_for()
    officer.goto(f"{county.url}/organisations/herne-bay-baby-basics/")
    assert "01632 960777" in officer.locator("main").inner_text()

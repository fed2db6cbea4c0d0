"""Files of the public extract for tests, in both of the forms in which the Commission publishes them."""

import json
import zipfile

CHARITY_COLUMNS = """
date_of_extract organisation_number registered_charity_number linked_charity_number charity_name charity_type
charity_registration_status date_of_registration date_of_removal charity_reporting_status
latest_acc_fin_period_start_date latest_acc_fin_period_end_date latest_income latest_expenditure
charity_contact_address1 charity_contact_address2 charity_contact_address3 charity_contact_address4
charity_contact_address5 charity_contact_postcode charity_contact_phone charity_contact_email charity_contact_web
charity_company_registration_number charity_insolvent charity_in_administration charity_previously_excepted
charity_is_cdf_or_cif charity_is_cio cio_is_dissolved date_cio_dissolution_notice charity_activities charity_gift_aid
charity_has_land
""".split()  # the columns as the Commission lists them
AREA_COLUMNS = [
    *CHARITY_COLUMNS[:4],
    "geographic_area_type",
    "geographic_area_description",
    "parent_geographic_area_type",
    "parent_geographic_area_description",
    "welsh_ind",
]
CLASS_COLUMNS = [*CHARITY_COLUMNS[:4], "classification_code", "classification_type", "classification_description"]
EXTRACTED = "2023-09-07"


def charity(number, name="MAMA TO MAMA", *, row=None, linked=0, **columns):
    """A row of the charity table. Columns may be named without "charity_" and "charity_contact_"."""
    values = {
        "date_of_extract": EXTRACTED,
        "organisation_number": row or number,
        "registered_charity_number": number,
        "linked_charity_number": linked,
        "charity_name": name,
        "charity_type": "CIO",
        "charity_registration_status": "Registered",
        "date_of_registration": "2018-03-01",
        "charity_insolvent": False,
        "charity_in_administration": False,
    }
    for column, value in columns.items():
        full = next(
            known for known in (column, f"charity_{column}", f"charity_contact_{column}") if known in CHARITY_COLUMNS
        )
        values[full] = value
    return values


def area(number, description="Kent", kind="Local Authority"):
    return _keys(number) | {"geographic_area_type": kind, "geographic_area_description": description}


def classification(number, code, kind, description):
    return _keys(number) | {
        "classification_code": code,
        "classification_type": kind,
        "classification_description": description,
    }


def _keys(number):
    return dict(zip(CHARITY_COLUMNS[:4], (EXTRACTED, number, number, 0), strict=True))


def tabs(path, rows, columns):
    """Write rows as the Commission writes text: no quotes, CRLF, midnight beside each date."""

    def text(value):
        value = "" if value is None else str(value)
        return f"{value} 00:00:00.0000000" if len(value) == 10 and value[4:8:3] == "--" else value

    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write("\t".join(columns) + "\n")
        for row in rows:
            file.write("\t".join(text(row.get(column)) for column in columns) + "\n")
    return path


def in_json(path, rows, columns):
    """Write rows as the Commission writes JSON: UTF-8 with a byte order mark, null for nothing."""
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("[")
        for number, row in enumerate(rows):
            file.write(",\n" if number else "")
            json.dump({column: row.get(column) for column in columns}, file, ensure_ascii=False)
        file.write("]")
    return path


def zipped(path):
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return target

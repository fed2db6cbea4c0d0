"""The built-in gazetteer: 13 districts and 281 postcode sectors, in two files that lie beside this one.

Sector figures are averages over Code-Point Open 2025.4.0. Contains Ordnance Survey data, Royal Mail data and National
Statistics data, Crown copyright and database right 2025, used under the Open Government Licence v3.0.
"""

import csv
from functools import cache
from pathlib import Path

ROOM = Path(__file__).parent


def districts():
    """The rows of the districts table: code (GSS), name, slug, in_kent."""
    return [{**row, "in_kent": row["in_kent"] == "yes"} for row in _rows("districts.csv")]


def sectors():
    """The rows of the sectors table: sector, district_id (GSS), latitude, longitude (WGS 84), postcodes (a count)."""
    return [
        {
            "sector": row["sector"],
            "district_id": row["district"],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "postcodes": int(row["postcodes"]),
        }
        for row in _rows("sectors.csv")
    ]


@cache
def outward_codes():
    """The first halves of the postcodes of Kent and Medway, such as "CT9"."""
    return frozenset(row["sector"].split()[0] for row in _rows("sectors.csv"))


def fill(District, PostcodeSector, *, using="default"):
    """Write both tables, which must be empty. The models are passed, since a migration has its own versions of them."""
    District.objects.using(using).bulk_create(District(**row) for row in districts())
    PostcodeSector.objects.using(using).bulk_create(PostcodeSector(**row) for row in sectors())


def _rows(name):
    with (ROOM / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

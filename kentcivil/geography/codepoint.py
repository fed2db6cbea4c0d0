"""Ordnance Survey's Code-Point Open: the postcodes of Kent and Medway out of its official zip.

The layout is that of "Code-Point Open: technical specification": Data/CSV/*.csv, one file an area, no header, ten
columns. Contains Ordnance Survey data, Royal Mail data and National Statistics data, Crown copyright and database
right, used under the Open Government Licence v3.0.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection, transaction
from pyproj import Transformer

from kentcivil.archives import MEBIBYTE, Limits, UnreadableFile, opened, text_lines
from kentcivil.geography.models import District, Postcode

LIMITS = Limits(most=1024 * MEBIBYTE)
"""The whole of Great Britain is about 170 MB unzipped."""

COLUMNS = 10
POSTCODE, QUALITY, EASTING, NORTHING, DISTRICT = 0, 1, 2, 3, 8
NO_COORDINATES = "90"
"""Positional quality of a postcode that has no place, such as a new one or a large user's."""

BATCH = 20_000
_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


@dataclass
class Loaded:
    """What loading a file did: numbers of postcodes."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    without_place: int = 0
    districts: Counter = field(default_factory=Counter)


def load(path, progress=lambda members: members):
    """Make the table of postcodes that of a Code-Point Open zip: all of it, or nothing if the file is wrong.

    Nothing may point at a postcode with a foreign key, since retired ones are dropped.

    :param progress: wraps the iterator over area files, such as kentcivil.progress.bar.
    :raises UnreadableFile: when the file is not Code-Point Open; the table is then as it was.
    """
    loaded = Loaded()
    with opened(path, LIMITS) as members, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming_postcode ON COMMIT DROP AS "
            "SELECT postcode, district_id, latitude, longitude FROM geography_postcode WITH NO DATA"
        )
        areas = [member for member in members if _is_area(member.name)]
        if not areas:
            raise UnreadableFile(f"{path} holds no Data/CSV/*.csv, so it is not the zip of Code-Point Open.")
        rows = _kent_rows(progress(areas), loaded)
        to_wgs84 = Transformer.from_crs("EPSG:27700", "EPSG:4326")
        while batch := list(islice(rows, BATCH)):
            _copy(cursor, batch, to_wgs84)
        _swap(cursor, path, loaded)
        cursor.execute("DROP TABLE incoming_postcode")
    return loaded


def _is_area(name):
    return re.search(r"(^|[\\/ ])data[\\/]csv[\\/][^\\/]+\.csv$", name, re.IGNORECASE)


def _kent_rows(areas, loaded):
    ours = set(District.objects.values_list("code", flat=True))
    for area in areas:
        with area.open() as stream:
            reader = csv.reader(text_lines(stream, area.name), strict=True)
            try:
                for row in reader:
                    if len(row) != COLUMNS:
                        raise UnreadableFile(
                            f"{area.name}, line {reader.line_num}: "
                            f"{len(row)} columns where Code-Point Open has {COLUMNS}."
                        )
                    if row[DISTRICT] not in ours:
                        loaded.elsewhere += 1
                    elif row[QUALITY] == NO_COORDINATES:
                        loaded.without_place += 1
                    else:
                        loaded.districts[row[DISTRICT]] += 1
                        yield _checked(row, area.name, reader.line_num)
            except csv.Error as error:
                raise UnreadableFile(
                    f"{area.name}, after line {reader.line_num}: this is not the text of Code-Point Open."
                ) from error


def _checked(row, name, line):
    """The postcode in its usual form, district, easting and northing of a row."""
    shape = _SHAPE.fullmatch(row[POSTCODE].replace(" ", ""))
    try:
        easting, northing = int(row[EASTING]), int(row[NORTHING])
    except ValueError:
        easting = northing = -1
    # The National Grid's own extent, in metres.
    if not shape or not (0 < easting < 700_000 and 0 < northing < 1_300_000):
        raise UnreadableFile(
            f"{name}, line {line}: the columns are not a postcode, a quality, an easting and a northing."
        )
    return f"{shape[1]} {shape[2]}", row[DISTRICT], easting, northing


def _copy(cursor, batch, to_wgs84):
    postcodes, districts, eastings, northings = zip(*batch, strict=True)
    latitudes, longitudes = to_wgs84.transform(eastings, northings)
    text = "".join(
        f"{postcode}\t{district}\t{latitude:.6f}\t{longitude:.6f}\n"
        for postcode, district, latitude, longitude in zip(postcodes, districts, latitudes, longitudes, strict=True)
    )
    cursor.copy_expert("COPY incoming_postcode FROM STDIN", io.StringIO(text))


def _swap(cursor, path, loaded):
    cursor.execute("SELECT postcode FROM incoming_postcode GROUP BY postcode HAVING count(*) > 1 LIMIT 1")
    if twice := cursor.fetchone():
        raise UnreadableFile(f"{path} holds {twice[0]} more than once, so it is not the zip of Code-Point Open.")
    if not loaded.districts:
        raise UnreadableFile(f"{path} holds no postcode of Kent or Medway.")
    cursor.execute("ANALYZE incoming_postcode")
    # Two loads at once would each work out what the other has not written yet.
    cursor.execute("LOCK TABLE geography_postcode IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(
        "DELETE FROM geography_postcode AS ours "
        "WHERE NOT EXISTS (SELECT FROM incoming_postcode WHERE postcode = ours.postcode)"
    )
    loaded.removed = cursor.rowcount
    cursor.execute(
        "UPDATE geography_postcode AS ours "
        "SET district_id = theirs.district_id, latitude = theirs.latitude, longitude = theirs.longitude "
        "FROM incoming_postcode AS theirs WHERE theirs.postcode = ours.postcode "
        "AND (ours.district_id, ours.latitude, ours.longitude) "
        "IS DISTINCT FROM (theirs.district_id, theirs.latitude, theirs.longitude)"
    )
    loaded.changed = cursor.rowcount
    cursor.execute(
        "INSERT INTO geography_postcode (postcode, district_id, latitude, longitude) "
        "SELECT postcode, district_id, latitude, longitude FROM incoming_postcode ON CONFLICT DO NOTHING"
    )
    loaded.added = cursor.rowcount
    loaded.unchanged = Postcode.objects.count() - loaded.added - loaded.changed

"""More indexes of drawn entries: of every 512th, where a hundred thousand have the words; and of places, to count what
lies near one that no words narrow down. The latter serve for the whole directory too."""

from django.db import migrations

DRAWN = """
CREATE INDEX organisation_one_in_512 ON organisations_organisation USING gin (document)
    WHERE status = 'published' AND (hashint8(id) & 511) = 0;
""" + "".join(
    f"""
CREATE INDEX organisation_place_one_in_{one_in} ON organisations_organisation
    USING gist (point(longitude, latitude * 1.6)) WHERE status = 'published' AND (hashint8(id) & {one_in - 1}) = 0;
"""
    for one_in in (8, 64, 512)
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0042_phrases")]

    operations = [migrations.RunSQL(DRAWN)]

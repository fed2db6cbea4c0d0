"""Causes and skills beside what else visitors choose by, kept by triggers, so that a search reads one index.

Whatever is written into the two columns, and whoever writes links, they are what the links say.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.expressions
import kentcivil.geography.distance
from django.db import migrations, models

KEEP = """
CREATE FUNCTION volunteering_keep_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.cause_ids := ARRAY(
        SELECT theme_id FROM volunteering_opportunity_causes WHERE opportunity_id = NEW.id ORDER BY theme_id
    );
    NEW.skill_ids := ARRAY(
        SELECT skill_id FROM volunteering_opportunity_skills WHERE opportunity_id = NEW.id ORDER BY skill_id
    );
    RETURN NEW;
END $$;
CREATE TRIGGER opportunity_keep_marks BEFORE INSERT OR UPDATE OF cause_ids, skill_ids ON volunteering_opportunity
    FOR EACH ROW EXECUTE FUNCTION volunteering_keep_marks();

CREATE FUNCTION volunteering_marks_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteering_opportunity SET cause_ids = cause_ids
    WHERE id IN (SELECT opportunity_id FROM links);
    RETURN NULL;
END $$;
"""
WATCH = """
CREATE TRIGGER opportunity_{links}_added AFTER INSERT ON volunteering_opportunity_{links}
    REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION volunteering_marks_changed();
CREATE TRIGGER opportunity_{links}_changed AFTER UPDATE ON volunteering_opportunity_{links}
    REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION volunteering_marks_changed();
CREATE TRIGGER opportunity_{links}_gone AFTER DELETE ON volunteering_opportunity_{links}
    REFERENCING OLD TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION volunteering_marks_changed();
"""
FORGET = "".join(
    f"DROP TRIGGER opportunity_{links}_{what} ON volunteering_opportunity_{links};"
    for links in ("causes", "skills")
    for what in ("added", "changed", "gone")
) + """
DROP TRIGGER opportunity_keep_marks ON volunteering_opportunity;
DROP FUNCTION volunteering_marks_changed();
DROP FUNCTION volunteering_keep_marks();
"""
CHOSEN_BY = [
    "organisation", "district", "ends_on", "from_home", "checks", "minimum_age", "wheelchair_access", "pattern",
    "times", "cause_ids", "skill_ids",
]
PUBLISHED = models.Q(("state", "published"))
NUMBERS = django.contrib.postgres.fields.ArrayField(
    base_field=models.BigIntegerField(), default=list, editable=False, size=None
)
ON_MAP = kentcivil.geography.distance.OnMap(
    "longitude",
    django.db.models.expressions.CombinedExpression(models.F("latitude"), "*", models.Value(1.6)),
)


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0031_searching_by_indexes")]

    operations = [
        migrations.AddField(model_name="opportunity", name="cause_ids", field=NUMBERS),
        migrations.AddField(model_name="opportunity", name="skill_ids", field=NUMBERS),
        migrations.RunSQL(KEEP + WATCH.format(links="causes") + WATCH.format(links="skills"), FORGET),
        migrations.RunSQL("UPDATE volunteering_opportunity SET cause_ids = cause_ids", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=PUBLISHED, fields=["-published_at", "-id"], include=CHOSEN_BY, name="opportunity_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=django.contrib.postgres.indexes.GistIndex(
                ON_MAP, condition=PUBLISHED, include=["id", "latitude", "longitude", *CHOSEN_BY],
                name="opportunity_on_map",
            ),
        ),
    ]

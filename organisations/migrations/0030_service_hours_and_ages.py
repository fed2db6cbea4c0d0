"""When a service runs, worked out by the database from what people wrote, and whom it is for by age."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# "Mondays and Thursdays", "Monday to Friday", "weekdays", "every day": the days as iCalendar writes them, in order.
DAYS = r"""
CREATE FUNCTION organisations_days(said text) RETURNS varchar(2)[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    codes constant text[] := '{MO,TU,WE,TH,FR,SA,SU}';
    shorts constant text[] := '{mon,tue,wed,thu,fri,sat,sun}';
    day constant text := '\m(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|r|rs)?s?\M';
    text_said text := lower(coalesce(said, ''));
    running boolean[] := '{f,f,f,f,f,f,f}';
    part text[];
    first integer;
    last integer;
BEGIN
    IF text_said ~ '\m(every ?day|daily|all week|(7|seven) days)\M' THEN
        RETURN codes;
    END IF;
    IF text_said ~ '\mweekdays?\M' THEN
        running[1:5] := '{t,t,t,t,t}';
    END IF;
    IF text_said ~ '\mweekends?\M' THEN
        running[6:7] := '{t,t}';
    END IF;
    FOR part IN SELECT regexp_matches(text_said, day || '\s*(?:to|until|till|through|-|–)\s*' || day, 'g') LOOP
        first := array_position(shorts, part[1]);
        last := array_position(shorts, part[2]);
        LOOP
            running[first] := true;
            EXIT WHEN first = last;
            first := first % 7 + 1;
        END LOOP;
    END LOOP;
    FOR part IN SELECT regexp_matches(text_said, day, 'g') LOOP
        running[array_position(shorts, part[1])] := true;
    END LOOP;
    RETURN ARRAY(SELECT codes[number] FROM generate_series(1, 7) AS number WHERE running[number]);
END $$;
"""

# "10am to midday", "7-9pm", "14:30 to 16:00", "from 7pm": when it begins and ends. "10 to 12" may be weeks or prices,
# so numbers alone are no hours: at least one of them says am, pm or minutes.
HOURS = r"""
CREATE FUNCTION organisations_time(hours text, minutes text, half text) RETURNS time LANGUAGE sql IMMUTABLE
PARALLEL SAFE AS $$
    SELECT CASE
        WHEN coalesce(minutes, '00')::integer > 59 THEN NULL
        WHEN half IS NULL AND hours::integer < 24 THEN make_time(hours::integer, coalesce(minutes, '00')::integer, 0)
        WHEN half IS NOT NULL AND hours::integer BETWEEN 1 AND 12
        THEN make_time(
            hours::integer % 12 + CASE half WHEN 'pm' THEN 12 ELSE 0 END, coalesce(minutes, '00')::integer, 0
        )
    END
$$;

CREATE FUNCTION organisations_hours(said text) RETURNS time[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    hour constant text := '\m(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?(?![\w:.]*\d)';
    text_said text := regexp_replace(regexp_replace(regexp_replace(lower(coalesce(said, '')),
        '\m(?:12 ?)?(?:midday|noon)\M', '12pm', 'g'), '\m(?:12 ?)?midnight\M', '12am', 'g'),
        '([ap])\.m\.?', '\1m', 'g');
    span text[] := regexp_match(text_said, hour || '\s*(?:to|until|till|-|–|—)\s*' || hour);
    alone text[] := regexp_match(text_said, '\m(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)\M');
    opens time;
    closes time;
BEGIN
    IF span IS NOT NULL AND (span[2] IS NOT NULL OR span[3] IS NOT NULL OR span[5] IS NOT NULL OR span[6] IS NOT NULL)
    THEN
        closes := organisations_time(span[4], span[5], span[6]);
        opens := organisations_time(span[1], span[2], coalesce(span[3], span[6]));
        IF span[3] IS NULL AND span[6] = 'pm' AND opens > closes THEN
            opens := organisations_time(span[1], span[2], 'am');
        ELSIF span[3] IS NOT NULL AND span[6] IS NULL AND closes <= opens THEN
            closes := organisations_time(span[4], span[5], 'pm');
        END IF;
        RETURN ARRAY[opens, closes];
    END IF;
    RETURN ARRAY[organisations_time(alone[1], alone[2], alone[3]), NULL::time];
END $$;

CREATE FUNCTION organisations_opens_at(said text) RETURNS time LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (organisations_hours(said))[1]
$$;
CREATE FUNCTION organisations_closes_at(said text) RETURNS time LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (organisations_hours(said))[2]
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0002_districts_and_sectors"),
        ("organisations", "0021_keeping_true_roles"),
    ]

    operations = [
        migrations.RunSQL(DAYS),
        migrations.RunSQL(HOURS),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='service',
            name='closes_at',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('when'), function='organisations_closes_at', output_field=models.TimeField(null=True)), output_field=models.TimeField(null=True)),
        ),
        migrations.AddField(
            model_name='service',
            name='days',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('when'), function='organisations_days', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None)), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None)),
        ),
        migrations.AddField(
            model_name='service',
            name='maximum_age',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='oldest age'),
        ),
        migrations.AddField(
            model_name='service',
            name='minimum_age',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='youngest age'),
        ),
        migrations.AddField(
            model_name='service',
            name='opens_at',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('when'), function='organisations_opens_at', output_field=models.TimeField(null=True)), output_field=models.TimeField(null=True)),
        ),
        migrations.AddField(
            model_name='serviceevent',
            name='maximum_age',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='oldest age'),
        ),
        migrations.AddField(
            model_name='serviceevent',
            name='minimum_age',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='youngest age'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_serviceevent" ("access_needs", "address", "cost", "cost_note", "created_at", "description", "district_id", "getting_there", "id", "is_running", "joining", "joining_note", "latitude", "longitude", "maximum_age", "minimum_age", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "postcode", "public_id", "when", "who_for") VALUES (NEW."access_needs", NEW."address", NEW."cost", NEW."cost_note", NEW."created_at", NEW."description", NEW."district_id", NEW."getting_there", NEW."id", NEW."is_running", NEW."joining", NEW."joining_note", NEW."latitude", NEW."longitude", NEW."maximum_age", NEW."minimum_age", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_name", NEW."postcode", NEW."public_id", NEW."when", NEW."who_for"); RETURN NULL;', hash='3642f72fd789255e31dea88e2a057dd7ed1a7cd1', operation='INSERT', pgid='pgtrigger_insert_insert_55812', table='organisations_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."access_needs" IS DISTINCT FROM (NEW."access_needs") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."cost" IS DISTINCT FROM (NEW."cost") OR OLD."cost_note" IS DISTINCT FROM (NEW."cost_note") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."district_id" IS DISTINCT FROM (NEW."district_id") OR OLD."getting_there" IS DISTINCT FROM (NEW."getting_there") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_running" IS DISTINCT FROM (NEW."is_running") OR OLD."joining" IS DISTINCT FROM (NEW."joining") OR OLD."joining_note" IS DISTINCT FROM (NEW."joining_note") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."maximum_age" IS DISTINCT FROM (NEW."maximum_age") OR OLD."minimum_age" IS DISTINCT FROM (NEW."minimum_age") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."place_name" IS DISTINCT FROM (NEW."place_name") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."when" IS DISTINCT FROM (NEW."when") OR OLD."who_for" IS DISTINCT FROM (NEW."who_for"))', func='INSERT INTO "organisations_serviceevent" ("access_needs", "address", "cost", "cost_note", "created_at", "description", "district_id", "getting_there", "id", "is_running", "joining", "joining_note", "latitude", "longitude", "maximum_age", "minimum_age", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "postcode", "public_id", "when", "who_for") VALUES (NEW."access_needs", NEW."address", NEW."cost", NEW."cost_note", NEW."created_at", NEW."description", NEW."district_id", NEW."getting_there", NEW."id", NEW."is_running", NEW."joining", NEW."joining_note", NEW."latitude", NEW."longitude", NEW."maximum_age", NEW."minimum_age", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_name", NEW."postcode", NEW."public_id", NEW."when", NEW."who_for"); RETURN NULL;', hash='0fa3b81bebc65d421efd56785160b4c6abe20b06', operation='UPDATE', pgid='pgtrigger_update_update_c95d9', table='organisations_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_serviceevent" ("access_needs", "address", "cost", "cost_note", "created_at", "description", "district_id", "getting_there", "id", "is_running", "joining", "joining_note", "latitude", "longitude", "maximum_age", "minimum_age", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "postcode", "public_id", "when", "who_for") VALUES (OLD."access_needs", OLD."address", OLD."cost", OLD."cost_note", OLD."created_at", OLD."description", OLD."district_id", OLD."getting_there", OLD."id", OLD."is_running", OLD."joining", OLD."joining_note", OLD."latitude", OLD."longitude", OLD."maximum_age", OLD."minimum_age", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_name", OLD."postcode", OLD."public_id", OLD."when", OLD."who_for"); RETURN NULL;', hash='598601727bb6f16762179c3b8bb7b944c39dc370', operation='DELETE', pgid='pgtrigger_delete_delete_97136', table='organisations_service', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_age', None), ('maximum_age', None), ('minimum_age__lte', models.F('maximum_age')), _connector='OR'), name='service_ages_in_order'),
        ),
    ]

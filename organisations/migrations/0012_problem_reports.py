"""What visitors say is wrong, and the newest entries."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):

    dependencies = [
        ('geography', '0002_districts_and_sectors'),
        ('organisations', '0011_what_filters_count'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProblemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('closed', 'It has closed or moved'), ('contact', 'The phone number, email or website is wrong'), ('times', 'The times, the place or the cost are wrong'), ('harm', 'Something on the page could do harm'), ('other', 'Something else')], max_length=10, verbose_name='what is wrong')),
                ('said', models.TextField(blank=True, verbose_name='in their words')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='their email address')),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported')),
                ('state', models.CharField(choices=[('open', 'To be looked at'), ('settled', 'Put right'), ('unfounded', 'Nothing had to change')], default='open', max_length=10, verbose_name='state')),
                ('reason', models.TextField(blank=True, verbose_name='note')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'report of something wrong',
                'verbose_name_plural': 'reports of something wrong',
                'ordering': ['reported_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProblemReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('about', models.CharField(choices=[('closed', 'It has closed or moved'), ('contact', 'The phone number, email or website is wrong'), ('times', 'The times, the place or the cost are wrong'), ('harm', 'Something on the page could do harm'), ('other', 'Something else')], max_length=10, verbose_name='what is wrong')),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported')),
                ('state', models.CharField(choices=[('open', 'To be looked at'), ('settled', 'Put right'), ('unfounded', 'Nothing had to change')], default='open', max_length=10, verbose_name='state')),
                ('reason', models.TextField(blank=True, verbose_name='note')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisations.problemreport')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(models.OrderBy(models.F('created_at'), descending=True), models.F('id'), condition=models.Q(('status', 'published')), name='organisation_newest'),
        ),
        migrations.AddConstraint(
            model_name='problemreport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'settled', 'unfounded'])), name='report_state_known'),
        ),
        migrations.AddConstraint(
            model_name='problemreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='report_decided_when'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_problemreportevent" ("about", "decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reported_at", "state") VALUES (NEW."about", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reported_at", NEW."state"); RETURN NULL;', hash='9b7131aeb3992c6eb889e88d176ebe72d5326281', operation='INSERT', pgid='pgtrigger_insert_insert_fe07f', table='organisations_problemreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reported_at" IS DISTINCT FROM (NEW."reported_at") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "organisations_problemreportevent" ("about", "decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reported_at", "state") VALUES (NEW."about", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reported_at", NEW."state"); RETURN NULL;', hash='3c1fc1124fc883a6b3cb80f788f0acfea52ef187', operation='UPDATE', pgid='pgtrigger_update_update_9eb96', table='organisations_problemreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_problemreportevent" ("about", "decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reported_at", "state") VALUES (OLD."about", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reported_at", OLD."state"); RETURN NULL;', hash='e8b09d28370d14dd55ab0dc3e337648d7a4f3eb9', operation='DELETE', pgid='pgtrigger_delete_delete_fafb1', table='organisations_problemreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemreportevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7a28851a7f327ee7f2c9e3984e2d31fb6b3c8799', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c0b90', table='organisations_problemreportevent', when='BEFORE')),
        ),
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER, "organisations.view_problemreport", "organisations.change_problemreport"
            ),
            migrations.RunPython.noop,
        ),
    ]

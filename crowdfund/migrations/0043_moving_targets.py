"""Another target by request, forms that are acted on once, returned money back in the pot, one number for one body."""

import django.contrib.postgres.constraints
from django.contrib.postgres.operations import BtreeGistExtension
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Of several numbers that one body was given, the first; none where it has none.
ONE_NUMBER = """
UPDATE crowdfund_fund fund SET funder_identifier = known.number
FROM (SELECT funder, min(funder_identifier) FILTER (WHERE funder_identifier <> '') AS number
      FROM crowdfund_fund GROUP BY funder) known
WHERE known.funder = fund.funder AND known.number <> fund.funder_identifier;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('crowdfund', '0042_award_roles'),
        ('geography', '0002_districts_and_sectors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='StepTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crowdfund.award')),
                ('step', models.CharField(max_length=30)),
                ('number', models.UUIDField(help_text='Made with the form, a new one each time it is shown.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='changerequest',
            name='new_target',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='new crowdfunding target in pounds'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='new_target',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='new crowdfunding target in pounds'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='kind',
            field=models.CharField(choices=[('fill', 'The pot is filled'), ('drain', 'The pot is made smaller'), ('pledge', 'Pledged'), ('take_back', 'Pledge taken back'), ('release', 'Released'), ('stop', 'Not paid out after all'), ('pay', 'Paid'), ('owe', 'To be paid back'), ('forgive', 'Not to be paid back after all'), ('return', 'Paid back'), ('reuse', 'Put back in the pot')], editable=False, max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "crowdfund_changerequestevent" ("answer", "asked_at", "asked_by_id", "award_id", "decided_at", "decided_by_id", "id", "new_end", "new_target", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."award_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."new_end", NEW."new_target", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;', hash='5ce90aba5a7d186b209a907aadf80d76fa8dc463', operation='INSERT', pgid='pgtrigger_insert_insert_69764', table='crowdfund_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."award_id" IS DISTINCT FROM (NEW."award_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."new_end" IS DISTINCT FROM (NEW."new_end") OR OLD."new_target" IS DISTINCT FROM (NEW."new_target") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "crowdfund_changerequestevent" ("answer", "asked_at", "asked_by_id", "award_id", "decided_at", "decided_by_id", "id", "new_end", "new_target", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."award_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."new_end", NEW."new_target", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;', hash='b896105da62c7d4263a9f8480c1ac739033ebdc5', operation='UPDATE', pgid='pgtrigger_update_update_6bfda', table='crowdfund_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "crowdfund_changerequestevent" ("answer", "asked_at", "asked_by_id", "award_id", "decided_at", "decided_by_id", "id", "new_end", "new_target", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."answer", OLD."asked_at", OLD."asked_by_id", OLD."award_id", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."new_end", OLD."new_target", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;', hash='76fd979399878c05883df4f9b28786d95fc99f5e', operation='DELETE', pgid='pgtrigger_delete_delete_f773c', table='crowdfund_changerequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('new_target', None), ('new_target__gt', 0), _connector='OR'), name='change_request_target'),
        ),
        migrations.RunSQL(ONE_NUMBER, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='fund',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('funder', '='), ('funder_identifier', '<>')], name='fund_one_number_for_one_body', violation_error_message='Another fund of this body has another number: give all of them the same.'),
        ),
        migrations.AddConstraint(
            model_name='steptaken',
            constraint=models.UniqueConstraint(fields=('number', 'award', 'step'), name='step_taken_once'),
        ),
    ]

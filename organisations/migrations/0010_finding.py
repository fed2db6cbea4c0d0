"""Words that mean the same, and the column of what filters count."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0006_nearest'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='SynonymEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField(help_text='Words or short phrases, with a semicolon between them, such as: baby bank; baby basics.', max_length=2000, verbose_name='words that mean the same')),
                ('also', models.TextField(blank=True, help_text='What somebody who types one of these is looking for too, such as: nappies; baby clothes.', max_length=2000, verbose_name='also look for')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='facets',
            field=models.TextField(editable=False, help_text='The same as words with spaces between them: what filters count (migration 0010_finding).', null=True),
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='Words or short phrases, with a semicolon between them, such as: baby bank; baby basics.', max_length=2000, unique=True, verbose_name='words that mean the same')),
                ('also', models.TextField(blank=True, help_text='What somebody who types one of these is looking for too, such as: nappies; baby clothes.', max_length=2000, verbose_name='also look for')),
            ],
            options={
                'verbose_name': 'list of words that mean the same',
                'verbose_name_plural': 'words that mean the same',
                'ordering': ['words'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='synonym_has_words')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_synonymevent" ("also", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."also", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='d33f4a5c1c943fce2ec6bd3f10d6827558ff7d18', operation='INSERT', pgid='pgtrigger_insert_insert_2ea51', table='organisations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_synonymevent" ("also", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."also", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='390e62b259b5fd77603a85c047afcbb06417380a', operation='UPDATE', pgid='pgtrigger_update_update_60123', table='organisations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_synonymevent" ("also", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (OLD."also", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."words"); RETURN NULL;', hash='36297ef6f0f06e20997ab3359814baddc5712ede', operation='DELETE', pgid='pgtrigger_delete_delete_6219f', table='organisations_synonym', when='AFTER')),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisations.synonym'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonymevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0b1806512307b2fe3e6339c343e7fe83330ac22f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9f51c', table='organisations_synonymevent', when='BEFORE')),
        ),
    ]

"""Words that mean the same, and the column of what filters count."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0032_bulk_change_roles'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='Words or short phrases, with a semicolon between them, such as: baby bank; baby basics.', max_length=2000, unique=True, verbose_name='words that mean the same')),
                ('also', models.TextField(blank=True, help_text='What somebody who types one of these is looking for too, such as: nappies; baby clothes.', max_length=2000, verbose_name='also look for')),
                ('is_mutual', models.BooleanField(default=True, help_text='Leave this off for what people say about themselves, such as: hungry; run out of food.', verbose_name='look for each of the words when another is typed')),
            ],
            options={
                'verbose_name': 'list of words that mean the same',
                'verbose_name_plural': 'words that mean the same',
                'ordering': ['words'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='synonym_has_words')],
            },
        ),
        migrations.CreateModel(
            name='SynonymEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField(help_text='Words or short phrases, with a semicolon between them, such as: baby bank; baby basics.', max_length=2000, verbose_name='words that mean the same')),
                ('also', models.TextField(blank=True, help_text='What somebody who types one of these is looking for too, such as: nappies; baby clothes.', max_length=2000, verbose_name='also look for')),
                ('is_mutual', models.BooleanField(default=True, help_text='Leave this off for what people say about themselves, such as: hungry; run out of food.', verbose_name='look for each of the words when another is typed')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisations.synonym')),
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
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_synonymevent" ("also", "id", "is_mutual", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."also", NEW."id", NEW."is_mutual", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='517a50a50289bea35e04fd5c87832669de67d281', operation='INSERT', pgid='pgtrigger_insert_insert_2ea51', table='organisations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_synonymevent" ("also", "id", "is_mutual", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."also", NEW."id", NEW."is_mutual", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='8b65b5f43444df8b047bb94fd9d3120752c1f0c1', operation='UPDATE', pgid='pgtrigger_update_update_60123', table='organisations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_synonymevent" ("also", "id", "is_mutual", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (OLD."also", OLD."id", OLD."is_mutual", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."words"); RETURN NULL;', hash='2275a2ba0b1b66c8474c4e33d52bdd5ce2389bd6', operation='DELETE', pgid='pgtrigger_delete_delete_6219f', table='organisations_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonymevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0b1806512307b2fe3e6339c343e7fe83330ac22f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9f51c', table='organisations_synonymevent', when='BEFORE')),
        ),
    ]

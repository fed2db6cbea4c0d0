"""A row of pghistory's context table, which says who and why, is written once: it can be neither changed nor deleted.

kentcivil.audit.history gives each set of circumstances an id of its own, so that no row ever needs to change.
"""

from django.db import migrations

WRITE_ONCE = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE AS $$
DECLARE
    said_id TEXT := NULLIF(CURRENT_SETTING('pghistory.context_id', true), '');
    said TEXT := NULLIF(CURRENT_SETTING('pghistory.context_metadata', true), '');
BEGIN
    IF said_id IS NULL OR said IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (said_id::UUID, said::JSONB, NOW(), NOW()) ON CONFLICT (id) DO NOTHING;
    RETURN said_id::UUID;
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION kentcivil_history_is_kept() RETURNS TRIGGER AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: rows of % are neither changed nor deleted', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER history_is_kept BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION kentcivil_history_is_kept();
"""

AS_IT_WAS = """
DROP TRIGGER history_is_kept ON pghistory_context;
DROP FUNCTION kentcivil_history_is_kept();
"""


def attach_as_pghistory_does(apps, schema_editor):
    from pghistory.models import Context

    Context.install_pgh_attach_context_func(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, attach_as_pghistory_does),
        migrations.RunSQL(WRITE_ONCE, AS_IT_WAS),
    ]

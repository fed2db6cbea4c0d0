"""Seats and times kept true by the database, whichever way they are written: actions, the admin, bulk, raw SQL.

A place knows its session's time, so that a constraint can forbid two at once for one person. A session's `taken` is
counted anew whenever a place comes or goes: counted, not added up, and under the lock of the session's row, so that
whoever waited for it counts what the one before has committed. A constraint holds it to the capacity.
"""

from django.conf import settings
from django.db import migrations

from kentcivil.accounts.roles import Role, grant

KEEP = """
CREATE FUNCTION volunteering_place_during() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT tstzrange(starts_at, ends_at, '[)') INTO NEW.during
        FROM volunteering_session WHERE id = NEW.session_id;
    RETURN NEW;
END $$;

CREATE TRIGGER place_keep_during BEFORE INSERT OR UPDATE ON volunteering_place
    FOR EACH ROW EXECUTE FUNCTION volunteering_place_during();

CREATE FUNCTION volunteering_session_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteering_place SET session_id = session_id WHERE session_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER session_moves_places AFTER UPDATE OF starts_at, ends_at ON volunteering_session
    FOR EACH ROW WHEN (OLD.starts_at IS DISTINCT FROM NEW.starts_at OR OLD.ends_at IS DISTINCT FROM NEW.ends_at)
    EXECUTE FUNCTION volunteering_session_moved();

CREATE FUNCTION volunteering_session_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.taken := (
        SELECT count(*) FROM volunteering_place WHERE session_id = NEW.id AND state IN ('taken', 'offered')
    );
    RETURN NEW;
END $$;

CREATE TRIGGER session_count_taken BEFORE INSERT OR UPDATE OF taken ON volunteering_session
    FOR EACH ROW EXECUTE FUNCTION volunteering_session_count();

CREATE FUNCTION volunteering_place_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        UPDATE volunteering_session SET taken = 0 WHERE id = NEW.session_id;
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.session_id <> NEW.session_id) THEN
        UPDATE volunteering_session SET taken = 0 WHERE id = OLD.session_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER place_counted_new AFTER INSERT ON volunteering_place
    FOR EACH ROW WHEN (NEW.state IN ('taken', 'offered')) EXECUTE FUNCTION volunteering_place_counted();
CREATE TRIGGER place_counted_changed AFTER UPDATE OF state, session_id ON volunteering_place
    FOR EACH ROW WHEN (
        (OLD.state IN ('taken', 'offered')) <> (NEW.state IN ('taken', 'offered'))
        OR OLD.session_id IS DISTINCT FROM NEW.session_id
    )
    EXECUTE FUNCTION volunteering_place_counted();
CREATE TRIGGER place_counted_gone AFTER DELETE ON volunteering_place
    FOR EACH ROW WHEN (OLD.state IN ('taken', 'offered')) EXECUTE FUNCTION volunteering_place_counted();
"""

FORGET = """
DROP TRIGGER place_counted_gone ON volunteering_place;
DROP TRIGGER place_counted_changed ON volunteering_place;
DROP TRIGGER place_counted_new ON volunteering_place;
DROP FUNCTION volunteering_place_counted();
DROP TRIGGER session_count_taken ON volunteering_session;
DROP FUNCTION volunteering_session_count();
DROP TRIGGER session_moves_places ON volunteering_session;
DROP FUNCTION volunteering_session_moved();
DROP TRIGGER place_keep_during ON volunteering_place;
DROP FUNCTION volunteering_place_during();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0010_people_and_sessions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunPython(
            grant(
                Role.BROKER,
                "volunteering.view_volunteer",
                "volunteering.view_session",
                "volunteering.view_hours",
                "volunteering.view_safeguardingcheck",
                "volunteering.add_safeguardingcheck",
                "volunteering.change_safeguardingcheck",
                "volunteering.delete_safeguardingcheck",
                "volunteering.view_proposedchange",
                "volunteering.change_proposedchange",
                "volunteering.view_safeguardinglead",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                "volunteering.view_safeguardinglead",
                "volunteering.add_safeguardinglead",
                "volunteering.change_safeguardinglead",
                "volunteering.delete_safeguardinglead",
            ),
            migrations.RunPython.noop,
        ),
    ]

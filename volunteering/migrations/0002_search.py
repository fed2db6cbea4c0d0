"""What search looks in, kept by the database, so that every way of writing keeps it: forms, the admin, bulk, raw SQL.

An organisation that takes another name is found by it at once.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION volunteering_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    organisation text := (SELECT name FROM organisations_organisation WHERE id = NEW.organisation_id);
BEGIN
    NEW.search :=
        setweight(to_tsvector('english', NEW.title), 'A')
        || setweight(to_tsvector('english', NEW.summary || ' ' || coalesce(organisation, '')), 'B')
        || setweight(to_tsvector('english', NEW.tasks || ' ' || NEW.place || ' ' || NEW.training), 'C');
    NEW.search_text := lower(NEW.title || ' ' || NEW.summary || ' ' || coalesce(organisation, ''));
    RETURN NEW;
END $$;

CREATE TRIGGER opportunity_keep_search BEFORE INSERT OR UPDATE
    OF title, summary, tasks, place, training, organisation_id ON volunteering_opportunity
    FOR EACH ROW EXECUTE FUNCTION volunteering_keep_search();

CREATE FUNCTION volunteering_organisation_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteering_opportunity SET title = title WHERE organisation_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER opportunity_organisation_renamed AFTER UPDATE OF name ON organisations_organisation
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION volunteering_organisation_renamed();
"""

FORGET = """
DROP TRIGGER opportunity_organisation_renamed ON organisations_organisation;
DROP FUNCTION volunteering_organisation_renamed();
DROP TRIGGER opportunity_keep_search ON volunteering_opportunity;
DROP FUNCTION volunteering_keep_search();
"""


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

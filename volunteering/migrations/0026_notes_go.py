"""What brokers wrote about somebody goes with that person's details, whoever erases them and however."""

from django.db import migrations

KEEP = """
CREATE FUNCTION volunteering_notes_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM volunteering_note WHERE enquiry_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER notes_go_with_the_person AFTER UPDATE OF erased_at ON volunteering_enquiry
    FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION volunteering_notes_go();
"""

FORGET = """
DROP TRIGGER notes_go_with_the_person ON volunteering_enquiry;
DROP FUNCTION volunteering_notes_go();
"""


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0025_desk")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

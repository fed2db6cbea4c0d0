"""A report that the board and the public have read stays as it is, however somebody writes to it."""

from django.db import migrations

KEEP = """
CREATE FUNCTION volunteering_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.pilot_id, OLD.since, OLD.until, OLD.summary, OLD.lines, OLD.made_at, OLD.published_at)
        IS DISTINCT FROM (NEW.pilot_id, NEW.since, NEW.until, NEW.summary, NEW.lines, NEW.made_at, NEW.published_at) THEN
        RAISE check_violation USING MESSAGE = 'a published report never changes', CONSTRAINT = 'published_report_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER published_report_stays BEFORE UPDATE OR DELETE ON volunteering_report
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION volunteering_report_stays();
"""

FORGET = """
DROP TRIGGER published_report_stays ON volunteering_report;
DROP FUNCTION volunteering_report_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0027_reports")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

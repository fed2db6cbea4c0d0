"""No pot of a round is promised beyond what is in it, whoever writes the rows and however many at once."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION crowdfund_proposals_within_pot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pot numeric;
    promised numeric;
BEGIN
    -- The lock makes those who promise from one pot wait for each other, so that each sum sees the others' rows.
    SELECT amount INTO pot FROM crowdfund_roundfund WHERE id = NEW.round_fund_id FOR NO KEY UPDATE;
    SELECT COALESCE(SUM(amount), 0) INTO promised FROM crowdfund_proposal WHERE round_fund_id = NEW.round_fund_id;
    IF promised > pot THEN
        RAISE EXCEPTION 'crowdfund_proposals_within_pot: % promised from a pot of %', promised, pot
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER crowdfund_proposals_within_pot
    AFTER INSERT OR UPDATE ON crowdfund_proposal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION crowdfund_proposals_within_pot();
"""
BACK = """
DROP TRIGGER crowdfund_proposals_within_pot ON crowdfund_proposal;
DROP FUNCTION crowdfund_proposals_within_pot();
"""


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0021_deciding_roles")]

    operations = [migrations.RunSQL(FUNCTION, BACK)]

"""What the ledger must never be, however it is written: budgeted or claimed beyond the grant, or rewritten.

The sums are looked at when the transaction commits, since lines are often moved about within one.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION volunteering_within_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE WHEN TG_TABLE_NAME = 'volunteering_pilot' THEN (to_jsonb(NEW) ->> 'id')::bigint
                         ELSE (to_jsonb(NEW) ->> 'pilot_id')::bigint END;
    granted numeric;
BEGIN
    -- Two transactions that each add a line must see one another's.
    SELECT "grant" INTO granted FROM volunteering_pilot WHERE id = which FOR NO KEY UPDATE;
    IF (SELECT sum(amount) FROM volunteering_budgetline WHERE pilot_id = which) > granted THEN
        RAISE check_violation USING MESSAGE = 'budget lines come to more than the grant',
            CONSTRAINT = 'budget_within_grant';
    END IF;
    IF (SELECT sum(amount) FROM volunteering_claim WHERE pilot_id = which AND state <> 'returned') > granted THEN
        RAISE check_violation USING MESSAGE = 'claims come to more than the grant',
            CONSTRAINT = 'claims_within_grant';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER budget_within_grant AFTER INSERT OR UPDATE ON volunteering_budgetline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteering_within_grant();
CREATE CONSTRAINT TRIGGER claims_within_grant AFTER INSERT OR UPDATE ON volunteering_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteering_within_grant();
CREATE CONSTRAINT TRIGGER grant_covers_what_is_planned AFTER UPDATE OF "grant" ON volunteering_pilot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION volunteering_within_grant();

CREATE FUNCTION volunteering_accepted_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.line_id, OLD.claim_id, OLD.paid_on, OLD.amount, OLD.what, OLD.evidence,
            OLD.evidence_sha256, OLD.state, OLD.reverses_id)
        IS DISTINCT FROM (NEW.line_id, NEW.claim_id, NEW.paid_on, NEW.amount, NEW.what, NEW.evidence,
            NEW.evidence_sha256, NEW.state, NEW.reverses_id) THEN
        RAISE check_violation USING MESSAGE = 'an accepted payment never changes; reverse it',
            CONSTRAINT = 'accepted_spend_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER accepted_spend_stays BEFORE UPDATE OR DELETE ON volunteering_spend
    FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION volunteering_accepted_stays();
"""

FORGET = """
DROP TRIGGER accepted_spend_stays ON volunteering_spend;
DROP FUNCTION volunteering_accepted_stays();
DROP TRIGGER grant_covers_what_is_planned ON volunteering_pilot;
DROP TRIGGER claims_within_grant ON volunteering_claim;
DROP TRIGGER budget_within_grant ON volunteering_budgetline;
DROP FUNCTION volunteering_within_grant();
"""


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0020_ledger")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

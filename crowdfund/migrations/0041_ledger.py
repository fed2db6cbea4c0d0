"""What the ledger and the awards must never be, whoever writes the rows and however many at once.

Awards that were offered before get their page's address, their target, four more weeks, and their place in the ledger.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION crowdfund_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Erasing a person takes their name off what they did, and nothing else.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> 'by_id' IS NULL
            AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER crowdfund_movement_stays BEFORE UPDATE OR DELETE ON crowdfund_movement
    FOR EACH ROW EXECUTE FUNCTION crowdfund_written_once();
CREATE TRIGGER crowdfund_entry_stays BEFORE UPDATE OR DELETE ON crowdfund_entry
    FOR EACH ROW EXECUTE FUNCTION crowdfund_written_once();
CREATE TRIGGER crowdfund_awardstep_stays BEFORE UPDATE OR DELETE ON crowdfund_awardstep
    FOR EACH ROW EXECUTE FUNCTION crowdfund_written_once();

CREATE FUNCTION crowdfund_ledger_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pot numeric;
    there numeric;
BEGIN
    -- The lock makes those who move money of one pot wait for each other, so that each sum sees the others' rows.
    SELECT amount INTO pot FROM crowdfund_roundfund WHERE id = NEW.round_fund_id FOR NO KEY UPDATE;
    SELECT SUM(amount) INTO there FROM crowdfund_entry
        WHERE movement_id = NEW.movement_id AND round_fund_id = NEW.round_fund_id;
    IF there <> 0 THEN
        RAISE EXCEPTION 'ledger: movement % does not sum to zero', NEW.movement_id USING ERRCODE = 'check_violation';
    END IF;
    SELECT SUM(amount) INTO there FROM crowdfund_entry
        WHERE round_fund_id = NEW.round_fund_id AND account = NEW.account;
    IF (NEW.account = 'funder' AND there > 0) OR (NEW.account <> 'funder' AND there < 0) THEN
        RAISE EXCEPTION 'ledger: account % would hold %', NEW.account, there USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.account NOT IN ('funder', 'pot') AND NEW.amount > 0 THEN
        SELECT SUM(amount) INTO there FROM crowdfund_entry
            WHERE round_fund_id = NEW.round_fund_id AND account NOT IN ('funder', 'pot');
        IF there > pot THEN
            RAISE EXCEPTION 'ledger: % committed from a pot of %', there, pot USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.line_id IS NOT NULL AND NEW.account NOT IN ('funder', 'pot') THEN
        IF (SELECT SUM(amount) FROM crowdfund_entry WHERE line_id = NEW.line_id AND account = NEW.account) < 0 THEN
            RAISE EXCEPTION 'ledger: a part of an award would go below nothing' USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT SUM(amount) FROM crowdfund_entry
                WHERE line_id = NEW.line_id AND account NOT IN ('funder', 'pot'))
                > (SELECT amount FROM crowdfund_awardline WHERE id = NEW.line_id) THEN
            RAISE EXCEPTION 'ledger: more than was offered' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER crowdfund_ledger_holds AFTER INSERT ON crowdfund_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crowdfund_ledger_holds();

CREATE FUNCTION crowdfund_pot_covers_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT SUM(amount) FROM crowdfund_entry
            WHERE round_fund_id = NEW.id AND account NOT IN ('funder', 'pot')) > NEW.amount THEN
        RAISE EXCEPTION 'ledger: more is pledged from this pot' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER crowdfund_pot_covers_ledger AFTER UPDATE OF amount ON crowdfund_roundfund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crowdfund_pot_covers_ledger();

CREATE FUNCTION crowdfund_award_within_caps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE WHEN TG_TABLE_NAME = 'crowdfund_award' THEN (to_jsonb(NEW) ->> 'id')::bigint
                         ELSE (to_jsonb(NEW) ->> 'award_id')::bigint END;
    goal numeric;
    the_round bigint;
    most integer;
BEGIN
    SELECT award.target, round.id, COALESCE(round.combined_cap_percent, 100) INTO goal, the_round, most
        FROM crowdfund_award award
        JOIN crowdfund_application application ON application.id = award.application_id
        JOIN crowdfund_round round ON round.id = application.round_id
        WHERE award.id = which FOR NO KEY UPDATE OF award;
    IF goal IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM crowdfund_awardline line
            JOIN crowdfund_roundfund pot ON pot.fund_id = line.fund_id AND pot.round_id = the_round
            WHERE line.award_id = which
                AND (line.amount > pot.cap_pounds OR line.amount > pot.cap_percent * goal / 100)
    ) THEN
        RAISE EXCEPTION 'award %: more than a fund may give one project', which USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT SUM(amount) FROM crowdfund_awardline WHERE award_id = which) > most * goal / 100 THEN
        RAISE EXCEPTION 'award %: more than all funds may give one project', which USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER crowdfund_award_within_caps AFTER INSERT OR UPDATE ON crowdfund_awardline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crowdfund_award_within_caps();
CREATE CONSTRAINT TRIGGER crowdfund_target_within_caps AFTER UPDATE OF target ON crowdfund_award
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crowdfund_award_within_caps();
"""

FORGET = """
DROP TRIGGER crowdfund_target_within_caps ON crowdfund_award;
DROP TRIGGER crowdfund_award_within_caps ON crowdfund_awardline;
DROP FUNCTION crowdfund_award_within_caps();
DROP TRIGGER crowdfund_pot_covers_ledger ON crowdfund_roundfund;
DROP FUNCTION crowdfund_pot_covers_ledger();
DROP TRIGGER crowdfund_ledger_holds ON crowdfund_entry;
DROP FUNCTION crowdfund_ledger_holds();
DROP TRIGGER crowdfund_awardstep_stays ON crowdfund_awardstep;
DROP TRIGGER crowdfund_entry_stays ON crowdfund_entry;
DROP TRIGGER crowdfund_movement_stays ON crowdfund_movement;
DROP FUNCTION crowdfund_written_once();
"""

TAKE_UP = """
UPDATE crowdfund_award award SET
    slug = trim(both '-' from left(regexp_replace(lower(application.project_title), '[^a-z0-9]+', '-', 'g'), 100))
        || '-' || lower(application.reference),
    lapses_at = now() + interval '28 days',
    target = (
        SELECT NULLIF(GREATEST(SUM(CASE kind WHEN 'cost' THEN amount ELSE -amount END), 0), 0)
        FROM crowdfund_budgetline WHERE application_id = application.id
    )
FROM crowdfund_application application WHERE application.id = award.application_id;

WITH pots AS (
    SELECT DISTINCT pot.id, pot.amount FROM crowdfund_roundfund pot
        JOIN crowdfund_application application ON application.round_id = pot.round_id
        JOIN crowdfund_award award ON award.application_id = application.id
), filled AS (
    INSERT INTO crowdfund_movement (kind, at, why)
        SELECT 'fill', now(), 'Taken up into the ledger' WHERE EXISTS (SELECT 1 FROM pots) RETURNING id
)
INSERT INTO crowdfund_entry (movement_id, round_fund_id, account, amount)
    SELECT filled.id, pots.id, side.account, side.sign * pots.amount
    FROM filled, pots, (VALUES ('funder', -1), ('pot', 1)) AS side (account, sign);

WITH pledged AS (
    INSERT INTO crowdfund_movement (kind, award_id, at, by_id, why)
        SELECT 'pledge', id, offered_at, offered_by_id, 'Taken up into the ledger' FROM crowdfund_award
        RETURNING id, award_id
)
INSERT INTO crowdfund_entry (movement_id, round_fund_id, line_id, account, amount)
    SELECT pledged.id, pot.id, line.id, side.account, side.sign * line.amount
    FROM pledged
    JOIN crowdfund_awardline line ON line.award_id = pledged.award_id
    JOIN crowdfund_award award ON award.id = pledged.award_id
    JOIN crowdfund_application application ON application.id = award.application_id
    JOIN crowdfund_roundfund pot ON pot.round_id = application.round_id AND pot.fund_id = line.fund_id,
    (VALUES ('pot', -1), ('pledged', 1)) AS side (account, sign);

INSERT INTO crowdfund_awardstep (award_id, step, state, at, by_id, note)
    SELECT id, 'make_offer', state, offered_at, offered_by_id, '' FROM crowdfund_award;

-- Foreign keys are looked at now: a table with a check still to come takes no new trigger.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0040_awards")]

    operations = [
        migrations.RunSQL(TAKE_UP, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, FORGET),
    ]

"""A round that has opened changes only in a transaction that writes a version of it; versions are never rewritten.

What holds is the database's clock. `crowdfund_roundversion.transaction` is the number of the transaction that wrote
the row, so that a version of yesterday opens no door today.
"""

from django.db import migrations

BY_ROUND = [
    "crowdfund_roundfund",
    "crowdfund_eligibilityquestion",
    "crowdfund_section",
    "crowdfund_documentasked",
    "crowdfund_criterion",
    "crowdfund_frequentquestion",
    "crowdfund_round_objectives",
]

FUNCTIONS = """
CREATE FUNCTION crowdfund_round_is_frozen(asked bigint) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT 1 FROM crowdfund_round
        WHERE id = asked AND state = 'published' AND opens_at <= clock_timestamp()
    ) AND NOT EXISTS (
        SELECT 1 FROM crowdfund_roundversion WHERE round_id = asked AND transaction = txid_current()
    )
$$;

CREATE FUNCTION crowdfund_refuse_frozen() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A round that has opened changes only by a new version.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_frozen';
END $$;

CREATE FUNCTION crowdfund_keep_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF crowdfund_round_is_frozen(OLD.id) THEN
        PERFORM crowdfund_refuse_frozen();
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION crowdfund_keep_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND crowdfund_round_is_frozen(OLD.round_id) THEN
        IF TG_OP = 'DELETE' OR OLD IS DISTINCT FROM NEW THEN
            PERFORM crowdfund_refuse_frozen();
        END IF;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.round_id <> OLD.round_id) THEN
        IF crowdfund_round_is_frozen(NEW.round_id) THEN
            PERFORM crowdfund_refuse_frozen();
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION crowdfund_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_round bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    FOR of_round IN
        SELECT round_id FROM crowdfund_section
        WHERE (TG_OP <> 'INSERT' AND id = OLD.section_id) OR (TG_OP <> 'DELETE' AND id = NEW.section_id)
    LOOP
        IF crowdfund_round_is_frozen(of_round) THEN
            PERFORM crowdfund_refuse_frozen();
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION crowdfund_keep_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM crowdfund_round_objectives
        WHERE objective_id = OLD.id AND crowdfund_round_is_frozen(round_id)
    ) THEN
        PERFORM crowdfund_refuse_frozen();
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- A fund outlives its rounds: where it may be spent stays as it is only while a round that draws on it is open.
CREATE FUNCTION crowdfund_fund_is_frozen(asked bigint) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT 1 FROM crowdfund_roundfund AS drawn JOIN crowdfund_round AS round ON round.id = drawn.round_id
        WHERE drawn.fund_id = asked AND round.closes_at > clock_timestamp() AND crowdfund_round_is_frozen(round.id)
    )
$$;

CREATE FUNCTION crowdfund_keep_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND crowdfund_fund_is_frozen(OLD.fund_id))
       OR (TG_OP <> 'DELETE' AND crowdfund_fund_is_frozen(NEW.fund_id)) THEN
        PERFORM crowdfund_refuse_frozen();
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION crowdfund_keep_fund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.name, OLD.funder, OLD.cap_pounds, OLD.cap_percent)
       IS DISTINCT FROM (NEW.name, NEW.funder, NEW.cap_pounds, NEW.cap_percent)
       AND crowdfund_fund_is_frozen(OLD.id) THEN
        PERFORM crowdfund_refuse_frozen();
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION crowdfund_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.transaction = txid_current() THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
       AND (OLD.round_id, OLD.number, OLD.made_at, OLD.sentence, OLD.content, OLD.transaction)
           IS NOT DISTINCT FROM (NEW.round_id, NEW.number, NEW.made_at, NEW.sentence, NEW.content, NEW.transaction)
    THEN
        RETURN NEW;  -- who made it may be erased, and that applicants were told is noted
    END IF;
    RAISE EXCEPTION 'A version of a round is never rewritten.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_version_kept';
END $$;

CREATE TRIGGER kept_when_open BEFORE UPDATE OR DELETE ON crowdfund_round
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_round();
CREATE TRIGGER kept_when_open BEFORE INSERT OR UPDATE OR DELETE ON crowdfund_question
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_question();
CREATE TRIGGER kept_when_open BEFORE UPDATE OR DELETE ON crowdfund_objective
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_objective();
CREATE TRIGGER kept_when_open BEFORE INSERT OR UPDATE OR DELETE ON crowdfund_fund_area
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_area();
CREATE TRIGGER kept_when_open BEFORE UPDATE ON crowdfund_fund
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_fund();
CREATE TRIGGER never_rewritten BEFORE UPDATE OR DELETE ON crowdfund_roundversion
    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_version();
"""

PARTS = "\n".join(
    f"CREATE TRIGGER kept_when_open BEFORE INSERT OR UPDATE OR DELETE ON {table}\n"
    "    FOR EACH ROW EXECUTE FUNCTION crowdfund_keep_part();"
    for table in BY_ROUND
)

UNDO = "\n".join(
    [
        "DROP TRIGGER never_rewritten ON crowdfund_roundversion;",
        *(
            f"DROP TRIGGER kept_when_open ON {table};"
            for table in [
                "crowdfund_round",
                "crowdfund_question",
                "crowdfund_objective",
                "crowdfund_fund_area",
                "crowdfund_fund",
                *BY_ROUND,
            ]
        ),
        *(
            f"DROP FUNCTION crowdfund_{name};"
            for name in [
                "keep_version",
                "keep_fund",
                "keep_area",
                "fund_is_frozen",
                "keep_objective",
                "keep_question",
                "keep_part",
                "keep_round",
                "refuse_frozen",
                "round_is_frozen",
            ]
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0010_rules_of_rounds")]

    operations = [migrations.RunSQL(FUNCTIONS + PARTS, UNDO)]

-- An entry is whole when its row is written: postings come first, the row of the entry seals them.
-- Both checks see all rows of a statement at once, so that a set of 100,000 costs little more than one.
-- Each looks rows up one by one (LATERAL): a plan kept from a large set must serve a small one, and the reverse.

CREATE OR REPLACE FUNCTION ledger_refuse_late_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1
    FROM added, LATERAL (SELECT 1 FROM accounts_entry WHERE id = added.entry_id LIMIT 1) AS sealed;
    IF FOUND THEN
        RAISE EXCEPTION 'an entry takes no posting once it is written'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_refuse_torn_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    torn text;
BEGIN
    SELECT added.key INTO torn
    FROM added
    JOIN accounts_unitofaccount AS unit ON unit.id = added.unit_id,
    LATERAL (
        SELECT count(*) AS lines, coalesce(sum(posting.amount), 0) AS total,
               count(*) FILTER (WHERE account.unit_id IS DISTINCT FROM added.unit_id) AS strange
        FROM accounts_posting AS posting
        LEFT JOIN accounts_account AS account ON account.id = posting.account_id
        WHERE posting.entry_id = added.id
    ) AS found
    WHERE found.lines < 2 OR found.total <> 0 OR found.strange > 0
       OR added.effective_on <= unit.closed_until
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is not two or more postings in its unit that sum to nothing on an open day', torn
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_refuse_lost_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.height > 0 AND (TG_OP = 'DELETE' OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id) THEN
        RAISE EXCEPTION 'account % has postings: it is closed, never removed', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

DROP TRIGGER IF EXISTS ledger_account_stays ON accounts_account;
CREATE TRIGGER ledger_account_stays BEFORE DELETE OR UPDATE OF id, unit_id ON accounts_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_lost_accounts();

DROP TRIGGER IF EXISTS ledger_postings_before_entry ON accounts_posting;
CREATE TRIGGER ledger_postings_before_entry AFTER INSERT ON accounts_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_late_postings();

DROP TRIGGER IF EXISTS ledger_entry_is_whole ON accounts_entry;
CREATE TRIGGER ledger_entry_is_whole AFTER INSERT ON accounts_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_torn_entries();

-- An entry is whole when its row is written: postings come first, the row of the entry seals them.

DROP TRIGGER IF EXISTS ledger_postings_before_entry;
CREATE TRIGGER ledger_postings_before_entry BEFORE INSERT ON accounts_posting
WHEN EXISTS (SELECT 1 FROM accounts_entry WHERE id = NEW.entry_id)
BEGIN
    SELECT RAISE(ABORT, 'an entry takes no posting once it is written');
END;

DROP TRIGGER IF EXISTS ledger_entry_is_whole;
CREATE TRIGGER ledger_entry_is_whole AFTER INSERT ON accounts_entry
WHEN (SELECT count(*) < 2 OR sum(amount) <> 0 FROM accounts_posting WHERE entry_id = NEW.id)
  OR EXISTS (SELECT 1 FROM accounts_posting
             LEFT JOIN accounts_account ON accounts_account.id = accounts_posting.account_id
             WHERE accounts_posting.entry_id = NEW.id AND accounts_account.unit_id IS NOT NEW.unit_id)
  OR EXISTS (SELECT 1 FROM accounts_unitofaccount
             WHERE id = NEW.unit_id AND closed_until >= NEW.effective_on)
BEGIN
    SELECT RAISE(ABORT, 'an entry is two or more postings in its unit that sum to nothing on an open day');
END;

DROP TRIGGER IF EXISTS ledger_account_stays;
CREATE TRIGGER ledger_account_stays BEFORE DELETE ON accounts_account WHEN OLD.height > 0
BEGIN
    SELECT RAISE(ABORT, 'an account that has postings is closed, never removed');
END;

DROP TRIGGER IF EXISTS ledger_account_keeps_its_unit;
CREATE TRIGGER ledger_account_keeps_its_unit BEFORE UPDATE OF id, unit_id ON accounts_account
WHEN OLD.height > 0 AND (NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id)
BEGIN
    SELECT RAISE(ABORT, 'an account that has postings is closed, never removed');
END;

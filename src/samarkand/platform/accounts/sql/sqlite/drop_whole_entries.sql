DROP TRIGGER IF EXISTS ledger_postings_before_entry;
DROP TRIGGER IF EXISTS ledger_entry_is_whole;
DROP TRIGGER IF EXISTS ledger_account_stays;
DROP TRIGGER IF EXISTS ledger_account_keeps_its_unit;

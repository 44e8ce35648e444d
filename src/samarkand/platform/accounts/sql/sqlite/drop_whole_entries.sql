DROP TRIGGER IF EXISTS ledger_postings_before_entry;
DROP TRIGGER IF EXISTS ledger_entry_is_whole;

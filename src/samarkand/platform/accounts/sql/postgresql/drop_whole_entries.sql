DROP TRIGGER IF EXISTS ledger_postings_before_entry ON accounts_posting;
DROP TRIGGER IF EXISTS ledger_entry_is_whole ON accounts_entry;
DROP FUNCTION IF EXISTS ledger_refuse_late_postings();
DROP FUNCTION IF EXISTS ledger_refuse_torn_entries();
DROP TRIGGER IF EXISTS ledger_account_stays ON accounts_account;
DROP FUNCTION IF EXISTS ledger_refuse_lost_accounts();

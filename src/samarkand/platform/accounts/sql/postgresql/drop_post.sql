DROP FUNCTION IF EXISTS ledger_post(text, bigint, text, text, date, text, bigint, bigint[], bigint[], timestamptz);

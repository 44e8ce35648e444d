-- The one that says by whom goes; `post.sql` makes the older one again.
DROP FUNCTION IF EXISTS ledger_post(text, bigint, text, text, date, text, bigint, bigint[], bigint[], timestamptz, text);

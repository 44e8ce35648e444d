-- As `post.sql`, and says by whom. The older one goes: nothing calls it any more.
--
-- One entry posted in one call: accounts locked in the order of their numbers, limits asked, rows written,
-- balances moved. Answers the entry's number, or NULL, with nothing written, where anything stands against it:
-- the caller then takes the long way, which says what. Planning anew for every array would take longer than
-- the work: a plan is kept from the first call, perhaps of empty tables, and is to look rows up one by one.

DROP FUNCTION IF EXISTS ledger_post(text, bigint, text, text, date, text, bigint, bigint[], bigint[], timestamptz);

CREATE OR REPLACE FUNCTION ledger_post(
    its_key text, its_unit bigint, its_kind text, its_subject text, its_day date, its_memo text,
    corrected bigint, its_accounts bigint[], its_amounts bigint[], at timestamptz, by_whom text
) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    fit bigint;
    asked bigint;
    rest numeric;
    written bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(its_key, 0));
    PERFORM 1 FROM accounts_unitofaccount
    WHERE id = its_unit AND (closed_until IS NULL OR closed_until < its_day) FOR SHARE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM accounts_account WHERE id = ANY (its_accounts) ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM accounts_entry WHERE key = its_key;
    IF FOUND THEN
        RETURN NULL;
    END IF;

    SELECT count(*), count(account.id) FILTER (
        WHERE account.unit_id = its_unit AND account.closed_at IS NULL
        AND abs(account.balance + line.total) + line.size + account.held_out <= 9223372036854775807
        AND (line.total >= 0 OR account.credit_limit IS NULL
             OR account.balance + line.total - account.held_out >= -account.credit_limit)
    ), sum(line.total) INTO asked, fit, rest
    FROM (
        SELECT account, sum(amount) AS total, sum(abs(amount::numeric)) AS size
        FROM unnest(its_accounts, its_amounts) AS given (account, amount) GROUP BY account
    ) AS line LEFT JOIN accounts_account AS account ON account.id = line.account;
    IF fit < asked OR rest <> 0 OR cardinality(its_accounts) < 2 THEN
        RETURN NULL;
    END IF;

    written := nextval(pg_get_serial_sequence('accounts_entry', 'id'));
    INSERT INTO accounts_posting (entry_id, account_id, amount, balance, place)
    SELECT written, account.id, line.amount,
           account.balance + sum(line.amount) OVER so_far, account.height + row_number() OVER so_far
    FROM unnest(its_accounts, its_amounts) WITH ORDINALITY AS line (account, amount, number)
    JOIN accounts_account AS account ON account.id = line.account
    WINDOW so_far AS (PARTITION BY line.account ORDER BY line.number)
    ORDER BY line.number;
    INSERT INTO accounts_entry (id, key, unit_id, kind, subject, effective_on, posted_at, corrects_id, memo,
                                "by")
    VALUES (written, its_key, its_unit, its_kind, its_subject, its_day, at, corrected, its_memo, by_whom);
    UPDATE accounts_account AS account
    SET balance = account.balance + line.total, height = account.height + line.lines
    FROM (
        SELECT given.account, sum(given.amount) AS total, count(*) AS lines
        FROM unnest(its_accounts, its_amounts) AS given (account, amount) GROUP BY given.account
    ) AS line WHERE account.id = line.account;
    RETURN written;
END $$;

"""The proof over the house's own tables: a true ledger passes, and damage to any table is found."""

import json
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection

from samarkand.ledger.anchor import anchor_from, anchor_of, anchor_text, check_anchor
from samarkand.platform.accounts.obligations import Change, Owed, change_all, owe_all
from samarkand.platform.accounts.periods import close_period
from samarkand.platform.accounts.reading_books import read_books
from samarkand.platform.accounts.sql.lifting import lifted
from samarkand.platform.accounts.verifying import prove, verify
from tests import cast
from tests.platform.accounts.books import TODAY, account, delivery, entry
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.delivery.dealing import bound_deal

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def ledger(db: None) -> None:  # noqa: ARG001 (asking for the database is the point)
    """Write rice received, partly set off, a hold, and a closed period before today."""
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    rice = delivery(meskay, astarta, 500_00, on=date(2026, 2, 1))
    delivery(astarta, meskay, 200_00)
    owe_all([Owed("rice", rice.pk, astarta.pk, meskay.pk, 500_00)])
    set_off = entry((meskay, -200_00), (astarta, 200_00), kind="set_off")
    change_all([Change("rice", set_off.pk, -200_00, "set_off")])
    close_period(OPERATOR, "USD", date(2026, 2, 28), NOW)
    bound_deal()


def damaged(statement: str) -> set[str]:
    """Return what is found after somebody with the keys of the database ran a statement."""
    with lifted(), connection.cursor() as cursor:
        cursor.execute(statement)
    return {found.code for found in verify()}


def test_a_true_ledger_has_no_finding() -> None:
    assert verify() == []


def test_everything_is_read() -> None:
    heights = {name: frame.height for name, frame in read_books().tables()}
    assert heights == {
        "units": 2, "accounts": 4, "entries": 3, "postings": 6, "holds": 2, "obligations": 1, "changes": 1,
        "periods": 1,
    }  # fmt: skip


def test_texts_are_read_as_they_are() -> None:
    hostile = 'a "b", c\nd | e\u0301 \\ %s %%'
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    entry((meskay, 1), (astarta, -1), subject=hostile)
    assert hostile in read_books().entries["subject"].to_list()
    assert verify() == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE accounts_posting SET amount = amount + 1 WHERE place = 2", "entry_sum_wrong"),
        ("UPDATE accounts_posting SET balance = balance + 1 WHERE place = 2", "posting_balance_wrong"),
        ("UPDATE accounts_posting SET place = 7 WHERE place = 2", "posting_place_wrong"),
        ("UPDATE accounts_account SET balance = balance + 1", "account_balance_wrong"),
        ("UPDATE accounts_account SET height = height + 1", "account_height_wrong"),
        ("UPDATE accounts_account SET held_in = held_in + 1", "account_held_wrong"),
        ("DELETE FROM accounts_hold", "account_held_wrong"),
        ("UPDATE accounts_obligation SET open_amount = open_amount + 1", "obligation_open_wrong"),
        ("UPDATE accounts_obligationchange SET amount = amount - 1", "obligation_open_wrong"),
        ("DELETE FROM accounts_obligationchange", "obligation_open_wrong"),
        ("DELETE FROM accounts_posting WHERE place = 1", "entry_lines_missing"),
        ("UPDATE accounts_entry SET memo = 'gift' WHERE effective_on < '2026-02-28'", "period_digest_wrong"),
        ("UPDATE accounts_entry SET effective_on = '2026-02-28'", "period_entries_wrong"),
        ("UPDATE accounts_period SET digest = previous", "period_digest_wrong"),
        ("UPDATE accounts_period SET number = 2", "period_missing"),
        ("UPDATE accounts_period SET previous = digest", "period_link_wrong"),
        ("DELETE FROM accounts_period", "unit_closing_wrong"),
        ("UPDATE accounts_unitofaccount SET closed_until = NULL", "unit_closing_wrong"),
    ],
)
def test_damage_to_a_table_is_found(statement: str, code: str) -> None:
    assert code in damaged(statement)


def test_both_ends_of_a_closed_entry_rewritten_are_found_by_the_digest() -> None:
    assert damaged(
        "UPDATE accounts_posting SET amount = amount * 2, balance = balance * 2 WHERE place = 1"
    ) >= {"period_digest_wrong"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_obligation SET amount = amount * 10, open_amount = open_amount + amount * 9",
        "UPDATE accounts_obligation SET debtor_id = creditor_id, creditor_id = debtor_id",
    ],
)
def test_an_obligation_that_its_entry_does_not_bear_out_is_found(statement: str) -> None:
    assert "obligation_unfounded" in damaged(statement)


def test_a_last_entry_that_was_removed_is_missed() -> None:
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    last = entry((meskay, 1), (astarta, -1))
    prove(NOW)
    with lifted(), connection.cursor() as cursor:
        for table, column in (("accounts_posting", "entry_id"), ("accounts_entry", "id")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [last.pk])  # noqa: S608 (our own words)
        for one, amount in ((meskay, 1), (astarta, -1)):
            undo = "UPDATE accounts_account SET height = height - 1, balance = balance - %s WHERE id = %s"
            cursor.execute(undo, [amount, one.pk])
    found = {fault.code for fault in verify()}
    assert found == {"entries_lost"}


def test_a_trigger_that_is_gone_is_missed() -> None:
    with connection.cursor() as cursor:
        on = " ON accounts_posting" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_postings_before_entry{on}")
    assert {found.code for found in verify()} == {"guard_missing"}


def test_a_trigger_that_does_nothing_is_not_the_one_the_house_made() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION house_refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RETURN NEW; END $$"
            )
        else:
            cursor.execute("DROP TRIGGER accounts_entry_append_only_update")
            cursor.execute(
                "CREATE TRIGGER accounts_entry_append_only_update BEFORE UPDATE ON accounts_entry"
                " BEGIN SELECT 1; END"
            )
    assert {found.code for found in verify()} == {"guard_changed"}


def test_a_trigger_that_looks_away_is_not_the_one_the_house_made() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name, does = "ledger_account_stays", "FOR EACH ROW EXECUTE FUNCTION ledger_refuse_lost_accounts()"
            cursor.execute(f"DROP TRIGGER {name} ON accounts_account")
        else:
            name, does = "ledger_account_keeps_its_unit", "BEGIN SELECT 1; END"
            cursor.execute(f"DROP TRIGGER {name}")
            assert {found.code for found in verify()} == {"guard_missing"}
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE OF id, unit_id ON accounts_account {does}")
    assert {found.code for found in verify()} == {"guard_changed"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite keeps no such function")
def test_a_function_that_posts_otherwise_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'ledger_post'")
        (text,) = cursor.fetchone()
        cursor.execute(text.replace("account.credit_limit IS NULL", "TRUE"))
    assert {found.code for found in verify()} == {"guard_changed"}


def test_an_entry_that_was_being_written_as_the_anchor_was_made_is_no_fault() -> None:
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    late, last = (entry((meskay, 1), (astarta, -1)) for _ in range(2))
    whole = read_books()
    before = replace(
        whole,
        entries=whole.entries.filter(pl.col("entry") != late.pk),
        postings=whole.postings.filter(pl.col("entry") != late.pk),
    )
    anchor = anchor_from(anchor_text(anchor_of(before, "then")))
    assert (late.pk, late.pk) in anchor.absent
    assert (anchor.last, check_anchor(whole, anchor)) == (last.pk, [])
    damaged(f"UPDATE accounts_entry SET memo = 'gift' WHERE id = {last.pk}")  # noqa: S608 (a number)
    assert [found.code for found in check_anchor(read_books(), anchor)] == ["anchor_entries_changed"]


def test_an_anchor_of_before_gaps_were_kept_is_still_read() -> None:
    said = json.loads(anchor_text(anchor_of(read_books(), "then")))
    del said["absent"]
    assert check_anchor(read_books(), anchor_from(json.dumps(said))) == []


def test_an_anchor_shows_what_was_rewritten_since_and_not_what_was_added() -> None:
    anchor = anchor_from(anchor_text(anchor_of(read_books(), "then")))
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    entry((meskay, 1), (astarta, -1))
    assert check_anchor(read_books(), anchor) == []
    damaged("UPDATE accounts_entry SET memo = 'gift' WHERE effective_on > '2026-02-28'")
    damaged("UPDATE accounts_period SET digest = 'another'")
    codes = [found.code for found in check_anchor(read_books(), anchor)]
    assert codes == ["anchor_entries_changed", "anchor_period_changed"]
    one_more = replace(anchor, entries=anchor.entries + 1)
    assert "anchor_entries_missing" in {found.code for found in check_anchor(read_books(), one_more)}


def test_what_is_no_anchor_is_refused() -> None:
    for text in ("", "{}", "[]", '{"kind": "letter"}', '{"kind": "samarkand ledger anchor"}'):
        with pytest.raises(ValueError, match=r".+"):
            anchor_from(text)

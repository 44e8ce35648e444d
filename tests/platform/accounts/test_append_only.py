"""What the database itself refuses, whoever asks: changed, removed, torn and late rows of the ledger."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from samarkand.platform.accounts.models import Account, Entry, Posting, UnitOfAccount
from samarkand.platform.accounts.sql.lifting import lifted
from tests.platform.conftest import NOW

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def account(unit: str = "CLD") -> Account:
    """Return a new account of nobody's; each call takes another kind."""
    kept, _ = UnitOfAccount.objects.get_or_create(code=unit)
    return Account.objects.create(unit=kept, kind=f"test {Account.objects.count()}")


def write(key: str, *lines: tuple[Account, int], on: date = TODAY) -> Entry:
    """Write an entry past every service, as its row and postings alone."""
    number = Entry.objects.count() + 1
    with transaction.atomic():
        Posting.objects.bulk_create(
            Posting(entry_id=number, account=account, amount=amount, balance=amount, place=number)
            for account, amount in lines
        )
        return Entry.objects.create(
            id=number, key=key, unit=lines[0][0].unit, kind="test", effective_on=on, posted_at=NOW
        )


def run(statement: str) -> None:
    """Run a statement past every service; what it did is undone where it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_replaced_past_the_triggers() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    write("rice", (account(), 100), (account(), -100))
    columns = "id, key, unit_id, kind, subject, effective_on, posted_at, corrects_id, memo"
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"INSERT OR REPLACE INTO accounts_entry ({columns}) SELECT {columns} FROM accounts_entry")  # noqa: S608 (our own words)


def test_a_whole_entry_is_written() -> None:
    write("rice", (account(), 100), (account(), -100))
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("table", ["accounts_entry", "accounts_posting"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_what_is_written_is_neither_changed_nor_removed(table: str, act: str) -> None:
    write("rice", (account(), 100), (account(), -100))
    with pytest.raises(IntegrityError, match="append-only"):
        run(act.format(table))
    assert (Entry.objects.count(), Posting.objects.count()) == (1, 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_a_table_is_not_emptied() -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        run("TRUNCATE accounts_posting CASCADE")


def test_an_entry_that_does_not_sum_to_nothing_is_refused() -> None:
    with pytest.raises(IntegrityError, match="sum to nothing"):
        write("rice", (account(), 100), (account(), -99))
    assert not Entry.objects.exists()


def test_an_entry_of_one_posting_is_refused() -> None:
    with pytest.raises(IntegrityError, match="two or more"):
        write("rice", (account(), 0))


def test_an_entry_without_postings_is_refused() -> None:
    with pytest.raises(IntegrityError, match="two or more"):
        Entry.objects.create(key="rice", unit=account().unit, kind="test", effective_on=TODAY, posted_at=NOW)


def test_an_entry_over_two_units_is_refused() -> None:
    with pytest.raises(IntegrityError, match="in its unit"):
        write("rice", (account("CLD"), 100), (account("USD"), -100))


def test_an_entry_on_a_closed_day_is_refused() -> None:
    there, here = account(), account()
    UnitOfAccount.objects.update(closed_until=date(2026, 2, 28))
    with pytest.raises(IntegrityError, match="open day"):
        write("rice", (there, 100), (here, -100), on=date(2026, 2, 28))


def test_a_written_entry_takes_no_further_posting() -> None:
    there, here = account(), account()
    entry = write("rice", (there, 100), (here, -100))
    late = "INSERT INTO accounts_posting (entry_id, account_id, amount, balance, place) VALUES "
    with pytest.raises(IntegrityError, match="no posting"):
        run(f"{late} ({entry.pk}, {there.pk}, 5, 105, 8), ({entry.pk}, {here.pk}, -5, -105, 9)")


def test_a_posting_without_an_entry_is_refused_when_all_is_written() -> None:
    Posting.objects.create(entry_id=77, account=account(), amount=1, balance=1, place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


def test_a_posting_on_an_account_that_is_not_there_is_refused() -> None:
    lost = Account(pk=77, unit=account().unit)
    with pytest.raises(IntegrityError, match="in its unit"):
        write("rice", (account(), 100), (lost, -100))


@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM accounts_account",
        "UPDATE accounts_account SET id = id + 100",
        "UPDATE accounts_account SET unit_id = unit_id + 1",
    ],
)
def test_an_account_with_postings_stays_what_it_is(act: str) -> None:
    there, here = account(), account()
    write("rice", (there, 100), (here, -100))
    Account.objects.update(height=1)
    with pytest.raises(IntegrityError, match="never removed"):
        run(act)


def test_an_account_without_postings_may_be_removed() -> None:
    account().delete()
    assert not Account.objects.exists()


def test_triggers_set_aside_are_back_afterwards() -> None:
    write("rice", (account(), 100), (account(), -100))
    with lifted():
        run("UPDATE accounts_posting SET amount = amount * 2")
    assert Posting.objects.filter(amount=200).exists()
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE accounts_posting SET amount = 0")


def test_triggers_are_back_after_a_failure_too() -> None:
    write("rice", (account(), 100), (account(), -100))
    with pytest.raises(IntegrityError), lifted():
        run("INSERT INTO accounts_unitofaccount (id) VALUES (NULL)")
    with pytest.raises(IntegrityError, match="append-only"):
        run("DELETE FROM accounts_posting")

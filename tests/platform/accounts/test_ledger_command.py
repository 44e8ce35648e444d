"""``samarkand ledger``: proves the ledger with an exit status programs understand, and prints statements."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection

from samarkand.cli import house
from samarkand.cli.ledger import command
from samarkand.platform.accounts.sql.lifting import lifted
from tests import cast
from tests.platform.accounts.books import account, delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (asking for the database is the point)
    """Post a delivery; the house is ready already."""
    monkeypatch.setattr(house, "set_up", lambda: None)
    delivery(account(cast.MESKAY), account(cast.ASTARTA), 12_345_67, on=date(2026, 2, 10))


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return its status and what it wrote to both outputs."""
    ran = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return ran.exit_code, ran.stdout, ran.stderr


def damage() -> None:
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET balance = balance + 1 WHERE balance > 0")


def test_a_true_ledger_is_proven() -> None:
    status, out, _ = run("verify")
    assert (status, out[:5]) == (0, "true:")


def test_a_false_ledger_lists_its_faults() -> None:
    damage()
    status, out, err = run("verify")
    assert (status, out) == (1, "")
    assert "account_balance_wrong" in err


def test_programs_read_json() -> None:
    damage()
    status, out, _ = run("verify", "--json")
    told = json.loads(out)
    assert (status, told["true"]) == (1, False)
    assert {finding["code"] for finding in told["findings"]} == {"account_balance_wrong", "unit_sum_wrong"}


def test_a_statement_has_its_balances() -> None:
    status, out, _ = run("statement", "Meskay", "USD", "--since", "2026-02-01", "--until", "2026-02-28")
    lines = [line.split() for line in out.splitlines()]
    assert status == 0
    assert [line[-1] for line in lines] == ["0", "12,345.67", "12,345.67"]


def test_a_statement_begins_with_the_first_posting_where_no_day_is_named() -> None:
    _, out, _ = run("statement", "Meskay", "USD", "--until", "2026-02-28")
    assert out.startswith("2026-02-10  opening balance")


def test_a_statement_of_nobody_is_refused() -> None:
    status, _, err = run("statement", "Nobody", "USD")
    assert (status, err) == (2, "Nobody has no account in USD.\n")


def test_reversed_days_are_refused() -> None:
    status, _, err = run("statement", "Meskay", "USD", "--since", "2026-02-02", "--until", "2026-02-01")
    assert status == 2
    assert "days_reversed" in err


@pytest.mark.parametrize("arguments", [("verify",), ("statement", "Meskay", "USD")])
def test_a_ledger_that_cannot_be_read_is_neither_true_nor_false(arguments: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would keep it
        cursor.execute("ALTER TABLE accounts_account RENAME TO elsewhere")
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "ledger_unreadable" in err

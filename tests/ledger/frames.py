"""A small ledger in frames: units, accounts and entries written by hand, with every figure true."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from samarkand.ledger.books import SCHEMAS, Books
from samarkand.ledger.period_digest import PeriodHead, period_digest

USD, SOM = 1, 2
MESKAY, ASTARTA, ALTYN_DAN = 11, 12, 13
MESKAY_IN_SOM, ASTARTA_IN_SOM = 21, 22
FIRST = date(2026, 1, 5)

_ACCOUNTS = {MESKAY: USD, ASTARTA: USD, ALTYN_DAN: USD, MESKAY_IN_SOM: SOM, ASTARTA_IN_SOM: SOM}
_ENTRIES = (
    ((MESKAY, 500), (ASTARTA, -500)),
    ((ASTARTA, 300), (ALTYN_DAN, -300)),
    ((MESKAY_IN_SOM, 70), (ASTARTA_IN_SOM, -70)),
    ((ALTYN_DAN, 200), (MESKAY, -150), (ASTARTA, -50)),
    ((MESKAY, 10), (ALTYN_DAN, -10)),
)
"""An entry a week, the third of another unit."""

_KINDS = ("receipt", "receipt", "trade", "set_off", "trade")
"""Trade that nobody owes for is of a kind of its own."""


def books() -> Books:
    """Return a ledger without fault: five entries, a hold, two obligations, two closed periods of dollars."""
    entries, postings, accounts = _posted()
    made = Books(
        units=_frame("units", [(USD, "USD", FIRST + timedelta(weeks=3)), (SOM, "SOM", None)]),
        accounts=accounts,
        entries=entries,
        postings=postings,
        holds=_frame("holds", [(1, ASTARTA, MESKAY, 90, 40, "open"), (2, ASTARTA, MESKAY, 5, 0, "lapsed")]),
        obligations=_frame(
            "obligations",
            [
                (1, 1, ASTARTA, MESKAY, 500, 450),
                (2, 2, ALTYN_DAN, ASTARTA, 300, 300),
                (3, 4, MESKAY, ALTYN_DAN, 100, 100),
                (4, 4, ASTARTA, ALTYN_DAN, 100, 100),
            ],
        ),
        changes=_frame("changes", [(1, 4, -50)]),
        periods=_frame("periods", []),
    )
    return with_periods(made)


def with_periods(made: Books) -> Books:
    """Return the books with two periods of dollars: two entries in the first, one in the second."""
    rows, previous = [], ""
    for number, (first, last, until) in enumerate(((1, 2, 1), (4, 4, 3)), start=1):
        entries = made.entries.filter(pl.col("entry").is_between(first, last), unit=USD)
        postings = made.postings.filter(pl.col("entry").is_in(entries["entry"].to_list()))
        day = FIRST + timedelta(weeks=until)
        digest = period_digest(PeriodHead("USD", number, day, previous), entries, postings)
        rows.append((USD, number, day, first, last, entries.height, digest, previous))
        previous = digest
    return replaced(made, periods=_frame("periods", rows))


def replaced(made: Books, **tables: pl.DataFrame) -> Books:
    """Return the books with other tables."""
    return Books(**(dict(made.tables()) | tables))


def _posted() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    balances, heights = dict.fromkeys(_ACCOUNTS, 0), dict.fromkeys(_ACCOUNTS, 0)
    entries, postings = [], []
    for number, lines in enumerate(_ENTRIES, start=1):
        day = FIRST + timedelta(weeks=number - 1)
        at = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 (frames hold UTC without saying so)
        unit = _ACCOUNTS[lines[0][0]]
        entries.append((number, unit, day, at, None, f"entry {number}", _KINDS[number - 1], "", ""))
        for account, amount in lines:
            balances[account] += amount
            heights[account] += 1
            postings.append((number, account, amount, balances[account], heights[account]))
    held = {ASTARTA: (40, 0), MESKAY: (0, 40)}
    accounts = [
        (account, unit, balances[account], heights[account], *held.get(account, (0, 0)))
        for account, unit in _ACCOUNTS.items()
    ]
    return _frame("entries", entries), _frame("postings", postings), _frame("accounts", accounts)


def _frame(table: str, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMAS[table], orient="row")

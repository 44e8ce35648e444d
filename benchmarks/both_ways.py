"""Firms that quote both ways: what is cleared beside what a plain tatonnement would; prints a table.

    python3 dev.py bench both_ways                 20,000 rows, four in five by firms quoting both ways
    python3 dev.py bench both_ways 5000 100000     other sizes

The books are those of `_generator`. Volumes are at its reference values. The tatonnement is this file's own:
each pool gives what earns most for what costs least, up to the rate at which it balances, with fills
smoothed over 1 % of the rate, and nothing stops it from taking its own goods; what it would take so is not
counted. Seconds are of calls on a book already read, after a small round has loaded what there is to load.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

import samarkand
from benchmarks._generator import generate, write
from samarkand.book.book import Book

QUOTED = 0.8
WIDTH = 0.01
ROUNDS = 300
BISECTIONS = 40

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Offers, then wants: +1 or -1, the place of party and goods, the quantity, the log of the limit."""

    sign: Floats
    party: Integers
    goods: Integers
    quantity: Floats
    limit: Floats
    parties: int


def main() -> None:
    """Measure and print."""
    print("| rows | cleared, of what a tatonnement would | parties trading | clear, s | check, s |")
    print("|---:|---:|---:|---:|---:|")
    _clear(_tables(400))
    for size in [int(text) for text in sys.argv[1:]] or [20_000]:
        tables = _tables(size)
        book, outcome, seconds = _clear(tables)
        start = time.perf_counter()
        faults = samarkand.check(book, outcome)
        checked = time.perf_counter() - start
        if faults:
            sys.exit(f"the outcome is wrong: {faults[0].message}")
        totals = outcome.summary["totals"]
        trading = f"{totals['parties_trading']:,} of {totals['parties']:,}"
        part = _volume(outcome, tables["listed"]) / _tatonnement(tables)
        print(f"| {size:,} | {part:.4f} | {trading} | {seconds:.2f} | {checked:.2f} |", flush=True)


def _tables(size: int) -> dict[str, pl.DataFrame]:
    return generate(firms=size // 10, rows=size, goods=min(1_000, size // 20), quoted=QUOTED)


def _clear(tables: dict[str, pl.DataFrame]) -> tuple[Book, samarkand.Outcome, float]:
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder))
        book = samarkand.read_book(Path(folder)).book
    if book is None:
        sys.exit("the generated book has errors")
    start = time.perf_counter()
    outcome = samarkand.clear(book)
    return book, outcome, time.perf_counter() - start


def _volume(outcome: samarkand.Outcome, listed: pl.DataFrame) -> float:
    """Return what was traded, in tonnes at the reference values."""
    known = outcome.terms.join(listed, left_on="commodity", right_on="hs")
    traded = pl.col("traded_quantity") / 1000 * pl.col("value")
    return float(known.select(traded.sum()).item())


def _tatonnement(tables: dict[str, pl.DataFrame]) -> float:
    """Return the volume at the terms where steps of their own for each market have led."""
    goods = tables["listed"]["hs"]
    rows = _rows(tables, goods)
    reference = tables["listed"]["value"].to_numpy()
    terms = np.log(reference)
    step, before = np.full(len(goods), 0.1), np.zeros(len(goods))
    for _ in range(ROUNDS):
        filled = rows.quantity * _fills(rows, terms)
        given, taken = (_per_goods(rows, filled, sign) for sign in (1.0, -1.0))
        excess = (taken - given) / np.maximum(taken + given, 1e-9)
        step = np.clip(np.where(excess * before > 0, step * 1.15, step * 0.5), 1e-6, 0.5)
        before = excess
        terms = terms + step * excess
    given, taken = (_per_goods(rows, filled, sign) for sign in (1.0, -1.0))
    return float((np.minimum(given, taken) * reference).sum() - _own(rows, filled, reference))


def _rows(tables: dict[str, pl.DataFrame], goods: pl.Series) -> Rows:
    place = pl.DataFrame({"hs": goods}).with_row_index("goods")
    both = pl.concat(
        [
            tables[table].select("party", "hs", "quantity", "price", sign=pl.lit(sign))
            for table, sign in (("offers", 1.0), ("wants", -1.0))
        ]
    ).join(place, on="hs", maintain_order="left")
    return Rows(
        both["sign"].to_numpy(),
        both["party"].cast(pl.Int64).to_numpy(),
        both["goods"].to_numpy().astype(np.int64),
        both["quantity"].to_numpy(),
        np.log(both["price"].to_numpy()),
        tables["parties"].height,
    )


def _fills(rows: Rows, terms: Floats) -> Floats:
    """Return the part of each row that is traded; each party's rate is found by halving a bracket."""
    key = terms[rows.goods] - rows.limit
    value = rows.quantity * np.exp(terms[rows.goods])
    low, high = np.full(rows.parties, np.max(key)), np.full(rows.parties, np.min(key))
    np.minimum.at(low, rows.party, key - WIDTH)
    np.maximum.at(high, rows.party, key + WIDTH)
    for _ in range(BISECTIONS):
        rate = (low + high) / 2
        part = np.clip(rows.sign * (key - rate[rows.party]) / WIDTH, 0.0, 1.0)
        surplus = np.bincount(rows.party, rows.sign * value * part, rows.parties)
        low, high = np.where(surplus > 0, rate, low), np.where(surplus > 0, high, rate)
    # Rates that nobody's rows meet leave one side only, which cannot trade.
    sides = [np.bincount(rows.party, value * part * (rows.sign == sign), rows.parties) for sign in (1, -1)]
    part[(np.minimum(*sides) <= 0)[rows.party]] = 0.0
    filled: Floats = part
    return filled


def _per_goods(rows: Rows, filled: Floats, sign: float) -> Floats:
    summed: Floats = np.bincount(rows.goods, filled * (rows.sign == sign), int(rows.goods.max()) + 1).astype(
        np.float64
    )
    return summed


def _own(rows: Rows, filled: Floats, reference: Floats) -> float:
    """Return the volume that parties would take of their own goods."""
    pair = rows.party * len(reference) + rows.goods
    size = rows.parties * len(reference)
    given, taken = (np.bincount(pair, filled * (rows.sign == sign), size) for sign in (1.0, -1.0))
    both = np.flatnonzero(np.minimum(given, taken) > 0)
    return float((np.minimum(given, taken)[both] * reference[both % len(reference)]).sum())


if __name__ == "__main__":
    main()

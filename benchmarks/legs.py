"""How many papers a round takes, beside a number of legs below which none can get: prints a table.

    python3 dev.py bench legs                            20,000 rows of each kind
    python3 dev.py bench legs 5000 --smallest-leg 1000   another size, no leg worth less

Books are those of `_generator`: few rows a firm and few goods, ten rows a firm and many goods, firms that
quote both ways (`both_ways`). Small legs are under a hundredth of what one of their rows trades.

The bound is on legs at the same row totals, whatever the deals. Let row i of a market give a_i in all, and
row j take b_j. A leg between them carries x_ij, at most min(a_i, b_j): it counts for at least
x_ij / min(a_i, b_j). The sum of that over a market, made as small as the row totals allow, is the linear
relaxation of a transportation problem with fixed charges (Balinski 1961): no set of legs has fewer than it,
rounded up. Its costs are max(1 / a_i, 1 / b_j), a convex function of 1 / a_i - 1 / b_j beside terms of one
row each, which is a Monge array: largest meets largest is a least sum (Hoffman 1963), and no solver is used.
In a market of few rows the least is known exactly: legs that hang together balance group by group, and k
groups take at least rows less k legs, so the most groups that each balance give it (Verhoeff 2004). That rows
of one party do not meet, that lanes may be closed, and that deals balance makes neither smaller.

Beside it stands what decision 17 counts: the legs that deals among these same parties take where amounts
nowhere coincide. Rows less markets are as many independent totals; each deal of p parties has p - 1 balances
of its own; those of a party's last deal follow from the others. Where amounts do coincide fewer can do.
"""

import argparse
import math
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

import samarkand
from benchmarks._generator import generate, write
from benchmarks.both_ways import QUOTED
from samarkand.book.book import Book
from samarkand.core.scale import VALUE_DECIMALS

SIZE = 20_000
HAIR = 1e-9
"""Sums of floats may be so much too large before they are rounded up."""

FEW = 16
"""Markets of at most so many rows are counted exactly, over all their subsets."""

HEADING = """| book | legs | rows that trade | legs a row | no fewer than | a row | for these deals | a row \
| partners, half and 95 in 100 | in swaps of two | small legs | parties a deal, at most | value |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[SIZE], help="offers and wants together")
    parser.add_argument("--smallest-leg", type=int, help="least value of a leg, in the unit of account")
    options = parser.parse_args()
    least = None if options.smallest_leg is None else options.smallest_leg * 10**VALUE_DECIMALS
    print(HEADING)
    for size in options.sizes:
        for name, book in books(size).items():
            outcome = samarkand.clear(book, samarkand.Settings(smallest_leg=least))
            print(row(f"{size:,} rows, {name}", outcome), flush=True)


def books(size: int) -> dict[str, Book]:
    """Return the books of a size, by what they are like."""
    firms, many = size // 10, min(1_000, size // 20)
    tables = {
        "4 a firm": generate(size // 4, size, max(10, 3 * size // 500)),
        "10 a firm": generate(firms, size, many),
        "both ways": generate(firms, size, many, quoted=QUOTED),
    }
    return {name: _read(each) for name, each in tables.items()}


def _read(tables: dict[str, pl.DataFrame]) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder))
        book = samarkand.read_book(Path(folder)).book
    return book or sys.exit("the generated book has errors")


def row(name: str, outcome: samarkand.Outcome) -> str:
    """Return the table's row of an outcome."""
    totals, papers = outcome.summary["totals"], outcome.summary["papers"]
    rows, legs = totals["offers_traded"] + totals["wants_traded"], totals["legs"]
    fewest, alike = fewest_legs(outcome.legs), legs_for_these_deals(outcome)
    counts = " | ".join(f"{count:,} | {count / rows:.3f}" for count in (fewest, alike))
    partners = f"{papers['partners_median']}, {papers['partners_95_in_100']}"
    shares = " | ".join(f"{100 * float(papers[part]):.1f} %" for part in ("share_in_swaps", "small_legs"))
    return (
        f"| {name} | {legs:,} | {rows:,} | {legs / rows:.3f} | {counts} | {partners} | {shares} "
        f"| {totals['largest_deal']} | {float(totals['value']):,.0f} |"
    )


def fewest_legs(legs: pl.DataFrame) -> int:
    """Return a number of legs that no deals at the same row totals can do with less than."""
    given = legs.group_by("market", "offer").agg(pl.col("value").sum())
    taken = legs.group_by("market", "want").agg(pl.col("value").sum())
    by_market = [
        side.group_by("market").agg(pl.col("value").sort(descending=True)).rows_by_key("market", unique=True)
        for side in (given, taken)
    ]
    markets: list[str] = legs["market"].unique().sort().to_list()
    return sum(fewest_of_market(*(side[market][0] for side in by_market)) for market in markets)


def fewest_of_market(given: list[int], taken: list[int]) -> int:
    """Return a number of legs below which none carry these row totals, descending and of one sum."""
    if len(given) + len(taken) <= FEW:
        return len(given) + len(taken) - _most_groups([*given, *(-value for value in taken)])
    return math.ceil(largest_to_largest(given, taken) - HAIR)


def _most_groups(values: list[int]) -> int:
    """Return into how many groups values of sum nought part, each of sum nought.

    By dynamic programming over subsets: rows are added one by one, and each time that what is there sums to
    nought a group is complete.
    """
    subsets = np.arange(1 << len(values))
    sums, size = np.zeros(len(subsets), np.int64), np.zeros(len(subsets), np.int64)
    for place, value in enumerate(values):
        has = subsets >> place & 1
        sums, size = sums + has * value, size + has
    groups = np.zeros(len(subsets), np.int64)
    for count in range(1, len(values) + 1):
        layer = subsets[size == count]
        for place in range(len(values)):
            with_it = layer[layer >> place & 1 == 1]
            groups[with_it] = np.maximum(groups[with_it], groups[with_it ^ (1 << place)])
        groups[layer] += sums[layer] == 0
    return int(groups[-1])


def largest_to_largest(given: list[int], taken: list[int]) -> float:
    """Return the least sum of x_ij / min(a_i, b_j) over a market; rows descend, both sides have one sum."""
    total, give, take = 0.0, 0, 0
    left, open_ = given[0], taken[0]
    while True:
        moved = min(left, open_)
        total += moved / min(given[give], taken[take])
        left, open_ = left - moved, open_ - moved
        give, take = give + (left == 0), take + (open_ == 0)
        if give == len(given) or take == len(taken):
            return total
        left, open_ = left or given[give], open_ or taken[take]


def legs_for_these_deals(outcome: samarkand.Outcome) -> int:
    """Return how many legs deals among the same parties take, where amounts nowhere coincide."""
    legs, totals = outcome.legs, outcome.summary["totals"]
    rows = legs.select("market", "offer").n_unique() + legs.select("market", "want").n_unique()
    shared = rows - legs["market"].n_unique()
    balances = int((outcome.deals["parties"] - 1).sum())
    return shared + balances - int(totals["parties_trading"]) + 1


if __name__ == "__main__":
    main()

"""How column generation for short deals goes, by the rings a round adds; and two methods for its program.

    python3 dev.py bench ring_columns
    python3 dev.py bench ring_columns --goods 100 --parties 3

The book is that of `short_deals`: 1,000 firms, 10,000 offers and wants. Shorter deals are chosen first, as
`samarkand clear` does, and are not counted. These are the measurements behind decision 14.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import _generator
from benchmarks.short_deals import FIRMS, ROWS, place_of
from samarkand.clearing.short_rings.generation import VARIED, Generated, Market, generate
from samarkand.clearing.short_rings.legs import legs_of
from samarkand.clearing.short_rings.limits import limits_of
from samarkand.solving.arrays import Integers
from samarkand.solving.highs import best_amounts, prices

SEARCHES = tuple(
    VARIED._replace(uses=uses, most=most)
    for uses, most in ((3, 3_000), (6, 6_000), (12, 12_000), (25, 20_000))
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goods", type=int, default=500, help="how many kinds of goods")
    parser.add_argument("--parties", type=int, default=4, help="limit on a deal")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        _generator.write(_generator.generate(FIRMS, ROWS, options.goods), book)
        place = place_of(book)
    limits = limits_of(place.economy, place.terms, place.full)
    market = Market(legs_of(place.economy, place.full), limits, None)
    known = _shorter(market, options.parties, place.unlimited.value)
    print("| rings a round | that use an end | rounds | seconds | share |\n|---:|---:|---:|---:|---:|")
    found = []
    for search in SEARCHES:
        start = time.perf_counter()
        found.append(generate(market, options.parties, known, place.unlimited.value, search))
        seconds = time.perf_counter() - start
        share = found[-1].best.gain / place.unlimited.value
        print(
            f"| {search.most:,} | {search.uses} | {found[-1].rounds} | {seconds:.1f} | {share:.6f} |",
            flush=True,
        )
    _print_methods(market, found[SEARCHES.index(VARIED)])


def _shorter(market: Market, parties: int, unlimited: int) -> Integers:
    """Return the rings of the best deals of fewer parties."""
    known = np.empty((0, 2), np.int64)
    for shorter in range(2, parties):
        found = generate(market, shorter, known, unlimited)
        known = found.rings.steps[found.best.amounts > 0]
    return known


def _print_methods(market: Market, last: Generated) -> None:
    rows = market.limits.program_rows(last.rings.used)
    most = np.full(len(last.rings), np.inf)
    points = _seconds(lambda: best_amounts(last.rings.gain, most, rows))
    simplex = _seconds(lambda: prices(last.rings.gain, most, rows))
    used = int(np.count_nonzero(np.bincount(rows.row)))
    print(
        f"\nthe last program, {len(last.rings):,} rings by {used:,} rows: {points:.1f} s by interior points,"
    )
    print(f"{simplex:.1f} s by the dual simplex, HiGHS's own choice")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

"""Whether it matters where the search for terms starts: prints a table.

    python3 dev.py bench starts

The same book is searched from the least-squares fit of its limits and from ten random points
around it (each market's terms moved by a log-normal factor, sigma 0.5). The table shows how far the
terms that come out differ, weighed by what is traded, and the largest difference in any market.
"""

import numpy as np

from benchmarks._generator import generate
from samarkand.book.frames import book_from_frames
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.economy.rows import Rows, rows_of
from samarkand.clearing.terms.continuation import Graded, search_terms, settled_in_full
from samarkand.clearing.terms.start import fitted_terms
from samarkand.clearing.terms.tatonnement import demand_at
from samarkand.solving.arrays import Floats

SIZES = ((300, 3_000, 40), (1_000, 10_000, 200), (10_000, 100_000, 1_000))
STARTS, SIGMA = 10, 0.5


def main() -> None:
    """Measure and print."""
    print("| book | rounds | excess, share of volume | mean difference | largest difference |")
    print("|---|---:|---:|---:|---:|")
    for firms, size, goods in SIZES:
        tables = generate(firms, size, goods)
        book = book_from_frames(
            parties=tables["parties"], offers=tables["offers"], wants=tables["wants"]
        ).book
        if book is None:
            raise SystemExit("the generated book has errors")
        rows = rows_of(build_economy(book, as_of=None))
        start, _ = fitted_terms(rows)
        fit = _settled(rows, start)
        weight = fit.volume / fit.volume.sum()
        left = demand_at(rows, fit.log_terms, fit.log_rates, fit.width).share_over()
        random = np.random.default_rng(1)
        mean, largest = 0.0, 0.0
        for _ in range(STARTS):
            moved = start + random.normal(0.0, SIGMA, rows.markets)
            apart = _settled(rows, moved).log_terms - fit.log_terms
            apart = np.abs(apart - (apart * weight).sum())
            mean, largest = (
                max(mean, float((apart * weight).sum())),
                max(largest, float(apart[weight > 0].max())),
            )
        name = f"{size:,} rows, {firms:,} firms, {goods:,} goods"
        print(f"| {name} | {fit.steps} | {left:.1e} | {mean:.1e} | {largest:.1e} |", flush=True)


def _settled(rows: Rows, start: Floats) -> Graded:
    """Return the narrowest grading of a search from there, settled in full."""
    search = search_terms(rows, start)
    return settled_in_full(rows, search.gradings[-1])


if __name__ == "__main__":
    main()

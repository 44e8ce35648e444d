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
from samarkand.clearing.economy.rows import rows_of
from samarkand.clearing.terms.search import WIDTH_OF_LARGE_BOOKS, discover, start_terms

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
        start = start_terms(rows)
        fit = discover(rows, start, WIDTH_OF_LARGE_BOOKS)
        weight = fit.supplied / fit.supplied.sum()
        random = np.random.default_rng(1)
        mean, largest = 0.0, 0.0
        for _ in range(STARTS):
            moved = start + random.normal(0.0, SIGMA, rows.markets)
            found = discover(rows, moved, WIDTH_OF_LARGE_BOOKS)
            apart = np.log(found.terms / fit.terms)
            apart = np.abs(apart - (apart * weight).sum())
            mean, largest = (
                max(mean, float((apart * weight).sum())),
                max(largest, float(apart[weight > 0].max())),
            )
        name = f"{size:,} rows, {firms:,} firms, {goods:,} goods"
        print(f"| {name} | {fit.rounds} | {fit.share_over():.1e} | {mean:.1e} | {largest:.1e} |", flush=True)


if __name__ == "__main__":
    main()

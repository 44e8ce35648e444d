"""Which width of grading is fair: prints a table.

    python3 dev.py bench gradings

Generated books are put to the judge's test at the terms of each grading, from one that fills few rows to
one that is as good as none, and at the terms the round chooses. Merit and gains are those of a pool, as
geometric means; volume is a share of the most that any of the terms moves.
"""

import numpy as np

from benchmarks._generator import generate
from samarkand.book.frames import book_from_frames
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.economy.rows import rows_of
from samarkand.clearing.judge import TRACE, Bench, bench_of, verdict
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms.arcs import arcs_of
from samarkand.clearing.terms.continuation import search_terms
from samarkand.clearing.terms.newton import settle
from samarkand.clearing.terms_of_round import discovered_terms
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import exp, log

SIZES = ((12, 60, 8, 12), (40, 200, 20, 6))
WIDTHS = (1.0, 0.25, 0.125, 0.0625, 0.03, 0.015, 0.004, 0.001)


def main() -> None:
    """Measure and print."""
    for firms, rows, goods, books in SIZES:
        print(f"\n{books} books of {rows} rows, {firms} firms, {goods} goods\n")
        print("| grading | volume, of the most | merit a pool, of the chosen terms' |")
        print("|---|---:|---:|")
        measured = [_measured(firms, rows, goods, seed) for seed in range(1, books + 1)]
        names = [str(width) for width in WIDTHS] + ["chosen"]
        merit = np.array([[one[0] for one in book] for book in measured])
        volume = np.array([[one[1] for one in book] for book in measured])
        volume = (volume / volume.max(axis=1, keepdims=True)).mean(axis=0)
        ratio = np.exp((merit - merit[:, -1:]).mean(axis=0))
        for name, moved, gained in zip(names, volume, ratio, strict=True):
            print(f"| {name} | {moved:.3f} | {gained:.3f} |", flush=True)


def _measured(firms: int, size: int, goods: int, seed: int) -> list[tuple[float, float]]:
    """Return merit a pool and volume at each width, and at the chosen terms."""
    tables = generate(firms, size, goods, seed)
    book = book_from_frames(parties=tables["parties"], offers=tables["offers"], wants=tables["wants"]).book
    if book is None:
        raise SystemExit("the generated book has errors")
    economy = build_economy(book, as_of=None)
    rows = rows_of(economy)
    search = search_terms(rows)
    bench, arcs = bench_of(economy, rows, search, None, exp(search.yard())), arcs_of(rows)
    terms, rates = search.gradings[0].log_terms, search.gradings[0].log_rates
    found = []
    for width in WIDTHS:
        point = settle(arcs, terms, rates, width, 60).point
        terms, rates = point.log_terms, point.log_rates
        found.append(_judged(bench, terms, rates))
    chosen = discovered_terms(economy, np.full(economy.markets.height, np.nan), Settings())
    found.append(_judged(bench, log(chosen.terms.to_numpy().astype(np.float64)), bench.own.log_rates))
    return found


def _judged(bench: Bench, terms: Floats, rates: Floats) -> tuple[float, float]:
    seen = verdict(bench, terms - terms[0], rates)
    pools = int((bench.given > 0.0).sum())
    return seen.merit / pools + float(np.log(TRACE)), seen.volume


if __name__ == "__main__":
    main()

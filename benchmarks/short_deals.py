"""What deals of few parties clear, and how long it takes to prove it: a table for each book.

    python3 dev.py bench short_deals                  books of 100 and 500 goods; deals of 2, 3 and 4
    python3 dev.py bench short_deals --goods 20 --parties 2
    python3 dev.py bench short_deals --leg-failure 0.05

Books are those of `_generator`: 1,000 firms, 10,000 offers and wants. ``clear`` and ``check`` are whole
commands started cold; ``clear`` also clears at the other limits of its table of the price of shortness.
``greedy`` is the baseline: of all swaps of two parties, one good for one, the largest first, until none
is left. Shares are of the round without a limit.
"""

import argparse
import heapq
import json
import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks._commands import timed_command
from benchmarks._generator import generate, write
from samarkand.book.reading import read_book
from samarkand.clearing.allocation.best_rates import choose_rates_and_allocate
from samarkand.clearing.allocation.capacities import full_capacities
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.settings import Settings
from samarkand.clearing.short_rings.legs import legs_of
from samarkand.clearing.short_rings.place import Place
from samarkand.clearing.terms.listed import listed_values
from samarkand.clearing.terms_of_round import discovered_terms

FIRMS, ROWS = 1_000, 10_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goods", nargs="*", type=int, default=[100, 500], help="how many kinds of goods")
    parser.add_argument("--parties", nargs="*", type=int, default=[2, 3, 4], help="limits on a deal")
    parser.add_argument("--leg-failure", default="", help="make the expected value largest")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.runs} runs, medians")
    for goods in options.goods:
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "book"
            write(generate(FIRMS, ROWS, goods), book)
            _print_table(book, goods, options)


def _print_table(book: Path, goods: int, options: argparse.Namespace) -> None:
    print(f"\n{goods} kinds of goods, {FIRMS:,} firms, {ROWS:,} rows\n")
    print("| parties | value | share | bound | gap | deals | clear, s | check, s |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    outcome = book.parent / "outcome"
    summary: dict[str, Any] = {}
    for parties in options.parties:
        asked = ["--max-parties", str(parties)]
        asked += ["--leg-failure", options.leg_failure] if options.leg_failure else []
        clear = ["clear", str(book), "--out", str(outcome), "--quiet", *asked]
        both = [
            (timed_command(*clear)[0], timed_command("check", str(book), str(outcome))[0])
            for _ in range(options.runs)
        ]
        summary = json.loads((outcome / "outcome.json").read_text())
        _print_row(parties, summary, [statistics.median(each) for each in zip(*both, strict=True)])
    unlimited = summary["price_of_shortness"][-1]
    print(f"\n{_limit(unlimited)}: {unlimited['value']}, {unlimited['deals']:,} deals")
    if not options.leg_failure:
        greedy = _greedy(book) / 100
        two = float(summary["price_of_shortness"][0]["value"])
        print(f"greedy swaps, the largest first: {greedy:.2f}; the best clear {two / greedy:.4f} times that")


def _print_row(parties: int, summary: dict[str, Any], seconds: list[float]) -> None:
    proof = summary["certificate"]
    share = float(proof["value"]) / float(summary["price_of_shortness"][-1]["value"])
    print(
        f"| {parties} | {proof['value']} | {share:.4f} | {proof['bound']} | {proof['gap']} "
        f"| {summary['totals']['deals']:,} | {seconds[0]:.1f} | {seconds[1]:.1f} |",
        flush=True,
    )


def _limit(row: dict[str, Any]) -> str:
    return "no limit" if row["max_parties"] is None else f"deals of at most {row['max_parties']}"


def place_of(folder: Path) -> Place:
    """Return what the rings of the book in the folder are chosen at."""
    book = read_book(folder).book
    if book is None:
        raise SystemExit("the generated book has findings")
    economy = build_economy(book, None)
    found = discovered_terms(economy, listed_values(economy.markets, book.listed), Settings())
    rates, allocation, _ = choose_rates_and_allocate(economy, found.terms, found.rates)
    return Place(economy, found.terms, full_capacities(economy, found.terms, rates), allocation, None)


def _greedy(folder: Path) -> int:
    """Return the value of greedy swaps: two legs there and back, the largest of all that are left first."""
    place = place_of(folder)
    economy, full = place.economy, place.full
    legs = legs_of(economy, full)
    ends = pl.DataFrame(
        {
            "giver": legs.giver,
            "taker": legs.taker,
            "offer": legs.offer,
            "alternative": legs.alternative + economy.offers.height,
        }
    )
    there = ends.filter(pl.col("giver") < pl.col("taker"))
    swaps = there.join(ends, left_on=["giver", "taker"], right_on=["taker", "giver"], suffix="_back")
    rows = swaps.select("offer", "alternative", "offer_back", "alternative_back").to_numpy()
    left = np.concatenate([full.offer, full.alternative])
    largest = [(-int(left[row].min()), number) for number, row in enumerate(rows)]
    heapq.heapify(largest)
    value = 0
    while largest:
        size, number = heapq.heappop(largest)
        now = int(left[rows[number]].min())
        if now == -size:
            left[rows[number]] -= now
            value += 2 * now
        elif now:
            heapq.heappush(largest, (-now, number))
    return value


if __name__ == "__main__":
    main()

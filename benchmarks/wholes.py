"""What lots, minimums, whole rows and bundles cost in time and in proof: prints a table.

    python3 dev.py bench wholes
    python3 dev.py bench wholes 1000 --max-parties 3

Books are those of `_generator`, ten rows to a firm. A tenth of the rows, at random, ask for one of: a lot
(offers: a whole, a half, a third or a quarter of the quantity), at least half, all or nothing. A tenth of the
firms that offer two goods or more bundle their first two. ``clear`` and ``check`` are whole commands started
cold. The gap is to a bound that leaves out all of this but the equal shares of bundles.
"""

import argparse
import json
import os
import statistics
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks._commands import timed_command
from benchmarks._generator import generate, write

SIZES = (1_000, 3_000, 5_000, 20_000)
PART = 0.1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="offers and wants together")
    parser.add_argument("--max-parties", default="", help="limit on the parties of a deal")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.runs} runs, medians\n")
    print("| rows | that ask | in bundles | value | gap to the bound | clear, s | check, s |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    asked = ["--max-parties", options.max_parties] if options.max_parties else []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            tables = with_wholes(generate(size // 10, size, max(10, size // 50)))
            book, outcome = Path(folder) / f"book{size}", Path(folder) / "outcome"
            write(tables, book)
            clear = ["clear", str(book), "--out", str(outcome), "--quiet", *asked]
            both = [
                (timed_command(*clear)[0], timed_command("check", str(book), str(outcome))[0])
                for _ in range(options.runs)
            ]
            _print_row(size, tables, outcome, [statistics.median(each) for each in zip(*both, strict=True)])


def with_wholes(tables: dict[str, pl.DataFrame], seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return the tables with rows that trade in lots, from some quantity on, whole, or in bundles."""
    random = np.random.default_rng(seed)
    offers, wants = tables["offers"], tables["wants"]
    firms = offers["party"].unique(maintain_order=True)
    bundling = firms.filter(pl.Series(random.random(len(firms)) < PART))
    place = pl.int_range(pl.len()).over("party")
    tied = (pl.len().over("party") > 1) & (place < 2) & pl.col("party").is_in(bundling.implode())
    offers = offers.with_columns(bundle=pl.when(tied).then(pl.lit("pair")).otherwise(pl.lit("")))
    return tables | {
        "offers": _asking(offers, random, lots=True),
        "wants": _asking(wants, random, lots=False),
    }


def _asking(rows: pl.DataFrame, random: np.random.Generator, *, lots: bool) -> pl.DataFrame:
    kinds = random.choice(4, rows.height, p=[1 - PART, PART / 3, PART / 3, PART / 3])
    parts = random.integers(1, 5, rows.height)
    free = pl.col("bundle") == "" if "bundle" in rows.columns else pl.lit(value=True)
    kind, part = pl.Series(kinds), pl.Series(parts)
    half, lot = (pl.col("quantity") / 2).round(3), (pl.col("quantity") / part).round(3).clip(0.001)
    asking = rows.with_columns(
        min_quantity=pl.when((kind == 2) & free).then(half), all_or_nothing=(kind == 3) & free
    )
    return asking.with_columns(lot=pl.when((kind == 1) & free).then(lot)) if lots else asking


def _print_row(size: int, tables: dict[str, pl.DataFrame], outcome: Path, seconds: list[float]) -> None:
    asks = pl.col("min_quantity").is_not_null() | pl.col("all_or_nothing")
    asking = tables["wants"].filter(asks).height
    asking += tables["offers"].filter(asks | pl.col("lot").is_not_null()).height
    bundled = tables["offers"].filter(pl.col("bundle") != "").height
    proof = json.loads((outcome / "outcome.json").read_text())["certificate"]
    gap = float(proof["gap"]) / float(proof["bound"])
    print(
        f"| {size:,} | {asking:,} | {bundled:,} | {proof['value']} | {100 * gap:.2f} % "
        f"| {seconds[0]:.1f} | {seconds[1]:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()

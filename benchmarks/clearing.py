"""How fast the commands are, from a book on disk to a checked outcome: prints a table.

    python3 dev.py bench clearing            every size, three runs each
    python3 dev.py bench clearing 10000 100000 --runs 5

Each run is two processes, ``samarkand clear`` on a folder of Parquet and ``samarkand check`` on its
outcome, started cold; the first run of all, which compiles, is not counted. Times are medians, in
seconds of the wall clock; memory is the largest of the two processes. The books are those of
`_generator`. Cleared volume is compared at the generator's reference values.
"""

import argparse
import json
import math
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks._commands import timed_command
from benchmarks._generator import generate, write

SIZES = (10_000, 100_000, 1_000_000)
EXAMPLE = Path(__file__).parents[1] / "examples" / "astana-2024"


@dataclass(frozen=True, slots=True)
class Run:
    """What one pair of commands took, and what came out."""

    clear: float
    check: float
    memory: float
    outcome: Path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="offers and wants together")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _print_tables(Path(folder), options.sizes, options.runs)


def _print_tables(folder: Path, sizes: list[int], runs: int) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {runs} runs, medians\n")
    print("| book | terms | clear, s | check, s | both, s | memory, GB |")
    print("|---|---|---:|---:|---:|---:|")
    example = [_run(EXAMPLE, folder / "example", "discovered") for _ in range(runs + 1)][1:]
    _print_row("astana-2024", "discovered", example)
    totals, notes = {}, []
    for size in sizes:
        book, reference = _book(folder, size)
        volume = {}
        for terms in ("discovered", "listed"):
            _run(book, folder / "outcome", terms)
            measured = [_run(book, folder / "outcome", terms) for _ in range(runs)]
            _print_row(f"{size:,} rows, {size // 10:,} firms", terms, measured)
            volume[terms] = _volume(measured[0].outcome, reference)
            if terms == "discovered":
                totals[size] = statistics.median(run.clear + run.check for run in measured)
                swaps = _swaps(measured[0].outcome)
        ratio = volume["discovered"] / volume["listed"]
        notes.append(
            f"{size:,} rows: discovered terms clear {ratio:.2f} times the volume listed ones do; "
            f"swaps of two are {swaps:.2f} of the value"
        )
    print("\n" + "\n".join(notes))
    _print_growth(totals)


def _book(folder: Path, size: int) -> tuple[Path, pl.DataFrame]:
    tables = generate(firms=size // 10, rows=size, goods=min(1_000, size // 20))
    book = folder / f"book{size}"
    write(tables, book)
    return book, tables["listed"].select("hs", reference="value")


def _run(book: Path, outcome: Path, terms: str) -> Run:
    clear, memory = timed_command(
        "clear", str(book), "--out", str(outcome), "--terms", terms, "--format", "parquet", "--quiet"
    )
    check, more = timed_command("check", str(book), str(outcome))
    return Run(clear, check, max(memory, more), outcome)


def _print_row(book: str, terms: str, runs: list[Run]) -> None:
    clear, check = (statistics.median(getattr(run, name) for run in runs) for name in ("clear", "check"))
    both = statistics.median(run.clear + run.check for run in runs)
    memory = max(run.memory for run in runs)
    print(f"| {book} | {terms} | {clear:.2f} | {check:.2f} | {both:.2f} | {memory:.2f} |", flush=True)


def _volume(outcome: Path, reference: pl.DataFrame) -> float:
    """Return what was traded, at the reference values."""
    terms = pl.read_parquet(outcome / "terms.parquet").join(reference, left_on="commodity", right_on="hs")
    return float(
        terms.select((pl.col("traded_quantity").cast(pl.Float64) * pl.col("reference")).sum()).item()
    )


def _swaps(outcome: Path) -> float:
    totals = json.loads((outcome / "outcome.json").read_text())["totals"]
    return float(totals["value_by_parties"].get("2", 0)) / float(totals["value"])


def _print_growth(totals: dict[int, float]) -> None:
    small, large = min(totals), max(totals)
    if small < large:
        exponent = math.log(totals[large] / totals[small]) / math.log(large / small)
        print(f"growth from {small:,} to {large:,} rows: time grows as rows to the power {exponent:.2f}")


if __name__ == "__main__":
    main()

"""How long the live book takes: a file of 100,000 rows brought in, frozen, read, taken from, taken away.

``python3 dev.py bench open_book``; PostgreSQL too where ``DATABASE_URL`` names a server.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks._generator import generate, write
from benchmarks._house import on_each_database, start_house

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRMS = 5_000
GOODS = 400
SINGLE_POSTS = 30


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    on_each_database("benchmarks.open_book", parser, lambda chosen: measure(chosen.rows))


def measure(rows: int) -> None:
    """Print the table of one database."""
    database = start_house()
    print(f"\n{database}, a book of {rows:,} offers and wants\n\n| what | seconds |\n|---|---:|")
    with tempfile.TemporaryDirectory() as folder:
        write(generate(FIRMS, rows, GOODS), Path(folder))
        bring_in(Path(folder))
    freeze_and_move()
    take_away()
    post_singly()


def timed(what: str, work: Callable[[], object]) -> object:
    """Do the work and print how long it took."""
    start = perf_counter()
    done = work()
    print(f"| {what} | {perf_counter() - start:.2f} |", flush=True)
    return done


def bring_in(folder: Path) -> None:
    """Measure an import of CSV files, parties among them."""
    from samarkand.platform.house.actor import HOUSE
    from samarkand.platform.market.importing import import_book

    timed("bring in the file, checked, with history", lambda: import_book(HOUSE, folder, NOW, verified=True))


def freeze_and_move() -> None:
    """Measure what a round and its deals do with the book."""
    from samarkand.platform.market.open_book import freeze_rows, frozen_book, give_back, release_rows, take

    timed("freeze", lambda: freeze_rows("R1", NOW))
    book = frozen_book("R1")
    timed("read into frames", lambda: frozen_book("R1"))
    offers = dict(zip(book.offers["offer"], [1] * 10_000, strict=False))
    wants = dict(zip(book.wants["want"], [1] * 10_000, strict=False))
    timed(f"take from {len(offers) + len(wants):,} rows", lambda: take(offers, wants))
    timed("give back to them", lambda: give_back(offers, wants))
    timed("release", lambda: release_rows("R1", NOW))


def take_away() -> None:
    """Measure files taken away."""
    from samarkand.platform.house.actor import HOUSE
    from samarkand.platform.market.exporting import rows_file
    from samarkand.platform.market.sides import OFFER

    timed("offers as CSV", lambda: rows_file(HOUSE, OFFER, "csv"))
    timed("offers as Parquet", lambda: rows_file(HOUSE, OFFER, "parquet"))


def post_singly() -> None:
    """Measure offers posted one by one."""
    from samarkand.platform.house.actor import HOUSE
    from samarkand.platform.market.rows import post
    from samarkand.platform.market.sides import OFFER
    from samarkand.platform.parties.models import Party

    code = Party.objects.values_list("code", flat=True)[0]
    row: dict[str, str | int] = {"party": code, "hs": "100630", "unit": "TNE"}
    row |= {"quantity": 1_000, "price": 650_000_000}
    times = []
    for at in range(SINGLE_POSTS):
        start = perf_counter()
        post(HOUSE, OFFER, [{**row, "offer": f"single {at}"}], NOW)
        times.append(perf_counter() - start)
    print(f"| post one offer, the middle of {SINGLE_POSTS} | {statistics.median(times):.3f} |")


if __name__ == "__main__":
    main()

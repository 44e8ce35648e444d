"""How long a round takes in the house, from open rows in the database to the stored outcome: prints a table.

    python3 dev.py bench house_round                                  SQLite
    DATABASE_URL=postgres://user@host:port/postgres python3 dev.py bench house_round     and PostgreSQL
    python3 dev.py bench house_round --rows 20000 --outcome-only

The book is that of `_generator`, posted by verified parties. The first round of all, small, compiles the
engine's loops and is not counted. Freezing reads the open rows and keeps them with their hash; the worker
reads the snapshot, clears, checks and stores. Then the round is published, and all its deals lapse: a day
on which everybody must be told and every quantity given back.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import polars as pl

from benchmarks._generator import generate
from benchmarks._house import on_each_database, start_house

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--outcome-only", action="store_true", help="leave publishing and lapsing out")
    on_each_database(
        "benchmarks.house_round", parser, lambda chosen: measure(chosen.rows, deals=not chosen.outcome_only)
    )


def measure(rows: int, *, deals: bool) -> None:
    """Print the table of one database."""
    database = start_house()
    play_round("warm", 1_000, "W")
    print(f"\n{database}, {rows:,} open offers and wants of {rows // 10:,} parties\n", flush=True)
    print("| step | seconds |\n|---|---:|")
    clear_round("cold", rows, "C")
    if deals:
        answer_round("cold")


def play_round(code: str, rows: int, prefix: str) -> None:
    """Go through a round once without a word."""
    with redirect_stdout(StringIO()):
        clear_round(code, rows, prefix)
        answer_round(code)


def clear_round(code: str, rows: int, prefix: str) -> None:
    """Post a book and clear it; tell how long it took from the open rows to the stored outcome."""
    from samarkand.clearing.settings import Settings
    from samarkand.platform.house.actor import HOUSE
    from samarkand.platform.rounds.clearing_job import ask_clearing, work
    from samarkand.platform.rounds.freezing import freeze
    from samarkand.platform.rounds.models import ClearingState
    from samarkand.platform.rounds.opening import open_round

    post_book(rows, prefix)
    round_ = open_round(HOUSE, code, "CU", NOW)
    frozen = timed(lambda: freeze(HOUSE, round_, NOW))
    clearing = ask_clearing(HOUSE, round_, "main", Settings(), NOW)
    worked = timed(lambda: work(clearing.pk, lambda: datetime.now(UTC)))
    clearing.refresh_from_db()
    if clearing.state != ClearingState.STORED:
        raise RuntimeError(f"the clearing ended {clearing.state}: {clearing.findings}")
    print(f"| freezing | {frozen:.2f} |")
    print(f"| the worker: reading, clearing, checking, storing | {worked:.2f} |")
    print(f"| **from open rows to the stored outcome** | **{frozen + worked:.2f}** |", flush=True)


def answer_round(code: str) -> None:
    """Publish a cleared round and let all its deals lapse; tell how long each took."""
    from samarkand.platform.deals.lapsing import lapse_overdue
    from samarkand.platform.deals.models import Deal, Leg
    from samarkand.platform.deals.publishing import publish
    from samarkand.platform.house.actor import HOUSE
    from samarkand.platform.rounds.models import Round

    round_ = Round.objects.get(code=code)
    clearing = round_.clearings.get()
    published = timed(lambda: publish(HOUSE, round_, clearing, NOW))
    deals, legs = Deal.objects.filter(round=round_).count(), Leg.objects.filter(deal__round=round_).count()
    lapsed = timed(lambda: lapse_overdue(NOW + timedelta(days=30)))
    print(f"| publishing {deals:,} deals, {legs:,} legs | {published:.2f} |")
    print(f"| {deals:,} deals lapse | {lapsed:.2f} |", flush=True)


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def post_book(rows: int, prefix: str) -> None:
    """Write a generated book into the tables of the house, every code with a prefix of its own."""
    from samarkand.book.frames import book_from_frames
    from samarkand.platform.market.models import Offer, Want
    from samarkand.platform.parties.models import Party, PartyState

    tables = generate(firms=rows // 10, rows=rows, goods=min(1_000, rows // 20))
    reading = book_from_frames(parties=tables["parties"], offers=tables["offers"], wants=tables["wants"])
    book = reading.book
    if book is None:
        raise RuntimeError("the generated book has errors")
    Party.objects.bulk_create(
        Party(
            code=prefix + party,
            name=name,
            country=country,
            state=PartyState.VERIFIED,
            state_since=NOW,
        )
        for party, name, country in book.parties.select("party", "name", "country").iter_rows()
    )
    ids = dict(Party.objects.values_list("code", "id"))
    Offer.objects.bulk_create((Offer(**row) for row in rows_of(book.offers, prefix, ids)), batch_size=5_000)
    Want.objects.bulk_create((Want(**row) for row in rows_of(book.wants, prefix, ids)), batch_size=5_000)


def rows_of(frame: pl.DataFrame, prefix: str, ids: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of offers or wants as the house keeps them, all of them open."""
    for code, party, hs, quantity, unit, price in frame.select(
        pl.first(), "party", "hs", "quantity", "unit", "price"
    ).iter_rows():
        yield {
            "code": prefix + code,
            "party_id": ids[prefix + party],
            "hs": hs,
            "quantity": quantity,
            "open_quantity": quantity,
            "unit": unit,
            "price": price,
            "posted_at": NOW,
            "changed_at": NOW,
        }


if __name__ == "__main__":
    main()

"""How long the proof of a ledger takes, from the tables of the house to the verdict: prints a table.

    python3 dev.py bench ledger_verify                     1,000,000 entries on SQLite
    DATABASE_URL=postgres://... python3 dev.py bench ledger_verify 100000

The ledger is posted by the house's own services on 1,000 accounts: two postings an entry, an obligation
for every tenth, a closed period for every tenth of the days. On PostgreSQL an empty database is needed; it
is filled and left. Time is the median of runs in one process; memory its largest.
"""

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samarkand.platform.accounts.journal import Draft
    from samarkand.platform.accounts.obligations import Owed
    from samarkand.platform.parties.models import Party

ACCOUNTS, AT_ONCE, DAYS = 1_000, 50_000, 300
FIRST = date(2026, 1, 1)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", nargs="?", type=int, default=1_000_000, help="how many entries")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("SAMARKAND_HOME", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "samarkand.platform.house.settings"
        _measure(options.entries, options.runs)


def _measure(entries: int, runs: int) -> None:
    from samarkand.platform.operation.starting import bring_up_to_date, set_up

    set_up()
    bring_up_to_date()
    from django.db import connection

    start = time.perf_counter()
    _fill(entries)
    filled = time.perf_counter() - start
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {runs} runs, medians\n")
    print("| database | entries | posted in, s | read, s | proven, s | in all, s | memory, GB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    reads, proofs = zip(*(_timed() for _ in range(runs)), strict=True)
    both = statistics.median(read + proof for read, proof in zip(reads, proofs, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"| {connection.vendor} | {entries:,} | {filled:.0f} | {statistics.median(reads):.2f}"
        f" | {statistics.median(proofs):.2f} | {both:.2f} | {memory:.2f} |"
    )


def _timed() -> tuple[float, float]:
    """Return the seconds of reading the books and of proving them; exits where the proof fails."""
    from samarkand.ledger.verify import verify
    from samarkand.platform.accounts.reading_books import read_books

    start = time.perf_counter()
    books = read_books()
    middle = time.perf_counter()
    found = verify(books)
    end = time.perf_counter()
    if found:
        sys.exit(f"the ledger is false: {found[0]}")
    return middle - start, end - middle


def _fill(entries: int) -> None:
    from samarkand.platform.accounts.journal import post_all
    from samarkand.platform.accounts.models import Account
    from samarkand.platform.accounts.obligations import owe_all
    from samarkand.platform.accounts.opening import accounts_of, unit_of
    from samarkand.platform.accounts.periods import close_period
    from samarkand.platform.house.actor import HOUSE

    unit = unit_of("USD")
    accounts = sorted(accounts_of(_parties(), unit).values())
    dice = random.Random(1)
    for first in range(0, entries, AT_ONCE):
        drafts = list(_drafts(range(first, min(first + AT_ONCE, entries)), entries, unit.pk, accounts, dice))
        numbers = post_all(drafts, NOW)
        owe_all([_owed(draft, numbers[draft.key]) for draft in drafts[::10]])
    for tenth in range(1, 10):
        close_period(HOUSE, "USD", FIRST + timedelta(days=DAYS * tenth // 10), NOW)
    if Account.objects.count() < ACCOUNTS:
        sys.exit("there are too few accounts")


def _parties() -> "list[Party]":
    from samarkand.platform.parties.models import Party

    Party.objects.bulk_create(
        [
            Party(code=f"P{number}", name=f"P{number}", country="KZ", state="verified", state_since=NOW)
            for number in range(ACCOUNTS)
        ]
    )
    return list(Party.objects.all())


def _drafts(
    numbers: range, entries: int, unit: int, accounts: list[int], dice: random.Random
) -> "Iterator[Draft]":
    from samarkand.platform.accounts.journal import Draft, Line

    for number in numbers:
        giver, taker = dice.sample(accounts, 2)
        value = dice.randint(1, 10**8)
        day = FIRST + timedelta(days=DAYS * number // entries)
        lines = (Line(giver, value), Line(taker, -value))
        yield Draft(f"trade {number}", unit, "trade", f"leg {number}", day, lines)


def _owed(draft: "Draft", entry: int) -> "Owed":
    from samarkand.platform.accounts.obligations import Owed

    giver, taker = draft.lines
    return Owed(draft.key, entry, taker.account, giver.account, giver.amount, draft.effective_on)


if __name__ == "__main__":
    main()

"""How many entries a second the ledger posts, and how long a whole round takes: prints two tables.

    python3 dev.py bench postings                                SQLite
    DATABASE_URL=postgres://user@host:port/postgres python3 dev.py bench postings    and PostgreSQL
    python3 dev.py bench postings --seconds 10 --clients 8

Clients are processes that post entries of two legs as fast as they can, each amount asked against a
credit limit; latency is that of one call of `post`. The round is posted by one call of `post_all`, in
one transaction of the database: 10,000 deals of ten legs as an entry a deal, with one posting for each
leg and with those of its giver and its taker, then as an entry a leg. After each the sums are proven.
"""

import argparse
import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from typing import TYPE_CHECKING

from benchmarks._house import on_each_database, start_house

if TYPE_CHECKING:
    from samarkand.platform.accounts.drafts import Draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEALS = 10_000
LEGS = 10
ACCOUNTS = 1_000
HOT = 10


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=8)
    on_each_database("benchmarks.postings", parser, lambda chosen: measure(chosen.clients, chosen.seconds))


def measure(clients: int, seconds: float) -> None:
    """Print the tables of one database."""
    database = start_house()
    accounts = open_accounts(ACCOUNTS)
    print(f"\n{database}, {clients} clients, {seconds:g} s\n")
    print("| accounts | entries a second | median ms | 99th percentile ms |\n|---:|---:|---:|---:|")
    for chosen in (accounts, accounts[:HOT]):
        times = sorted(post_from_clients(chosen, clients, seconds))
        middle, high = times[len(times) // 2], times[len(times) * 99 // 100]
        print(f"| {len(chosen)} | {len(times) / seconds:,.0f} | {middle * 1e3:.1f} | {high * 1e3:.1f} |")
        prove()
    print("\n| a round in one go | entries | postings | seconds |\n|---|---:|---:|---:|")
    rounds = {
        "an entry a deal, a posting a leg": five_swaps_each(accounts),
        "an entry a deal, two postings a leg": round_of(accounts, LEGS),
        "an entry a leg": round_of(accounts, 1),
    }
    for name, drafted in rounds.items():
        drafts = list(drafted)
        print(
            f"| {name} | {len(drafts):,} | {postings_of(drafts):,} | {post_at_once(drafts):.2f} |", flush=True
        )
        prove()


def open_accounts(count: int) -> list[int]:
    """Return the numbers of new accounts with a credit limit nobody reaches."""
    from samarkand.platform.accounts.models import Account
    from samarkand.platform.accounts.opening import unit_of

    unit = unit_of("CLD")
    Account.objects.bulk_create(
        Account(unit=unit, kind=f"account {number}", credit_limit=10**15) for number in range(count)
    )
    return list(Account.objects.order_by("id").values_list("id", flat=True))


def post_from_clients(accounts: list[int], clients: int, seconds: float) -> list[float]:
    """Return how long each call of `post` took, of all clients."""
    leave_database()
    context = multiprocessing.get_context("fork")
    told: Queue[list[float]] = context.Queue()
    begin = time.time() + 1
    processes = [
        context.Process(target=client, args=(number, accounts, begin, seconds, told))
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    times = [took for _ in processes for took in told.get()]
    for process in processes:
        process.join()
    return times


def leave_database() -> None:
    """Close every connection: a process begun from this one must not share them."""
    from django.db import connection

    connection.close()
    if close_pool := getattr(connection, "close_pool", None):  # PostgreSQL's alone
        close_pool()


def client(
    number: int, accounts: list[int], begin: float, seconds: float, told: "Queue[list[float]]"
) -> None:
    """Post from the beginning on for so many seconds, and tell what each call took."""
    from samarkand.platform.accounts.journal import Draft, Line, post

    dice = random.Random(number)
    times: list[float] = []
    time.sleep(max(0.0, begin - time.time()))
    while (start := time.time()) < begin + seconds:
        amount = dice.randint(1, 100)
        giver, taker = dice.sample(accounts, 2)
        key = f"{begin} {number} {len(times)}"
        lines = (Line(giver, amount), Line(taker, -amount))
        post(Draft(key, 1, "benchmark", "", NOW.date(), lines), NOW)
        times.append(time.time() - start)
    told.put(times)


def round_of(accounts: list[int], legs_together: int) -> "Iterator[Draft]":
    """Yield a round's drafts, so many legs to an entry; a deal is a ring of ten accounts."""
    from samarkand.platform.accounts.journal import Draft, Line

    dice = random.Random(7)
    for deal in range(DEALS):
        ring = dice.sample(accounts, LEGS)
        value = dice.randint(1, 10**6)
        legs = [(ring[at], ring[(at + 1) % LEGS]) for at in range(LEGS)]
        for number in range(0, LEGS, legs_together):
            together = legs[number : number + legs_together]
            lines = tuple(
                line for giver, taker in together for line in (Line(giver, value), Line(taker, -value))
            )
            key = f"round of {legs_together}: deal {deal} leg {number}"
            yield Draft(key, 1, "benchmark", f"deal {deal}", NOW.date(), lines)


def five_swaps_each(accounts: list[int]) -> "Iterator[Draft]":
    """Yield a round's drafts, an entry of ten postings each: five accounts gain what five others lose."""
    from samarkand.platform.accounts.journal import Draft, Line

    dice = random.Random(7)
    for deal in range(DEALS):
        value = dice.randint(1, 10**6)
        sides = (value, -value) * (LEGS // 2)
        lines = tuple(map(Line, dice.sample(accounts, LEGS), sides))
        yield Draft(f"round of swaps: deal {deal}", 1, "benchmark", f"deal {deal}", NOW.date(), lines)


def postings_of(drafts: "list[Draft]") -> int:
    """Return how many postings these drafts make."""
    return sum(len(draft.lines) for draft in drafts)


def post_at_once(drafts: "list[Draft]") -> float:
    """Return the seconds one call of `post_all` takes."""
    from samarkand.platform.accounts.journal import post_all

    start = time.perf_counter()
    post_all(drafts, NOW)
    return time.perf_counter() - start


def prove() -> None:
    """Prove in three sums that nothing was lost or doubled."""
    from django.db import connection

    torn = "SELECT 1 FROM accounts_posting GROUP BY entry_id HAVING sum(amount) <> 0"
    own = "SELECT sum(amount) FROM accounts_posting WHERE account_id = account.id"
    questions = (
        f"SELECT count(*) FROM ({torn}) AS torn",  # noqa: S608 (our own words)
        "SELECT sum(balance) FROM accounts_account",
        f"SELECT count(*) FROM accounts_account AS account WHERE balance <> coalesce(({own}), 0)",  # noqa: S608
    )
    with connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question)
            if cursor.fetchone()[0]:
                raise SystemExit(f"the ledger is not true: {question}")


if __name__ == "__main__":
    main()

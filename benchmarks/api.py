"""How many requests a house answers: lists of 50 offers over HTTP, on both databases. Prints a table.

    python3 dev.py bench api                                        SQLite, ten seconds each
    DATABASE_URL=postgres://user@host/postgres python3 dev.py bench api --seconds 20

A house of 2 processes with 4 threads each, as ``samarkand serve`` starts it; 1,000 offers of one trader, who
asks for the first 50, by token. First as many requests as are answered by 8 connections that ask again at
once; then half as many a second, sent when they are due whether or not earlier ones have been answered: their
time counts from when they were due. The clients run on the same cores and take their share; ``health`` is the
same with a request that does next to nothing, so that one sees what they and HTTP cost.
"""

import argparse
import csv
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks._house import on_each_database, start_house

CLIENTS, CONNECTIONS = 2, 4
OFFERS = 1_000
LIST, HEALTH = "/api/v1/offers?limit=50", "/health/"
HEADING = """| database | request | answered a second | at half of that: median, ms | p99, ms | slowest, ms |
|---|---|---:|---:|---:|---:|"""
_OPEN = re.compile(r"is open at (http://\S+)")


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of which house, and by whom."""

    port: int
    path: str
    token: str


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each is asked")
    on_each_database("benchmarks.api", parser, lambda told: measure(told.seconds), HEADING)


def measure(seconds: float) -> None:
    """Print the lines of one database."""
    database = start_house()
    token = _fill()
    with _served() as port:
        for name, path in (("50 offers", LIST), ("health", HEALTH)):
            _measure(database, name, Target(port, path, token), seconds)


def _measure(database: str, name: str, target: Target, seconds: float) -> None:
    asked(target, 2.0)  # warm
    rate = len(asked(target, seconds)) / seconds
    times = sorted(asked(target, seconds, rate / 2))
    middle, late = statistics.median(times), times[int(len(times) * 0.99)]
    figures = " | ".join(f"{1000 * figure:.1f}" for figure in (middle, late, times[-1]))
    print(f"| {database} | {name} | {rate:,.0f} | {figures} |", flush=True)


def asked(target: Target, seconds: float, rate: float = 0.0) -> list[float]:
    """Ask for so long with every connection, and return the seconds each answer took.

    With a ``rate`` so many a second are due, in all, and times count from when each was.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(CLIENTS, mp_context=context) as pool:
        begin = time.time() + 1.0
        runs = [pool.submit(_client, target, begin, seconds, rate / CLIENTS) for _ in range(CLIENTS)]
        return [taken for run in runs for taken in run.result()]


def _client(target: Target, begin: float, seconds: float, rate: float) -> list[float]:
    times: list[float] = []
    lock, due = threading.Lock(), _due(begin, rate)

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.port)
        headers = {"Authorization": f"Bearer {target.token}"}
        while True:
            with lock:
                at = next(due)
            if max(at, time.time()) >= begin + seconds:
                return
            time.sleep(max(0.0, at - time.time()))
            started = at if rate else time.time()
            connection.request("GET", target.path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                sys.exit(f"{target.path} was answered {answer.status}")
            times.append(time.time() - started)

    # Where requests are due at their time, more connections than can be busy wait for their turn.
    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS * (4 if rate else 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _due(begin: float, rate: float) -> Iterator[float]:
    number = 0
    while True:
        yield begin + (number / rate if rate else 0.0)
        number += 1


def _fill() -> str:
    """Put a trader with its offers into the book, and return a token of it."""
    from samarkand.platform.api.issuing import make_token
    from samarkand.platform.house.actor import HOUSE, Role
    from samarkand.platform.house.clock import now
    from samarkand.platform.market.importing import import_book
    from samarkand.platform.parties.actors import actor_of_membership
    from samarkand.platform.parties.models import Party
    from samarkand.platform.parties.people import Invited, invite, join

    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        import_book(HOUSE, Path(folder), now(), verified=True)
    trader = Invited("trader@meskay.example", Role.TRADER, Party.objects.get(code="MESKAY"))
    membership = join(invite(HOUSE, trader, now())[1], "trader", "ten thousand tonnes of rice", now())
    return make_token(actor_of_membership(membership), membership, "benchmark", now())[1]


def _write(folder: Path) -> None:
    tables = {
        "parties": [["party", "name", "country"], ["MESKAY", "Meskay & Femtee", "PK"]],
        "offers": [
            ["offer", "party", "hs", "quantity", "unit", "price", "note"],
            *(
                [f"RICE-{n}", "MESKAY", "100630", str(100 + n), "TNE", "640", "new crop"]
                for n in range(OFFERS)
            ),
        ],
        "wants": [["want", "party", "hs", "quantity", "unit", "price"]],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)


@contextmanager
def _served() -> Iterator[int]:
    """Yield the port of a house that serves the database at hand."""
    told = {"SAMARKAND_RATE": "10000000", "SAMARKAND_WORKERS": "2", "SAMARKAND_THREADS": "4"}
    command = [sys.executable, "-c", "from samarkand.cli.main import main; main()", "serve", "--port", "0"]
    house = subprocess.Popen(
        command, env={**os.environ, **told}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        found = _OPEN.search(house.stdout.readline() if house.stdout else "")
        if found is None:
            sys.exit("the house did not open")
        yield urlsplit(found[1]).port or 0
    finally:
        house.terminate()
        house.wait()


if __name__ == "__main__":
    main()

"""Whatever breaks while goods are received and posted: nothing is lost or doubled, and all sums are zero.

Each request carries an idempotency key and is repeated with it until it is answered, as programs should.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from django.conf import settings

from tests.platform.operation.running import PATIENCE, House, below, running_house, wait_for
from tests.platform.postgres import NoPostgresError, Server, server

CLIENTS = 4
ENOUGH = 25
"""Deliveries that one fault is looked at with."""

pytestmark = pytest.mark.deep

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@dataclass
class Load:
    """Deliveries announced and received over the API by several clients at once, counted."""

    house: House
    leg: str
    name: str = field(default_factory=lambda: f"trial {uuid.uuid4().hex[:8]}")
    done: list[str] = field(default_factory=list)
    repeated: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, client: int) -> None:
        with self.house.caller() as caller:
            number = 0
            while not self.stopped.is_set() and len(self.done) < 20 * ENOUGH:
                number += 1
                self._deliver(caller, f"{client}-{number} of {self.name}".replace(" ", "-"))

    def _deliver(self, caller: httpx.Client, name: str) -> None:
        new = {"leg": self.leg, "quantity": "0.1", "place": "RU", "carrier": self.name}
        shipment = self._told(caller, "/api/v1/shipments", new, f"announce-{name}")["shipment"]
        line = {"received_on": datetime.now(UTC).date().isoformat(), "accepted_quantity": "0.1"}
        self._told(caller, f"/api/v1/shipments/{shipment}/receipt", line, f"receive-{name}")
        self.done.append(shipment)

    def _told(self, caller: httpx.Client, path: str, body: dict[str, str], key: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = caller.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code >= 500:
                self.refused[answer.status_code] += 1
            elif answer is not None:
                assert answer.status_code == 201, answer.text
                told: dict[str, Any] = answer.json()
                return told
            self.repeated += 1
            time.sleep(0.05)
        raise AssertionError(f"{path} was never answered")


@contextmanager
def load_on(house: House) -> Iterator[Load]:
    """Run the load while what stands inside runs, and on until enough was delivered after it."""
    with house.caller() as caller:
        rows = caller.get("/api/v1/shipments").json()["items"]
    load = Load(house, next(row["leg"] for row in rows if row["hs"].startswith("1006")))
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(load.run, client) for client in range(CLIENTS)]
        try:
            wait_for(lambda: len(load.done) > CLIENTS or any(one.done() for one in running))
            yield load
            wanted = len(load.done) + ENOUGH
            wait_for(lambda: len(load.done) >= wanted or any(one.done() for one in running))
        finally:
            load.stopped.set()
        for one in running:
            one.result()


def assert_nothing_lost_or_doubled(house: House, load: Load) -> None:
    told = house.asked(load.name)
    assert told["faults"] == []
    assert told["sum"] == 0
    assert len(set(load.done)) == len(load.done)
    assert (told["shipments"], told["received"], told["receipts"]) == (len(load.done),) * 3
    assert told["entries"] == len(load.done)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house"), "--demo") as running:
        yield running


OnOwnServer = tuple[House, Server]


@pytest.fixture(scope="module")
def on_own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnOwnServer]:
    """A house on a server of its own, which keeps what it has confirmed and may be stopped."""
    try:
        with server(durable=True) as postgres:
            folder = tmp_path_factory.mktemp("house")
            with running_house(folder, "--demo", database=postgres.url()) as running:
                yield running, postgres
    except NoPostgresError as trouble:
        pytest.skip(str(trouble))


def test_a_server_killed_under_load_loses_nothing(house: House) -> None:
    dice = random.Random(7)
    with load_on(house) as load:
        for _ in range(3):
            time.sleep(dice.uniform(0.2, 1.0))
            wait_for(lambda: house.named("operation.server") != [])
            os.kill(dice.choice(house.named("operation.server")), signal.SIGKILL)
    assert load.repeated > 0
    assert_nothing_lost_or_doubled(house, load)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="there is no server to be restarted")
def test_a_database_restarted_and_crashed_under_load_loses_nothing(on_own_server: OnOwnServer) -> None:
    house, postgres = on_own_server
    with load_on(house) as load:
        for how in (signal.SIGINT, signal.SIGQUIT):
            postgres.stop(how)
            time.sleep(1)
            postgres.start()
            time.sleep(1)
    assert set(load.refused) <= {503}
    wait_for(lambda: httpx.get(f"{house.address}/health/ready/", timeout=60).status_code == 200)
    assert_nothing_lost_or_doubled(house, load)


@pytest.mark.skipif(ON_POSTGRESQL, reason="its disk is that of the server")
def test_a_full_disk_under_load_loses_nothing(house: House) -> None:
    with load_on(house) as load:
        largest_file(house.processes(), FULL)
        wait_for(lambda: load.refused[503] >= CLIENTS)
        largest_file(house.processes(), resource.RLIM_INFINITY)
    assert set(load.refused) <= {503}
    assert_nothing_lost_or_doubled(house, load)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="there is no server whose disk could be full")
@pytest.mark.skipif(not shutil.which("prlimit"), reason="the program prlimit (util-linux) is not there")
def test_a_full_disk_of_the_database_under_load_loses_nothing(on_own_server: OnOwnServer) -> None:
    """It cannot even keep its log: it gives up, and is started again once there is room."""
    house, postgres = on_own_server
    with load_on(house) as load:
        largest_file_of(postgres, str(FULL))
        wait_for(lambda: load.refused[503] >= CLIENTS)
        largest_file_of(postgres, "unlimited")
        postgres.stop(signal.SIGQUIT)
        postgres.start()
    assert set(load.refused) <= {500, 503}  # a file that may not grow is PostgreSQL's internal error
    assert_nothing_lost_or_doubled(house, load)


FULL = 4096
"""So many bytes of any file may be written: to who may write no more the disk is full."""


def largest_file(processes: Iterable[int], size: int) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def largest_file_of(postgres: Server, size: str) -> None:
    """Do the same with a server, as the one it runs as: nobody else may."""
    program = shutil.which("prlimit")
    assert program
    assert postgres.process
    for pid in (postgres.process.pid, *below(postgres.process.pid)):
        as_it: Any = postgres.identity
        subprocess.run([program, f"--pid={pid}", f"--fsize={size}:"], check=False, **as_it)

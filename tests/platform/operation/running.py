"""A house as people run it: ``samarkand serve`` in a process of its own, on a database of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

PATIENCE = 110.0
COMMAND = (sys.executable, "-c", "from samarkand.cli.main import main; main()")
_TOKEN = re.compile(r"^operator@\S+ +\S+ +(\S+)$", re.MULTILINE)
_OPEN = re.compile(r"is open at (http://\S+)")

_ASKED = """
import json, sys
from samarkand.platform.operation.starting import set_up
set_up()
from django.db.models import Sum
from samarkand.platform.accounts.models import Posting
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.delivery.models import Receipt, Shipment
trial = Shipment.objects.filter(carrier=sys.argv[1])
receipts = Receipt.objects.filter(shipment__in=trial)
print(json.dumps({
    "faults": [finding.code for finding in verify()],
    "sum": Posting.objects.aggregate(sum=Sum("amount"))["sum"],
    "shipments": trial.count(),
    "received": trial.filter(state="received").count(),
    "receipts": receipts.count(),
    "entries": receipts.exclude(entry=None).values("entry").distinct().count(),
}))
"""


@dataclass(slots=True)
class House:
    """A house that runs, or ran; what it printed is in ``printed``."""

    environ: dict[str, str]
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)
    token: str = ""
    opened_in: float = 0.0

    @property
    def address(self) -> str:
        """Where it answers."""
        found = _OPEN.search("".join(self.printed))
        assert found, "".join(self.printed)
        return found[1]

    def caller(self) -> httpx.Client:
        """Return a caller with the operator's token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=30)

    def processes(self) -> dict[int, str]:
        """Return the processes below it that are alive, with their command lines."""
        return below(self.process.pid)

    def named(self, words: str) -> list[int]:
        """Return the processes below it whose command line has these words."""
        return sorted(pid for pid, line in self.processes().items() if words in line)

    def child(self, words: str) -> int:
        """Return the program it started itself whose command line has these words; 0: there is none."""
        lines = _alive()
        return next((pid for pid in lines if words in lines[pid] and _parent(pid) == self.process.pid), 0)

    def kill_child(self, words: str) -> int:
        """End such a program by force; return the number it had."""
        os.kill(pid := self.child(words), signal.SIGKILL)
        return pid

    def asked(self, carrier: str) -> dict[str, Any]:
        """Return what its books say of the ledger and of what went by a carrier; another process asks."""
        run = subprocess.run(
            [sys.executable, "-c", _ASKED, carrier],
            env=self.environ,
            check=True,
            capture_output=True,
            text=True,
        )
        told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
        return told


@contextmanager
def running_house(folder: Path, *arguments: str, database: str | None = None) -> Iterator[House]:
    """Yield a house that answers, on SQLite in the folder or on a new database where the tests' one is."""
    with _database(database) as url:
        environ = {
            **os.environ,
            "DATABASE_URL": url,
            "SAMARKAND_HOME": str(folder),
            "SAMARKAND_SECRET_KEY": "",
            "PYTHONWARNINGS": "default",
        }
        environ.pop("DJANGO_SETTINGS_MODULE", None)
        house = start(environ, *arguments)
        try:
            yield house
        finally:
            house.process.terminate()
            house.process.wait(PATIENCE)


def start(environ: dict[str, str], *arguments: str) -> House:
    """Start a house and return it once it answers; ``opened_in`` is how many seconds that took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *arguments],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    house = House(environ, process)
    threading.Thread(target=_read, args=(house,), daemon=True).start()
    wait_for(lambda: any(_OPEN.search(line) for line in house.printed) or process.poll() is not None)
    found = _TOKEN.search("".join(house.printed))
    house.token = found[1] if found else ""
    house.opened_in = time.monotonic() - began
    return house


def below(ancestor: int) -> dict[int, str]:
    """Return the processes below one that are alive, with their command lines."""
    return {pid: line for pid, line in _alive().items() if ancestor in _ancestors(pid)}


def wait_for(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until it is so."""
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def _read(house: House) -> None:
    assert house.process.stdout
    with house.process.stdout as printed:
        house.printed.extend(printed)


@contextmanager
def _database(given: str | None) -> Iterator[str]:
    """Yield the address of a database that is empty: blank for SQLite in the house's folder."""
    server = given or os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"house_{uuid.uuid4().hex[:12]}"
    maintenance = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(maintenance, autocommit=True) as session:
            session.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _alive() -> dict[int, str]:
    lines = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended meanwhile
            continue
        if state != "Z":
            lines[int(folder.name)] = line
    return lines


def _ancestors(pid: int) -> Iterator[int]:
    while pid := _parent(pid):
        yield pid


def _parent(pid: int) -> int:
    """Return the number of a process's parent; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0

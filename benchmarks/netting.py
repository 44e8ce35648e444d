"""How fast netting is, in memory and as a command, and beside other programs: prints two tables.

    python3 dev.py bench netting                      100,000 and 1,000,000 obligations, three runs each
    python3 dev.py bench netting 5000000 --runs 3
    python3 dev.py bench netting 100000 --peers       the peers too; they take minutes

``library`` is a call of `net` on obligations already read, in a process of its own: the median of
calls after the first, which loads and compiles. ``command`` is ``samarkand net`` from file to folder,
started cold; its memory is the process's largest. The generated obligations are those of
`_obligations`; the others are public networks, measured where they lie beside this checkout. Peers
are those of `_netting_peers`, each where its package is installed and up to the size it bears.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from benchmarks._commands import timed_command
from benchmarks._netting_peers import PEERS, Peer, timed
from benchmarks._obligations import generate, write
from samarkand.core.scale import to_text
from samarkand.netting.net import net
from samarkand.netting.obligations import Obligations
from samarkand.netting.reading import read_obligations

Found = TypeVar("Found")

SIZES = (100_000, 1_000_000)
SHARED = Path(__file__).parents[2] / "shared" / "data" / "obligations"
NETWORKS: dict[str, dict[str, str]] = {
    "trade_credit_synthetic_01": {},
    "trade_credit_synthetic_02": {},
    "icio2022_world": {"amount": "usd_mn"},
}
"""Files of obligations, and what their columns are called."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file of obligations, and what its columns are called where not as we call them."""

    name: str
    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> Obligations:
        """Return the obligations."""
        reading = read_obligations(self.path, columns=self.columns)
        if reading.obligations is None:
            sys.exit(f"{self.path} has errors: {reading.findings[0]}")
        return reading.obligations


@dataclass(frozen=True, slots=True)
class Library:
    """What calls of `net` took, and what they found."""

    seconds: float
    obligations: int
    parties: int
    owed: int
    set_off: int
    decimals: int
    is_proven: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="how many obligations")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", action="store_true", help="measure other programs beside ours")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {options.runs} runs, medians\n")
    with tempfile.TemporaryDirectory() as folder:
        inputs = [*_shared(), *_generated(Path(folder), options.sizes)]
        print(_HEAD)
        measured = [(one, _print_row(one, Path(folder), options.runs)) for one in inputs]
        if options.peers:
            _print_peers(measured)


def _shared() -> Iterator[Input]:
    """Yield the public networks that are there."""
    for name, columns in NETWORKS.items():
        path = SHARED / f"{name}.csv.gz"
        if path.is_file():
            yield Input(name, path, columns)
        else:
            print(f"{name} is not here and is left out")


def _generated(folder: Path, sizes: list[int]) -> Iterator[Input]:
    for size in sizes:
        path = folder / f"obligations{size}.parquet"
        write(generate(size), path)
        yield Input(f"{size:,} generated", path)


_HEAD = """\
| input | obligations | parties | set off | share | library, s | command, s | memory, GB |
|---|---:|---:|---:|---:|---:|---:|---:|"""


def _print_row(one: Input, folder: Path, runs: int) -> Library:
    found = _apart(_library, one, runs)
    commands = [_command(one, folder / "outcome") for _ in range(runs)]
    seconds, memory = statistics.median(each[0] for each in commands), max(each[1] for each in commands)
    sums = f"{to_text(found.set_off, found.decimals)} | {found.set_off / max(1, found.owed):.3%}"
    if not found.is_proven:
        sums += " (not proven)"
    times = f"{found.seconds:.2f} | {seconds:.2f} | {memory:.2f}"
    print(f"| {one.name} | {found.obligations:,} | {found.parties:,} | {sums} | {times} |", flush=True)
    return found


def _library(one: Input, runs: int) -> Library:
    """Time calls of `net`; run in a process of its own."""
    obligations = one.read()
    outcome = net(obligations)
    seconds = [_seconds(lambda: net(obligations)) for _ in range(runs)]
    return Library(
        seconds=statistics.median(seconds),
        obligations=obligations.frame.height,
        parties=outcome.positions.height,
        owed=int(outcome.set_off_notices["amount"].sum()),
        set_off=int(outcome.set_off_notices["set_off"].sum()),
        decimals=obligations.decimals,
        is_proven=all(unit["certificate"]["proven"] for unit in outcome.summary["units"]),
    )


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _command(one: Input, outcome: Path) -> tuple[float, float]:
    """Return the seconds and the largest memory, in GB, of the whole command."""
    columns = [f"--column={ours}={theirs}" for ours, theirs in one.columns.items()]
    options = ["--out", str(outcome), "--format", "parquet", "--quiet", *columns]
    return timed_command("net", str(one.path), *options)


def _print_peers(measured: list[tuple[Input, Library]]) -> None:
    peers = [peer for peer in PEERS if peer.is_here()]
    print(f"\nPeers: {', '.join(f'{peer.name} {peer.version()}' for peer in peers)}\n")
    print("| input | program | seconds | times ours | set off |\n|---|---|---:|---:|---|")
    for one, ours in measured:
        for peer in peers:
            if ours.obligations > peer.most_rows:
                continue
            seconds, set_off = _apart(_peer, one, PEERS.index(peer))
            same = "the same" if set_off == ours.set_off else f"{to_text(set_off, ours.decimals)}"
            ratio = f"{seconds / ours.seconds:,.0f}"
            print(f"| {one.name} | {peer.name} | {seconds:.1f} | {ratio} | {same} |", flush=True)


def _peer(one: Input, number: int) -> tuple[float, int]:
    peer: Peer = PEERS[number]
    frame = one.read().frame
    parties = pl.Enum(pl.concat([frame["debtor"], frame["creditor"]]).unique())
    tail, head = (
        frame[side].cast(parties).to_physical().to_numpy().astype(np.int64) for side in ("debtor", "creditor")
    )
    return timed(peer, tail, head, frame["amount"].to_numpy())


def _apart(call: Callable[[Input, int], Found], one: Input, number: int) -> Found:
    """Return what the call returns, run in a fresh process, so that nothing is warm and memory is its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(call, one, number).result()


if __name__ == "__main__":
    main()

"""What want-list trades come to and how long it takes: public lists, and pools of pairs; two tables.

    python3 dev.py bench swaps                     all, for both objectives, in rings of any length, 3 and 4
    python3 dev.py bench swaps olwlg_286149        some of them
    python3 dev.py bench swaps --max-ring 2 3 5    other lengths

``seconds`` is a call of `swap` on lists already read, once, after a small trade has loaded what there is
to load. ``command`` is ``samarkand swap`` from file to folder, started cold. The lists are public math
trades; the pools of pairs, where an arc is a donor who fits, are those other programs are measured by:
there everything is an item of nobody's. All are measured where they lie beside this checkout.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks._commands import timed_command
from samarkand.swaps.choosing.short_rings import in_short_rings
from samarkand.swaps.market import Market
from samarkand.swaps.reading import read_want_lists, want_lists_from_text
from samarkand.swaps.settings import Objective, Settings
from samarkand.swaps.swap import swap
from samarkand.swaps.want_lists import WantLists

SHARED = Path(__file__).parents[2] / "shared" / "data"
LISTS = (
    "olwlg_286149",
    "RO2024May",
    "olwlg_286870",
    "olwlg_286103",
    "tm_onewant",
    "tm_xmas",
    "oz_brisbane2016",
    "oz_friendless1",
    "oz_neil",
    "oz_amiguero",
    "oz_amiguero2",
    "oz_amiguero3",
)
POOLS = ("100", "200")
OBJECTIVES: tuple[Objective, ...] = ("items", "traders-first")
ANY_LENGTH = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=[*LISTS, *POOLS], help="which inputs")
    parser.add_argument("--max-ring", nargs="*", type=int, default=[3, 4], help="lengths besides any")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    _warm_up()
    files = [path for name in options.names if name not in POOLS for path in _there(name, "mathtrade", "txt")]
    pools = [path for name in options.names if name in POOLS for path in _there(name, "kep", "input")]
    if files:
        print(_LISTS_HEAD)
    for path in files:
        _print_lists(path, [ANY_LENGTH, *options.max_ring])
    if pools:
        print(_POOLS_HEAD)
    for path in pools:
        _print_pool(path, options.max_ring)


def _there(name: str, folder: str, ending: str) -> Iterator[Path]:
    """Yield the input if it is there."""
    path = SHARED / folder / f"{name}.{ending}"
    if path.is_file():
        yield path
    else:
        print(f"{name} is not here and is left out")


_LISTS_HEAD = """\
| input | objective | max ring | items | traders | bound | proven | largest ring | seconds | command, s |
|---|---|---:|---:|---:|---:|---|---:|---:|---:|"""

_POOLS_HEAD = """
| pool | pairs | arcs | max ring | transplants | bound | proven | seconds |
|---|---:|---:|---:|---:|---:|---|---:|"""


def _print_lists(path: Path, lengths: list[int]) -> None:
    lists = _read(path)
    for objective in OBJECTIVES:
        for length in lengths:
            settings = Settings(objective, length)
            start = time.perf_counter()
            found = swap(lists, settings).summary
            seconds = time.perf_counter() - start
            bound = f"{found['bound']['items']} / {found['bound']['traders']}"
            asked = f"{path.stem} | {objective} | {length or 'any'}"
            reached = f"{found['items']} | {found['traders']} | {bound} | {_yes(found['proven'])}"
            times = f"{seconds:.2f} | {_command(path, settings):.2f}"
            print(f"| {asked} | {reached} | {found['largest_ring']} | {times} |", flush=True)


def _print_pool(path: Path, lengths: list[int]) -> None:
    pool = _pool(path)
    for length in lengths:
        start = time.perf_counter()
        found = in_short_rings(pool, length)
        seconds = time.perf_counter() - start
        print(
            f"| {path.stem} | {len(pool.owner)} | {len(pool.tail):,} | {length} | {found.items}"
            f" | {found.item_bound} | {_yes(found.proven)} | {seconds:.2f} |",
            flush=True,
        )


def _yes(proven: bool) -> str:  # noqa: FBT001 - what is asked is the argument
    return "yes" if proven else "no"


def _read(path: Path) -> WantLists:
    reading = read_want_lists(path)
    if reading.lists is None:
        sys.exit(f"{path} has errors: {reading.findings[0]}")
    return reading.lists


def _pool(path: Path) -> Market:
    """Return a pool of pairs as a market; a line has two pairs and a weight, the first how many of each."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs, arcs = int(lines[0][0]), int(lines[0][1])
    ends = np.array([[int(end) for end in line[:2]] for line in lines[1 : 1 + arcs]], dtype=np.int64)
    return Market(
        owner=np.full(pairs, -1, np.int64),
        is_real=np.ones(pairs, np.bool_),
        tail=ends[:, 0],
        head=ends[:, 1],
        cost=np.ones(arcs, np.int64),
    )


def _warm_up() -> None:
    lists = want_lists_from_text("(Ada) map : lamp\n(Ben) lamp : map\n(Cid) pen : map\n").lists
    for objective in OBJECTIVES:
        for length in (ANY_LENGTH, 3):
            if lists is not None:
                swap(lists, Settings(objective, length))


def _command(path: Path, settings: Settings) -> float:
    """Return the seconds the whole command takes."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--objective", settings.objective, "--out", str(Path(folder) / "outcome"), "--quiet"]
        if settings.max_ring:
            options += ["--max-ring", str(settings.max_ring)]
        return timed_command("swap", str(path), *options)[0]


if __name__ == "__main__":
    main()

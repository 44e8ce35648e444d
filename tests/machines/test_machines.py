"""The same book, settings and version give the same bytes, whatever machine a process believes to be on.

In the ordinary suite all masks are worn at once, then those of the processor by themselves; a difference is
traced to its mask by the long way: ``MACHINES_BOOKS=200 python -m pytest tests/machines``.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import pytest

from samarkand.book.reading import read_book
from samarkand.book.writing import write_book
from tests.machines.books import random_round
from tests.machines.masks import (
    C_LIBRARY,
    COMPILER,
    NUMPY,
    ONE_CORE,
    Mask,
    dispatched,
    is_glibc,
    masks,
)

_ROOT = Path(__file__).parents[2]
BOOKS = int(os.environ.get("MACHINES_BOOKS", "0"))
FEW = (1, 2, 4, 6, 8, 10, 12, 14)
"""Random books of the ordinary suite; even ones have listed terms, which take a tenth of the time."""

NAMES = [*masks(Path()), "all at once"] if BOOKS else ["all at once", "processor"]

Run = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> dict[str, Run]:
    """Return what each mask's process wrote, and what it took its machine to be; two run at a time."""
    known = masks(Path(pytestconfig.cache.mkdir("machines")))
    worn = {
        **known,
        "all at once": reduce(or_, known.values()),
        "processor": known[C_LIBRARY] | known[NUMPY] | known[COMPILER],
        "none": Mask(),
    }
    chosen = ["none", *NAMES]
    with ThreadPoolExecutor(max_workers=2) as two:
        found = two.map(lambda name: _run(worn[name], tmp_path_factory.mktemp(name)), chosen)
        return dict(zip(chosen, found, strict=True))


def _run(mask: Mask, folder: Path) -> Run:
    """Run `every_outcome` behind the mask, in a folder of its own."""
    seeds = range(BOOKS) if BOOKS else FEW
    command = [sys.executable, "-c", _START.format(one_core=mask.one_core), str(folder), *map(str, seeds)]
    environment = mask.environment() | {"PYTHONPATH": os.pathsep.join(["src", ".", *sys.path])}
    done = subprocess.run(
        command, cwd=_ROOT, env=environment, umask=mask.umask, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: Run = json.loads(done.stdout)
    return found


_START = """
import os, runpy, sys
if {one_core} and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})
runpy.run_module("tests.machines.every_outcome", run_name="__main__", alter_sys=True)
"""


@pytest.mark.deep
@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_the_same_behind_a_mask(runs: dict[str, Run], name: str) -> None:
    plain, masked = runs["none"]["files"], runs[name]["files"]
    assert [file for file in sorted({*plain, *masked}) if plain.get(file) != masked.get(file)] == []


@pytest.mark.deep
def test_every_book_came_out(runs: dict[str, Run]) -> None:
    faults = {name: text for name, text in runs["none"]["files"].items() if name.endswith(": failed")}
    refused = [name for name in runs["none"]["files"] if name.endswith(": refused")]
    assert faults == {}
    assert len(refused) <= (BOOKS or len(FEW)) // 8


@pytest.mark.deep
def test_the_masks_take_hold(runs: dict[str, Run]) -> None:
    """What this machine does not have cannot be masked: that is a finding here, not a pass."""
    plain, masked = runs["none"]["machine"], runs["all at once"]["machine"]
    assert masked["compiler"] == "generic"
    assert masked["threads"] == 1
    assert masked["hash"] != plain["hash"]
    assert set(masked["numpy"]) == set(plain["numpy"]) - set(dispatched())
    bare = [] if dispatched() else [NUMPY]
    bare += [] if is_glibc() and masked["powers"] != plain["powers"] else [C_LIBRARY]
    bare += [] if hasattr(os, "sched_setaffinity") else [ONE_CORE]
    if bare:
        pytest.skip(f"nothing to mask on this machine: {', '.join(bare)}")


@pytest.mark.parametrize("seed", range(BOOKS) if BOOKS else FEW)
def test_a_random_book_is_one_that_would_be_let_in(seed: int, tmp_path: Path) -> None:
    book, _ = random_round(seed)
    assert write_book(book, tmp_path / "book", "csv") is None
    reading = read_book(tmp_path / "book")
    assert reading.book is not None, reading.findings

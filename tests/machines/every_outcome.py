"""Clear, net and swap everything in one process, and print a digest of every file written.

``python -m tests.machines.every_outcome FOLDER SEED...``: the examples, a large book and a large netting,
then the random books of the seeds; the files stay in FOLDER. What it prints is JSON: ``files``, the digest
by the file's name, and ``machine``, what the process took its machine to be.
"""

import hashlib
import json
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np

from samarkand.book.book import Book
from samarkand.book.reading import read_book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome_files import write_outcome
from samarkand.clearing.report import report_html
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Refusal
from samarkand.netting import outcome_files as netting_files
from samarkand.netting import report as netting_report
from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome as Netting
from samarkand.netting.settings import Scope
from samarkand.swaps import outcome_files as swap_files
from samarkand.swaps import report as swap_report
from samarkand.swaps.results.organiser_text import organiser_text
from tests.golden import expected, netted, swapped
from tests.machines.books import large_netting, large_round, random_round

Writes = Callable[[Path], None]
_SCOPES: tuple[Scope, ...] = ("ring:3", "full")


def everything(seeds: Iterable[int]) -> dict[str, Writes]:
    """Return what writes each outcome into a folder, by name."""
    examples: dict[str, Writes] = {
        name: partial(_clear_example, name, settings) for name, settings in expected.SETTINGS.items()
    }
    settings = {"astana-2024": Settings(terms="listed"), "sco-round": Settings(max_parties=3)}
    others = {f"{name} otherwise": partial(_clear_example, name, each) for name, each in settings.items()}
    nettings = {f"netting {name}": partial(_net_example, name) for name in netted.NETTINGS}
    swaps = {f"swap {name}": partial(_swap, name) for name in swapped.TRADES}
    large: dict[str, Writes] = {"large round": _clear_large}
    large |= {f"large netting {scope}": partial(_net_large, scope) for scope in _SCOPES}
    books = {f"book {seed}": partial(_clear_random, seed) for seed in seeds}
    return examples | others | nettings | swaps | large | books


def _clear_random(seed: int, folder: Path) -> None:
    _clear(*random_round(seed), folder)


def _clear_large(folder: Path) -> None:
    _clear(*large_round(), folder)


def _clear_example(name: str, settings: Settings, folder: Path) -> None:
    book = read_book(expected.EXAMPLES / name).book
    assert book is not None
    _clear(book, settings, folder)


def _clear(book: Book, settings: Settings, folder: Path) -> None:
    outcome = clear(book, settings)
    write_outcome(outcome, folder, extra={"report.html": partial(report_html, outcome, book)})


def _net_example(name: str, folder: Path) -> None:
    _write_netting(netted.net_example(name), folder)


def _net_large(scope: Scope, folder: Path) -> None:
    _write_netting(net(*large_netting(scope)), folder)


def _write_netting(outcome: Netting, folder: Path) -> None:
    page = partial(netting_report.report_html, outcome)
    netting_files.write_outcome(outcome, folder, extra={"report.html": page})


def _swap(name: str, folder: Path) -> None:
    lists, outcome = swapped.example_lists(), swapped.swap_example(name)
    text = partial(organiser_text, outcome, lists.options)
    page = partial(swap_report.report_html, outcome, lists)
    swap_files.write_outcome(outcome, folder, extra={"trade.txt": text, "report.html": page})


def written(name: str, write: Writes, folder: Path) -> dict[str, str]:
    """Return the digests of one outcome's files; a refusal, or a fault of ours, is told in their place."""
    try:
        write(folder)
    except Refusal as refusal:
        return {f"{name}: refused": ", ".join(finding.code for finding in refusal.findings)}
    except Exception:  # noqa: BLE001 - the test says which book failed, and goes on
        return {f"{name}: failed": traceback.format_exc(limit=-2)}
    return {
        f"{name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }


def machine() -> dict[str, object]:
    """Return what the process took its machine to be; the test looks whether its mask took hold."""
    import numba
    import polars as pl
    from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]

    numbers = np.linspace(0.5, 80.0, 5_000).tolist()
    powers = repr([number**1.7 for number in numbers]).encode()
    return {
        "powers": hashlib.sha256(powers).hexdigest(),
        "numpy": sorted(name for name, has in __cpu_features__.items() if has),
        "compiler": numba.config.CPU_NAME,
        "threads": pl.thread_pool_size(),
        "hash": hash("samarkand"),
    }


def main(folder: Path, seeds: Iterable[int]) -> None:
    files: dict[str, str] = {}
    for name, write in everything(seeds).items():
        files |= written(name, write, folder / name)
    print(json.dumps({"files": files, "machine": machine()}))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]), map(int, sys.argv[2:]))

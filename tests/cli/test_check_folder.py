"""What a check makes of a written folder of any kind: its page, its keys, its columns, its version."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from samarkand.cli.check import command as check
from samarkand.cli.clear import command as clear
from samarkand.cli.explain import command as explain
from samarkand.cli.net import command as net
from samarkand.cli.report import command as report
from samarkand.cli.swap import command as swap
from tests.cli.test_check_command import LEDGER, WANTS, a_round
from tests.depth import drawn, share

KINDS = ("round", "netting", "trade")


@pytest.fixture(scope="module", params=KINDS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an input and the folder of its outcome, each kind in turn, as its command writes it."""
    return _MADE[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture
def made(written: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Return the same with a copy of the outcome, which a test may change."""
    source, outcome = written
    return source, shutil.copytree(outcome, tmp_path / outcome.name)


def _round(folder: Path) -> tuple[Path, Path]:
    book, _ = a_round(folder)
    return book, _written(clear, book, folder / "cleared")


def _netting(folder: Path) -> tuple[Path, Path]:
    ledger = folder / "ledger.csv"
    ledger.write_text(LEDGER)
    return ledger, _written(net, ledger, folder / "netted")


def _trade(folder: Path) -> tuple[Path, Path]:
    wants = folder / "wants.txt"
    wants.write_text(WANTS)
    return wants, _written(swap, wants, folder / "traded")


_MADE: dict[str, Callable[[Path], tuple[Path, Path]]] = {
    "round": _round,
    "netting": _netting,
    "trade": _trade,
}


def _written(command: Any, source: Path, out: Path) -> Path:  # noqa: ANN401 - a command of click
    result = run(command, source, "--out", out, "--quiet")
    assert result.exit_code == 0, result.output
    return out


def run(command: Any, *words: object) -> Result:  # noqa: ANN401 - a command of click
    return CliRunner().invoke(command, [str(word) for word in words])


def codes(result: Result) -> set[str]:
    assert result.exit_code in {0, 1}, result.output
    return {finding["code"] for finding in json.loads(result.stdout)["findings"]}


def change(outcome: Path, lie: Callable[[dict[str, Any]], object]) -> None:
    """Change the summary in place."""
    path = outcome / "outcome.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    lie(summary)
    path.write_text(json.dumps(summary, indent=2), encoding="utf-8")


def test_what_a_command_writes_is_true_page_and_all(made: tuple[Path, Path]) -> None:
    source, outcome = made
    assert (outcome / "report.html").is_file()
    told = json.loads(run(check, source, outcome, "--json").stdout)
    assert told["true"] is True
    assert told["findings"] == []
    assert told["not_checked"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</body>", "<p>and a discount of 5 %</p></body>"),
        ("<title>", "<title>Revised: "),
        ("</style>", " </style>"),
    ],
)
def test_an_altered_page_is_named(made: tuple[Path, Path], old: str, new: str) -> None:
    source, outcome = made
    page = outcome / "report.html"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run(check, source, outcome, "--json")
    assert (result.exit_code, codes(result)) == (1, {"page_differs"})


def test_a_page_of_other_numbers_is_named(made: tuple[Path, Path]) -> None:
    """Every number of the page in turn would be many pages; a few all over it will do."""
    source, outcome = made
    page = outcome / "report.html"
    text = page.read_text(encoding="utf-8")
    start = text.index("<main")
    places = [at for at in range(start, text.index("</main>")) if text[at].isdigit()]
    for at in places[:: max(len(places) // drawn(10), 1)]:
        page.write_text(text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :], encoding="utf-8")
        assert codes(run(check, source, outcome, "--json")) == {"page_differs"}


def test_a_page_may_be_missing_and_may_be_drawn_anew(made: tuple[Path, Path]) -> None:
    source, outcome = made
    (outcome / "report.html").unlink()
    assert run(check, source, outcome).exit_code == 0
    assert run(report, outcome).exit_code == 0
    assert run(check, source, outcome).exit_code == 0


def test_the_text_of_the_organisers_is_compared(tmp_path: Path) -> None:
    source, outcome = _trade(tmp_path)
    text = outcome / "trade.txt"
    text.write_text(text.read_text().replace("CATAN", "BRASS"))
    result = run(check, source, outcome, "--json")
    assert (result.exit_code, codes(result)) == (1, {"page_differs"})


def test_every_object_of_the_summary_has_no_other_entries(made: tuple[Path, Path]) -> None:
    source, outcome = made
    original = (outcome / "outcome.json").read_text(encoding="utf-8")
    accepted = []
    for path in share(_objects(json.loads(original)), turn=0):
        summary = json.loads(original)
        _at(summary, path)["approved_by"] = "the regulator"
        (outcome / "outcome.json").write_text(json.dumps(summary), encoding="utf-8")
        if run(check, source, outcome).exit_code == 0:
            accepted.append(path)
    assert accepted == []


def test_every_entry_of_the_summary_is_missed(made: tuple[Path, Path]) -> None:
    """But for those that an outcome may have or not, and that are told to be on trust."""
    source, outcome = made
    original = (outcome / "outcome.json").read_text(encoding="utf-8")
    trusted = json.loads(run(check, source, outcome, "--json").stdout)["not_checked"]
    missed = set()
    for path in share(_entries(json.loads(original)), turn=0):
        summary = json.loads(original)
        del _at(summary, path[:-1])[path[-1]]
        (outcome / "outcome.json").write_text(json.dumps(summary), encoding="utf-8")
        if run(check, source, outcome).exit_code == 0:
            missed.add(".".join("*" if isinstance(key, int) else key for key in path))
    assert {path for path in missed if not any(_is_of(path, place) for place in trusted)} == set()


def _is_of(path: str, place: str) -> bool:
    return path == place or place.startswith(f"{path}.")


def _objects(holder: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = (
        holder.items() if isinstance(holder, dict) else enumerate(holder if isinstance(holder, list) else [])
    )
    own = [path] if isinstance(holder, dict) else []
    return own + [found for key, value in below for found in _objects(value, (*path, key))]


def _entries(holder: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = (
        holder.items() if isinstance(holder, dict) else enumerate(holder if isinstance(holder, list) else [])
    )
    return [found for key, value in below for found in ((*path, key), *_entries(value, (*path, key)))]


def _at(holder: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever JSON holds
    for key in path:
        holder = holder[key]
    return holder


def test_another_version_is_told_and_its_page_is_not_taken_for_ours(made: tuple[Path, Path]) -> None:
    source, outcome = made
    change(outcome, lambda summary: summary.update(version="99.0.0"))
    result = run(check, source, outcome, "--json")
    assert (result.exit_code, codes(result)) == (1, {"page_differs", "version_differs"})
    (outcome / "report.html").unlink()
    (outcome / "trade.txt").unlink(missing_ok=True)
    result = run(check, source, outcome)
    assert result.exit_code == 0
    assert "version '99.0.0' is said to have made it" in result.stderr
    assert "version: that this version of the program made it" in result.stdout


def test_an_entry_said_twice_is_no_summary(made: tuple[Path, Path]) -> None:
    source, outcome = made
    path = outcome / "outcome.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{", '{"status": "approved",', 1), encoding="utf-8")
    result = run(check, source, outcome)
    assert result.exit_code == 2
    assert "has an entry twice" in result.stderr


def test_a_column_nobody_declared_is_no_table(made: tuple[Path, Path]) -> None:
    source, outcome = made
    table = min(outcome.glob("*.csv"))
    head, *rows = table.read_text().splitlines()
    table.write_text("\n".join([f"{head},discount", *(f"{row},5" for row in rows)]) + "\n")
    result = run(check, source, outcome)
    assert result.exit_code == 2
    assert "no outcome has a column 'discount'" in result.stderr


def test_no_page_is_drawn_of_what_was_altered(made: tuple[Path, Path]) -> None:
    _, outcome = made
    table = min(outcome.glob("*.csv"))
    table.write_text(table.read_text() + "\n")
    result = run(report, outcome)
    assert result.exit_code == 2
    assert "was altered; nothing of it is shown." in result.stderr


def test_nothing_is_explained_of_what_was_altered(tmp_path: Path) -> None:
    _, outcome = _round(tmp_path)
    legs = outcome / "legs.csv"
    legs.write_text(legs.read_text().replace("20000", "20001"))
    result = run(explain, outcome, "rice")
    assert result.exit_code == 2
    assert "file_differs" in result.stderr

"""`samarkand explain` as a person runs it."""

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import samarkand
from samarkand.book.writing import write_book
from samarkand.cli.explain import command
from tests.cast import book


@cache
def cleared() -> samarkand.Outcome:
    return samarkand.clear(
        book(
            "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720; wants 5 t wheat @300",
        )
    )


@pytest.fixture
def outcome(tmp_path: Path) -> Path:
    samarkand.write_outcome(cleared(), tmp_path / "outcome")
    return tmp_path / "outcome"


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_what_traded_is_told(outcome: Path) -> None:
    result = run(outcome, "Meskay gives 1")
    assert result.exit_code == 0
    assert "20,000 t of 100630" in result.stdout
    assert "given to Astarta in deal 1" in result.stdout


def test_what_stayed_open_is_told(outcome: Path) -> None:
    result = run(outcome, "Astarta wants 2")
    assert result.exit_code == 0
    assert "5 t" in result.stdout
    assert "Nobody on the other side" in result.stdout


def test_an_unknown_name_suggests_near_ones(outcome: Path) -> None:
    result = run(outcome, "Meskay gives 2")
    assert result.exit_code == 2
    assert "Did you mean Meskay gives 1" in result.stderr
    assert result.stdout == ""


def test_a_name_like_no_other_suggests_nothing(outcome: Path) -> None:
    result = run(outcome, "zzzzzzzz")
    assert result.exit_code == 2
    assert "Did you mean" not in result.stderr


def test_a_folder_without_an_outcome_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "Meskay gives 1")
    assert result.exit_code == 2
    assert "is no outcome" in result.stderr


def test_help_has_an_example() -> None:
    assert "Example: samarkand explain outcome W-MESKAY-1 --again" in run("--help").output


APART = book(
    "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
    "Astarta RU: gives 20005 t chickpeas @600; wants 20005 t rice @720",
    "Luoyang CN: gives 5 t rice @900; wants 5 t chickpeas @700",
    listed=["rice 690 t", "chickpeas 690 t"],
    name="apart",
)


@cache
def cleared_apart() -> samarkand.Outcome:
    return samarkand.clear(APART, samarkand.Settings(terms="listed"))


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """Return the outcome of a book that lies beside it: Luoyang asks too much for its rice."""
    samarkand.write_outcome(cleared_apart(), tmp_path / "outcome")
    write_book(APART, tmp_path / "apart", "csv")
    return tmp_path / "outcome"


def test_clearing_again_tells_what_would_trade(apart: Path) -> None:
    result = run(apart, "Luoyang gives 1", "--again", "--book", apart.parent / "apart")
    assert result.exit_code == 0
    assert "not given" in result.stdout
    assert "Cleared again with a limit of" in result.stdout
    assert "5 t would have traded" in result.stdout


def test_a_book_beside_the_outcome_is_found(apart: Path) -> None:
    beside = run(apart, "Luoyang gives 1", "--again")
    assert beside.stdout == run(apart, "Luoyang gives 1", "--again", "--book", apart.parent / "apart").stdout


# Each row is cleared again many times; in the quick run, one is: see above.
@pytest.mark.deep
def test_all_open_rows_are_told_of(apart: Path) -> None:
    result = run(apart, "--again", "--all")
    assert result.exit_code == 0
    told = [line.partition(":")[0] for line in result.stdout.splitlines()]
    assert told == samarkand.read_outcome(apart).unmatched["id"].to_list()


def test_another_book_is_refused(apart: Path, tmp_path: Path) -> None:
    other = book("Meskay PK: gives 1 t rice @650", "Astarta RU: wants 1 t rice @9")
    write_book(other, tmp_path / "other", "csv")
    result = run(apart, "Luoyang gives 1", "--again", "--book", tmp_path / "other")
    assert result.exit_code == 2
    assert "book_differs" in result.stderr


@pytest.mark.parametrize(
    "words", [["--again"], ["Luoyang gives 1", "--all"], ["--all"], ["Luoyang gives 1", "--book", "x"], []]
)
def test_what_makes_no_sense_is_a_usage_error(apart: Path, words: list[str]) -> None:
    result = run(apart, *words)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_without_a_book_in_sight_it_is_asked_for(outcome: Path) -> None:
    result = run(outcome, "Astarta wants 2", "--again")
    assert result.exit_code == 2
    assert "--book BOOK" in result.stderr

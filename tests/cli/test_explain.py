"""`samarkand explain` as a person runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import samarkand
from samarkand.cli.explain import command
from tests.cast import book


@pytest.fixture
def outcome(tmp_path: Path) -> Path:
    cleared = samarkand.clear(
        book(
            "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720; wants 5 t wheat @300",
        )
    )
    samarkand.write_outcome(cleared, tmp_path / "outcome")
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
    assert "Example: samarkand explain outcome" in run("--help").output

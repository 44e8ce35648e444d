"""What the command says to a person who slipped: no words of Python, and what was probably meant."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samarkand.cli.main import main
from samarkand.cli.trouble import in_words

WANTS = "(Anna) catan : azul\n(Boris) azul : catan\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(("typed", "meant"), [("cler", "clear"), ("chekc", "check"), ("stat", "")])
def test_a_command_misspelt_is_told_the_nearest(typed: str, meant: str) -> None:
    ended = run(typed)
    assert ended.exit_code == 2
    assert ("Did you mean" in ended.output) == bool(meant)
    assert f"Did you mean {meant}?" in ended.output or not meant


def test_a_word_is_no_file_of_want_lists(tmp_path: Path) -> None:
    (tmp_path / "junk.txt").write_text("hello", encoding="utf-8")
    ended = run("swap", tmp_path / "junk.txt", "--out", tmp_path / "out")
    assert (ended.exit_code, "lists_none" in ended.output) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "explain", "report"])
def test_a_folder_that_is_no_outcome_is_said_in_words(tmp_path: Path, command: str) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "empty").mkdir()
    words = {"check": ("book", "empty"), "explain": ("empty", "RICE"), "report": ("empty",)}[command]
    ended = run(command, *(tmp_path / word if (tmp_path / word).exists() else word for word in words))
    assert ended.exit_code == 2
    assert "outcome.json" in ended.output
    assert not any(word in ended.output for word in ("Errno", "Error", "Traceback"))


def test_trouble_is_told_without_its_number() -> None:
    assert in_words(FileNotFoundError(2, "No such file or directory", "a/b.csv")) == (
        "b.csv: no such file or directory"
    )
    assert in_words(KeyError("format")) == "format is missing"
    for content, said in ((b"x", "it is no JSON, or is cut short"), (b"\xff", "it is no text in UTF-8")):
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)) as wrong:
            json.loads(content.decode())
        assert in_words(wrong.value) == said
    assert in_words(ValueError("it is cut short.\nat line 3")) == "it is cut short"


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_folder_may_have_any_letters_whatever_the_locale(tmp_path: Path, format: str) -> None:  # noqa: A002
    """Polars takes no path that is not UTF-8, and in the plain locale Python's are not."""
    (tmp_path / "wants.txt").write_text(WANTS, encoding="utf-8")
    out = tmp_path / "résultat-итог"
    plain = {"PYTHONUTF8": "0", "LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    code = "from samarkand.cli.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "swap", "wants.txt", "--out", out, "--format", format],
        cwd=tmp_path, env={**os.environ, **plain}, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert (out / f"trades.{format}").is_file()

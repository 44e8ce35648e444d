"""The quick run leaves out what is marked ``deep``, says so, and lets whoever names a test have it whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.depth import every, first

ROOT = Path(__file__).parents[1]
TWO_TESTS = """
import pytest
from tests.depth import drawn

def test_plain() -> None:
    print("drawn:", drawn(100))

@pytest.mark.deep
def test_deep() -> None:
    pass
"""


def run(folder: Path, depth: str, *options: str) -> str:
    """Return what pytest prints of the two tests, beside a copy of the conftest that all tests have."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_two.py").write_text(TWO_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rP", "-c", os.devnull, "--rootdir", ".", *options]
    told = {"SAMARKAND_TESTS": depth, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "--numprocesses=2")], ids=["alone", "shared out"])
def test_a_quick_run_says_how_many_tests_it_left_out(tmp_path: Path, options: tuple[str, ...]) -> None:
    told = run(tmp_path, "quick", *options)
    assert "1 passed" in told
    assert "Deep tests left out: 1." in told
    assert "python3 dev.py test --deep" in told
    assert "drawn: 5" in told


@pytest.mark.parametrize("depth", ["deep", ""])
def test_a_deep_run_and_pytest_by_itself_leave_nothing_out(tmp_path: Path, depth: str) -> None:
    told = run(tmp_path, depth)
    assert "2 passed" in told
    assert "left out" not in told
    assert "drawn: 100" in told


@pytest.mark.parametrize("extra", [[], ["tests/clearing"], ["tests/clearing", "--exitfirst"]])
def test_a_folder_runs_quick(extra: list[str]) -> None:
    assert dev.is_quick(extra)


@pytest.mark.parametrize(
    "extra",
    [
        ["--deep"],
        ["tests/clearing", "--deep"],
        ["tests/test_docs.py"],
        ["tests/test_docs.py::test_the_reference_names_every_column_of_a_book"],
        ["-k", "nobody_wins"],
    ],
)
def test_what_is_named_runs_whole(extra: list[str]) -> None:
    assert not dev.is_quick(extra)


def test_of_many_alike_some_are_not_deep() -> None:
    assert [bool(case.marks) for case in first(2, "abcd")] == [False, False, True, True]
    assert [bool(case.marks) for case in every(3, "abcd")] == [False, True, True, False]
    assert [case.values for case in every(3, "abcd")] == [("a",), ("b",), ("c",), ("d",)]

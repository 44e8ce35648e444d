"""`samarkand swap` as the organiser of a trade runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samarkand.cli.main import main
from samarkand.swaps.outcome_files import read_outcome
from tests.depth import every

WANTS = """\
#! ALLOW-DUMMIES REQUIRE-COLONS REQUIRE-USERNAMES
(Anna) catan : %one $20
(Anna) %one : azul root
(Boris) azul : catan
(Clara) root : brass
(Dina) brass : catan
"""

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mathtrade"


@pytest.fixture
def wants(tmp_path: Path) -> Path:
    path = tmp_path / "june.txt"
    path.write_text(WANTS, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_outcome_is_written_and_printed(wants: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("swap", wants, "--out", out)
    assert result.exit_code == 0, result.output
    assert "Clara" in result.stdout
    assert "cash_left_out" in result.stderr
    names = {path.name for path in out.iterdir()}
    assert names == {"outcome.json", "trades.csv", "unmatched.csv", "trade.txt", "report.html"}
    assert read_outcome(out).summary["items"] == 3
    assert "(Anna) CATAN receives (Clara) ROOT" in (out / "trade.txt").read_text(encoding="utf-8")
    assert "Clara" in (out / "report.html").read_text(encoding="utf-8")


def test_the_check_accepts_it(wants: Path, tmp_path: Path) -> None:
    for words in ((), ("--max-ring", 2), ("--objective", "traders-first"), ("--format", "parquet")):
        out = tmp_path / "out"
        assert run("swap", wants, "--out", out, "--quiet", *words).exit_code == 0
        checked = run("check", wants, out)
        assert checked.exit_code == 0, checked.output


def test_quiet_says_nothing(wants: Path, tmp_path: Path) -> None:
    result = run("swap", wants, "--out", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_the_summary(wants: Path, tmp_path: Path) -> None:
    told = json.loads(run("swap", wants, "--out", tmp_path / "out", "--json").stdout)
    assert (told["kind"], told["lists"]["name"], told["items"], told["proven"]) == ("swap", "june", 3, True)
    assert told["rings_by_length"] == {"3": 1}


def test_short_rings_are_asked_for(wants: Path, tmp_path: Path) -> None:
    run("swap", wants, "--out", tmp_path / "out", "--max-ring", 2, "--quiet")
    outcome = read_outcome(tmp_path / "out")
    assert outcome.summary["largest_ring"] == 2
    assert set(outcome.unmatched["reason"]) == {"ring_too_long"}


def test_a_broken_file_is_refused_whole(wants: Path, tmp_path: Path) -> None:
    wants.write_text(WANTS + "carcassonne : azul\n(Eva azul\n", encoding="utf-8")
    result = run("swap", wants, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "line 7" in result.stderr
    assert "line 8" in result.stderr
    assert "Nothing was written." in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_ring_of_one_are_refused(wants: Path, tmp_path: Path) -> None:
    assert run("swap", tmp_path / "nothing.txt", "--out", tmp_path / "out").exit_code == 2
    assert run("swap", wants, "--out", tmp_path / "out", "--max-ring", 1).exit_code == 2


def test_a_folder_with_other_things_is_left_alone(wants: Path, tmp_path: Path) -> None:
    result = run("swap", wants, "--out", tmp_path)
    assert result.exit_code == 2
    assert "out_not_an_outcome" in result.stderr


# The most items, then the most traders: items proven equal to what TradeMaximizer and others find.
KNOWN = {
    "olwlg_286149.txt": (638, 186),
    "RO2024May.txt": (78, 35),
    "olwlg_286870.txt": (166, 76),
    "olwlg_286103.txt": (10, 9),
    "tm_onewant.txt": (336, 151),
    "oz_brisbane2016.txt": (81, 32),
    "oz_amiguero.txt": (442, 87),
    "oz_amiguero2.txt": (262, 70),
    "oz_amiguero3.txt": (274, 74),
}


@pytest.mark.parametrize("file", every(4, KNOWN))
def test_real_trades_come_out_as_known(file: str, tmp_path: Path) -> None:
    if not (SHARED / file).is_file():
        pytest.skip(f"{SHARED / file} is not there")
    assert run("swap", SHARED / file, "--out", tmp_path / "out", "--quiet").exit_code == 0
    summary = read_outcome(tmp_path / "out").summary
    assert (summary["items"], summary["traders"], summary["proven"]) == (*KNOWN[file], True)
    checked = run("check", SHARED / file, tmp_path / "out")
    assert checked.exit_code == 0, checked.output

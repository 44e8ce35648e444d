"""`samarkand net` as a treasurer runs it."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from samarkand.cli.main import main
from samarkand.netting.outcome import Outcome
from samarkand.netting.outcome_files import read_outcome
from tests.obligations import set_off

RING = """\
debtor,creditor,amount,due,authorisation
Meskay,Astarta,500.50,2026-03-01,A-17
Astarta,AltynDan,300.25,2026-04-01,A-17
AltynDan,Meskay,400,2026-05-01,A-18
"""

SHARED = Path(__file__).parents[3] / "shared" / "data" / "obligations"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    return written(tmp_path / "owed.csv", RING)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["net", *(str(word) for word in words)])


def outcome_of(*words: object, out: Path) -> Outcome:
    result = run(*words, "--out", out, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    return read_outcome(out)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_outcome_is_written_and_printed(ring: Path, tmp_path: Path) -> None:
    result = run(ring, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Meskay" in result.stdout
    assert str(tmp_path / "out") in result.stdout.replace("\n", "").replace(" ", "")
    assert {"outcome.json", "report.html", "set_off_notices.csv", "positions.csv"} <= files(tmp_path / "out")
    assert set_off(read_outcome(tmp_path / "out")) == {"1": 30025, "2": 30025, "3": 30025}
    assert "column_ignored" in result.stderr, "he is told that the authorisation was not looked at"


def test_the_check_accepts_it(ring: Path, tmp_path: Path) -> None:
    members = written(tmp_path / "members.csv", "member,line\nMeskay,100\nAltynDan,100\n")
    columns = ("--column", "party=member", "--column", "limit=line")
    run(ring, "--out", tmp_path / "out", "--within", "authorisation")
    checked = CliRunner().invoke(main, ["check", str(ring), str(tmp_path / "out")])
    assert checked.exit_code == 0, checked.output
    assert run(ring, "--out", tmp_path / "out", "--credit", members, *columns).exit_code == 0
    words = ["check", str(ring), str(tmp_path / "out"), "--credit", str(members), *columns]
    checked = CliRunner().invoke(main, words)
    assert checked.exit_code == 0, checked.output


def test_quiet_says_nothing(ring: Path, tmp_path: Path) -> None:
    result = run(ring, "--out", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_the_summary(ring: Path, tmp_path: Path) -> None:
    told = json.loads(run(ring, "--out", tmp_path / "out", "--json").stdout)
    assert told["status"] == "set_off"
    assert told["obligations"]["name"] == "owed"
    assert told["units"][0]["set_off"] == "900.75"


def test_parquet_holds_the_same(ring: Path, tmp_path: Path) -> None:
    ours = outcome_of(ring, out=tmp_path / "csv")
    theirs = outcome_of(ring, "--format", "parquet", out=tmp_path / "parquet")
    assert "set_off_notices.parquet" in files(tmp_path / "parquet")
    assert all(frame.equals(theirs.tables()[name]) for name, frame in ours.tables().items())


def test_columns_of_other_names_are_read(tmp_path: Path) -> None:
    ledger = written(tmp_path / "ledger.csv", "buyer,supplier,usd\nMeskay,Astarta,5\nAstarta,Meskay,3\n")
    names = ("debtor=buyer", "creditor=supplier", "amount=usd")
    columns = [word for name in names for word in ("--column", name)]
    assert set_off(outcome_of(ledger, *columns, out=tmp_path / "out")) == {"1": 3, "2": 3}


def test_what_a_column_keeps_apart_is_not_set_off(ring: Path, tmp_path: Path) -> None:
    outcome = outcome_of(ring, "--within", "authorisation", out=tmp_path / "out")
    assert set_off(outcome) == {}
    assert outcome.summary["status"] == "nothing_set_off"
    assert outcome.summary["settings"]["within"] == "authorisation"


def test_every_choice_reaches_the_outcome(ring: Path, tmp_path: Path) -> None:
    words = ("--objective", "age", "--as-of", "2026-06-01", "--scope", "full", "--rings")
    outcome = outcome_of(ring, *words, out=tmp_path / "out")
    assert outcome.summary["settings"] == {
        "objective": "age",
        "scope": "full",
        "within": "",
        "as_of": "2026-06-01",
        "rings": True,
    }
    assert outcome.rings is not None
    assert outcome.rings["debtor"].to_list() == ["AltynDan", "Meskay", "Astarta"]
    assert set_off(outcome_of(ring, "--scope", "bilateral", out=tmp_path / "two")) == {}


def test_credit_clears_more(ring: Path, tmp_path: Path) -> None:
    members = written(
        tmp_path / "members.csv", "party,limit\nMeskay,200.25\nAstarta,200.25\nAltynDan,200.25\n"
    )
    outcome = outcome_of(ring, "--credit", members, out=tmp_path / "out")
    assert outcome.set_off_notices["remainder"].to_list() == [0, 0, 0]
    assert outcome.summary["limits"]["members"] == 3


def test_the_limits_may_call_a_column_as_the_obligations_do_or_not(tmp_path: Path) -> None:
    ledger = written(
        tmp_path / "ledger.csv",
        "debtor,creditor,amount,currency\nMeskay,Astarta,5,USD\nAstarta,Meskay,3,USD\n",
    )
    for header in ("currency", "unit"):
        members = written(tmp_path / "members.csv", f"party,limit,{header}\nMeskay,2,USD\nAstarta,2,USD\n")
        words = ("--column", "unit=currency", "--credit", members)
        assert set_off(outcome_of(ledger, *words, out=tmp_path / "out")) == {"1": 5, "2": 3}


def test_a_bad_file_is_refused_whole(ring: Path, tmp_path: Path) -> None:
    ring.write_text(RING.replace("500.50", "-500").replace("AltynDan,Meskay", "Meskay,Meskay"))
    result = run(ring, "--out", tmp_path / "out", "--quiet")
    assert result.exit_code == 2
    assert "number_negative" in result.stderr
    assert "party_owes_itself" in result.stderr, "all findings at once"
    assert "Nothing was written." in result.stderr
    assert files(tmp_path) == {"owed.csv"}


def test_bad_limits_are_refused_too(ring: Path, tmp_path: Path) -> None:
    members = written(tmp_path / "members.csv", "party,limit\nMeskay,1\nMeskay,2\n")
    result = run(ring, "--out", tmp_path / "out", "--credit", members)
    assert result.exit_code == 2
    assert "member_twice" in result.stderr
    assert "column_ignored" in result.stderr, "with what was found in the obligations"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--column", "amuont=amount"), "field_unknown"),
        (("--column", "amount=usd"), "header_unknown"),
        (("--column", "limit=amount"), "field_unknown"),
        (("--within", "pair"), "column_missing"),
        (("--scope", "bilateral", "--objective", "age"), "scope_for_value_only"),
        (("--credit", "nowhere.csv"), "path_missing"),
    ],
)
def test_choices_that_cannot_be_met_are_refused(
    ring: Path, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    result = run(ring, "--out", tmp_path / "out", *words)
    assert result.exit_code == 2, result.output
    assert code in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("amount",), ("=amount",), ("amount=a", "--column", "amount=b")])
def test_a_column_is_named_once_and_with_its_header(
    ring: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert run(ring, "--out", tmp_path / "out", "--column", *words).exit_code == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere.csv", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "path_missing" in result.stderr


def test_a_folder_with_other_things_is_left_alone_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    written(tmp_path / "out" / "letter.txt", "dear Astarta")
    result = run(tmp_path / "nowhere.csv", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "out_not_an_outcome" in result.stderr
    assert files(tmp_path / "out") == {"letter.txt"}


def test_an_outcome_is_replaced_whole(ring: Path, tmp_path: Path) -> None:
    outcome_of(ring, "--rings", "--format", "parquet", out=tmp_path / "out")
    outcome_of(ring, out=tmp_path / "out")
    assert not [name for name in files(tmp_path / "out") if name.endswith(".parquet") or "rings" in name]
    assert files(tmp_path) == {"out", "owed.csv"}, "nothing left beside it"


def test_a_failed_writing_leaves_the_old_outcome(
    ring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samarkand.publishing import outcome_folder

    outcome_of(ring, out=tmp_path / "out")
    before = (tmp_path / "out" / "outcome.json").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outcome_folder, "write_table", full)
    result = run(ring, "--out", tmp_path / "out", "--scope", "bilateral")
    assert result.exit_code == 2
    assert "out_unwritable" in result.stderr
    assert (tmp_path / "out" / "outcome.json").read_bytes() == before


def test_the_same_file_gives_the_same_bytes(ring: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        outcome_of(ring, "--rings", out=tmp_path / name)
    for name in files(tmp_path / "one") | files(tmp_path / "two"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_help_has_an_example() -> None:
    assert "Example: samarkand net ledger.csv --column amount=usd --out netted" in run("--help").output


# Netted by the command in the quick run: the small ledgers above.
@pytest.mark.deep
def test_the_sectors_of_six_countries_are_netted_from_their_own_headers(tmp_path: Path) -> None:
    sectors = SHARED / "icio2022_sco6.csv"
    if not sectors.exists():
        pytest.skip(f"{sectors} is not there")
    outcome = outcome_of(sectors, "--column", "amount=usd_mn", out=tmp_path / "out")
    (unit,) = outcome.summary["units"]
    assert outcome.summary["obligations"]["decimals"] == 4
    assert unit["certificate"]["proven"]
    assert outcome.set_off_notices.select(
        (pl.col("amount") == pl.col("set_off") + pl.col("remainder")).all()
    ).item()

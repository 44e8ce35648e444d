"""`samarkand clear` as a person runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import samarkand
from samarkand.cli.clear import command
from tests.cast import write_csv


@pytest.fixture
def swap(tmp_path: Path) -> Path:
    return write_csv(
        tmp_path / "book",
        parties="""party,name,country,currency
            Meskay,Meskay Rice Mill,PK,PKR
            Astarta,Astarta-Agrotrading,RU,RUB""",
        offers="""offer,party,hs,quantity,unit,price
            rice,Meskay,100630,20000,TNE,650
            chickpeas,Astarta,071320,20000,TNE,600""",
        wants="""want,party,hs,quantity,unit,price
            chickpeas wanted,Meskay,071320,20000,TNE,760
            rice wanted,Astarta,100630,20000,TNE,720""",
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_the_outcome_is_written_and_printed(swap: Path, tmp_path: Path) -> None:
    result = run(swap, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {"outcome.json", "report.html", "legs.csv", "terms.csv"} <= files(tmp_path / "out")
    assert "Meskay" in result.stdout
    assert result.stderr == "", "progress is for terminals only"
    book = samarkand.read_book(swap).book
    assert book is not None
    assert samarkand.check(book, samarkand.read_outcome(tmp_path / "out")) == []


def test_quiet_says_nothing(swap: Path, tmp_path: Path) -> None:
    result = run(swap, "--out", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_the_summary(swap: Path, tmp_path: Path) -> None:
    told = json.loads(run(swap, "--out", tmp_path / "out", "--json").stdout)
    assert told["status"] == "cleared"
    assert told["totals"]["deals"] == 1


def test_parquet_holds_the_same(swap: Path, tmp_path: Path) -> None:
    run(swap, "--out", tmp_path / "csv")
    run(swap, "--out", tmp_path / "parquet", "--format", "parquet")
    assert "legs.parquet" in files(tmp_path / "parquet")
    ours, theirs = (samarkand.read_outcome(tmp_path / name) for name in ("csv", "parquet"))
    assert all(frame.equals(theirs.tables()[name]) for name, frame in ours.tables().items())


def test_a_bad_book_is_refused_whole(swap: Path, tmp_path: Path) -> None:
    offers = swap / "offers.csv"
    offers.write_text(
        offers.read_text().replace("650", "-650").replace("071320,20000,TNE", "071320,20000,XYZ")
    )
    result = run(swap, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "-650" in result.stderr
    assert "XYZ" in result.stderr, "all findings at once"
    assert "Nothing was written." in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--unit", "EUR"), "unit_without_pool"),
        (("--anchor", "9999=1"), "anchor_without_market"),
        (("--anchor", "rice=1"), "anchor_unreadable"),
        (("--anchor", "1006=0"), "anchor_unreadable"),
        (("--leg-failure", "0.05"), "leg_failure_without_limit"),
        (("--max-parties", "3", "--leg-failure", "5 %"), "probability_unreadable"),
        (("--max-parties", "3", "--leg-failure", "1"), "probability_unreadable"),
        (("--max-parties", "3", "--leg-failure", "-0.1"), "probability_unreadable"),
        (("--smallest-leg", "-5"), "value_unreadable"),
        (("--smallest-leg", "0"), "value_unreadable"),
        (("--smallest-deal", "much"), "value_unreadable"),
        (("--smallest-deal", "0.001"), "value_unreadable"),
        (("--smallest-deal", "99999999999999999999"), "value_unreadable"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    swap: Path, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    result = run(swap, "--out", tmp_path / "out", *words)
    assert result.exit_code == 2, result.output
    assert code in result.stderr
    assert not (tmp_path / "out").exists()


def test_deals_can_be_kept_short_and_careful(swap: Path, tmp_path: Path) -> None:
    words = ("--max-parties", "2", "--leg-failure", "0.05", "--json")
    result = run(swap, "--out", tmp_path / "out", *words)
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["certificate"]["objective"] == "expected value"
    assert summary["settings"]["leg_failure"] == "0.050000"
    assert [row["max_parties"] for row in summary["price_of_shortness"]] == [2, 3, 4, 5]


def test_legs_and_deals_can_be_kept_large(swap: Path, tmp_path: Path) -> None:
    result = run(swap, "--out", tmp_path / "out", "--smallest-leg", "1000", "--smallest-deal", "2000.5")
    assert result.exit_code == 0, result.output
    told = " ".join(result.stdout.split())
    assert "No leg is worth less than 1,000.00, no deal is worth less than 2,000.50" in told
    summary = json.loads((tmp_path / "out" / "outcome.json").read_text())
    assert summary["settings"]["smallest_leg"] == "1000.00"
    assert summary["settings"]["smallest_deal"] == "2000.50"


def test_a_folder_with_other_things_is_left_alone(swap: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("dear Astarta")
    result = run(swap, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "out_not_an_outcome" in result.stderr
    assert files(tmp_path / "out") == {"letter.txt"}


def test_an_outcome_is_replaced_whole(swap: Path, tmp_path: Path) -> None:
    run(swap, "--out", tmp_path / "out", "--format", "parquet")
    run(swap, "--out", tmp_path / "out")
    assert not [name for name in files(tmp_path / "out") if name.endswith(".parquet")]
    assert files(tmp_path) & {"book", "out"} == {path.name for path in tmp_path.iterdir()}, (
        "nothing left beside it"
    )


def test_a_failed_writing_leaves_the_old_outcome(
    swap: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samarkand.publishing import outcome_folder

    run(swap, "--out", tmp_path / "out")
    before = (tmp_path / "out" / "outcome.json").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outcome_folder, "write_table", full)
    result = run(swap, "--out", tmp_path / "out", "--anchor", "1006=5")
    assert result.exit_code == 2
    assert "out_unwritable" in result.stderr
    assert (tmp_path / "out" / "outcome.json").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"book", "out"}


def test_the_same_book_gives_the_same_bytes(swap: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(swap, "--out", tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for name in files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_missing_book_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere", "--out", tmp_path / "out").exit_code == 2


def test_help_has_an_example() -> None:
    assert "Example: samarkand clear mybook --out outcome" in run("--help").output

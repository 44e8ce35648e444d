"""`samarkand check` as a person runs it: true, false, or not to be read."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from samarkand.book.reading import read_book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome_files import write_outcome
from samarkand.cli.check import command
from tests.cast import write_csv


def a_round(folder: Path) -> tuple[Path, Path]:
    """Write the one swap and its outcome."""
    book = write_csv(
        folder / "book",
        parties="""party,name,country
            Meskay,Meskay Rice Mill,PK
            Astarta,Astarta-Agrotrading,RU""",
        offers="""offer,party,hs,quantity,unit,price
            rice,Meskay,100630,20000,TNE,650
            chickpeas,Astarta,071320,20000,TNE,600""",
        wants="""want,party,hs,quantity,unit,price
            chickpeas wanted,Meskay,071320,20000,TNE,760
            rice wanted,Astarta,100630,20000,TNE,720""",
    )
    read = read_book(book).book
    assert read is not None
    write_outcome(clear(read), folder / "outcome")
    return book, folder / "outcome"


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_a_true_outcome_is_one_line(tmp_path: Path) -> None:
    result = run(*a_round(tmp_path))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("true: 1 deal of 2 legs, value ")
    assert result.stdout.count("\n") == 1


def test_a_false_outcome_lists_what_is_wrong(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    deals = outcome / "deals.csv"
    deals.write_text(deals.read_text().replace("1,2,2,", "1,3,2,"))
    result = run(book, outcome)
    assert result.exit_code == 1
    assert "file_differs" in result.stderr
    assert "deal 1: parties is stated as 3, by the book and the legs it is 2." in result.stderr


def test_json_holds_the_findings(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    (outcome / "deals.csv").write_text("deal,parties,legs,value\n")
    result = run(book, outcome, "--json")
    told = json.loads(result.stdout)
    assert told["true"] is False
    assert "file_differs" in {finding["code"] for finding in told["findings"]}


def test_a_folder_that_is_no_outcome_cannot_be_read(tmp_path: Path) -> None:
    book, _ = a_round(tmp_path)
    result = run(book, tmp_path / "elsewhere")
    assert result.exit_code == 2
    assert "outcome_unreadable" in result.stderr


def test_a_broken_table_cannot_be_read(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    (outcome / "legs.csv").write_text("deal,offer\n1,rice\n")
    result = run(book, outcome)
    assert result.exit_code == 2
    assert "no column want" in result.stderr


def test_a_missing_book_cannot_be_read(tmp_path: Path) -> None:
    _, outcome = a_round(tmp_path)
    assert run(tmp_path / "nowhere", outcome).exit_code == 2


def test_help_has_an_example() -> None:
    assert "Example: samarkand check mybook outcome" in run("--help").output

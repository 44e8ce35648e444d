"""``samarkand book``: what a trader types and reads."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from samarkand.book.reading import read_book
from samarkand.cli.main import main
from tests.book.broken_books import good_book, with_cell


def samarkand(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["book", *map(str, arguments)])


def test_a_book_begins_with_a_template_that_is_in_order(tmp_path: Path) -> None:
    assert samarkand("init", tmp_path / "mybook").exit_code == 0
    checked = samarkand("check", tmp_path / "mybook")
    assert checked.exit_code == 0
    assert "no rows yet" in checked.stdout


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    book = good_book(tmp_path / "book")
    refused = samarkand("init", book)
    assert refused.exit_code == 2
    assert "target_exists" in refused.stderr
    assert read_book(book).book is not None


def test_check_lists_everything_under_its_file(tmp_path: Path) -> None:
    book = good_book(
        tmp_path / "book",
        offers=with_cell("offers", "RICE", "price", "-650"),
        wants=with_cell("wants", "GRAIN", "unit", "tonnes"),
    )
    checked = samarkand("check", book)
    lines = checked.stderr.splitlines()
    assert checked.exit_code == 2
    assert checked.stdout == ""
    assert lines[0] == "offers.csv"
    assert lines[1] == "  line 2, price: price is below zero: -650."
    assert "wants.csv" in lines
    assert any("Write TNE" in line and "unit_unknown" in line for line in lines)
    assert lines[-1].endswith("2 errors.")


def test_a_clean_book_is_counted(tmp_path: Path) -> None:
    checked = samarkand("check", good_book(tmp_path / "book"))
    assert checked.exit_code == 0
    assert checked.stderr == ""
    assert "is in order: 3 parties, 2 offers, 3 wants" in checked.stdout


def test_findings_as_json_are_for_programs(tmp_path: Path) -> None:
    book = good_book(tmp_path / "book", offers=with_cell("offers", "RICE", "price", "-650"))
    checked = samarkand("check", book, "--json")
    told = json.loads(checked.stdout)
    assert checked.exit_code == 2
    assert told["clean"] is False
    assert told["findings"][0] | {"message": "", "remedy": ""} == {
        "code": "number_negative",
        "message": "",
        "remedy": "",
        "file": "offers.csv",
        "row": 2,
        "column": "price",
        "value": "-650",
        "severity": "error",
    }


def test_convert_goes_from_any_shape_to_any_other(tmp_path: Path) -> None:
    book = good_book(tmp_path / "book")
    assert samarkand("convert", book, tmp_path / "book.xlsx").exit_code == 0
    assert (
        samarkand("convert", tmp_path / "book.xlsx", tmp_path / "fast", "--format", "parquet").exit_code == 0
    )
    assert samarkand("convert", tmp_path / "fast", tmp_path / "again").exit_code == 0
    first, last = read_book(book).book, read_book(tmp_path / "again").book
    assert first is not None
    assert last is not None
    assert first.digests() == last.digests()


def test_convert_refuses_a_broken_book_and_a_taken_name(tmp_path: Path) -> None:
    good = good_book(tmp_path / "good")
    broken = good_book(tmp_path / "broken", wants=with_cell("wants", "GRAIN", "hs", "rice"))
    assert samarkand("convert", broken, tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()
    assert samarkand("convert", good, broken).exit_code == 2


def test_each_command_shows_an_example() -> None:
    for name in ("init", "check", "convert"):
        assert f"samarkand book {name}" in samarkand(name, "--help").stdout

"""Every finding of the catalogue is brought about by a broken book, in the right place, with a remedy."""

from pathlib import Path

import pytest

from samarkand.book.catalogue import CATALOGUE
from samarkand.book.catalogue_others import OBLIGATIONS, WANT_LISTS
from samarkand.book.reading import read_book
from samarkand.core.finding import Finding
from tests.book.broken_books import CELLS, FILES, WRITING, good_book, line_of, with_cell


def found(path: Path, code: str) -> Finding:
    reading = read_book(path)
    matching = [finding for finding in reading.findings if finding.code == code]
    assert matching, [str(finding) for finding in reading.findings]
    assert (reading.book is None) == any(one.severity == "error" for one in reading.findings)
    return matching[0]


def test_the_good_book_has_no_finding(tmp_path: Path) -> None:
    reading = read_book(good_book(tmp_path / "book"))
    assert reading.findings == ()
    assert reading.book is not None


@pytest.mark.parametrize("code", sorted(CELLS))
def test_a_bad_cell_is_found_where_it_stands(code: str, tmp_path: Path) -> None:
    table, row, column, cell = CELLS[code]
    finding = found(good_book(tmp_path / "book", **{table: with_cell(table, row, column, cell)}), code)
    same_row = {
        "quota_empty": "",
        "freight_without_mass": "unit",
        "unit_mismatch": "unit",
        "failure_twice": "probability",
    }
    assert finding.file == f"{table if code != 'unit_mismatch' else 'offers'}.csv"
    assert finding.row == line_of(table, row) - (code == "unit_mismatch")
    assert finding.column == same_row.get(code, column)
    assert finding.severity == CATALOGUE[code].severity
    assert finding.remedy
    assert finding.message.endswith(".")


@pytest.mark.parametrize("code", sorted(FILES))
def test_a_bad_file_is_found(code: str, tmp_path: Path) -> None:
    finding = found(FILES[code](tmp_path / "book"), code)
    assert finding.file
    assert finding.severity == CATALOGUE[code].severity
    assert finding.remedy


def test_every_finding_of_the_catalogue_is_provoked() -> None:
    elsewhere = {entry.code for entry in (*OBLIGATIONS, *WANT_LISTS)}
    assert sorted(CATALOGUE) == sorted({*CELLS, *FILES, *WRITING, *elsewhere})


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    book = good_book(
        tmp_path / "book",
        parties=with_cell("parties", "ASTARTA", "country", "XX"),
        offers=with_cell("offers", "RICE", "hs", "100999"),
        wants=with_cell("wants", "PULSES", "party", "STRANGER"),
    )
    listed = [(one.file, one.row, one.code) for one in read_book(book).findings]
    assert listed == [
        ("parties.csv", 4, "country_unknown"),
        ("offers.csv", 2, "hs_unknown"),
        ("wants.csv", 2, "party_unknown"),
    ]


def test_a_flood_of_findings_is_counted_beyond_the_first_thousand(tmp_path: Path) -> None:
    rows = "\n".join(f"o{number},MESKAY,100630,-1,TNE,650" for number in range(1234))
    reading = read_book(good_book(tmp_path / "book", offers=f"offer,party,hs,quantity,unit,price\n{rows}"))
    negative = [one for one in reading.findings if one.code == "number_negative"]
    assert len(negative) == 1001
    assert negative[-1].row is None
    assert negative[-1].message.startswith("234 more rows")


def test_a_failure_of_nobody_is_found(tmp_path: Path) -> None:
    failures = with_cell("failures", "0713", "party", "MESKA")
    finding = found(good_book(tmp_path / "book", failures=failures), "party_unknown")
    assert (finding.file, finding.row, finding.column) == ("failures.csv", 3, "party")


def test_a_bundle_belongs_to_one_party_and_one_side(tmp_path: Path) -> None:
    offers = """
        offer,party,hs,quantity,unit,price,bundle
        RICE,MESKAY,100630,20000,TNE,650,FOOD
        PEAS,ASTARTA,071320,20000,TNE,600,FOOD
        FRUIT,MESKAY,080521,20000,TNE,600,Food
        SPUDS,ASTARTA,070190,20000,TNE,600,FOOD
    """
    wants = """
        want,party,hs,quantity,unit,price,bundle
        PULSES,MESKAY,0713,20000,TNE,760,FOOD
        MORE,MESKAY,1001,20000,TNE,760,
        GRAIN,ASTARTA,1006,20000,TNE,720,
    """
    reading = read_book(good_book(tmp_path / "book", offers=offers, wants=wants))
    assert reading.book is not None
    assert [(one.code, one.file, one.row) for one in reading.findings] == [
        ("bundle_of_one", "offers.csv", 2),
        ("bundle_of_one", "offers.csv", 4),
        ("bundle_of_one", "wants.csv", 2),
    ]


def test_every_lot_and_minimum_in_a_bundle_is_found(tmp_path: Path) -> None:
    offers = """
        offer,party,hs,quantity,unit,price,bundle,lot,min_quantity
        RICE,MESKAY,100630,20000,TNE,650,FOOD,1000,500
        FRUIT,MESKAY,080521,20000,TNE,600,FOOD,,
    """
    reading = read_book(good_book(tmp_path / "book", offers=offers))
    wrong = [(one.row, one.column) for one in reading.findings if one.code == "bundle_row_with_lot"]
    assert wrong == [(2, "lot"), (2, "min_quantity")]


def test_a_whole_cargo_in_whole_lots_is_no_fault(tmp_path: Path) -> None:
    assert read_book(good_book(tmp_path / "book")).book is not None
    lots = with_cell("offers", "RICE", "lot", "20000")
    assert read_book(good_book(tmp_path / "lots", offers=lots)).book is not None

"""Files made to be long to read are refused at once, with the limit they go beyond, of whatever kind."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from samarkand.book.limits import LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS, Room
from samarkand.book.reading import read_tables
from samarkand.book.schema import TABLES
from samarkand.book.table_file import read_table_file
from samarkand.core.finding import Finding

HEADER = "offer,party,hs,quantity,unit,price,note\n"
ROW = "RICE,MESKAY,100630,20000,TNE,650,{}\n"
SMALL = Room(rows=3, cells=200, unpacked=1_000_000)


def found(path: Path, room: Room = SMALL) -> Finding:
    """Return the one finding about a file of offers; nothing of it is read."""
    raw, findings = read_table_file(path, TABLES["offers"], room)
    assert raw is None
    (only,) = findings
    return only


def as_csv(path: Path, rows: list[str]) -> Path:
    path.write_text(HEADER + "".join(ROW.format(note) for note in rows), encoding="utf-8")
    return path


def as_packed(path: Path, rows: list[str]) -> Path:
    path = path.with_suffix(".csv.gz")
    path.write_bytes(gzip.compress((HEADER + "".join(ROW.format(note) for note in rows)).encode()))
    return path


def as_parquet(path: Path, rows: list[str]) -> Path:
    path = path.with_suffix(".parquet")
    names = HEADER.strip().split(",")
    frame = pl.DataFrame([ROW.strip().format(note).split(",") for note in rows], names, orient="row")
    frame.write_parquet(path)
    return path


def as_workbook(path: Path, rows: list[str]) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("offers")
        for at, line in enumerate([HEADER.strip(), *(ROW.strip().format(note) for note in rows)]):
            sheet.write_row(at, 0, line.split(","))
    return path


SHAPES: list[Callable[[Path, list[str]], Path]] = [as_csv, as_packed, as_parquet, as_workbook]


@pytest.mark.parametrize("write", SHAPES)
def test_more_rows_than_there_is_room_for_are_refused(
    write: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    path = write(tmp_path / "offers.csv", ["a", "b", "c", "d"])
    assert found(path).code == "file_too_large"
    assert read_table_file(path, TABLES["offers"])[1] == []


@pytest.mark.parametrize("write", [as_csv, as_packed, as_parquet])
def test_a_cell_that_is_too_long_is_named_with_its_place(
    write: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    told = found(write(tmp_path / "offers.csv", ["a", "\u0444" * LONGEST_CELL, "x" * (LONGEST_CELL + 1)]))
    assert (told.code, told.column, told.file) == ("cell_too_long", "note", told.file)
    assert f"{LONGEST_CELL + 1:,}" in told.message
    assert f"{LONGEST_CELL:,}" in told.message
    assert told.row in {3, 4}, "frames count their rows, files their lines"


def test_a_text_of_a_workbook_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = as_workbook(tmp_path / "offers.csv", ["x" * LONGEST_CELL])
    assert read_table_file(path, TABLES["offers"])[1] == []
    from tests.book.test_workbook_guard import SHEET, with_part

    cell = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 7 * LONGEST_CELL}</t></is></c></row>'
    told = found(with_part(path, "xl/worksheets/sheet1.xml", SHEET.format(cell).encode()))
    assert told.code == "workbook_too_large"
    assert f"more than {LONGEST_CELL:,} letters" in told.message


@pytest.mark.parametrize("above", [0, 2])
def test_a_line_that_is_too_long_is_named(above: int, tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_bytes(HEADER.encode() + b"a,b,c,d,e,f,g\n" * above + b"0" * (LONGEST_LINE + 1) + b"\nx\n")
    told = found(path)
    assert (told.code, told.row, f"{LONGEST_LINE:,}" in told.message) == ("line_too_long", 2 + above, True)


def test_a_line_may_be_as_long_as_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    line = ("x" * 30_000 + ",") * 35
    path.write_text(f"{line[:LONGEST_LINE]}\n", encoding="utf-8")
    assert found(path).code == "header_missing"


def test_blank_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_bytes(b"\n" * 1_000)
    assert found(path).code == "file_too_large"


@pytest.mark.parametrize("write", [as_csv, as_parquet])
def test_too_many_columns_are_refused(write: Callable[[Path, list[str]], Path], tmp_path: Path) -> None:
    path = tmp_path / ("offers.csv" if write is as_csv else "offers.parquet")
    frame = pl.DataFrame({f"c{at}": ["x"] for at in range(MOST_COLUMNS + 1)} | {"offer": ["x"]})
    frame.write_csv(path) if write is as_csv else frame.write_parquet(path)
    assert found(path, Room()).code == "file_too_large"


def test_two_hundred_million_bytes_of_one_line_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "offers.csv").write_bytes(HEADER.encode() + b"0" * 50_000_000)
    began = time.process_time()
    _, findings = read_tables(tmp_path)
    assert "line_too_long" in {one.code for one in findings}
    assert time.process_time() - began < 2, "it took seconds a megabyte before"

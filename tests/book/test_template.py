"""The template book reads without errors as it is, and explains every column."""

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from samarkand.book.reading import read_book
from samarkand.book.schema import TABLES
from samarkand.book.template import explanation, write_template


@pytest.mark.parametrize("name", ["mybook", "mybook.xlsx"])
def test_the_untouched_template_has_no_errors(name: str, tmp_path: Path) -> None:
    assert write_template(tmp_path / name) is None
    reading = read_book(tmp_path / name)
    assert reading.book is not None
    assert reading.book.lanes is None
    assert {finding.code for finding in reading.findings} == {"rows_none"}


def test_every_column_is_explained_above_the_header(tmp_path: Path) -> None:
    write_template(tmp_path / "mybook")
    for table in TABLES.values():
        lines = (tmp_path / "mybook" / f"{table.name}.csv").read_text(encoding="utf-8").splitlines()
        assert lines[-1] == ",".join(column.name for column in table.columns)
        assert all(any(line.startswith(f"# {column.name}: ") for line in lines) for column in table.columns)


def test_a_row_typed_below_the_header_is_read(tmp_path: Path) -> None:
    write_template(tmp_path / "mybook")
    with (tmp_path / "mybook" / "parties.csv").open("a", encoding="utf-8") as stream:
        stream.write("MESKAY,Meskay & Femtee,PK\n")
    (finding,) = (one for one in read_book(tmp_path / "mybook").findings if one.code == "row_ragged")
    assert finding.row == 10


def test_the_workbook_keeps_codes_as_text_and_remarks_every_column(tmp_path: Path) -> None:
    write_template(tmp_path / "mybook.xlsx")
    with zipfile.ZipFile(tmp_path / "mybook.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    sheets = re.findall(r'<sheet name="(\w+)"', parts["xl/workbook.xml"])
    assert sheets == [*TABLES, "README"]
    for number, table in enumerate(TABLES.values(), start=1):
        remarks = parts[f"xl/comments{number}.xml"]
        assert all(escape(explanation(column)) in remarks for column in table.columns)
    formats = re.findall(r'numFmtId="(\d+)"', parts["xl/styles.xml"].partition("<cellXfs")[2])
    columns = re.findall(r'<col min="(\d+)"[^>]* style="(\d+)"', parts["xl/worksheets/sheet2.xml"])
    text_format = "49"  # '@' in every workbook
    assert formats[int(dict(columns)["3"])] == text_format


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mybook").mkdir()
    (tmp_path / "mybook" / "parties.csv").write_text("mine")
    refused = write_template(tmp_path / "mybook")
    assert refused is not None
    assert refused.code == "target_exists"
    assert (tmp_path / "mybook" / "parties.csv").read_text() == "mine"

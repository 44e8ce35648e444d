"""Workbooks made to harm are refused before they are opened."""

import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from samarkand.book.reading import read_book

SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{}</sheetData></worksheet>"""


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("offers").write(0, 0, "offer")
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """Return the workbook with one part added or replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, held in (parts | {name: content}).items():
            archive.writestr(part, held)
    return path


def codes(path: Path) -> list[str]:
    return [finding.code for finding in read_book(path).findings]


def test_a_part_that_unpacks_to_thousands_of_times_its_size_is_refused(plain: Path) -> None:
    bomb = with_part(plain, "xl/worksheets/sheet1.xml", SHEET.format(" " * 50_000_000).encode())
    assert bomb.stat().st_size < 100_000
    assert codes(bomb) == ["workbook_too_large"]


def test_a_size_the_directory_lies_about_is_counted(plain: Path) -> None:
    bomb = with_part(plain, "xl/media/picture.bin", bytes(50_000_000))
    data = bytearray(bomb.read_bytes())
    while (at := data.find(struct.pack("<I", 50_000_000))) >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
    bomb.write_bytes(data)
    assert codes(bomb) in (["workbook_too_large"], ["file_broken"])


def test_a_cell_at_the_far_corner_is_refused(plain: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert codes(with_part(plain, "xl/worksheets/sheet1.xml", SHEET.format(far).encode())) == [
        "workbook_too_large"
    ]


def test_thousands_of_parts_are_refused(plain: Path) -> None:
    with zipfile.ZipFile(plain, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/media/{number}.txt", b"")
    assert codes(plain) == ["workbook_too_large"]


def test_a_zip_archive_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", b"<w/>")
    assert codes(path) == ["file_not_as_named"]


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"offer,party\n", b"\x89PNG\r\n"])
def test_a_workbook_in_name_only_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(content)
    assert codes(tmp_path / "book.xlsx") == ["file_not_as_named"]


def test_a_workbook_cut_short_is_broken(plain: Path) -> None:
    plain.write_bytes(plain.read_bytes()[:-200])
    assert codes(plain) == ["file_broken"]


def test_a_damaged_sheet_is_broken(plain: Path) -> None:
    assert codes(with_part(plain, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row")) in (
        ["file_broken", "table_missing", "table_missing"],
        ["table_missing", "table_missing", "file_broken"],
        ["table_missing", "table_missing", "file_empty"],
    )

"""Whatever stands in a file, the answer is a book or findings, never a traceback."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from samarkand.book.frames import book_from_frames
from samarkand.book.reading import Reading, read_book
from samarkand.book.schema import TABLES
from samarkand.book.writing import Shape, write_book
from tests.book.broken_books import GOOD, good_book
from tests.cast import swap
from tests.depth import drawn

FEW = settings(max_examples=drawn(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])

cells = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[-+]?[0-9 .,']{1,12}([eE][-+]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(
        ["", "TNE", "1006", "2026-11-30", "46356", "MESKAY", "PK", '"', "\x00", "\ud7ff", "1e400"]
    ),
    st.sampled_from(["yes", "No", "TRUE", "0", "0.05"]),
)
kinds: list[st.SearchStrategy[object]] = [
    cells,
    st.floats(),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=4),
    st.timedeltas(),
    st.binary(max_size=5),
    st.none(),
    st.lists(st.integers(0, 3)),
]
columns = st.one_of(*(st.lists(kind, min_size=2, max_size=2) for kind in kinds))


def is_whole(reading: Reading) -> bool:
    """Tell whether a reading is what it must be: a book in its types, or errors that say why not."""
    failed = any(finding.severity == "error" for finding in reading.findings)
    if reading.book is None:
        return failed
    schemas = {name: dict(frame.schema) for name, frame in reading.book.tables().items() if frame is not None}
    return not failed and all(schemas[name] == TABLES[name].frame_schema() for name in schemas)


@pytest.mark.parametrize("name", ["offers.csv", "offers.parquet", "book.xlsx"])
@given(content=st.binary(max_size=400), mark=st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\xef\xbb\xbf"]))
@FEW
def test_random_bytes(name: str, content: bytes, mark: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(mark + content)
        assert is_whole(read_book(path if name.endswith("xlsx") else path.parent))


@given(
    table=st.sampled_from(sorted(GOOD)),
    rows=st.lists(st.lists(cells, min_size=1, max_size=16), max_size=4),
    separator=st.sampled_from([",", ";", "\t"]),
)
@FEW
def test_random_cells_of_csv(table: str, rows: list[list[str]], separator: str) -> None:
    header = separator.join(column.name for column in TABLES[table].columns)
    lines = [header, *(separator.join(row) for row in rows)]
    with TemporaryDirectory() as folder:
        book = good_book(Path(folder) / "book")
        (book / f"{table}.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        assert is_whole(read_book(book))


@given(data=st.data(), table=st.sampled_from(["parties", "offers", "wants"]))
@FEW
def test_frames_of_any_type(data: st.DataObject, table: str) -> None:
    frames = {
        name: pl.read_csv(GOOD[name].replace(" ", "").encode(), infer_schema=False)
        for name in ("parties", "offers", "wants")
    }
    chosen = data.draw(st.lists(st.sampled_from(frames[table].columns), unique=True, max_size=5))
    height = frames[table].height
    for column in chosen:
        values = data.draw(columns)
        series = pl.Series(column, [*values, *[None] * (height - len(values))], strict=False)
        frames[table] = frames[table].with_columns(series)
    made = book_from_frames(parties=frames["parties"], offers=frames["offers"], wants=frames["wants"])
    assert is_whole(made)


sheets = st.lists(
    st.lists(
        st.one_of(cells, st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.booleans()),
        max_size=7,
    ),
    max_size=4,
)


def write_rows(sheet: Worksheet, rows: list[list[object]]) -> None:
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            (sheet.write_datetime if isinstance(cell, date) else sheet.write)(number, at, cell)


@given(rows=sheets)
@FEW
def test_random_cells_of_a_workbook(rows: list[list[object]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            for table in ("parties", "offers", "wants"):
                header: list[object] = [column.name for column in TABLES[table].columns]
                write_rows(workbook.add_worksheet(table), [header, *rows])
        assert is_whole(read_book(path))


# Polars can end the whole process over a damaged Parquet file, rarely; no code of ours can catch that.
# So the damage is the same in every run.
SAME = settings(FEW, derandomize=True)

damage = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=5)


@pytest.mark.parametrize("shape", ["csv", "parquet", "xlsx"])
@given(harm=damage)
@SAME
def test_a_good_book_with_a_few_bytes_changed(shape: Shape, harm: list[tuple[float, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("book.xlsx" if shape == "xlsx" else "book")
        assert write_book(swap(), path, shape) is None
        file = path if shape == "xlsx" else path / f"offers.{shape}"
        content = bytearray(file.read_bytes())
        for place, byte in harm:
            content[int(place * len(content))] = byte
        file.write_bytes(content)
        assert is_whole(read_book(path))

"""Whatever stands in a file of obligations or limits, the answer is they or findings, never a traceback."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samarkand.core.finding import errors
from samarkand.core.scale import LARGEST
from samarkand.netting.admission.amounts import MOST_DECIMALS
from samarkand.netting.obligations import CREDIT_LIMITS, OBLIGATIONS
from samarkand.netting.reading import (
    LimitsReading,
    Reading,
    limits_from_frame,
    obligations_from_frame,
    read_limits,
    read_obligations,
)
from tests.depth import drawn
from tests.netting.files import SMALL
from tests.obligations import owes

FEW = settings(
    max_examples=drawn(40), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
OWED = owes("Meskay owes Astarta 500.25 USD in A-17; Astarta owes AltynDan 300 USD in A-18")
NAMES = [column.name for column in OBLIGATIONS.columns]
MEMBERS = [*(column.name for column in CREDIT_LIMITS.columns), "authorisation"]

cells = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[-+]?[0-9]{1,12}([.,][0-9]{1,12})?([eE][-+]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(
        ["", "Meskay", "Astarta", "USD", "A-17", "1", "2", "3", "2026-11-30", '"', "\x00", "9" * 19, "1e400"]
    ),
)
kinds: list[st.SearchStrategy[object]] = [
    cells,
    st.floats(),
    st.floats(width=32),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(1, 3),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=12),
    st.timedeltas(),
    st.binary(max_size=5),
    st.none(),
    st.lists(st.integers(0, 3)),
]
columns = st.one_of(*(st.lists(kind, min_size=3, max_size=3) for kind in kinds))
headers = st.one_of(st.sampled_from([*MEMBERS, *NAMES]), st.text(max_size=8))
options = st.dictionaries(headers, headers, max_size=3)


def is_whole(reading: Reading) -> bool:
    """Tell whether a reading is what it must be: obligations as promised, or errors that say why not."""
    failed = bool(errors(reading.findings))
    if reading.obligations is None:
        return failed
    frame, decimals = reading.obligations.frame, reading.obligations.decimals
    totals = frame.group_by("unit").agg(pl.col("amount").cast(pl.Int128).sum())["amount"]
    return (
        not failed
        and frame.schema == OWED.frame.schema
        and frame.drop("due").null_count().sum_horizontal().item() == 0
        and frame["obligation"].is_unique().all()
        and bool((frame["debtor"] != frame["creditor"]).all())
        and bool((frame["amount"] > 0).all() and (frame["weight"] > 0).all() and (totals <= LARGEST).all())
        and frame.height > 0
        and 0 <= decimals <= MOST_DECIMALS
    )


def are_whole(reading: LimitsReading) -> bool:
    failed = bool(errors(reading.findings))
    if reading.limits is None:
        return failed
    frame = reading.limits.frame
    parties = {*OWED.frame["debtor"], *OWED.frame["creditor"]}
    return (
        not failed
        and frame.columns == ["party", "unit", "group", "limit", "hold"]
        and frame.drop("hold").null_count().sum_horizontal().item() == 0
        and frame.select("party", "unit", "group").is_unique().all()
        and parties.issuperset(frame["party"])
    )


@pytest.mark.parametrize("name", ["owed.csv", "owed.csv.gz", "owed.parquet", "owed.xlsx"])
@given(content=st.binary(max_size=300), mark=st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b"]))
@FEW
def test_random_bytes(name: str, content: bytes, mark: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(mark + content)
        assert is_whole(read_obligations(path))
        assert are_whole(read_limits(path, OWED))


@given(
    header=st.lists(headers, min_size=1, max_size=8),
    rows=st.lists(st.lists(cells, min_size=1, max_size=8), max_size=4),
    separator=st.sampled_from([",", ";", "\t"]),
    within=headers,
    asked=options,
)
@FEW
def test_random_cells_headers_and_options(
    header: list[str], rows: list[list[str]], separator: str, within: str, asked: dict[str, str]
) -> None:
    known = ["debtor", "creditor", "amount", *header]
    lines = [separator.join(row) for row in (known, *rows)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "owed.csv"
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        assert is_whole(read_obligations(path, within=within, columns=asked))
        path.write_bytes("\n".join([f"party{separator}limit", *lines[1:]]).encode("utf-8", "surrogatepass"))
        assert are_whole(read_limits(path, OWED, columns=asked))


@given(data=st.data())
@FEW
def test_frames_of_any_type(data: st.DataObject) -> None:
    frame = pl.DataFrame({"debtor": ["Meskay"] * 3, "creditor": ["Astarta"] * 3, "amount": [1, 2, 3]})
    for name in data.draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4)):
        frame = frame.with_columns(pl.Series(name, data.draw(columns), strict=False))
    within = data.draw(st.sampled_from(["", *frame.columns]))
    assert is_whole(obligations_from_frame(frame, within=within))


@given(data=st.data())
@FEW
def test_limits_of_any_type(data: st.DataObject) -> None:
    frame = pl.DataFrame({"party": ["Meskay", "Astarta", "Luoyang"], "limit": [1, 2, 3]})
    frame = frame.with_columns(unit=pl.lit("USD"), authorisation=pl.lit("A-17"))
    for name in data.draw(st.lists(st.sampled_from(MEMBERS), unique=True, max_size=4)):
        frame = frame.with_columns(pl.Series(name, data.draw(columns), strict=False))
    assert are_whole(limits_from_frame(frame, OWED))


@given(amounts=st.lists(st.floats(0.000001, 1e12), min_size=1, max_size=4))
@FEW
def test_a_float_is_counted_as_written_or_refused(amounts: list[float]) -> None:
    frame = pl.DataFrame({"debtor": "Meskay", "creditor": "Astarta", "amount": amounts})
    read = obligations_from_frame(frame).obligations
    if read is not None:
        back = [minor / 10**read.decimals for minor in read.frame["amount"]]
        assert back == pytest.approx(amounts, rel=1e-9)


@given(
    rows=st.lists(
        st.lists(st.one_of(cells, st.floats(allow_nan=False, allow_infinity=False), st.dates()), max_size=5),
        max_size=4,
    )
)
@FEW
def test_random_cells_of_a_workbook(rows: list[list[object]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "owed.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet()
            header: list[object] = [*NAMES]
            for number, row in enumerate([header, *rows]):
                for at, cell in enumerate(row):
                    (sheet.write_datetime if isinstance(cell, date) else sheet.write)(number, at, cell)
        assert is_whole(read_obligations(path))


damage = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=5)


@pytest.mark.parametrize("shape", ["csv", "parquet"])
@given(harm=damage)
@FEW
def test_a_good_file_with_a_few_bytes_changed(shape: str, harm: list[tuple[float, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"owed.{shape}"
        if shape == "csv":
            path.write_text(SMALL, encoding="utf-8")
        else:
            OWED.frame.write_parquet(path)
        content = bytearray(path.read_bytes())
        for place, byte in harm:
            content[int(place * len(content))] = byte
        path.write_bytes(content)
        assert is_whole(read_obligations(path))

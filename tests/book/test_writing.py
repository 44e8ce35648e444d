"""From one shape to another nothing is lost, nothing is overwritten and nothing is left half done."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samarkand.book import writing
from samarkand.book.book import Book
from samarkand.book.reading import read_book
from samarkand.book.writing import Shape, write_book
from samarkand.core.scale import LARGEST
from tests.book.broken_books import good_book
from tests.cast import ASTARTA, MESKAY, STRANGER, book, swap
from tests.depth import drawn

SHAPES: dict[Shape, str] = {"csv": "book", "parquet": "book", "xlsx": "book.xlsx"}

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd\ufffe\uffff"),
    max_size=20,
)
notes = st.one_of(
    words, st.sampled_from(["two\nlines", 'with "quotes"', "=1+1", "#1", "'", "007", "_x0041_", "TRUE"])
)
days = st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31))
scaled = st.one_of(st.integers(1, 10**9), st.integers(1, LARGEST // 10**12))


@pytest.fixture
def good(tmp_path: Path) -> Book:
    whole = read_book(good_book(tmp_path / "good")).book
    assert whole is not None
    return whole


@pytest.mark.parametrize("shape", SHAPES)
def test_a_book_written_and_read_is_the_same_book(shape: Shape, good: Book, tmp_path: Path) -> None:
    target = tmp_path / "out" / SHAPES[shape]
    assert write_book(good, target, shape) is None
    again = read_book(target)
    assert again.findings == ()
    assert again.book is not None
    assert again.book.digests() == good.digests()


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw Meskay's swap with any notes, names, numbers and dates a book can hold."""
    plain = swap()
    rows = 2
    offers = plain.offers.with_columns(
        quantity=pl.Series(draw(st.lists(scaled, min_size=rows, max_size=rows))),
        price=pl.Series(draw(st.lists(scaled, min_size=rows, max_size=rows))),
        until=pl.Series(draw(st.lists(days, min_size=rows, max_size=rows)), dtype=pl.Date),
        note=pl.Series(draw(st.lists(notes, min_size=rows, max_size=rows))).str.strip_chars(),
        bundle=pl.Series(draw(st.lists(words, min_size=rows, max_size=rows))).str.strip_chars(),
        all_or_nothing=pl.Series(draw(st.lists(st.booleans(), min_size=rows, max_size=rows))),
    )
    likely = draw(st.lists(st.integers(0, 999_999), max_size=1))
    failures = plain.failures.clear().vstack(
        pl.DataFrame([("", "", share) for share in likely], schema=plain.failures.schema, orient="row")
    )
    names = draw(st.lists(notes.filter(lambda name: bool(name.strip())), min_size=rows, max_size=rows))
    parties = plain.parties.with_columns(name=pl.Series(names).str.strip_chars())
    return replace(plain, offers=offers, parties=parties, failures=failures)


@pytest.mark.parametrize("shape", SHAPES)
@given(whole=books())
@settings(max_examples=drawn(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_number_and_date_survives(shape: Shape, whole: Book) -> None:
    with TemporaryDirectory() as folder:
        target = Path(folder) / SHAPES[shape]
        assert write_book(whole, target, shape) is None
        again = read_book(target)
        assert again.book is not None, [str(finding) for finding in again.findings]
        assert again.book.digests() == whole.digests()


def test_every_shape_leads_to_every_other(good: Book, tmp_path: Path) -> None:
    way: list[Shape] = ["xlsx", "parquet", "csv", "parquet", "xlsx", "csv"]
    current = good
    for step, shape in enumerate(way):
        target = tmp_path / f"{step}{'.xlsx' if shape == 'xlsx' else ''}"
        assert write_book(current, target, shape) is None
        reread = read_book(target).book
        assert reread is not None
        current = reread
    assert current.digests() == good.digests()


def test_people_find_plain_numbers_in_csv(tmp_path: Path) -> None:
    whole = book(f"{MESKAY}: gives 20000.5 t rice @650", f"{ASTARTA}: wants 100 t rice @720.25")
    assert write_book(whole, tmp_path / "out", "csv") is None
    rows = (tmp_path / "out" / "offers.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1] == "Meskay gives 1,Meskay,100630,20000.5,TNE,650,,PK,,,,,,no,"


def test_people_find_yes_and_no_and_shares_in_csv(tmp_path: Path) -> None:
    whole = book(
        f"{MESKAY}: gives 20 t rice @650 bundle food whole yes; gives 10 t wheat @300 bundle food",
        f"{ASTARTA}: wants 100 t rice @720.25",
        failures=["Meskay rice 0.05"],
    )
    assert write_book(whole, tmp_path / "out", "csv") is None
    offers, failures = (
        (tmp_path / "out" / f"{table}.csv").read_text(encoding="utf-8").splitlines()[1:]
        for table in ("offers", "failures")
    )
    assert [row.split(",")[-3:] for row in offers] == [["food", "yes", ""], ["food", "no", ""]]
    assert failures == ["Meskay,100630,0.05"]


def test_a_table_without_rows_is_not_written(tmp_path: Path) -> None:
    assert write_book(swap(), tmp_path / "out", "csv") is None
    assert sorted(file.stem for file in (tmp_path / "out").iterdir()) == ["offers", "parties", "wants"]


@pytest.mark.parametrize("shape", SHAPES)
def test_target_exists(shape: Shape, good: Book, tmp_path: Path) -> None:
    target = tmp_path / SHAPES[shape]
    target.write_text("a letter")
    refused = write_book(good, target, shape)
    assert refused is not None
    assert refused.code == "target_exists"
    assert target.read_text() == "a letter"


@pytest.mark.parametrize("shape", SHAPES)
def test_target_unwritable(shape: Shape, good: Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    refused = write_book(good, tmp_path / "file" / SHAPES[shape], shape)
    assert refused is not None
    assert refused.code == "target_unwritable"


def test_workbook_too_small(good: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHEET_ROWS", 1)
    by_rows = write_book(good, tmp_path / "book.xlsx", "xlsx")
    monkeypatch.setattr(writing, "SHEET_ROWS", 100)
    long = replace(good, offers=good.offers.with_columns(note=pl.lit("n" * (writing.CELL_LETTERS + 1))))
    by_letters = write_book(long, tmp_path / "book.xlsx", "xlsx")
    assert by_rows is not None
    assert by_letters is not None
    assert by_rows.code == by_letters.code == "workbook_too_small"
    assert list(tmp_path.glob("*.xlsx")) == []


def test_nothing_half_written_stays_behind(
    good: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", breaks_off)
    refused = write_book(good, tmp_path / "out" / "book", "parquet")
    assert refused is not None
    assert refused.code == "target_unwritable"
    assert list((tmp_path / "out").iterdir()) == []


def test_an_empty_folder_may_be_filled(good: Book, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write_book(good, tmp_path / "out", "csv") is None
    assert (tmp_path / "out" / "offers.csv").exists()


def test_the_stranger_is_refused(tmp_path: Path) -> None:
    guests = book(f"{MESKAY}: gives 20000 t rice @650", f"{STRANGER}: wants 20000 t rice @9000")
    assert write_book(guests, tmp_path / "out", "csv") is None
    refused = read_book(tmp_path / "out")
    assert refused.book is None
    assert {(finding.code, finding.file) for finding in refused.findings} == {
        ("country_unknown", "parties.csv"),
        ("country_unknown", "wants.csv"),
    }

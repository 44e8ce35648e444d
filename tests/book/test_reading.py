"""A book reads the same from every shape, and its blanks are written out in their normal form."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from samarkand.book.book import Book
from samarkand.book.frames import book_from_frames
from samarkand.book.reading import Reading, read_book
from samarkand.book.schema import TABLES
from tests.book.broken_books import GOOD, good_book
from tests.cast import ASTARTA, MESKAY, book, write_csv

FIRMS = "party,name,country\nMeskay,Meskay,PK\nAstarta,Astarta,RU\n"
WANTS = "want,party,hs,quantity,unit,price\nchickpeas,Meskay,071320,20000,TNE,760\n"
OFFERS = "offer,party,hs,quantity,unit,price\nrice,Meskay,100630,20000.5,TNE,650.25\n"


def read(reading: Reading) -> Book:
    assert reading.book is not None, [str(finding) for finding in reading.findings]
    return reading.book


def read_offers(folder: Path, offers: str | bytes) -> Reading:
    write_csv(folder, parties=FIRMS, wants=WANTS)
    (folder / "offers.csv").write_bytes(offers if isinstance(offers, bytes) else offers.encode())
    return read_book(folder)


def test_a_folder_of_csv_is_the_book_it_says(tmp_path: Path) -> None:
    write_csv(tmp_path / "swap", parties=FIRMS, offers=OFFERS, wants=WANTS)
    expected = book(
        f"{MESKAY}: gives 20000.5 t rice @650.25 as rice; wants 20000 t chickpeas @760 as chickpeas",
        f"{ASTARTA}:",
    )
    swap = read(read_book(tmp_path / "swap"))
    assert swap.digests() == expected.digests()
    assert swap.name == "swap"


def test_every_table_has_the_types_of_the_schema(tmp_path: Path) -> None:
    whole = read(read_book(good_book(tmp_path / "book")))
    for name, frame in whole.tables().items():
        assert frame is not None
        assert dict(frame.schema) == TABLES[name].frame_schema()


def test_blanks_are_written_out(tmp_path: Path) -> None:
    whole = read(read_book(good_book(tmp_path / "book")))
    assert whole.parties["pool"].to_list() == ["KARACHI", "KARACHI", "ASTARTA"]
    assert whole.wants["place"].to_list() == ["PK", "RU", "RU"]
    assert whole.wants["priority"].to_list() == [2, 0, 0]
    assert whole.wants["bundle"].to_list() == ["", "FOOD", "FOOD"]
    assert whole.wants["all_or_nothing"].to_list() == [False, True, False]
    assert whole.offers["lot"].to_list() == [1_000_000, None]
    assert whole.offers["note"].to_list() == ["", ""]
    assert whole.quotas["value"].to_list() == [None]
    assert whole.failures["party"].to_list() == ["", "", "MESKAY"]


def test_a_pool_needs_its_currency_and_swing_once(tmp_path: Path) -> None:
    parties = """
        party,name,country,pool,swing,currency
        MESKAY,Meskay & Femtee,PK,KARACHI,,
        FRUIT,National Fruit,PK,KARACHI,100,PKR
        ASTARTA,Astarta-Agrotrading,RU,,,RUB
    """
    whole = read(read_book(good_book(tmp_path / "book", parties=parties)))
    assert whole.parties["currency"].to_list() == ["PKR", "PKR", "RUB"]
    assert whole.parties["swing"].to_list() == [10_000, 10_000, 0]


def test_tables_left_empty_say_nothing(tmp_path: Path) -> None:
    heads = {name: GOOD[name].strip().splitlines()[0] for name in ("lanes", "listed", "quotas")}
    whole = read(read_book(good_book(tmp_path / "book", **heads)))
    assert whole.lanes is None
    assert whole.listed is None
    assert whole.quotas.height == 0


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_will_do(separator: str, tmp_path: Path) -> None:
    whole = read(read_offers(tmp_path, OFFERS.replace(",", separator)))
    assert whole.offers["quantity"].to_list() == [20_000_500]


def test_what_windows_and_old_macs_write_will_do(tmp_path: Path) -> None:
    for name, text in (("crlf", OFFERS.replace("\n", "\r\n")), ("cr", OFFERS.replace("\n", "\r"))):
        whole = read(read_offers(tmp_path / name, b"\xef\xbb\xbf" + text.encode()))
        assert whole.offers["offer"].to_list() == ["rice"]


def test_header_names_may_be_spelt_freely(tmp_path: Path) -> None:
    offers = "Offer , PARTY,HS,Quantity,unit,price,Min-Quantity\nrice,Meskay,100630,20000,TNE,650,10\n"
    assert read(read_offers(tmp_path, offers)).offers["min_quantity"].to_list() == [10_000]


def test_comments_and_blank_lines_do_not_shift_the_lines_of_findings(tmp_path: Path) -> None:
    head, row = OFFERS.strip().splitlines()
    text = f"# our offers\n#\n\n{head}\n{row}\n\n,,,,,\nbad,Meskay,100630,-1,TNE,650\n"
    findings = read_offers(tmp_path, text).findings
    assert [(one.row, one.code) for one in findings] == [(8, "number_negative")]


def test_line_breaks_in_a_note_do_not_shift_the_lines_of_findings(tmp_path: Path) -> None:
    text = (
        "offer,party,hs,quantity,unit,price,note\n"
        'rice,Meskay,100630,20000,TNE,650,"first\nsecond, with a ""word"" "\n'
        "bad,Meskay,100630,-1,TNE,650,\n"
    )
    findings = read_offers(tmp_path, text).findings
    assert [(one.row, one.code) for one in findings] == [(4, "number_negative")]


@pytest.mark.parametrize(
    "note", ["plain", "with, comma", 'with ""quotes""', "two\nlines", "#1 quality", "ماش"]
)
def test_quoted_notes_are_kept_letter_for_letter(note: str, tmp_path: Path) -> None:
    text = f'offer,party,hs,quantity,unit,price,note\nrice,Meskay,100630,20000,TNE,650,"{note}"\n'
    assert read(read_offers(tmp_path, text)).offers["note"].to_list() == [note.replace('""', '"')]


def test_a_quotation_mark_within_a_cell_is_a_letter(tmp_path: Path) -> None:
    text = 'offer,party,hs,quantity,unit,price,note\nrice,Meskay,100630,20000,TNE,650,5" pipe\n'
    assert read(read_offers(tmp_path, text)).offers["note"].to_list() == ['5" pipe']


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1251", "CP1251"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("gb18030", "GB18030"),
        ("cp1256", "CP1256"),
    ],
)
def test_the_encoding_is_guessed_by_name(encoding: str, name: str, tmp_path: Path) -> None:
    note = {"gb18030": "小麦和大米的质量很好", "cp1256": "چاول کا معیار"}.get(
        encoding, "отборный рис из Синда"
    )
    text = f"offer,party,hs,quantity,unit,price,note\nrice,Meskay,100630,20000,TNE,650,{note}\n"
    (finding,) = (one for one in read_offers(tmp_path, text.encode(encoding, "replace")).findings)
    assert finding.code == "encoding_wrong"
    assert name in finding.message


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frames = {
        "parties": pl.DataFrame({"party": ["Meskay"], "name": ["Meskay"], "country": ["PK"]}),
        "offers": pl.DataFrame(
            {"offer": [1.0], "party": ["Meskay"], "hs": [100630], "quantity": [20000.5], "unit": ["TNE"]}
        ).with_columns(
            price=pl.lit("650.25").cast(pl.Decimal(12, 2)),
            until=date(2026, 11, 30),
            note=pl.lit(None),
            unit=pl.col("unit").cast(pl.Categorical),
        ),
        "wants": pl.read_csv(WANTS.encode(), infer_schema=False),
    }
    for name, frame in frames.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    offers = read(read_book(tmp_path)).offers
    assert offers.row(0)[:6] == ("1", "Meskay", "100630", 20_000_500, "TNE", 650_250_000)
    assert offers["until"].to_list() == [date(2026, 11, 30)]


def test_frames_and_files_are_one_book(tmp_path: Path) -> None:
    frames = {name: pl.read_csv(text.encode()) for name, text in (("parties", FIRMS), ("offers", OFFERS))}
    wants = pl.read_csv(WANTS.encode(), schema_overrides={"hs": pl.String})
    made = read(book_from_frames(**frames, wants=wants, name="swap"))
    write_csv(tmp_path / "swap", parties=FIRMS, offers=OFFERS, wants=WANTS)
    assert made.digests() == read(read_book(tmp_path / "swap")).digests()


def test_frames_with_gaps_as_nan_are_blank() -> None:
    offers = pl.DataFrame(
        {"offer": ["a", "b"], "lot": [10.0, float("nan")], "quantity": [20, 20]}
    ).with_columns(party=pl.lit("Meskay"), hs=pl.lit("1006"), unit=pl.lit("TNE"), price=1)
    made = book_from_frames(
        parties=pl.read_csv(FIRMS.encode()),
        offers=offers,
        wants=pl.read_csv(WANTS.encode(), infer_schema=False),
    )
    assert read(made).offers["lot"].to_list() == [10_000, None]


def test_findings_in_frames_count_rows_from_one() -> None:
    made = book_from_frames(
        parties=pl.read_csv(FIRMS.encode()),
        offers=pl.read_csv(OFFERS.encode()).with_columns(quantity=-1),
        wants=pl.read_csv(WANTS.encode(), infer_schema=False),
    )
    assert [(one.file, one.row, one.code) for one in made.findings] == [("offers", 1, "number_negative")]


SHEETS: dict[str, list[list[object]]] = {
    "Parties": [["party", "name", "country"], [1, "Meskay", "PK"], [2, "Astarta", "RU"]],
    "offers": [
        ["# what we give"],
        [],
        ["offer", "party", "hs", "quantity", "unit", "price", "from", "until"],
        ["rice", 1, 100630, "20000.5", "TNE", 0.1 + 0.2, 46327, date(2026, 11, 30)],
        [],
        ["peas", 2, "071320", 20000, "TNE", 600, None, "2026-11-30"],
    ],
    "wants": [["want", "party", "hs", "quantity", "unit", "price"], ["grain", 2, 1006, 20000, "TNE", 720]],
    "README": [["anything"]],
}


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    (sheet.write_datetime if isinstance(cell, date) else sheet.write)(number, at, cell)
    return path


def test_a_workbook_reads_what_people_and_excel_leave_in_it(tmp_path: Path) -> None:
    reading = read_book(workbook(tmp_path / "round.xlsx", SHEETS))
    offers = read(reading).offers
    assert reading.findings == ()
    assert offers["party"].to_list() == ["1", "2"]
    assert offers["hs"].to_list() == ["100630", "071320"]
    assert offers["quantity"].to_list() == [20_000_500, 20_000_000]
    assert offers["price"].to_list() == [300_000, 600_000_000]
    assert offers["from"].to_list() == [date(2026, 11, 1), None]
    assert offers["until"].to_list() == [date(2026, 11, 30), date(2026, 11, 30)]


def test_findings_in_a_workbook_name_sheet_and_line(tmp_path: Path) -> None:
    rows = [*SHEETS["offers"][:-1], ["peas", 2, 71320, 20000, "TNE", 600]]
    (finding,) = read_book(workbook(tmp_path / "round.xlsx", SHEETS | {"offers": rows})).findings
    assert (finding.code, finding.file, finding.row) == ("hs_leading_zero", "round.xlsx[offers]", 6)
    assert finding.value == "71320"


def test_goods_by_volume_and_by_mass_do_not_warn_where_each_finds_its_like(tmp_path: Path) -> None:
    offers = OFFERS + "by-volume,Meskay,271012,1000,MTQ,600\nby-mass,Meskay,271012,1000,TNE,600\n"
    wants = WANTS + "oil,Astarta,2710,500,LTR,1\n"
    found = read_book(write_csv(tmp_path, parties=FIRMS, offers=offers, wants=wants)).findings
    assert [(one.code, one.row) for one in found] == [("unit_mismatch", 4)]


@pytest.mark.parametrize("party", ["meskay", "MESKAY.", "МESKAY", "Mes kay", "Meskay\u200b"])
def test_a_party_that_only_looks_like_one_is_told_apart_and_named(party: str, tmp_path: Path) -> None:
    (finding,) = read_offers(tmp_path, OFFERS.replace("Meskay", party)).findings
    assert finding.code == "party_unknown"
    assert finding.remedy == "Write Meskay, letter for letter."


def test_a_page_saved_under_the_name_of_a_table_is_one_finding(tmp_path: Path) -> None:
    (finding,) = read_offers(tmp_path, "<html><body>Please log in</body></html>").findings
    assert (finding.code, finding.row) == ("header_missing", 1)


def test_cells_excel_left_behind_the_last_column_do_not_matter(tmp_path: Path) -> None:
    offers = OFFERS.replace("\n", ",,\n")
    assert read_offers(tmp_path, offers).findings == ()


class TestBundlesAndFailures:
    """Yes and no, and shares of one, are read alike from every shape."""

    whole = "offer,party,hs,quantity,unit,price,bundle,all_or_nothing"
    rows = "rice,Meskay,100630,20000,TNE,650,{},{}\npeas,Meskay,071320,100,TNE,600,{},{}\n"

    def test_blanks_are_no_bundle_and_no(self, tmp_path: Path) -> None:
        offers = read(read_offers(tmp_path, f"{self.whole}\n" + self.rows.format("", "", "", "NO"))).offers
        assert offers["bundle"].to_list() == ["", ""]
        assert offers["all_or_nothing"].to_list() == [False, False]

    def test_a_book_without_the_columns_is_the_book_with_blanks(self, tmp_path: Path) -> None:
        blank = read(read_offers(tmp_path / "blank", f"{self.whole}\n" + self.rows.format("", "no", "", "")))
        without = "offer,party,hs,quantity,unit,price\n" + self.rows.replace(",{},{}", "")
        assert read(read_offers(tmp_path / "without", without)).digests() == blank.digests()

    @pytest.mark.parametrize(
        "flags",
        [[True, None], [1, 0], [1.0, 0.0], ["Yes", ""], ["TRUE", "false"]],
        ids=["boolean", "integer", "float", "words", "spreadsheet"],
    )
    def test_frames_and_parquet_hold_flags_in_any_type(self, flags: list[object], tmp_path: Path) -> None:
        offers = pl.read_csv(f"{self.whole}\n{self.rows.format('B', '', 'B', '')}".encode())
        offers = offers.with_columns(pl.Series("all_or_nothing", flags), hs=pl.Series(["100630", "071320"]))
        write_csv(tmp_path, parties=FIRMS, wants=WANTS)
        offers.write_parquet(tmp_path / "offers.parquet")
        assert read(read_book(tmp_path)).offers["all_or_nothing"].to_list() == [True, False]

    def test_the_flags_of_a_workbook_are_its_own_or_words(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["offer", "party", "hs", "quantity", "unit", "price", "All or Nothing"],
            ["rice", 1, 100630, 20000, "TNE", 650, True],
            ["peas", 2, "071320", 20000, "TNE", 600, False],
            ["wheat", 2, "100199", 20000, "TNE", 600, 1],
            ["lentils", 2, "071340", 20000, "TNE", 600, "Yes"],
        ]
        chances: list[list[object]] = [["party", "probability"], [1, 0.05], [None, "0.1"]]
        made = read(read_book(workbook(tmp_path / "b.xlsx", SHEETS | {"offers": rows, "failures": chances})))
        assert made.offers["all_or_nothing"].to_list() == [True, False, True, True]
        assert made.failures.rows() == [("1", "", 50_000), ("", "", 100_000)]

    def test_frames_may_state_failures(self) -> None:
        made = book_from_frames(
            parties=pl.read_csv(FIRMS.encode()),
            offers=pl.read_csv(OFFERS.encode()),
            wants=pl.read_csv(WANTS.encode(), infer_schema=False),
            failures=pl.DataFrame({"hs": ["1006.30", None], "probability": [0.1, 0.02]}),
        )
        assert read(made).failures.rows() == [("", "100630", 100_000), ("", "", 20_000)]

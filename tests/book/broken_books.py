"""One broken book for every finding there is: the smallest change that brings it about."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import xlsxwriter

from tests.cast import write_csv

GOOD = {
    "parties": """
        party,name,country,pool,swing,currency
        MESKAY,Meskay & Femtee,PK,KARACHI,100,PKR
        FRUIT,National Fruit,PK,KARACHI,100,PKR
        ASTARTA,Astarta-Agrotrading,RU,,,RUB
    """,
    "offers": """
        offer,party,hs,quantity,unit,price,place,from,until,lot,min_quantity,bundle,all_or_nothing
        RICE,MESKAY,100630,20000,TNE,650,PKKHI,2026-11-01,2026-11-30,1000,5000,,1
        PEAS,ASTARTA,071320,20000,TNE,600,RUNVS,2026-11-01,2026-11-30,,,,
    """,
    "wants": """
        want,party,hs,quantity,unit,price,from,until,min_quantity,priority,bundle,all_or_nothing
        PULSES,MESKAY,0713,20000,TNE,760,2026-11-01,2026-12-31,100,2,,
        GRAIN,ASTARTA,1006,20000,TNE,720,2026-11-01,2026-12-31,,,FOOD,YES
        SPUDS,ASTARTA,070190,10000,TNE,300,2026-11-01,2026-12-31,,,FOOD,
    """,
    "lanes": """
        from,to,days,freight,mode
        PKKHI,RUNVS,21,35,sea
        RU,PK,34,20,sea
    """,
    "listed": """
        hs,place,unit,value
        1006,,TNE,700
        0713,,TNE,700
    """,
    "quotas": """
        hs,from,to,quantity,unit,value
        1006,PK,RU,15000,TNE,
    """,
    "restrictions": """
        from,to,hs,party,reason
        PK,RU,0805,FRUIT,not on the list of the plant health service
    """,
    "failures": """
        hs,party,probability
        1006,,0.1
        0713,,0.05
        ,MESKAY,0.02
    """,
}
"""A book without a fault, as CSV."""

CELLS = {
    "value_missing": ("offers", "RICE", "party", ""),
    "text_malformed": ("parties", "MESKAY", "name", "Mesk\ufffdy"),
    "number_malformed": ("offers", "RICE", "quantity", "plenty"),
    "number_decimal_comma": ("offers", "RICE", "price", '"650,5"'),
    "number_grouped": ("offers", "RICE", "quantity", '"20,000"'),
    "number_too_fine": ("offers", "RICE", "quantity", "0.0005"),
    "number_too_large": ("offers", "RICE", "quantity", "9223372036854776"),
    "number_negative": ("offers", "RICE", "price", "-650"),
    "number_zero": ("wants", "GRAIN", "quantity", "0"),
    "share_out_of_range": ("failures", "1006", "probability", "5"),
    "flag_malformed": ("wants", "GRAIN", "all_or_nothing", "whole"),
    "date_malformed": ("offers", "RICE", "until", "30.11.2026"),
    "date_absurd": ("offers", "RICE", "until", "0226-11-30"),
    "country_unknown": ("parties", "MESKAY", "country", "XX"),
    "place_malformed": ("offers", "RICE", "place", "Karachi"),
    "hs_malformed": ("offers", "RICE", "hs", "rice"),
    "hs_unknown": ("offers", "RICE", "hs", "100999"),
    "hs_unspecified": ("offers", "RICE", "hs", "999999"),
    "hs_leading_zero": ("wants", "PULSES", "hs", "713"),
    "hs_ambiguous": ("offers", "RICE", "hs", "90111"),
    "hs_is_number": ("offers", "RICE", "hs", "1006.0"),
    "unit_unknown": ("offers", "RICE", "unit", "TONNES"),
    "unit_unfit": ("offers", "RICE", "unit", "USD"),
    "id_duplicate": ("offers", "PEAS", "offer", "RICE"),
    "id_shared": ("wants", "GRAIN", "want", "RICE"),
    "party_unknown": ("offers", "RICE", "party", "STRANGER"),
    "period_reversed": ("offers", "RICE", "until", "2026-10-31"),
    "min_above_quantity": ("offers", "RICE", "min_quantity", "20000.001"),
    "lot_above_quantity": ("offers", "RICE", "lot", "30000"),
    "whole_not_in_lots": ("offers", "RICE", "lot", "3000"),
    "bundle_row_with_lot": ("wants", "GRAIN", "min_quantity", "100"),
    "bundle_of_one": ("offers", "RICE", "bundle", "FOOD"),
    "value_too_large": ("offers", "RICE", "price", "9000000000000"),
    "quota_empty": ("quotas", "1006", "quantity", ""),
    "unit_mismatch": ("wants", "GRAIN", "unit", "LTR"),
    "freight_without_mass": ("offers", "RICE", "unit", "MTQ"),
    "listed_twice": ("listed", "0713", "hs", "1006"),
    "failure_twice": ("failures", "0713", "hs", "1006"),
    "pool_currency_differs": ("parties", "FRUIT", "currency", "USD"),
    "pool_swing_differs": ("parties", "FRUIT", "swing", "200"),
}
"""Finding: table, row (by its first cell), column and the cell that brings it."""

Builder = Callable[[Path], Path]


def good_book(folder: Path, **changed: str) -> Path:
    return write_csv(folder, **(GOOD | changed))


def with_cell(table: str, row: str, column: str, cell: str) -> str:
    """Return a table of the good book with one cell written anew."""
    lines = [line.strip() for line in GOOD[table].strip().splitlines()]
    at = lines[0].split(",").index(column)
    for number, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] == row:
            cells[at] = cell
            lines[number] = ",".join(cells)
    return "\n".join(lines)


def line_of(table: str, row: str) -> int:
    lines = [line.strip() for line in GOOD[table].strip().splitlines()]
    return 1 + next(number for number, line in enumerate(lines) if line.split(",")[0] == row)


def without_table(table: str) -> Builder:
    def build(folder: Path) -> Path:
        (good_book(folder) / f"{table}.csv").unlink()
        return folder

    return build


def with_file(name: str, content: bytes) -> Builder:
    def build(folder: Path) -> Path:
        good_book(folder)
        (folder / name).write_bytes(content)
        return folder

    return build


def with_offers(text: str) -> Builder:
    return lambda folder: good_book(folder, offers=text)


def workbook_bytes(name: str, content: bytes) -> Builder:
    def build(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    return build


def nothing_there(folder: Path) -> Path:
    return folder / "nowhere"


def empty_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def unreadable_file(folder: Path) -> Path:
    without_table("offers")(folder)
    (folder / "offers.csv").mkdir()
    return folder


def endless_file(folder: Path) -> Path:
    """Give a file five gigabytes that take no room on the disk."""
    good_book(folder)
    with (folder / "notes.csv").open("wb") as stream:
        stream.truncate(5 * 1024**3)
    (folder / "notes.csv").rename(folder / "listed.csv")
    return folder


def lists_in_parquet(folder: Path) -> Path:
    without_table("offers")(folder)
    row = {"offer": "RICE", "party": "MESKAY", "hs": "1006", "quantity": 1, "unit": "TNE", "price": 1}
    pl.DataFrame([row | {"note": ["a list"]}]).write_parquet(folder / "offers.parquet")
    return folder


def swollen_workbook(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("offers")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.bin", bytes(64 * 1024**2))
    return path


FILES: dict[str, Builder] = {
    "path_missing": nothing_there,
    "book_shape_unknown": workbook_bytes("book.ods", b""),
    "tables_none": empty_folder,
    "table_missing": without_table("wants"),
    "table_twice": with_file("OFFERS.parquet", b""),
    "table_unknown": with_file("lane.csv", b"from,to\n"),
    "table_ignored": with_file("holidays.csv", b"day\n"),
    "file_unreadable": unreadable_file,
    "file_empty": with_file("offers.csv", b""),
    "file_not_as_named": with_file("offers.csv", b"%PDF-1.7"),
    "file_broken": workbook_bytes("book.xlsx", b"PK\x03\x04 and then nothing"),
    "file_too_large": endless_file,
    "line_too_long": with_file("offers.csv", b"offer,party\n" + b"0" * (2**20 + 1)),
    "cell_too_long": with_offers(
        f"offer,party,hs,quantity,unit,price,note\nRICE,MESKAY,100630,1,TNE,1,{'x' * 32_768}"
    ),
    "encoding_wrong": with_file("parties.csv", "party,name,country\nASTARTA,Астарта,RU\n".encode("cp1251")),
    "quotes_broken": with_offers('offer,party,hs,quantity,unit,price\nRICE,MESKAY,1006,1,TNE,"650'),
    "row_ragged": with_offers("offer,party,hs,quantity,unit,price\nRICE,MESKAY,100630,20,000,TNE,650"),
    "workbook_encrypted": workbook_bytes("book.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "workbook_too_large": swollen_workbook,
    "header_missing": with_offers("Our offers, spring 2026\nRICE,MESKAY,100630,20000,TNE,650"),
    "column_missing": with_offers("offer,party,hs,quantity,unit\nRICE,MESKAY,100630,20000,TNE"),
    "column_twice": with_offers("offer,party,hs,quantity,unit,price,Price\nRICE,MESKAY,1006,1,TNE,1,2"),
    "column_unknown": with_offers("offer,party,hs,quantiy,unit,price\nRICE,MESKAY,1006,1,TNE,1"),
    "column_ignored": with_offers("offer,party,hs,quantity,unit,price,telephone\nRICE,MESKAY,1006,1,TNE,1,2"),
    "column_type_wrong": lists_in_parquet,
    "rows_none": with_offers("offer,party,hs,quantity,unit,price"),
    "restriction_empty": lambda folder: good_book(
        folder, restrictions="from,to,hs,party,reason\n,,,,why not"
    ),
}
"""Finding: what writes the book that brings it."""

WRITING = {"target_exists", "target_unwritable", "workbook_too_small"}
"""Findings of writing; test_writing provokes them."""

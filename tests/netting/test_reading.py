"""What a treasurer's file may look like, and what he is told where it cannot be netted."""

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from samarkand.book.catalogue_others import OBLIGATIONS
from samarkand.netting.reading import obligations_from_frame, read_obligations
from samarkand.netting.reference_page import reference_page
from tests.netting.files import DOLLARS, SMALL, read, taken, the, told, written
from tests.obligations import owes


def test_three_columns_are_enough(tmp_path: Path) -> None:
    reading = read(tmp_path, SMALL)
    assert reading.findings == ()
    obligations = taken(reading)
    assert (obligations.name, obligations.decimals, obligations.within) == ("owed", 2, "")
    assert obligations.frame.equals(owes("Meskay owes Astarta 500.25; Astarta owes AltynDan 300").frame)


def test_every_column_is_kept(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        """Authorisation,Obligation,Debtor,Creditor,Amount,Unit,Due,Weight
        A-17,invoice 4,Meskay,Astarta,500,PKR,2026-03-01,3
        A-18,,Astarta,AltynDan,300,PKR,,
        """.replace("        ", ""),
        within="Authorisation",
    )
    obligations = taken(reading)
    assert obligations.frame.schema == owes("Meskay owes Astarta 1").frame.schema
    assert obligations.frame.rows() == [
        ("invoice 4", "Meskay", "Astarta", 500, "PKR", date(2026, 3, 1), 3, "A-17"),
        ("2", "Astarta", "AltynDan", 300, "PKR", None, 1, "A-18"),
    ]


def test_one_obligation_is_a_file_like_any_other(tmp_path: Path) -> None:
    reading = read(tmp_path, "debtor,creditor,amount\nMeskay,Astarta,500\n")
    assert reading.findings == ()
    assert taken(reading).frame.height == 1


@pytest.mark.parametrize("shape", ["csv", "csv.gz", "parquet", "xlsx", "semicolons", "frame"])
def test_every_shape_of_file_says_the_same(shape: str, tmp_path: Path) -> None:
    expected = taken(read(tmp_path, SMALL))
    frame = pl.read_csv(SMALL.encode(), schema_overrides={"amount": pl.Decimal(12, 2)})
    path = tmp_path / f"owed.{shape}"
    if shape == "csv.gz":
        path.write_bytes(gzip.compress(SMALL.encode()))
    elif shape == "parquet":
        frame.write_parquet(path)
    elif shape == "xlsx":
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet("Open items")
            for line, row in enumerate([frame.columns, *frame.cast({"amount": pl.Float64}).rows()]):
                sheet.write_row(line, 0, row)
    else:
        path = written(tmp_path, SMALL.replace(",", ";") if shape == "semicolons" else SMALL)
    reading = obligations_from_frame(frame, name="owed") if shape == "frame" else read_obligations(path)
    obligations = taken(reading)
    assert (obligations.decimals, obligations.name) == (expected.decimals, "owed")
    assert obligations.frame.equals(expected.frame)


def test_columns_of_other_names_are_named(tmp_path: Path) -> None:
    text = "Payer,Payee,USD mn,debtor\nMeskay,Astarta,1.5,a note\nAstarta,Meskay,-2,another\n"
    reading = read(tmp_path, text, debtor="payer", creditor="Payee", amount="usd_mn")
    assert told(reading) == [("column_ignored", 1, ""), ("number_negative", 3, "-2")]
    assert the("number_negative", reading).column == "USD mn", "he is shown his own header"
    text = text.replace("-2", "2")
    frame = taken(read(tmp_path, text, debtor="payer", creditor="Payee", amount="usd_mn")).frame
    assert frame.select("debtor", "creditor", "amount").rows() == [
        ("Meskay", "Astarta", 15),
        ("Astarta", "Meskay", 20),
    ]


def test_two_columns_may_exchange_their_names(tmp_path: Path) -> None:
    reading = read(tmp_path, SMALL, debtor="creditor", creditor="debtor")
    assert taken(reading).frame["debtor"].to_list() == ["Astarta", "AltynDan"]


def test_further_columns_are_told_of_and_left_out(tmp_path: Path) -> None:
    text = "debtor,creditor,amount,invoice number,remark\nMeskay,Astarta,5,INV-1,rice\n"
    reading = read(tmp_path, text)
    assert [found.code for found in reading.findings] == ["column_ignored"], "one line, not one a column"
    assert "'invoice number', 'remark'" in reading.findings[0].message
    assert taken(reading).frame.height == 1


@pytest.mark.parametrize("within", ["unit", "due"])
def test_any_column_may_keep_obligations_apart(within: str, tmp_path: Path) -> None:
    text = "debtor,creditor,amount,unit,due\nMeskay,Astarta,5,USD,2026-03-01\n"
    assert taken(read(tmp_path, text, within=within)).frame["group"].item() in ("USD", "2026-03-01")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("Meskay,Meskay,500,,,,", "party_owes_itself", "creditor"),
        ("Meskay,Astarta,0,,,,", "number_zero", "amount"),
        ("Meskay,Astarta,-500,,,,", "number_negative", "amount"),
        ("Meskay,Astarta,,,,,", "value_missing", "amount"),
        (",Astarta,500,,,,", "value_missing", "debtor"),
        ("Meskay,Astarta,five,,,,", "number_malformed", "amount"),
        ('Meskay,Astarta,"500,5",,,,', "number_decimal_comma", "amount"),
        ('Meskay,Astarta,"1,500",,,,', "number_grouped", "amount"),
        ('Meskay,Astarta,"12,34,567.50",,,,', "number_grouped", "amount"),
        ("Meskay,Astarta,99999999999999999999,,,,", "number_too_large", "amount"),
        ("Meskay,Astarta,500,first,,,", "id_duplicate", "obligation"),
        ("Meskay,Astarta,500,,,30.11.2026,", "date_malformed", "due"),
        ("Meskay,Astarta,500,,,,0", "weight_below_one", "weight"),
        ("Meskay,Astarta,500,,,,-2", "number_negative", "weight"),
        ("Meskay,Astarta,500,,,,0.5", "number_too_fine", "weight"),
    ],
)
def test_a_row_that_cannot_be_netted_is_found_where_it_stands(
    row: str, code: str, column: str, tmp_path: Path
) -> None:
    header = "debtor,creditor,amount,obligation,unit,due,weight"
    reading = read(tmp_path, f"{header}\nAstarta,Meskay,7,first,,,\n{row}\n")
    assert reading.obligations is None
    (found,) = reading.findings
    assert (found.code, found.row, found.column, found.file) == (code, 3, column, "owed.csv")
    assert found.remedy


def test_all_findings_come_at_once_line_by_line(tmp_path: Path) -> None:
    text = 'debtor,creditor,amount,weight\nMeskay,Meskay,0,0\nAstarta,Meskay,"1,5",x\nAstarta,Meskay,5,0\n'
    assert told(read(tmp_path, text)) == [
        ("number_zero", 2, "0"),
        ("party_owes_itself", 2, "Meskay"),
        ("weight_below_one", 2, "0"),
        ("number_decimal_comma", 3, "1,5"),
        ("number_malformed", 3, "x"),
        ("weight_below_one", 4, "0"),
    ]


def test_a_negative_amount_is_a_debt_the_other_way_round(tmp_path: Path) -> None:
    found = the("number_negative", read(tmp_path, SMALL.replace("300", "-300")))
    assert found.remedy == "Exchange debtor and creditor, or write it without the minus sign."


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_an_empty_file_is_refused(text: str, tmp_path: Path) -> None:
    assert [found.code for found in read(tmp_path, text).findings] == ["file_empty"]


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    reading = read(tmp_path, "debtor,creditor,amount\n")
    assert told(reading) == [("rows_needed", None, "")]
    assert reading.obligations is None


def test_a_missing_column_can_be_added_or_named(tmp_path: Path) -> None:
    found = the("column_missing", read(tmp_path, "debtor,creditor,usd_mn\nMeskay,Astarta,5\n"))
    assert found.remedy == "Add it, or name the column that holds it: --column amount=HEADER."
    found = the("header_missing", read(tmp_path, "Meskay,Astarta,5\n"))
    assert "--column amount=HEADER" in found.remedy


def test_a_header_that_is_almost_right_is_refused(tmp_path: Path) -> None:
    found = the("column_unknown", read(tmp_path, SMALL.replace("amount", "amuont")))
    assert (found.column, found.remedy) == ("amuont", "Rename it to amount.")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert [found.code for found in read_obligations(tmp_path / "nowhere.csv").findings] == ["path_missing"]
    letter = written(tmp_path, "Dear Astarta", "letter.doc")
    assert [found.code for found in read_obligations(letter).findings] == ["book_shape_unknown"]


def test_an_identifier_may_not_be_the_number_of_a_row_without_one(tmp_path: Path) -> None:
    header, rows = "obligation,debtor,creditor,amount", "Meskay,Astarta,5"
    reading = read(tmp_path, f"{header}\n3,{rows}\n2,{rows}\n,{rows}\n007,{rows}\n")
    assert told(reading) == [("id_duplicate", 2, "3")]
    assert (
        the("id_duplicate", reading).message
        == "Row 3 below the header has no identifier and is called by its number."
    )


def test_identifiers_that_are_numbers_of_other_rows_are_taken(tmp_path: Path) -> None:
    header, rows = "obligation,debtor,creditor,amount", "Meskay,Astarta,5"
    reading = read(tmp_path, f"{header}\n2,{rows}\n1,{rows}\n,{rows}\n007,{rows}\n")
    assert taken(reading).frame["obligation"].to_list() == ["2", "1", "3", "007"]


def test_the_same_identifier_stored_in_two_ways_is_one() -> None:
    frame = pl.DataFrame({"obligation": [0.0, -0.0], "debtor": "Meskay", "creditor": "Astarta", "amount": 5})
    found = the("id_duplicate", obligations_from_frame(frame))
    assert (found.row, found.message) == (2, "-0.0 stands on an earlier line too.")


def test_a_group_is_never_guessed(tmp_path: Path) -> None:
    text = "debtor,creditor,amount,pair\nMeskay,Astarta,5,PK-RU\nAstarta,Meskay,5,\n"
    assert told(read(tmp_path, text, within="pair")) == [("value_missing", 3, "")]
    assert told(read(tmp_path, SMALL, within="pair")) == [("column_missing", 1, "")]
    assert told(read(tmp_path, DOLLARS.replace("RUB", ""), within="unit")) == [("value_missing", 3, "")]
    assert the("column_missing", read(tmp_path, SMALL, within="--")).column == "--within"


@pytest.mark.parametrize(
    ("columns", "code", "value"),
    [
        ({"amuont": "usd"}, "field_unknown", "amuont"),
        ({"party": "debtor"}, "field_unknown", "party"),
        ({"amount": "usd"}, "header_unknown", "usd"),
        ({"unit": ""}, "header_unknown", ""),
        ({"amount": "debtor"}, "header_for_two", "debtor"),
        ({"weight": "amount"}, "header_for_two", "amount"),
        ({"debtor": "creditor", "creditor": "creditor"}, "header_for_two", "creditor"),
    ],
)
def test_a_column_that_cannot_be_read_so_is_found(
    columns: dict[str, str], code: str, value: str, tmp_path: Path
) -> None:
    reading = read(tmp_path, SMALL, **columns)
    found = the(code, reading)
    assert (found.column, found.value) == ("--column", value)
    assert reading.obligations is None


def test_nothing_else_is_read_in_place_of_a_column_that_is_not_there(tmp_path: Path) -> None:
    found = the("header_unknown", read(tmp_path, SMALL, amount="amonut"))
    assert found.remedy == "The nearest is amount."


def test_every_finding_of_obligations_is_provoked_here() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_reading*"))
    assert [entry.code for entry in OBLIGATIONS if f'"{entry.code}"' not in source] == []


def test_the_reference_of_obligations_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "obligations.md"
    assert page.read_text(encoding="utf-8") == reference_page()

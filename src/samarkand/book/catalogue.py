"""Every finding an input can bring: its code, what it means, what to do about it.

`docs/errors.md` is made from this list. A code, once published, keeps its meaning.
"""

from samarkand.book.catalogue_entry import Entry
from samarkand.book.catalogue_others import OBLIGATIONS, WANT_LISTS
from samarkand.core.finding import Finding

FILES = (
    Entry(
        "path_missing", "Nothing stands at the path given for the book.", "Check the spelling of the path."
    ),
    Entry(
        "book_shape_unknown",
        "The path is neither a folder nor a workbook.",
        "Give a folder of CSV or Parquet files, or an .xlsx workbook.",
    ),
    Entry(
        "tables_none",
        "The folder or workbook holds no table of a book.",
        "Name the files or sheets parties, offers and wants; `samarkand book init DIR` writes a template.",
    ),
    Entry("table_missing", "A table every book needs is not there.", "Add it; a header alone will do."),
    Entry("table_twice", "A table is there more than once.", "Keep one of them and remove the other."),
    Entry(
        "table_unknown",
        "A file or sheet is named almost like a table.",
        "Rename it as the table, or move it elsewhere.",
    ),
    Entry(
        "table_ignored",
        "A data file or sheet is no table of a book and was not read.",
        "Nothing to do if that was meant.",
        "warning",
    ),
    Entry("file_unreadable", "The file could not be opened.", "Check that it is a file you may read."),
    Entry("file_empty", "The file holds nothing, not even a header.", "Write the header line, or remove it."),
    Entry(
        "file_not_as_named",
        "The file's content is not what its name says.",
        "Save it again in the format of its name, or give it the right name.",
    ),
    Entry("file_broken", "The file is damaged or cut short.", "Save or download it again."),
    Entry("file_too_large", "The file is larger than can be read.", "Split it, or send Parquet."),
    Entry(
        "line_too_long",
        "A line of the file is longer than any row can be.",
        "See whether its line ends were lost when it was saved.",
    ),
    Entry("cell_too_long", "A cell holds more letters than can be read.", "Shorten it."),
    Entry("encoding_wrong", "The text is not UTF-8.", "Save it as UTF-8; Excel calls that CSV UTF-8."),
    Entry(
        "quotes_broken",
        "A quotation mark opens a cell and nothing closes it.",
        'Close it, or double it where it belongs to the text: "5"" pipe".',
    ),
    Entry(
        "row_ragged",
        "A row has more or fewer cells than the header.",
        "Put cells that contain the separator in quotation marks; fill or remove the rest.",
    ),
    Entry(
        "workbook_encrypted",
        "The workbook is protected by a password or saved in the old .xls format.",
        "Save it without a password as .xlsx.",
    ),
    Entry(
        "workbook_too_large",
        "The workbook would unpack to far more than a book needs, as an attack would.",
        "Copy the tables into a new workbook; above a million rows send Parquet or CSV.",
    ),
    Entry("target_exists", "Something stands where the book is to be written.", "Choose another name."),
    Entry("target_unwritable", "The book cannot be written there.", "Choose a folder you may write to."),
    Entry(
        "workbook_too_small",
        "A workbook cannot hold the book: it has too many rows, or too long a text.",
        "Convert to CSV or Parquet instead.",
    ),
)

COLUMNS = (
    Entry(
        "header_missing",
        "The first line names none of the table's columns.",
        "Put the header first, above the rows; lines above it begin with #.",
    ),
    Entry("column_missing", "A required column is not there.", "Add it to the header and fill it."),
    Entry("column_twice", "Two columns have the same name.", "Keep one of them."),
    Entry("column_unknown", "A column is named almost like one of the table.", "Correct its name."),
    Entry(
        "column_ignored",
        "A column is none of the table's and was not read.",
        "Nothing to do if that was meant.",
        "warning",
    ),
    Entry(
        "column_type_wrong",
        "A whole column holds something that is no text, number or date.",
        "Store the column as text, numbers or dates.",
    ),
    Entry("rows_none", "The table has a header and no rows.", "Add rows, or nothing can trade.", "warning"),
)

CELLS = (
    Entry("value_missing", "A cell that must be filled is blank.", "Fill it."),
    Entry("text_malformed", "A text holds characters that cannot be shown.", "Type it again."),
    Entry("number_malformed", "The cell holds no number.", "Write digits and, if need be, a point: 20000.5."),
    Entry("number_decimal_comma", "The number has a decimal comma.", "Write a point: 650.5, not 650,5."),
    Entry("number_grouped", "The number's thousands are set apart.", "Write it without: 20000, not 20,000."),
    Entry("number_too_fine", "The number has more decimals than are counted.", "Round it."),
    Entry("number_too_large", "The number is too large to be meant.", "Check it, or use a larger unit."),
    Entry("number_negative", "The number is below zero.", "Write it without the minus sign."),
    Entry("number_zero", "The number is zero where something must be there.", "Write it, or remove the row."),
    Entry("share_out_of_range", "A share of one is below 0, or 1 or more.", "Write 0.05 for one in twenty."),
    Entry("flag_malformed", "The cell is neither yes nor no.", "Write yes or no."),
    Entry("date_malformed", "The cell holds no date.", "Write year-month-day: 2026-11-30."),
    Entry("date_absurd", "The date is outside 1990 to 2100.", "Check the year."),
    Entry("country_unknown", "ISO 3166 has no such country code.", "Use two letters: PK, RU, KZ."),
    Entry(
        "place_malformed",
        "The cell is neither a UN/LOCODE nor a country code.",
        "Use the five characters of the place (PKKHI for Karachi) or the country's two letters.",
    ),
    Entry(
        "hs_malformed", "The cell holds no HS code.", "Write 2, 4, 5, 6 or more digits: 100630 or 1006.30."
    ),
    Entry(
        "hs_unknown", "HS 2022 has no such code.", "Look it up in the customs tariff; wants may be shorter."
    ),
    Entry(
        "hs_unspecified",
        "The HS code is that of goods not specified according to kind: nobody can want just those.",
        "Write the code of the goods themselves.",
        "warning",
    ),
    Entry(
        "hs_leading_zero",
        "The HS code lost the zero it begins with.",
        "Put the zero back and format the column as text.",
    ),
    Entry(
        "hs_ambiguous",
        "The HS code means one thing as it stands and another with a zero in front.",
        "Write all six digits, and format the column as text.",
    ),
    Entry(
        "hs_is_number",
        "The HS code was stored as a number and may have lost digits.",
        "Format the column as text and type the code again.",
    ),
    Entry(
        "unit_unknown",
        "UNECE Recommendation 20 has no such unit of goods.",
        "Use its code: TNE, KGM, LTR, C62.",
    ),
    Entry(
        "unit_unfit",
        "The unit measures no quantity of goods.",
        "Use a unit of mass, volume, length, area, energy or count.",
    ),
)

ROWS = (
    Entry("id_duplicate", "Two rows of a table have the same identifier.", "Give each row its own."),
    Entry("id_shared", "An offer and a want have the same identifier.", "Rename one: outcomes list both."),
    Entry(
        "party_unknown",
        "The row names a party that `parties` does not list.",
        "Add the party, or correct it.",
    ),
    Entry("period_reversed", "The last day lies before the first.", "Exchange them or correct one."),
    Entry("min_above_quantity", "The minimum is above the quantity: the row can never trade.", "Lower it."),
    Entry("lot_above_quantity", "One lot is above the quantity: the row can never trade.", "Lower the lot."),
    Entry(
        "whole_not_in_lots",
        "A row traded whole or not at all has a lot of which it is no multiple: it can never trade.",
        "Remove the lot, or make the quantity a multiple of it.",
    ),
    Entry(
        "bundle_row_with_lot",
        "A row of a bundle has a lot or a minimum of its own, and the bundle is traded in equal shares.",
        "Leave it blank; for the whole bundle or nothing write yes in all_or_nothing.",
    ),
    Entry(
        "bundle_of_one",
        "A bundle has one row only on its side of the party's book, so it changes nothing.",
        "Nothing to do if that was meant; else write the code the same in all its rows.",
        "warning",
    ),
    Entry(
        "value_too_large",
        "Quantity times price is too large to be counted.",
        "Check both, or state the price in thousands.",
    ),
    Entry(
        "quota_empty", "A quota limits neither quantity nor value.", "Fill one of them, or remove the row."
    ),
    Entry(
        "restriction_empty",
        "A restriction names nothing, and would close everything.",
        "Fill from, to, hs or party, or remove the row.",
    ),
    Entry(
        "unit_mismatch",
        "Goods are offered in one dimension and wanted in another, such as litres and tonnes.",
        "Use units of one dimension for the same goods: these rows cannot meet.",
        "warning",
    ),
    Entry(
        "freight_without_mass",
        "Lanes charge freight by the tonne, and these goods are not counted by mass.",
        "Use a unit of mass, or add the freight to the price: it is not charged.",
        "warning",
    ),
    Entry("listed_twice", "A price list gives the same goods two values.", "Keep one of the rows."),
    Entry("failure_twice", "Two rows state how likely the same delivery is to fail.", "Keep one of them."),
    Entry(
        "pool_currency_differs", "Parties of one pool name different currencies.", "Name one in every row."
    ),
    Entry("pool_swing_differs", "Parties of one pool name different swings.", "Write the same in every row."),
)

CATALOGUE: dict[str, Entry] = {
    entry.code: entry for entry in (*FILES, *COLUMNS, *CELLS, *ROWS, *OBLIGATIONS, *WANT_LISTS)
}


def finding(
    code: str,
    message: str,
    *,
    file: str = "",
    row: int | None = None,
    column: str = "",
    value: str = "",
    remedy: str = "",
) -> Finding:
    """Return a finding of the catalogue, with its own remedy where the general one says too little."""
    entry = CATALOGUE[code]
    return Finding(
        code=code,
        message=message,
        remedy=remedy or entry.remedy,
        file=file,
        row=row,
        column=column,
        value=value,
        severity=entry.severity,
    )

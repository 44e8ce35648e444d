"""Checks within the obligations: rows that cannot be set off, and numbers that can be read two ways.

Each check yields its faults; the rows it cannot judge, because a cell is blank or at fault, it
leaves alone.
"""

from collections.abc import Callable, Iterator

import polars as pl

from samarkand.book.cells_text import as_text
from samarkand.book.checks_rows import ids_are_unique
from samarkand.book.columns import CheckedTable
from samarkand.book.fault import Fault
from samarkand.book.names import plain

Check = Callable[[CheckedTable], Iterator[Fault]]

_POINT_BEFORE_THREE = r"^[+-]?[0-9]{1,3}\.[0-9]{3}$"


def nobody_owes_himself(table: CheckedTable) -> Iterator[Fault]:
    """Find obligations of a party to itself."""
    same = table.frame["debtor"] == table.frame["creditor"]
    yield Fault("party_owes_itself", same, "{} owes itself.".format, column="creditor")


def weights_count(table: CheckedTable) -> Iterator[Fault]:
    """Find weights of zero; those below zero are found where numbers are read."""
    nothing = table.frame["weight"] == 0
    yield Fault(
        "weight_below_one", nothing, lambda _: "With this weight it counts for nothing.", None, "weight"
    )


def ids_differ_from_row_numbers(table: CheckedTable) -> Iterator[Fault]:
    """Find identifiers that are the number of a row without one, which goes by its number."""
    ids = table.frame["obligation"]
    if ids.null_count() in (0, len(ids)):
        return
    frame = pl.DataFrame({"id": ids, "row": ids.str.to_integer(strict=False), "blank": ids.is_null()})
    is_row = pl.col("row").is_between(1, len(ids)) & (pl.col("row").cast(pl.String) == pl.col("id"))
    place = pl.when(is_row).then(pl.col("row") - 1)
    taken = frame.select(is_row & pl.col("blank").gather(place.fill_null(0))).to_series()
    yield Fault(
        "id_duplicate",
        taken,
        "Row {} below the header has no identifier and is called by its number.".format,
        lambda _: "Give each an identifier of its own.",
        "obligation",
    )


def decimal_marks_agree(table: CheckedTable) -> Iterator[Fault]:
    """Find points that may stand between thousands, in a column where a comma marks decimals."""
    header = table.headers.get("amount", "")
    commas = [found.column for found in table.findings if found.code == "number_decimal_comma"]
    text = as_text(table.raw.frame[header]) if plain(header) in commas else None
    if text is None:
        return
    said = "Other amounts have a decimal comma, so the point of {} may set thousands apart.".format
    unclear = text.str.contains(_POINT_BEFORE_THREE)
    yield Fault("decimal_mark_unclear", unclear, said, _both_readings, "amount")


def _both_readings(value: str) -> str:
    return f"Write {value.replace('.', '')} if it does; else change the commas to points and leave it."


CHECKS: tuple[Check, ...] = (
    nobody_owes_himself,
    weights_count,
    ids_are_unique,
    ids_differ_from_row_numbers,
    decimal_marks_agree,
)

"""Cells that a spreadsheet would take for formulas, made harmless in CSV files and brought back.

A note such as ``=HYPERLINK(...)`` would run in the program of whoever opens the file (OWASP, CSV
injection). An apostrophe in front keeps it text, whoever writes the file; whoever reads it takes the
apostrophe away again, so that nothing is lost between the two.
"""

import polars as pl

_FORMULA = r"^('*[=+\-@\t\r\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
_KEPT = r"^'('*[=+\-@\t\r\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
_SIGNS = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before every text that begins as a formula does."""
    return frame.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'$1"))


def unguarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as it was before `guarded`."""
    return frame.with_columns(pl.col(pl.String).str.replace(_KEPT, "$1"))


def guarded_text(text: str) -> str:
    """Return one text as `guarded` leaves it."""
    return f"'{text}" if text.lstrip("'")[:1] in _SIGNS else text

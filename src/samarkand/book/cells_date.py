"""Columns of dates: year-month-day, real dates, and the serial numbers Excel keeps them as."""

from datetime import date

import polars as pl

from samarkand.book.cells_text import as_text
from samarkand.book.fault import Fault

_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)
_EXCEL_ZERO = date(1899, 12, 30)
_WITH_TIME = r"^(\d{4}-\d{1,2}-\d{1,2})[ T]\d\d?:\d\d.*$"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_POINTED = r"^\d{1,2}\.\d{1,2}\.\d{4}$"


def to_dates(series: pl.Series) -> tuple[pl.Series, list[Fault]]:
    """Return dates, null where a cell is blank or at fault, and the faults."""
    if series.dtype == pl.Date:
        return _within_reason(series, [])
    text = as_text(series)
    if text is None:
        raise TypeError(f"{series.dtype} was to be refused before")
    dates = _parsed(text)
    wrong = dates.is_null() & text.is_not_null()
    malformed = Fault("date_malformed", wrong, "{!r} is no date that can be read.".format, _remedy)
    return _within_reason(dates, [malformed])


def _parsed(text: pl.Series) -> pl.Series:
    dates = text.str.to_date("%Y-%m-%d", strict=False)
    if (dates.is_null() & text.is_not_null()).any():
        frame = pl.DataFrame({"text": text, "date": dates})
        without_time = pl.col("text").str.replace(_WITH_TIME, "$1").str.to_date("%Y-%m-%d", strict=False)
        days = pl.when(pl.col("text").str.contains(_SERIAL)).then(pl.col("text").str.slice(0, 5))
        serial = pl.lit(_EXCEL_ZERO) + pl.duration(days=days.cast(pl.Int64, strict=False))
        return frame.select(pl.coalesce("date", without_time, serial)).to_series()
    return dates


def _within_reason(dates: pl.Series, faults: list[Fault]) -> tuple[pl.Series, list[Fault]]:
    absurd = (dates < _FIRST) | (dates > _LAST)
    said = f"{{}} is outside {_FIRST.year} to {_LAST.year}."
    return dates, [*faults, Fault("date_absurd", absurd, said.format)]


def _remedy(value: str) -> str:
    """Day.month.year is read one way only; with slashes nobody knows which is the month."""
    pointed = pl.Series([value]).str.contains(_POINTED).item()
    if not pointed:
        return "Write year-month-day: 2026-11-30."
    day, month, year = value.split(".")
    return f"Write {year}-{month:0>2}-{day:0>2}."

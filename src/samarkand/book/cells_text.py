"""Any column as text: stripped, blanks as nulls, whole numbers without a point."""

import polars as pl

_SPELT = (pl.Categorical, pl.Enum, pl.Date, pl.Boolean, pl.Null)
_UNREADABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{FFFD}]"
_UNREADABLE_CODE = r"[\x00-\x1f\x7f\x{FFFD}]"


def as_text(series: pl.Series) -> pl.Series | None:
    """Return the column as text, or None where its type has no text form (lists, bytes...)."""
    kind = series.dtype
    if kind == pl.String:
        return _blank_to_null(series)
    if kind.is_float():
        return _float_text(series)
    if kind.is_decimal():
        return series.cast(pl.String).str.replace(r"\.0+$", "")
    if kind == pl.Datetime:
        return series.dt.strftime("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00", "", literal=True)
    if kind.is_integer() or kind in _SPELT:
        return _blank_to_null(series.cast(pl.String))
    return None


def _blank_to_null(series: pl.Series) -> pl.Series:
    stripped = series.str.strip_chars().rename("text")
    blank = stripped.str.len_bytes() == 0
    if not blank.any():
        return stripped
    return stripped.to_frame().select(pl.when(~blank).then(pl.col("text"))).to_series()


def _float_text(series: pl.Series) -> pl.Series:
    """Spreadsheets and data tools with gaps store whole numbers as floats: 1.0 is '1'."""
    whole = series.cast(pl.Int64, strict=False)
    frame = pl.DataFrame({"float": series, "whole": whole})
    as_whole = pl.col("whole").cast(pl.String)
    is_whole = (pl.col("whole").cast(pl.Float64) == pl.col("float")).fill_null(value=False)
    return frame.select(
        pl.when(is_whole).then(as_whole).otherwise(pl.col("float").cast(pl.String)).alias("text")
    ).to_series()


def unreadable(text: pl.Series, *, one_line: bool) -> pl.Series:
    """Return where a text holds control characters, or the mark that stands for lost letters."""
    return text.str.contains(_UNREADABLE_CODE if one_line else _UNREADABLE)


def with_plain_line_ends(text: pl.Series) -> pl.Series:
    """Return texts whose line breaks are single line feeds: files of other shapes keep no others."""
    if not text.str.contains("\r", literal=True).any():
        return text
    return text.str.replace_all(r"\r\n?", "\n")

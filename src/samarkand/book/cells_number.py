"""Columns of numbers, brought exactly to their scale of whole numbers."""

from decimal import Decimal

import polars as pl

from samarkand.book.cells_text import as_text
from samarkand.book.fault import Fault
from samarkand.core.scale import LARGEST

_DIGITS = 38
_HAIR = 1e-9
_MOST_DRIFT = 0.01
_FLOAT_STEP = 4e-16

# Thousands, or lakhs and crores as in 12,34,567; points are between thousands where there are several.
_GROUPED = (
    r"^[+-]?(?:[0-9]{1,3}(?:[ ,'’_\x{A0}\x{202F}][0-9]{2,3})*[ ,'’_\x{A0}\x{202F}][0-9]{3}(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,})$"
)
_COMMA = r"^[+-]?[0-9 .'\x{A0}\x{202F}]*[0-9],[0-9]+$"
_PLAIN = r"^[+-]?[0-9]+(?:\.[0-9]*)?$"
_EXPONENT = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,2}$"

Numbers = tuple[pl.Series, list[Fault]]


def to_scale(series: pl.Series, decimals: int, largest: int = LARGEST) -> Numbers:
    """Return whole numbers at the scale, null where a cell is blank or at fault, and the faults.

    Text and decimals must be exact at the scale. Floats may differ from it by a hair (a billionth
    of themselves, a hundredth of the last decimal): that much is noise of binary arithmetic.
    """
    kind = series.dtype
    if kind.is_integer():
        return _bounded(series.cast(pl.Int128), 10**decimals, largest, [])
    if kind.is_float():
        return _from_floats(series.cast(pl.Float64), decimals, largest)
    if isinstance(kind, pl.Decimal):
        return _from_decimals(series, decimals - kind.scale, largest)
    text = as_text(series)
    if text is None:
        raise TypeError(f"{kind} was to be refused before")
    return _from_text(text, decimals, largest)


def _from_text(text: pl.Series, decimals: int, largest: int) -> Numbers:
    fine = text.str.contains(rf"\.\d{{{decimals}}}\d*[1-9]|[eE]")
    if fine.any():
        text = _without_exponents(text)
        fine = text.str.contains(rf"\.\d{{{decimals}}}\d*[1-9]")
    numbers = text.cast(pl.Decimal(_DIGITS, decimals), strict=False)
    wrong = numbers.is_null() & text.is_not_null()
    faults = _text_faults(text, wrong) if wrong.any() else []
    fine = fine & ~wrong
    faults.append(_too_fine(fine, decimals))
    return _bounded(_nulled(numbers.to_physical(), fine), 1, largest, faults)


def _without_exponents(text: pl.Series) -> pl.Series:
    exponents = text.str.contains(_EXPONENT).fill_null(value=False)
    if not exponents.any():
        return text
    plain = [format(Decimal(cell), "f") for cell in text.filter(exponents)]
    return text.scatter(exponents.arg_true(), plain)


def _text_faults(text: pl.Series, wrong: pl.Series) -> list[Fault]:
    grouped = wrong & text.str.contains(_GROUPED)
    comma = wrong & ~grouped & text.str.contains(_COMMA)
    long = wrong & text.str.contains(_PLAIN)
    rest = wrong & ~grouped & ~comma & ~long
    return [
        Fault("number_grouped", grouped, "The thousands of {} are set apart.".format, _ungrouped),
        Fault("number_decimal_comma", comma, "{} has a decimal comma.".format, _with_point),
        _too_large(long),
        Fault("number_malformed", rest, "{!r} is no number.".format),
    ]


def _ungrouped(value: str) -> str:
    digits = "".join(letter for letter in value if letter.isdigit() or letter in "+-.")
    if value.count(".") > 1:
        digits = digits.replace(".", "")
    unclear = value.count(",") == 1 and "." not in value
    comma = f"; if the comma marks decimals, {value.replace(',', '.')}" if unclear else ""
    return f"Write {digits}{comma}."


def _with_point(value: str) -> str:
    whole, _, fraction = value.rpartition(",")
    digits = "".join(letter for letter in whole if letter.isdigit() or letter in "+-")
    return f"Write {digits}.{fraction}."


def _from_floats(floats: pl.Series, decimals: int, largest: int) -> Numbers:
    frame = pl.DataFrame({"float": floats})
    scaled = pl.col("float") * 10.0**decimals
    drift = (scaled - scaled.round()).abs()
    hair = pl.max_horizontal(
        pl.min_horizontal(scaled.abs() * _HAIR, pl.lit(_MOST_DRIFT)), scaled.abs() * _FLOAT_STEP
    )
    finite = pl.col("float").is_finite()
    large = finite & (scaled.abs() > float(largest))
    out = frame.select(
        malformed=~finite,
        large=large,
        fine=finite & ~large & (drift > hair),
        whole=pl.when(finite & ~large).then(scaled.round()).cast(pl.Int64, strict=False),
    )
    faults = [
        Fault("number_malformed", out["malformed"], "{!r} is no number.".format),
        _too_large(out["large"]),
        _too_fine(out["fine"], decimals),
    ]
    return _nulled(out["whole"], out["fine"]), faults


def _from_decimals(series: pl.Series, missing: int, largest: int) -> Numbers:
    physical = series.to_physical().cast(pl.Int128)
    if missing >= 0:
        return _bounded(physical, 10**missing, largest, [])
    step = 10**-missing
    decimals = missing + (series.dtype.scale if isinstance(series.dtype, pl.Decimal) else 0)
    cell = pl.col("cell")
    split = pl.DataFrame({"cell": physical}).select(fine=cell % step != 0, whole=cell // step)
    whole = _nulled(split["whole"], split["fine"])
    return _bounded(whole, 1, largest, [_too_fine(split["fine"], decimals)])


def _bounded(whole: pl.Series, factor: int, largest: int, faults: list[Fault]) -> Numbers:
    """Multiply by the factor where the product is within the bound; 128 bits hold what comes in."""
    large = (whole > largest // factor) | (whole < -(largest // factor))
    kept = _nulled(whole, large).cast(pl.Int64)
    return kept * factor if factor > 1 else kept, [*faults, _too_large(large)]


def _nulled(series: pl.Series, mask: pl.Series) -> pl.Series:
    if not mask.any():
        return series
    frame = pl.DataFrame({"cell": series, "mask": mask})
    return frame.select(pl.when(~pl.col("mask")).then(pl.col("cell"))).to_series()


def _too_fine(mask: pl.Series, decimals: int) -> Fault:
    said = f"{{}} has more than {decimals} decimals." if decimals else "{} is no whole number."
    return Fault("number_too_fine", mask, said.format)


def _too_large(mask: pl.Series) -> Fault:
    return Fault("number_too_large", mask, "{} is too large to be meant.".format)

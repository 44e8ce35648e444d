"""Amounts as this page writes them: short in sentences, exact in tables."""

from samarkand.core.scale import to_text
from samarkand.publishing import words
from samarkand.publishing.names import readable

NO_UNIT = "without unit"
"""How a blank unit is named where others are not blank."""

_LONGEST_UNIT = 24
_DIGITS = 3
_MOST_DIGITS = 19
_LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def short(scaled: int, decimals: int, unit: str = "", digits: int = _DIGITS) -> str:
    """Return "1.23 million PKR", "640,000", "0.35": so many figures at least, for sentences and pictures."""
    one = 10**decimals
    for size, word in _LARGE:
        if abs(scaled) >= size * one:
            shown = f"{_rounded(scaled, decimals + len(str(size)) - 1, digits)} {word}"
            break
    else:
        shown = _rounded(scaled, decimals, digits)
    return f"{shown} {unit}".strip()


def marks(values: list[int], decimals: int) -> list[str]:
    """Return the values in as few figures as tell them apart, for the marks of an axis."""
    shown = [short(value, decimals) for value in values]
    for digits in range(_DIGITS, _MOST_DIGITS):
        shown = [short(value, decimals, digits=digits) for value in values]
        if len(set(shown)) == len(values):
            break
    return shown


def exact(scaled: int, decimals: int) -> str:
    """Return an amount with all its decimals, for tables: 7,437.80; a plain 0 for nothing."""
    return words.money(scaled, decimals) if scaled else "0"


def unit_name(unit: str) -> str:
    """Return the unit as people read it, also where it is blank."""
    return readable(unit, _LONGEST_UNIT) or NO_UNIT


def _rounded(scaled: int, decimals: int, digits: int) -> str:
    """Return a number to so many figures, those before the point never rounded away."""
    whole = len(str(abs(scaled) // 10**decimals)) if abs(scaled) >= 10**decimals else 0
    fraction = abs(scaled) % 10**decimals if not whole else 0
    leading = decimals - len(str(fraction)) if fraction else 0
    kept = min(decimals, max(0, digits - whole) + leading)
    step = 10 ** (decimals - kept)
    sign = -1 if scaled < 0 else 1
    return to_text(sign * ((abs(scaled) + step // 2) // step * step), decimals)

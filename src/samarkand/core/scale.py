"""The scale of every whole number in Samarkand: how many decimals it stands for.

Quantities, values, limit prices and terms are integers everywhere outside the search for terms;
files and people see decimals. A value is a quantity times terms, so one constant converts:
``value = quantity * terms // VALUE_DIVISOR``.
"""

from decimal import Decimal, InvalidOperation

QUANTITY_DECIMALS = 3
"""A quantity counts thousandths of its unit: 20,000 t is 20_000_000."""

VALUE_DECIMALS = 2
"""A value counts hundredths of the round's unit of account, or of a pool's own money."""

PRICE_DECIMALS = 6
"""A limit price or a freight counts millionths of the pool's money."""

TERMS_DECIMALS = 8
"""Terms count hundred-millionths of the unit of account per unit of goods."""

VALUE_DIVISOR: int = 10 ** (QUANTITY_DECIMALS + TERMS_DECIMALS - VALUE_DECIMALS)
"""Quantity times terms, divided by this and rounded down, is the value."""

SHARE_DECIMALS = 6
"""A share of one, such as a probability, counts millionths."""

CERTAIN = 10**SHARE_DECIMALS
"""The share that is all of it."""

LARGEST = 2**63 - 1
"""No single number or sum of them may exceed a signed 64-bit integer."""


def to_scaled(text: str, decimals: int) -> int:
    """Return the integer that ``text`` stands for at a scale of ``decimals``.

    Raises ValueError when the text is no finite decimal number, is finer than the scale,
    or does not fit 64 bits.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a finite number")
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more than {decimals} decimals")
    if abs(scaled) > LARGEST:
        raise ValueError(f"{text!r} is too large")
    return int(scaled)


def plain_text(scaled: int, decimals: int) -> str:
    """Return the number for files: the digits `to_scaled` reads back, nothing between thousands."""
    return to_text(scaled, decimals).replace(",", "")


def amount_text(amount: int) -> str:
    """Return an amount of a unit of account as people read it; PostgreSQL sums whole numbers to a Decimal."""
    return to_text(int(amount), VALUE_DECIMALS)


def to_text(scaled: int, decimals: int) -> str:
    """Return the number for people: thousands apart, no needless zeros after the point."""
    whole, fraction = divmod(abs(scaled), 10**decimals)
    digits = f"{fraction:0{decimals}d}".rstrip("0") if decimals else ""
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")

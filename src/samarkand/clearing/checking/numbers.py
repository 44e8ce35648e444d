"""Exact whole-number arithmetic on columns: 128 bits wide, rounded the stated way."""

import polars as pl

from samarkand.core.scale import (
    PRICE_DECIMALS,
    QUANTITY_DECIMALS,
    TERMS_DECIMALS,
    VALUE_DECIMALS,
    VALUE_DIVISOR,
    to_scaled,
    to_text,
)


def wide(column: str) -> pl.Expr:
    """Return a column as 128-bit whole numbers, so that products of two 64-bit ones fit."""
    return pl.col(column).cast(pl.Int128)


def ceil_divide(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """Return the quotient of whole numbers rounded up."""
    return (dividend + divisor - 1) // divisor


def value_of(quantity: str, terms: str) -> pl.Expr:
    """Return the value of a quantity at terms, rounded down to the hundredth."""
    value: pl.Expr = wide(quantity) * wide(terms) // VALUE_DIVISOR
    return value


def quantity_of(value: str, terms: str) -> pl.Expr:
    """Return the quantity a value stands for at terms, rounded down to the thousandth."""
    quantity: pl.Expr = wide(value) * VALUE_DIVISOR // wide(terms)
    return quantity


def quantity_text(quantity: int | None) -> str:
    """Return a quantity for people."""
    return "nothing" if quantity is None else to_text(quantity, QUANTITY_DECIMALS)


def price_text(price: int | None) -> str:
    """Return a limit price for people."""
    return "nothing" if price is None else to_text(price, PRICE_DECIMALS)


def terms_text(terms: int | None) -> str:
    """Return terms for people."""
    return "nothing" if terms is None else to_text(terms, TERMS_DECIMALS)


def value_text(value: int | None) -> str:
    """Return a value for people: always with its hundredths, as on an invoice."""
    if value is None:
        return "nothing"
    whole, hundredths = divmod(abs(value), 10**VALUE_DECIMALS)
    return f"{'-' if value < 0 else ''}{whole:,}.{hundredths:02d}"


def money_text(value: int) -> str:
    """Return a value as the summary writes it: its hundredths always, nothing between thousands."""
    return value_text(value).replace(",", "")


def money(text: object) -> int | None:
    """Return the hundredths an entry of the summary stands for; None where it is not written as one."""
    if not isinstance(text, str):
        return None
    try:
        found = to_scaled(text, VALUE_DECIMALS)
    except ValueError:
        return None
    return found if money_text(found) == text else None

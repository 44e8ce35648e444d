"""Columns of shares of one, such as probabilities: from 0 to below 1."""

from decimal import Decimal, InvalidOperation

import polars as pl

from samarkand.book.cells_number import Numbers, to_scale
from samarkand.book.fault import Fault

_HUNDRED = 100


def to_shares(cells: pl.Series, decimals: int) -> Numbers:
    """Return shares at the scale, null where a cell is blank or no number, and the faults."""
    shares, faults = to_scale(cells, decimals)
    outside = (shares < 0) | (shares >= 10**decimals)
    said = "{} is not from 0 to below 1.".format
    return shares, [*faults, Fault("share_out_of_range", outside, said, _remedy)]


def _remedy(value: str) -> str:
    """Numbers from 1 to 100 are mostly meant as per cent."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ""
    if not 1 <= number < _HUNDRED:
        return ""
    return f"Write {format((number / _HUNDRED).normalize(), 'f')} if {value} per cent is meant."

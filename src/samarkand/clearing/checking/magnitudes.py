"""Whether all numbers are small enough for their sums: nothing may wrap around and come out as another.

Columns are 64 bits wide and products of them 128; what is asked here makes every later sum exact. The
questions themselves are answered in 128 bits, or in whole numbers of any size.
"""

from collections.abc import Iterator

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.numbers import value_of, wide
from samarkand.clearing.outcome import Outcome
from samarkand.core.finding import Finding

SUMMABLE = 2**62
"""Sums below this fit 64 bits whatever is added to them once."""

_SUMMED = {"legs": ("quantity", "value"), "deals": ("legs", "value")}
"""Columns of the outcome that are added up; others are only compared."""

_PRICE = 2**60
"""No potential is larger: three of them fit 64 bits, and times a sum of values 128."""

_PRODUCT = 2**120


def check_magnitudes(outcome: Outcome) -> list[Finding]:
    """Return the columns of the outcome whose numbers cannot be added up, and the potentials too large."""
    found = [
        _too_large(table, column, "its numbers come to more than can be counted.")
        for table, columns in _SUMMED.items()
        for column in columns
        if _total(outcome.tables()[table], column) >= SUMMABLE
    ]
    stated, scale = outcome.potentials, outcome.summary["certificate"]["scale"]
    quotas = _total(stated.filter(kind="quota"), "potential")
    if max(_largest(stated, "potential"), quotas, scale) >= _PRICE:
        found.append(_too_large("potentials", "potential", "a potential is larger than any proof needs."))
    return found


def check_countable(evidence: Evidence) -> list[Finding]:
    """Return what of the book comes to more than can be counted in the units and terms of the round."""
    return [_too_large(table, column, said) for table, column, said in _uncountable(evidence)]


def _uncountable(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    for table, rows in (("offers", evidence.offers), ("wants", evidence.wants)):
        for column, words in (("cap", "quantity"), ("limit", "price")):
            if rows[column].null_count():
                yield table, words, "a row is larger than can be counted in the unit of its market."
    priced = [rows.filter("good").select("cap", "terms") for rows in (evidence.offers, evidence.ways)]
    worth = sum(_sum(rows.drop_nulls(), value_of("cap", "terms")) for rows in priced)
    caps = sum(_sum(rows.drop_nulls(), wide("cap")) for rows in priced)
    if max(worth, caps) >= SUMMABLE:
        yield "terms", "value_per_unit", "at these terms the book is worth more than can be counted."
    swings = _sum(evidence.pools, wide("swing"))
    potentials = evidence.outcome.potentials.filter(kind="pool")
    if swings * _largest(potentials, "potential") >= _PRODUCT:
        yield "potentials", "potential", "the swings are worth more at these potentials than can be counted."


def _sum(rows: pl.DataFrame, what: pl.Expr) -> int:
    return int(rows.select(what.sum()).item() or 0)


def _total(frame: pl.DataFrame, column: str) -> int:
    return _sum(frame, wide(column).abs())


def _largest(frame: pl.DataFrame, column: str) -> int:
    return int(frame.select(wide(column).abs().max()).item() or 0)


def _too_large(file: str, column: str, said: str) -> Finding:
    return fault("uncountable", said, file=file, column=column)

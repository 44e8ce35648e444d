"""How many papers a round takes: legs for each row, partners of a party, what is in swaps, small legs."""

from typing import Any

import polars as pl

_TINY = 100
"""A leg is small if it is less than one part in so many of what one of its rows trades."""

_SWAP = 2


def papers(deals: pl.DataFrame, legs: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of the summary's ``papers``; empty where nothing was cleared.

    ``deals`` and ``legs`` are tables of the outcome. Shares have four decimals, rounded down.
    """
    if legs.is_empty():
        return {}
    rows = legs["offer"].n_unique() + legs["want"].n_unique()
    row_values = (pl.col("value").sum().over("offer"), pl.col("value").sum().over("want"))
    small = pl.col("value").cast(pl.Int128) * _TINY < pl.max_horizontal(*row_values).cast(pl.Int128)
    swapped = deals.filter(pl.col("parties") <= _SWAP)["value"].sum()
    partners = _partners(legs)
    return {
        "legs_per_row": _ratio(legs.height, rows),
        "partners_median": _no_more_than(partners, 50),
        "partners_95_in_100": _no_more_than(partners, 95),
        "partners_most": int(partners[-1]),
        "share_in_swaps": _ratio(int(swapped), int(deals["value"].sum())),
        "small_legs": _ratio(int(legs.select(small.sum()).item()), legs.height),
    }


def _partners(legs: pl.DataFrame) -> pl.Series:
    """Return how many others each party trades with, ascending."""
    there = legs.select(party="from_party", partner="to_party")
    back = legs.select(party="to_party", partner="from_party")
    pairs = pl.concat([there, back]).unique()
    return pairs.group_by("party").len("partners")["partners"].sort()


def _no_more_than(ascending: pl.Series, percent: int) -> int:
    """Return the least number that so many in a hundred do not exceed."""
    return int(ascending[-(-len(ascending) * percent // 100) - 1])


def _ratio(part: int, whole: int) -> str:
    units, rest = divmod(part * 10_000 // whole, 10_000)
    return f"{units}.{rest:04d}"

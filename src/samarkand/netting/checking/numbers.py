"""Exact whole-number arithmetic on columns, and amounts as people read them."""

from collections.abc import Mapping

import polars as pl

from samarkand.core.scale import to_text


def wide(column: str) -> pl.Expr:
    """Return a column as 128-bit whole numbers, so that products of two 64-bit ones fit."""
    return pl.col(column).cast(pl.Int128)


def sums_by_unit(frame: pl.DataFrame, **sums: pl.Expr) -> dict[int, dict[str, int]]:
    """Return exact sums by the number of the unit, and ``rows``, how many; an absent unit has none."""
    wanted = [sum_.cast(pl.Int128).sum().alias(name) for name, sum_ in sums.items()]
    found = frame.group_by("unit_no").agg(*wanted, pl.len().alias("rows"))
    return {int(row.pop("unit_no")): row for row in found.iter_rows(named=True)}


def sum_of(sums: Mapping[int, Mapping[str, int]], unit: int, name: str) -> int:
    """Return one sum of `sums_by_unit`, zero where there is nothing to add up."""
    return int(sums.get(unit, {}).get(name, 0))


def amount_text(amount: int | None, decimals: int) -> str:
    """Return an amount for people."""
    return "nothing" if amount is None else to_text(amount, decimals)

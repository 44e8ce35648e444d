"""One unit for goods that can meet, so that every market and every want counts in one unit."""

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.book.scaled import times_divided
from samarkand.core.scale import LARGEST, QUANTITY_DECIMALS
from samarkand.core.unit import ONE, Unit, thing_of, unit

_TONNE = "TNE"
_THINGS = "count"
_QUANTITIES = ("quantity", "lot", "min_quantity")

_Kind = tuple[str, str]
"""HS code and unit of a row."""

_Group = tuple[str, str]
"""Dimension, and the shortest code wanted that its goods begin with."""


def round_units(book: Book) -> pl.DataFrame:
    """Return a row per HS code and unit the book uses, with the unit such goods are counted in.

    Goods that can meet are counted in one unit: those of one dimension under one code that is wanted, or
    that one quota limits the quantity of. It is the unit of theirs in which the fewest rows lose digits,
    and of such the finest; the units of other goods do not matter. Things of several units are counted
    one by one.

    Columns: hs, unit, dimension, market_unit, numerator and denominator (market units in one unit),
    tonnes_numerator and tonnes_denominator (tonnes in one market unit; null where the dimension is not mass),
    piece (thousandths of a market unit in one thing of the unit; null where goods are divisible).
    """
    kinds = (
        pl.concat([rows.select("hs", "unit") for rows in (book.offers, book.wants)])
        .unique()
        .sort("hs", "unit")
    )
    groups = _groups(kinds.rows(), book)
    market_units = _market_units(groups, book)
    rows = [(*kind, *_counted_in(kind[1], market_units[group])) for kind, group in groups.items()]
    integers = ("numerator", "denominator", "tonnes_numerator", "tonnes_denominator", "piece")
    schema = dict.fromkeys(("hs", "unit", "dimension", "market_unit"), pl.String())
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(integers, pl.Int64()), orient="row")


def in_market_units(rows: pl.DataFrame, units: pl.DataFrame, *, price_up: bool) -> pl.DataFrame:
    """Return offers or wants with quantities and prices per market unit.

    Quantities round down. Prices round up for offers (``price_up``) and down for wants, so a
    rounded limit is never easier to meet than the one given. What is too large to count is null.
    """
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    price = _price(up=price_up)
    quantities = [name for name in _QUANTITIES if name in rows.columns]
    joined = with_units(rows, units, "hs")
    return joined.with_columns(
        *(
            pl.when(numerator == denominator)
            .then(pl.col(name))
            .otherwise(times_divided(pl.col(name), numerator, denominator))
            .alias(name)
            for name in quantities
        ),
        pl.when(numerator == denominator).then(pl.col("price")).otherwise(price).alias("limit"),
    ).drop("price")


def with_units(rows: pl.DataFrame, units: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return rows with the columns of `round_units`; ``code`` is their column of HS codes."""
    alike = units.drop("hs").unique()
    if alike["unit"].is_duplicated().any():
        return rows.join(
            units, left_on=[code, "unit"], right_on=["hs", "unit"], how="left", maintain_order="left"
        )
    # Most books count all goods of a dimension alike, and may have a million rows.
    return rows.join(alike, on="unit", how="left", maintain_order="left")


def countable() -> pl.Expr:
    """Return the test whether a row in market units is something at all, and not too large to count."""
    return (pl.col("quantity") > 0).fill_null(value=False) & (pl.col("limit") > 0).fill_null(value=False)


def _price(*, up: bool) -> pl.Expr:
    price, numerator, denominator = pl.col("price"), pl.col("numerator"), pl.col("denominator")
    if up:
        return -times_divided(-price, denominator, numerator)
    return times_divided(price, denominator, numerator)


def _groups(kinds: Iterable[_Kind], book: Book) -> dict[_Kind, _Group]:
    """Return the group of each kind of row."""
    wanted = set(book.wants.select("hs", "unit").unique().iter_rows())
    roots = {(_known(code).dimension, hs) for hs, code in wanted}
    groups: dict[_Kind, _Group] = {}
    for hs, code in kinds:
        dimension = _known(code).dimension
        beginnings = (hs[:length] for length in range(1, len(hs)))
        groups[hs, code] = next(
            ((dimension, root) for root in beginnings if (dimension, root) in roots), (dimension, hs)
        )
    quotas = book.quotas.drop_nulls("quantity").select("hs", "unit").unique().sort("hs", "unit")
    for limited, code in quotas.iter_rows():
        groups = _joined(groups, limited, _known(code).dimension)
    return groups


def _joined(groups: dict[_Kind, _Group], limited: str, dimension: str) -> dict[_Kind, _Group]:
    """Return the groups with those one that a quota on the code counts together."""
    together = {
        group
        for (hs, _), group in groups.items()
        if group[0] == dimension and (hs.startswith(limited) or limited.startswith(hs))
    }
    return {kind: min(together) if group in together else group for kind, group in groups.items()}


def _market_units(groups: dict[_Kind, _Group], book: Book) -> dict[_Group, str]:
    """Return the unit each group is counted in."""
    choices: dict[_Group, set[str]] = {}
    for (_, code), group in groups.items():
        choices.setdefault(group, set()).add(code)
    for (dimension, _), units in choices.items():
        if dimension == _THINGS and len(units) > 1:
            units.clear()
            units.add(ONE)
    open_kinds = [(kind, group) for kind, group in groups.items() if len(choices[group]) > 1]
    losing = _rows_that_lose(open_kinds, choices, book) if open_kinds else {}
    return {
        group: min(units, key=lambda code: (losing.get((*group, code), 0), _known(code).factor, code))
        for group, units in choices.items()
    }


def _rows_that_lose(
    open_kinds: list[tuple[_Kind, _Group]], choices: dict[_Group, set[str]], book: Book
) -> dict[tuple[str, str, str], int]:
    """Return how many rows of a group (dimension, root) would lose digits in each of its units."""
    ways = [
        (*kind, *group, choice, ratio.numerator, ratio.denominator)
        for kind, group in open_kinds
        for choice in choices[group]
        for ratio in [_known(kind[1]).factor / _known(choice).factor]
    ]
    columns = ["hs", "unit", "dimension", "root", "choice", "times", "over"]
    table = pl.DataFrame(ways, schema=columns, orient="row").cast({"times": pl.Int128, "over": pl.Int128})
    own = pl.lit(None, dtype=pl.Int64)
    rows = pl.concat(
        [
            book.offers.select("hs", "unit", "price", *_QUANTITIES),
            book.wants.select("hs", "unit", "price", "quantity", own.alias("lot"), "min_quantity"),
        ]
    )
    lost = [_is_lost(name, "times", "over") for name in _QUANTITIES] + [_is_lost("price", "over", "times")]
    counted = (
        rows.join(table, on=["hs", "unit"])
        .group_by("dimension", "root", "choice")
        .agg(pl.any_horizontal(lost).sum())
    )
    return {(dimension, root, choice): number for dimension, root, choice, number in counted.iter_rows()}


def _is_lost(name: str, times: str, over: str) -> pl.Expr:
    scaled = pl.col(name).cast(pl.Int128) * pl.col(times)
    return ((scaled % pl.col(over) != 0) | (scaled // pl.col(over) > LARGEST)).fill_null(value=False)


def _counted_in(code: str, market_unit: str) -> tuple[str, str, int, int, int | None, int | None, int | None]:
    own, counted, tonne = _known(code), _known(market_unit), _known(_TONNE)
    ratio, tonnes = Fraction(own.factor) / counted.factor, Fraction(counted.factor) / tonne.factor
    is_mass = own.dimension == tonne.dimension
    return (
        own.dimension,
        market_unit,
        ratio.numerator,
        ratio.denominator,
        tonnes.numerator if is_mass else None,
        tonnes.denominator if is_mass else None,
        _piece(code, ratio),
    )


def _piece(code: str, ratio: Fraction) -> int | None:
    """Return the thousandths of a market unit in one thing; at least one, the finest that can be told."""
    thing = thing_of(code)
    return None if thing is None else max(1, int(thing * ratio * 10**QUANTITY_DECIMALS))


def _known(code: str) -> Unit:
    found = unit(code)
    if found is None:
        raise ValueError(f"unit {code!r} passed the book's checks but is not known")
    return found

"""Checks across tables and across the rows of a pool; the tables given are in normal form."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import polars as pl

from samarkand.book.columns import CheckedTable
from samarkand.book.fault import Fault
from samarkand.book.names import look, lookalikes
from samarkand.core.unit import UNITS

Tables = dict[str, CheckedTable]
TableFault = tuple[str, Fault]
Check = Callable[[Tables], Iterator[TableFault]]

_SHORTEST_HS = 2

Goods = set[tuple[str, str]]
"""Pairs of an HS code or prefix and the dimension its quantities are in."""


def parties_are_known(tables: Tables) -> Iterator[TableFault]:
    """Find rows that name a party not in the table of parties."""
    if "party" not in tables["parties"].headers:
        return
    parties = tables["parties"].frame["party"].drop_nulls()

    @cache
    def by_look() -> dict[str, str]:
        return lookalikes(parties.to_list())

    def remedy(value: str) -> str:
        meant = by_look().get(look(value))
        return f"Write {meant}, letter for letter." if meant else ""

    for name in ("offers", "wants", "restrictions", "failures"):
        if name in tables:
            party = tables[name].frame["party"]
            said = "No party {} is listed in parties.".format
            yield name, Fault("party_unknown", ~party.is_in(parties.implode()), said, remedy, "party")


def ids_differ_across_sides(tables: Tables) -> Iterator[TableFault]:
    """Find wants that have the identifier of an offer."""
    offers, wants = tables["offers"].frame["offer"].drop_nulls(), tables["wants"].frame["want"]
    said = "{} is an offer's identifier too.".format
    yield "wants", Fault("id_shared", wants.is_in(offers.implode()), said, column="want")


def units_can_meet(tables: Tables) -> Iterator[TableFault]:
    """Find rows whose goods the other side trades, but in other dimensions only."""
    offered, wanted = _goods(tables["offers"].frame), _goods(tables["wants"].frame)
    of_offers = _dimensions((prefix, kind) for hs, kind in offered for prefix in _prefixes(hs))
    of_wants = _dimensions(wanted)
    for name, goods, others in (("offers", offered, of_wants), ("wants", wanted, of_offers)):
        lost = {pair for pair in goods if _meets_others_only(pair, others, by_prefix=name == "offers")}
        if lost:
            said = "The other side counts these goods in another dimension than {}.".format
            yield name, Fault("unit_mismatch", _rows_of(tables[name].frame, lost), said, column="unit")


def _goods(frame: pl.DataFrame) -> Goods:
    pairs = frame.select("hs", "unit").unique().drop_nulls()
    return {(hs, UNITS[unit].dimension) for hs, unit in pairs.iter_rows() if unit in UNITS}


def _prefixes(hs: str) -> list[str]:
    return [hs[:size] for size in range(_SHORTEST_HS, len(hs) + 1)]


def _dimensions(goods: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the dimensions each code is traded in."""
    dimensions: dict[str, set[str]] = {}
    for hs, kind in goods:
        dimensions.setdefault(hs, set()).add(kind)
    return dimensions


def _meets_others_only(pair: tuple[str, str], others: dict[str, set[str]], *, by_prefix: bool) -> bool:
    """Tell whether the other side trades these goods and never in this dimension."""
    hs, kind = pair
    met = [others.get(code, set()) for code in (_prefixes(hs) if by_prefix else [hs])]
    return any(met) and not any(kind in dimensions for dimensions in met)


def _rows_of(frame: pl.DataFrame, goods: Goods) -> pl.Series:
    dimension = pl.col("unit").replace_strict(
        {code: unit.dimension for code, unit in UNITS.items()}, default=None
    )
    marked = pl.concat_str("hs", pl.lit("|"), dimension)
    return frame.select(marked.is_in([f"{hs}|{kind}" for hs, kind in sorted(goods)])).to_series()


def freight_can_be_charged(tables: Tables) -> Iterator[TableFault]:
    """Find units freight cannot be charged on, each where it is first offered."""
    if "lanes" not in tables or not (tables["lanes"].frame["freight"] > 0).any():
        return
    offers = tables["offers"].frame
    others = [code for code, unit in UNITS.items() if unit.dimension != "mass"]
    first = offers["unit"].is_in(others) & offers["unit"].is_first_distinct()
    said = "Lanes charge freight by the tonne; on goods in {} none is charged.".format
    yield "offers", Fault("freight_without_mass", first, said, column="unit")


def pools_agree(tables: Tables) -> Iterator[TableFault]:
    """Find parties whose currency or swing differs from the pool's first party."""
    parties = tables["parties"].frame
    for column, code in (("currency", "pool_currency_differs"), ("swing", "pool_swing_differs")):
        differs = parties.select(pl.col(column) != pl.col(column).first().over("pool")).to_series()
        said = f"The {column} {{}} differs from that of the pool's first party.".format
        yield "parties", Fault(code, differs, said, column=column)


CHECKS: tuple[Check, ...] = (
    parties_are_known,
    ids_differ_across_sides,
    units_can_meet,
    freight_can_be_charged,
    pools_agree,
)

"""The unit in which each kind of goods is counted in a round, and what the book's rows come to in it."""

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.numbers import wide
from samarkand.core.scale import LARGEST, QUANTITY_DECIMALS
from samarkand.core.unit import ONE, thing_of, unit

_TONNE = "TNE"
_COUNTED = "count"
_AMOUNTS = ("quantity", "lot", "min_quantity")

_Kind = tuple[str, str]
"""HS code and unit."""

_Ratios = tuple[str, str, int, int, int | None, int | None, int | None]


def measures(book: Book) -> pl.DataFrame:
    """Return a row per HS code and unit of the book's rows and quotas, with whole-number ratios.

    ``times`` / ``over`` turn a quantity of the unit into ``counted_in``: of the units that goods which can
    meet, or which a quota counts together, are given in, the one in which fewest rows lose digits, and of
    such the finest; things of several units are counted one by one. ``tonnes`` / ``per`` are the tonnes in
    one ``counted_in``, null where it does not weigh; ``thing`` the thousandths of it that nobody divides,
    null where goods are divisible.
    """
    rows = pl.concat([_lean(book.offers), _lean(book.wants)])
    limits = book.quotas.drop_nulls("quantity").select("hs", "unit").unique().rows()
    heap_of = _heaps(rows.select("hs", "unit").unique().rows(), book.wants, limits)
    heaps: dict[str, list[_Kind]] = {}
    for kind, heap in sorted(heap_of.items()):
        heaps.setdefault(heap, []).append(kind)
    found: dict[_Kind, _Ratios] = {}
    for kinds in heaps.values():
        counted_in = _least_lossy(kinds, rows)
        found |= {kind: _ratios(kind[1], counted_in) for kind in kinds}
    texts, numbers = ("hs", "unit", "dimension", "counted_in"), ("times", "over", "tonnes", "per", "thing")
    schema = dict.fromkeys(texts, pl.String()) | dict.fromkeys(numbers, pl.Int64())
    listed = [(*kind, *ratios) for kind, ratios in sorted(found.items())]
    return pl.DataFrame(listed, schema=schema, orient="row")


def _lean(table: pl.DataFrame) -> pl.DataFrame:
    no_lot = pl.lit(None, dtype=pl.Int64).alias("lot")
    lot = pl.col("lot") if "lot" in table.columns else no_lot
    return table.select("hs", "unit", "price", "quantity", lot, "min_quantity")


def _heaps(kinds: Iterable[_Kind], wants: pl.DataFrame, limits: Iterable[_Kind]) -> dict[_Kind, str]:
    """Return a name for each kind of goods, and of quota, the same for those that must be counted alike."""
    kinds, limits = list(kinds), list(limits)
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    def join(one: str, other: str) -> None:
        low, high = sorted((first(one), first(other)))
        leader[high] = low

    asked = {f"{_size(code)[0]} {hs}" for hs, code in wants.select("hs", "unit").unique().rows()}
    for hs, code in kinds:
        for length in range(1, len(hs) + 1):
            if (name := f"{_size(code)[0]} {hs[:length]}") in asked:
                join(name, f"{_size(code)[0]} {hs}")
    for limit, measure in limits:
        for hs, code in kinds:
            touches = hs.startswith(limit) or limit.startswith(hs)
            if touches and _size(code)[0] == _size(measure)[0]:
                join(f"{_size(code)[0]} {hs}", f"quota {_size(measure)[0]} {limit}")
    named = {(hs, code): first(f"{_size(code)[0]} {hs}") for hs, code in kinds}
    return {(limit, code): first(f"quota {_size(code)[0]} {limit}") for limit, code in limits} | named


def _least_lossy(kinds: list[_Kind], rows: pl.DataFrame) -> str:
    """Return the unit of a heap in which fewest of its rows lose digits, the finest of such."""
    units = {code for _, code in kinds}
    if len(units) > 1 and {_size(code)[0] for code in units} == {_COUNTED}:
        return ONE
    if len(units) > 1:
        keys = pl.DataFrame(kinds, schema=["hs", "unit"], orient="row")
        own = rows.join(keys, on=["hs", "unit"], how="semi")
        units = set(own["unit"]) or units
        return min((_losing(own, choice), _size(choice)[1], choice) for choice in units)[2]
    return units.pop()


def _losing(rows: pl.DataFrame, choice: str) -> int:
    """Return how many rows cannot be told exactly in the unit, or not at all."""
    losing = 0
    for (code,), own in rows.partition_by("unit", as_dict=True).items():
        times, over, *_ = _ratios(str(code), choice)[2:]
        in_unit = [wide(name) * times for name in _AMOUNTS]
        off = [(amount % over != 0) | (amount > LARGEST * over) for amount in in_unit]
        off.append((wide("price") * over % times != 0) | (wide("price") * over > LARGEST * times))
        losing += int(own.select(pl.any_horizontal(test.fill_null(value=False) for test in off).sum()).item())
    return losing


def _ratios(code: str, counted_in: str) -> _Ratios:
    dimension, size = _size(code)
    counted = _size(counted_in)[1]
    weighs, tonne = _size(_TONNE)
    tonnes = counted / tonne if dimension == weighs else None
    ratio = size / counted
    return (
        dimension,
        counted_in,
        ratio.numerator,
        ratio.denominator,
        tonnes.numerator if tonnes else None,
        tonnes.denominator if tonnes else None,
        _thing(code, ratio),
    )


def _thing(code: str, ratio: Fraction) -> int | None:
    part = thing_of(code)
    return None if part is None else max(1, int(part * ratio * 10**QUANTITY_DECIMALS))


def _size(code: str) -> tuple[str, Fraction]:
    known = unit(code)
    if known is None:
        # A unit nobody knows is still the same as itself; it fits nothing else.
        return code, Fraction(1)
    return known.dimension, Fraction(known.factor)

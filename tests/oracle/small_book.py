"""A small book as plain Python rows: who offers what in which market, and which markets each want reaches.

Written row by row and pair by pair from the rules, as slowly as they read, so that it shares no idea
with the columnar code it judges. Fine for a few hundred rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.core.unit import Unit, unit

Row = dict[str, Any]

Bundle = tuple[str, str, str]
"""Party, side and code: its rows are traded in equal shares of their quantities."""

_ALWAYS = (date(1000, 1, 1), date(9000, 1, 1))


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer in its market's unit: quantity and lot in thousandths, limit in millionths."""

    name: str
    party: str
    pool: str
    market: str
    quantity: int
    limit: int
    lot: int | None
    least: int | None
    bundle: Bundle | None
    hs: str
    origin: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Want:
    """A want in its market's unit; ``nets`` is what it bids in each market it reaches, freight paid.

    Its own party may give there too, or be the only one: who may trade with whom is for others to judge.
    """

    name: str
    party: str
    pool: str
    quantity: int
    least: int | None
    bundle: Bundle | None
    arrival: str
    nets: dict[str, int]


@dataclass(frozen=True, slots=True)
class SmallBook:
    """The rows that may trade, the swing of each pool, and the book's quotas in market units.

    ``bundles`` tells how many rows the book has in each, and whether it is all or nothing.
    """

    offers: tuple[Offer, ...]
    wants: tuple[Want, ...]
    swings: dict[str, int]
    quotas: tuple[Row, ...]
    bundles: dict[Bundle, tuple[int, bool]]


def small_book(book: Book, as_of: date | None = None) -> SmallBook:
    """Return the rows of a book that may trade, each with its market or the markets it reaches."""
    parties = {row["party"]: row for row in book.parties.iter_rows(named=True)}
    laws = list(book.restrictions.iter_rows(named=True))
    barred = {law["party"] for law in laws if not (law["from"] or law["to"] or law["hs"])}
    partial = [law for law in laws if law["from"] or law["to"] or law["hs"] or not law["party"]]
    units = _units(book)

    def rows(table: pl.DataFrame) -> list[Row]:
        return [
            row
            | {"country": parties[row["party"]]["country"], "pool": parties[row["party"]]["pool"]}
            | {"leaves": max(filter(None, (row["from"], as_of)), default=None)}
            for row in table.iter_rows(named=True)
            if row["party"] not in barred and not (as_of and row["until"] and row["until"] < as_of)
        ]

    offers = [_counted(row, units, up=True) for row in rows(book.offers)]
    wants = [_counted(row, units, up=False) for row in rows(book.wants)]
    labels = _labels(offers, book, partial)
    lanes = None if book.lanes is None else list(book.lanes.iter_rows(named=True))
    return SmallBook(
        offers=tuple(_offer(row, label) for row, label in zip(offers, labels, strict=True)),
        wants=tuple(
            _want(want, _nets(want, zip(offers, labels, strict=True), lanes, partial)) for want in wants
        ),
        swings={row["pool"]: row["swing"] for row in parties.values()},
        quotas=tuple(_counted_quota(row, units) for row in book.quotas.iter_rows(named=True)),
        bundles=_bundles(book),
    )


def _bundles(book: Book) -> dict[Bundle, tuple[int, bool]]:
    found: dict[Bundle, tuple[int, bool]] = {}
    for side, table in (("offer", book.offers), ("want", book.wants)):
        for row in table.iter_rows(named=True):
            bundle = _bundle(row, side)
            if bundle:
                rows, whole = found.get(bundle, (0, False))
                found[bundle] = (rows + 1, whole or row["all_or_nothing"])
    return found


def _bundle(row: Row, side: str) -> Bundle | None:
    return (row["party"], side, row["bundle"]) if row["bundle"] else None


def _least(row: Row) -> int | None:
    """Return the least a row trades: all of it where it stands alone and is all or nothing."""
    least: int | None = (
        row["quantity"] if row["all_or_nothing"] and not row["bundle"] else row["min_quantity"]
    )
    return least


Units = dict[tuple[str, str], Any]
"""The unit of the market of each code and dimension."""


def _units(book: Book) -> Units:
    """Return what each kind of goods is counted in: those that may meet alike, fewest rows losing digits."""
    rows = [*book.offers.iter_rows(named=True), *book.wants.iter_rows(named=True)]
    heaps = [{(row["hs"], _dimension(row["unit"]))} for row in rows]
    for want in book.wants.iter_rows(named=True):
        heaps = _bound(heaps, want, lambda hs, asked: hs.startswith(asked))
    for quota in book.quotas.iter_rows(named=True):
        if quota["quantity"] is not None:
            heaps = _bound(heaps, quota, may_be)
    found: Units = {}
    for heap in heaps:
        own = [row for row in rows if (row["hs"], _dimension(row["unit"])) in heap]
        choices = {row["unit"]: _known(row["unit"]) for row in own}
        chosen = min(
            choices.values(), key=lambda one: (sum(_loses(row, one) for row in own), one.factor, one.code)
        )
        found |= dict.fromkeys(heap, chosen)
    return found


Heap = set[tuple[str, str]]


def _bound(heaps: list[Heap], by: Row, touches: Callable[[str, str], bool]) -> list[Heap]:
    """Return the heaps with those one of whose goods the row touches made one."""
    kind = _dimension(by["unit"])
    together = [heap for heap in heaps if any(own == kind and touches(hs, by["hs"]) for hs, own in heap)]
    apart = [heap for heap in heaps if heap not in together]
    return [*apart, set().union(*together)] if together else apart


def _known(code: str) -> Unit:
    known = unit(code)
    assert known is not None
    return known


def _dimension(code: str) -> str:
    known = unit(code)
    return known.dimension if known else ""


def _loses(row: Row, counted_in: Unit) -> bool:
    own = unit(row["unit"])
    assert own is not None
    ratio = Fraction(own.factor) / Fraction(counted_in.factor)
    amounts = [row[key] * ratio for key in ("quantity", "lot", "min_quantity") if row.get(key) is not None]
    return any(amount.denominator > 1 or amount >= 2**63 for amount in [*amounts, row["price"] / ratio])


def _counted(row: Row, units: Units, *, up: bool) -> Row:
    own = unit(row["unit"])
    assert own is not None
    counted_in = units[row["hs"], own.dimension]
    ratio = Fraction(own.factor) / Fraction(counted_in.factor)
    price = row["price"] / ratio
    counted = {key: _floor(row.get(key), ratio) for key in ("quantity", "lot", "min_quantity")}
    limit = -(-price.numerator // price.denominator) if up else price.numerator // price.denominator
    return row | counted | {"limit": limit, "dimension": own.dimension, "counted_in": counted_in}


def _floor(quantity: int | None, ratio: Fraction) -> int | None:
    return None if quantity is None else int(quantity * ratio)


def _counted_quota(row: Row, units: Units) -> Row:
    own = unit(row["unit"])
    if row["quantity"] is None or own is None:
        return row | {"dimension": own.dimension if own else ""}
    touched = [one for (hs, kind), one in units.items() if kind == own.dimension and may_be(hs, row["hs"])]
    ratio = Fraction(own.factor) / Fraction(touched[0].factor if touched else own.factor)
    return row | {"quantity": _floor(row["quantity"], ratio), "dimension": own.dimension}


def _labels(offers: list[Row], book: Book, laws: list[Row]) -> list[str]:
    """Return the market of each offer; markets alike but for unit or law are numbered #2, #3..."""
    by_origin = any(quota["from"] for quota in book.quotas.iter_rows(named=True))
    texts, kinds = [], []
    for offer in offers:
        place = _market_place(offer, book, by_origin=by_origin)
        start, end = (day.isoformat() if day else "" for day in (offer["from"], offer["until"]))
        period = f"{start}..{end}" if start or end else ""
        texts.append("|".join((offer["hs"], offer["grade"], place, period)).rstrip("|"))
        kinds.append((offer["counted_in"].code, "".join(_standing(law, offer) for law in laws)))
    twins: dict[str, list[tuple[str, str]]] = {}
    for text, kind in sorted(set(zip(texts, kinds, strict=True))):
        twins.setdefault(text, []).append(kind)
    numbers = [twins[text].index(kind) + 1 for text, kind in zip(texts, kinds, strict=True)]
    return [text if number == 1 else f"{text}#{number}" for text, number in zip(texts, numbers, strict=True)]


def _market_place(offer: Row, book: Book, *, by_origin: bool) -> str:
    """Return the place of an offer as far as a lane, a quota or the price list tells it from others."""
    own: str = offer["place"]
    if book.lanes is not None:
        return own
    rows = [] if book.listed is None else list(book.listed.iter_rows(named=True))
    listed = {row["place"] for row in rows if offer["hs"].startswith(row["hs"])}
    if own in listed:
        return own
    return own[:2] if by_origin or own[:2] in listed else ""


def may_be(hs: str, named: str) -> bool:
    """Tell whether goods of a code are those of the named one, or may be, for their code is shorter."""
    return hs.startswith(named) or named.startswith(hs)


def _standing(law: Row, offer: Row) -> str:
    concerned = law["from"] in {"", offer["country"], offer["place"][:2]} and may_be(offer["hs"], law["hs"])
    if not concerned:
        return "0"
    return "2" if law["party"] and law["party"] == offer["party"] else "1"


def _nets(
    want: Row,
    goods: Iterable[tuple[Row, str]],
    lanes: list[Row] | None,
    laws: list[Row],
) -> dict[str, int]:
    nets: dict[str, int] = {}
    for offer, label in goods:
        freight = _freight(offer, want, lanes)
        fits = (
            offer["hs"].startswith(want["hs"])
            and want["grade"] in {"", offer["grade"]}
            and want["dimension"] == offer["dimension"]
        )
        if not fits or freight is None:
            continue
        if any(_closes(law, offer, want) for law in laws):
            continue
        tonnes = _tonnes(offer)
        net = want["limit"] - -(-freight * tonnes.numerator // tonnes.denominator)
        if net > 0:
            nets[label] = net
    return nets


def _tonnes(offer: Row) -> Fraction:
    tonne = unit("TNE")
    assert tonne is not None
    weighs = offer["dimension"] == tonne.dimension
    return Fraction(offer["counted_in"].factor) / Fraction(tonne.factor) if weighs else Fraction(0)


def _closes(law: Row, offer: Row, want: Row) -> bool:
    return (
        law["from"] in {"", offer["country"], offer["place"][:2]}
        and law["to"] in {"", want["country"], want["place"][:2]}
        and may_be(offer["hs"], law["hs"])
        and law["party"] in {"", offer["party"], want["party"]}
    )


def _freight(offer: Row, want: Row, lanes: list[Row] | None) -> int | None:
    """Return the cheapest freight a tonne of the lanes that fit most closely and arrive in time."""
    if lanes is None:
        ways = [(0, 0)]
    else:
        ways = []
        ends = (offer["place"], want["place"])
        countries = (ends[0][:2], ends[1][:2])
        for pair in (ends, (ends[0], countries[1]), (countries[0], ends[1]), countries):
            ways = ways or [
                (lane["days"], lane["freight"]) for lane in lanes if (lane["from"], lane["to"]) == pair
            ]
        if not ways and ends[0] == ends[1]:
            ways = [(0, 0)]
    return min((freight for days, freight in ways if _in_time(offer, want, days)), default=None)


def _in_time(offer: Row, want: Row, days: int) -> bool:
    ready, last = offer["leaves"] or _ALWAYS[0], offer["until"] or _ALWAYS[1]
    first, latest = want["from"] or _ALWAYS[0], want["until"] or _ALWAYS[1]
    way = timedelta(days=days)
    return bool(max(ready + way, first) <= min(last + way, latest))


def _offer(row: Row, label: str) -> Offer:
    return Offer(
        row["offer"],
        row["party"],
        row["pool"],
        label,
        row["quantity"],
        row["limit"],
        row["lot"],
        _least(row),
        _bundle(row, "offer"),
        row["hs"],
        row["place"][:2],
        row["dimension"],
    )


def _want(row: Row, nets: dict[str, int]) -> Want:
    return Want(
        row["want"],
        row["party"],
        row["pool"],
        row["quantity"],
        _least(row),
        _bundle(row, "want"),
        row["place"][:2],
        nets,
    )

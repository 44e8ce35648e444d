"""The best value of deals of few parties in a small book, found by listing every ring there is.

A ring goes from party to party and back: by a leg that moves goods, by a member of one's own pool who
gives for what one took, or by the swings of two pools. Every ring of so many parties is a variable of
a MILP solved by HiGHS, which knows nothing of prices of rows. Floats; right to about a millionth of
the largest row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, prod

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from samarkand.book.book import Book
from samarkand.core.scale import VALUE_DIVISOR
from tests.oracle.small_book import Offer, Row, SmallBook, Want, small_book

Terms = Mapping[str, int]
"""Terms by market label, whole numbers at the scale of terms."""

Rates = Mapping[str, tuple[int, int] | None]
"""The rate of each pool as an exact ratio, terms to limit; None: the pool admits nothing."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Goods of an offer that fill a want."""

    offer: Offer
    want: Want


@dataclass(frozen=True, slots=True)
class Move:
    """Value that passes without goods: between members of a pool, or by the swings of two pools."""

    swings: tuple[str, ...]


Step = tuple[str, str, Leg | Move]
"""From which party, to which party, by what."""

Ring = tuple[Leg | Move, ...]

_Row = dict[int, float]


@dataclass(slots=True)
class _Program:
    """A mixed-integer program being written; its first variables are the rings."""

    gain: list[float]
    upper: list[float]
    whole: list[int]
    rows: list[tuple[_Row, float, float]] = field(default_factory=list)

    def variable(self, upper: float, *, whole: bool) -> int:
        self.gain.append(0.0)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.gain) - 1

    def require(self, row: _Row, low: float, high: float) -> None:
        if row:
            self.rows.append((row, low, high))

    def best(self) -> float:
        cells = [
            (at, column, each) for at, (row, _, _) in enumerate(self.rows) for column, each in row.items()
        ]
        at, column, each = zip(*cells, strict=True)
        matrix = csr_array((each, (at, column)), shape=(len(self.rows), len(self.gain)))
        found = milp(
            -np.array(self.gain),
            integrality=np.array(self.whole),
            bounds=Bounds(0.0, np.array(self.upper)),
            constraints=LinearConstraint(
                matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]
            ),
            options={"mip_rel_gap": 1e-9},
        )
        if not found.success:
            raise RuntimeError(f"the oracle failed: {found.message}")
        return -float(found.fun)


def best_short_value(
    book: Book, terms: Terms, parties: int, rates: Rates | None = None, leg_failure: float | None = None
) -> float:
    """Return the most that deals of at most so many parties can trade, in units of account.

    Without ``rates`` every row is admitted, whatever its limit. With ``leg_failure`` it is the most
    that can be expected: a leg fails with that probability, or as the book's failures say.
    """
    small = small_book(book)
    rings = list(every_ring(small, terms, parties, rates))
    if not rings:
        return 0.0
    stands = {offer.name: 1.0 - failure_of(book, offer, leg_failure) for offer in small.offers}
    unit = float(np.median([_value(offer.quantity, terms[offer.market]) for offer in _given(rings)]))
    offers, wants = _amounts(rings, terms, unit)
    program = _Program([_gain(ring, stands) for ring in rings], _most(offers, len(rings)), [0] * len(rings))
    _keep_within(program, offers, wants)
    _keep_swings(program, rings, small, unit)
    _keep_quotas(program, rings, small, terms, unit)
    _keep_lots_and_leasts(program, small, book, offers, wants)
    _keep_bundles(program, book, offers, wants)
    return program.best() * unit / 100


def every_ring(small: SmallBook, terms: Terms, parties: int, rates: Rates | None = None) -> Iterator[Ring]:
    """Return every ring of at most so many parties, each once; a party is in a ring once."""
    steps: dict[str, list[Step]] = {}
    for step in (*_legs(small, terms, rates), *_moves(small)):
        steps.setdefault(step[0], []).append(step)
    for first in sorted(steps):
        yield from _closed([], first, first, parties, steps)


def _closed(
    way: list[Step], first: str, at: str, parties: int, steps: Mapping[str, list[Step]]
) -> Iterator[Ring]:
    """Go on from the last party; parties before the first one in the alphabet had their own turn."""
    visited = {start for start, _, _ in way}
    for step in steps.get(at, ()):
        _, to, what = step
        moves_twice = isinstance(what, Move) and bool(way) and isinstance(way[-1][2], Move)
        if moves_twice or to < first or (to in visited and to != first):
            continue
        if to != first:
            if len(way) + 1 < parties:
                yield from _closed([*way, step], first, to, parties, steps)
        elif not (isinstance(what, Move) and isinstance(way[0][2], Move)):
            yield (*(each for _, _, each in way), what)


def _legs(small: SmallBook, terms: Terms, rates: Rates | None) -> Iterator[Step]:
    for offer in small.offers:
        for want in small.wants:
            if offer.market not in terms or offer.market not in want.nets or offer.party == want.party:
                continue
            price = terms[offer.market]
            earns = Fraction(price, max(offer.limit, 1))
            costs = Fraction(price, want.nets[offer.market])
            if rates is None or (
                _at_least(earns, rates.get(offer.pool)) and _at_most(costs, rates.get(want.pool))
            ):
                yield offer.party, want.party, Leg(offer, want)


def _at_least(ratio: Fraction, rate: tuple[int, int] | None) -> bool:
    return rate is not None and ratio >= Fraction(*rate)


def _at_most(ratio: Fraction, rate: tuple[int, int] | None) -> bool:
    return rate is not None and ratio <= Fraction(*rate)


def _moves(small: SmallBook) -> Iterator[Step]:
    rows: tuple[Offer | Want, ...] = (*small.offers, *small.wants)
    pools = {row.party: row.pool for row in rows}
    for one, mine in sorted(pools.items()):
        for other, theirs in sorted(pools.items()):
            if one != other and mine == theirs:
                yield one, other, Move(())
            elif mine != theirs and small.swings[mine] > 0 and small.swings[theirs] > 0:
                yield one, other, Move((mine, theirs))


def _value(quantity: int, terms: int) -> float:
    """Return a value in hundredths, not rounded."""
    value: float = quantity * terms / VALUE_DIVISOR
    return value


def _legs_of(ring: Ring) -> list[Leg]:
    return [step for step in ring if isinstance(step, Leg)]


def _given(rings: Iterable[Ring]) -> list[Offer]:
    return list({leg.offer.name: leg.offer for ring in rings for leg in _legs_of(ring)}.values())


def _gain(ring: Ring, stands: Mapping[str, float]) -> float:
    """Return what a minor unit through the ring is expected to move."""
    legs = _legs_of(ring)
    return len(legs) * prod(stands[leg.offer.name] for leg in legs)


def failure_of(book: Book, offer: Offer, otherwise: float | None) -> float:
    """Return how likely the offer's legs are to fail: rows that name its party first, then the longest hs."""
    if otherwise is None:
        return 0.0
    fitting = [
        (row["party"] != "", len(row["hs"]), row["probability"] / 1e6)
        for row in book.failures.iter_rows(named=True)
        if row["party"] in {"", offer.party} and offer.hs.startswith(row["hs"])
    ]
    return max(fitting)[2] if fitting else otherwise


def _amounts(rings: list[Ring], terms: Terms, unit: float) -> tuple[dict[str, _Row], dict[str, _Row]]:
    """Return which part of its quantity each offer gives and each want takes, by ring."""
    offers: dict[str, _Row] = {}
    wants: dict[str, _Row] = {}
    for column, ring in enumerate(rings):
        for leg in _legs_of(ring):
            price = terms[leg.offer.market]
            given = offers.setdefault(leg.offer.name, {})
            taken = wants.setdefault(leg.want.name, {})
            given[column] = given.get(column, 0.0) + unit / _value(leg.offer.quantity, price)
            taken[column] = taken.get(column, 0.0) + unit / _value(leg.want.quantity, price)
    return offers, wants


def _most(offers: dict[str, _Row], rings: int) -> list[float]:
    """Return the most each ring's offers let go round it."""
    most = [inf] * rings
    for share in offers.values():
        for column, each in share.items():
            most[column] = min(most[column], 1.0 / each)
    return most


def _keep_within(program: _Program, offers: dict[str, _Row], wants: dict[str, _Row]) -> None:
    for share in (*offers.values(), *wants.values()):
        program.require(share, -inf, 1.0)


def _keep_swings(program: _Program, rings: list[Ring], small: SmallBook, unit: float) -> None:
    """What deals leave open adds up, whichever way: a swing used twice is not used once more nor less."""
    used: dict[str, _Row] = {}
    for column, ring in enumerate(rings):
        for move in ring:
            for pool in move.swings if isinstance(move, Move) else ():
                row = used.setdefault(pool, {})
                row[column] = row.get(column, 0.0) + 1.0
    for pool, row in used.items():
        program.require(row, -inf, small.swings[pool] / unit)


def _keep_quotas(program: _Program, rings: list[Ring], small: SmallBook, terms: Terms, unit: float) -> None:
    for quota in small.quotas:
        by_value: _Row = {}
        by_quantity: _Row = {}
        most = float(max(quota["quantity"] or 0, 1))
        for column, ring in enumerate(rings):
            for leg in _legs_of(ring):
                if not _falls_under(quota, leg):
                    continue
                by_value[column] = by_value.get(column, 0.0) + 1.0
                if leg.offer.dimension == quota["dimension"]:
                    weighs = unit * VALUE_DIVISOR / terms[leg.offer.market] / most
                    by_quantity[column] = by_quantity.get(column, 0.0) + weighs
        if quota["value"] is not None:
            program.require(by_value, -inf, quota["value"] / unit)
        if quota["quantity"] is not None:
            program.require(by_quantity, -inf, quota["quantity"] / most)


def _falls_under(quota: Row, leg: Leg) -> bool:
    return (
        leg.offer.hs.startswith(quota["hs"])
        and quota["from"] in {"", leg.offer.origin}
        and quota["to"] in {"", leg.want.arrival}
    )


def _keep_lots_and_leasts(
    program: _Program, small: SmallBook, book: Book, offers: dict[str, _Row], wants: dict[str, _Row]
) -> None:
    """Rows of a bundle have neither: their bundle is whole or not, not they."""
    whole = {row["id"] for row in _all_rows(book) if row["all_or_nothing"] and not row["bundle"]}
    for offer in small.offers:
        share = offers.get(offer.name, {})
        if share and offer.lot:
            lots = program.variable(offer.quantity // offer.lot, whole=True)
            program.require({**share, lots: -offer.lot / offer.quantity}, 0.0, 0.0)
    rows: tuple[Offer | Want, ...] = (*small.offers, *small.wants)
    for row in rows:
        share = (offers if isinstance(row, Offer) else wants).get(row.name, {})
        least = 1.0 if row.name in whole else (row.least or 0) / row.quantity
        if share and least:
            trades = program.variable(1.0, whole=True)
            program.require({**share, trades: -least}, 0.0, inf)
            program.require({**share, trades: -1.0}, -inf, 0.0)


def _keep_bundles(program: _Program, book: Book, offers: dict[str, _Row], wants: dict[str, _Row]) -> None:
    """Rows of one party, side and bundle trade the same part of their quantities, or nothing."""
    bundles: dict[tuple[str, str, str], list[Row]] = {}
    for row in _all_rows(book):
        if row["bundle"]:
            bundles.setdefault((row["party"], row["side"], row["bundle"]), []).append(row)
    for rows in bundles.values():
        part = program.variable(1.0, whole=any(row["all_or_nothing"] for row in rows))
        for row in rows:
            share = (offers if row["side"] == "offer" else wants).get(row["id"], {})
            program.require({**share, part: -1.0}, 0.0, 0.0)


def _all_rows(book: Book) -> list[Row]:
    return [
        row | {"side": side, "id": row[side]}
        for side, table in (("offer", book.offers), ("want", book.wants))
        for row in table.iter_rows(named=True)
    ]

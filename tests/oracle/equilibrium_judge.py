"""Whether terms are an equilibrium: what each market lacks when every pool trades as it would at them.

Unlike the engine's search nothing is smoothed. At given terms every pool walks its offers, the one
that earns most first, against its wants, the one that costs least first, until the next want would
cost more than the next offer earns. Rows within 0.01 % of that point are indifferent: they may trade
any part, and an LP chooses the parts that leave the least excess over all markets. For books without
swings, quotas, lots and least quantities.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from samarkand.book.book import Book
from samarkand.core.scale import VALUE_DIVISOR
from tests.oracle.small_book import SmallBook, small_book

INDIFFERENT = 1e-4


@dataclass(frozen=True, slots=True)
class Excess:
    """What a market lacks (or has too much of) as a share of its volume, and how many rows trade there."""

    share: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Line:
    """An offer, or one alternative of a want: its ratio of terms to limit, and its whole value."""

    pool: str
    market: str
    ratio: float
    value: float
    want: str = ""


def excess_demand(book: Book, terms_by_market: Mapping[str, int]) -> dict[str, Excess]:
    """Return the excess of every market: what is wanted less what is given, over the larger of both."""
    small = small_book(book)
    gives = _offers(small, terms_by_market)
    takes = _best_alternatives(small, terms_by_market)
    rates = {pool: _stopping_rate(pool, gives, takes) for pool in small.swings}
    lines = [line for line in (*gives, *takes) if _may_trade(line, rates[line.pool])]
    parts = _least_excess(lines, rates)
    return {market: _excess(market, lines, parts) for market in terms_by_market}


def _offers(small: SmallBook, terms: Mapping[str, int]) -> list[_Line]:
    return [
        _Line(
            offer.pool,
            offer.market,
            terms[offer.market] / max(offer.limit, 1),
            offer.quantity * terms[offer.market] / VALUE_DIVISOR,
        )
        for offer in small.offers
        if offer.market in terms
    ]


def _best_alternatives(small: SmallBook, terms: Mapping[str, int]) -> list[_Line]:
    """Return each want's alternatives that cost it as little as the cheapest, or nearly."""
    lines = []
    for want in small.wants:
        ratios = {market: terms[market] / net for market, net in want.nets.items() if market in terms}
        cheapest = min(ratios.values(), default=0.0)
        lines += [
            _Line(want.pool, market, ratio, want.quantity * terms[market] / VALUE_DIVISOR, want.name)
            for market, ratio in ratios.items()
            if ratio <= cheapest * (1 + INDIFFERENT)
        ]
    return lines


def _stopping_rate(pool: str, gives: list[_Line], takes: list[_Line]) -> float | None:
    """Return the ratio of the row at which the pool's walk stops; None where it never starts."""
    offers = sorted([-line.ratio, line.value] for line in gives if line.pool == pool)
    cheapest: dict[str, list[float]] = {}
    for line in takes:
        if line.pool == pool:
            cheapest[line.want] = min(cheapest.get(line.want, [np.inf, 0.0]), [line.ratio, line.value])
    wants = sorted(cheapest.values())
    rate = None
    while offers and wants and wants[0][0] <= -offers[0][0]:
        moved = min(offers[0][1], wants[0][1])
        # The row that is not used up is the marginal one; at its own ratio it may stop anywhere.
        rate = -offers[0][0] if offers[0][1] > wants[0][1] else wants[0][0]
        offers[0][1] -= moved
        wants[0][1] -= moved
        offers = offers if offers[0][1] > 0 else offers[1:]
        wants = wants if wants[0][1] > 0 else wants[1:]
    return rate


def _advantage(line: _Line, rate: float) -> float:
    """Return how much better than indifferent a row is, relative to its pool's rate."""
    return 1 - line.ratio / rate if line.want else line.ratio / rate - 1


def _may_trade(line: _Line, rate: float | None) -> bool:
    return rate is not None and _advantage(line, rate) >= -INDIFFERENT


def _must_trade(line: _Line, rates: Mapping[str, float | None]) -> bool:
    rate = rates[line.pool]
    return rate is not None and _advantage(line, rate) > INDIFFERENT


def _least_excess(lines: list[_Line], rates: Mapping[str, float | None]) -> list[float]:
    """Return the part of each row that trades, so that the excess of all markets together is least."""
    markets = sorted({line.market for line in lines})
    if not markets:
        return []
    unit = max(line.value for line in lines)
    short, spare = len(lines), len(lines) + len(markets)
    width = spare + len(markets)
    balanced = [
        {
            **{at: _signed(line) / unit for at, line in enumerate(lines) if line.market == market},
            short + number: 1.0,
            spare + number: -1.0,
        }
        for number, market in enumerate(markets)
    ]
    balanced += [
        {at: _signed(line) / unit for at, line in enumerate(lines) if line.pool == pool}
        for pool in sorted({line.pool for line in lines})
    ]
    shared = _shares(lines)
    full = [dict.fromkeys(share, -1.0) for share in shared if _must_trade(lines[min(share)], rates)]
    at_most = [*(dict.fromkeys(share, 1.0) for share in shared), *full]
    whole = [(1.0 if not line.want and _must_trade(line, rates) else 0.0, 1.0) for line in lines]
    found = linprog(
        np.concatenate([np.zeros(len(lines)), np.ones(2 * len(markets))]),
        A_eq=_matrix(balanced, width),
        b_eq=np.zeros(len(balanced)),
        A_ub=_matrix(at_most, width) if at_most else None,
        b_ub=np.concatenate([np.ones(len(shared)), -np.ones(len(full))]) if at_most else None,
        bounds=[*whole, *[(0.0, None)] * (2 * len(markets))],
    )
    if not found.success:
        raise RuntimeError(f"the judge failed: {found.message}")
    return [float(part) for part in found.x[: len(lines)]]


def _signed(line: _Line) -> float:
    return -line.value if line.want else line.value


def _shares(lines: list[_Line]) -> list[list[int]]:
    """Return the positions of each want's alternatives: they share its quantity."""
    shares: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if line.want:
            shares.setdefault(line.want, []).append(at)
    return list(shares.values())


def _matrix(rows: list[dict[int, float]], width: int) -> csr_array:
    cells = [(row, column, value) for row, terms in enumerate(rows) for column, value in terms.items()]
    row, column, value = zip(*cells, strict=True)
    return csr_array((value, (row, column)), shape=(len(rows), width))


def _excess(market: str, lines: Iterable[_Line], parts: list[float]) -> Excess:
    traded = [(line, part) for line, part in zip(lines, parts, strict=True) if line.market == market]
    given = sum(line.value * part for line, part in traded if not line.want)
    taken = sum(line.value * part for line, part in traded if line.want)
    volume = max(given, taken)
    return Excess((taken - given) / volume if volume else 0.0, len(traded))

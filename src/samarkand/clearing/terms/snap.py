"""Bring a point onto the equations it nearly meets, to the last digit of its floats."""

import numpy as np

from samarkand.clearing.terms.fair_program import Point
from samarkand.clearing.terms.gains import Slot
from samarkand.solving.arrays import Floats

_NEARLY = 1e-6
_MOST = 0.1
_EXACT = 1e-15
_ROUNDS_NEAR, _ROUNDS_FAR = 3, 50


def snapped(pools: dict[int, list[Slot]], point: Point) -> Point:
    """Return the nearest point at which pools and markets balance and rows at the margin stay there.

    Fills within a hair of nothing or all are taken to be just that; terms, and the fills between,
    move as little as they can.
    """
    fills = {key: _rounded(fill) for key, fill in point.fills.items()}
    loose = [key for key, fill in fills.items() if 0.0 < fill < 1.0]
    return _solved(pools, Point(point.terms, point.rates, fills), loose, _ROUNDS_NEAR)


def balanced(pools: dict[int, list[Slot]], point: Point) -> Point:
    """Return the terms nearest to the point's at which its fills, as they are, balance the pools."""
    return _solved(pools, point, [], _ROUNDS_FAR)


def _solved(pools: dict[int, list[Slot]], point: Point, loose: list[tuple[int, int]], rounds: int) -> Point:
    """Take Gauss and Newton's steps, each the smallest that meets the equations to the first degree."""
    place = {key: len(point.terms) + spot for spot, key in enumerate(loose)}
    now = point
    for _ in range(rounds):
        matrix, off = _equations(pools, now, place)
        if not len(off) or not np.isfinite(matrix).all() or np.abs(off).max() < _EXACT:
            break
        move = np.linalg.lstsq(matrix, -off, rcond=1e-10)[0]
        terms = now.terms * np.exp(np.clip(move[: len(point.terms)], -_MOST, _MOST))
        moved = {key: min(max(now.fills[key] + move[spot], 0.0), 1.0) for key, spot in place.items()}
        now = Point(terms, now.rates, {**now.fills, **moved})
    rates = {pool: _rate(slots, now, now.rates[pool]) for pool, slots in pools.items()}
    return Point(now.terms, rates, now.fills)


def _rate(slots: list[Slot], point: Point, rate: float) -> float:
    """Return the rate of the row at the margin, or the given one kept where all filled rows admit it."""
    low, high = 0.0, np.inf
    for slot in slots:
        for choice in slot.choices:
            fill = point.fills.get((slot.sign, choice.row), 0.0)
            ratio = float(point.terms[choice.market]) / choice.limit
            if 0.0 < fill < 1.0:
                return ratio
            if fill > 0.0:
                low, high = (low, min(high, ratio)) if slot.sign > 0 else (max(low, ratio), high)
    return min(max(rate, low), high)


def _rounded(fill: float) -> float:
    if fill < _NEARLY:
        return 0.0
    return 1.0 if fill > 1.0 - _NEARLY else fill


def _equations(
    pools: dict[int, list[Slot]], point: Point, place: dict[tuple[int, int], int]
) -> tuple[Floats, Floats]:
    """Return the Jacobian by logarithms of terms and loose fills, and what is off, scaled to one."""
    width = len(point.terms) + len(place)
    rows, off = [], []
    markets: dict[int, tuple[Floats, list[float]]] = {}
    for slots in pools.values():
        line, net, gross = np.zeros(width), 0.0, 0.0
        margin: tuple[int, float] | None = None
        for slot in slots:
            for choice in slot.choices:
                key = (slot.sign, choice.row)
                fill = point.fills.get(key, 0.0)
                value = slot.sign * slot.quantity * point.terms[choice.market]
                line[choice.market] += value * fill
                net, gross = net + value * fill, gross + abs(value) * fill
                market_line, sums = markets.setdefault(choice.market, (np.zeros(width), [0.0, 0.0]))
                sums[0] += slot.sign * slot.quantity * fill
                sums[1] += slot.quantity * fill
                if key in place:
                    line[place[key]] += value
                    market_line[place[key]] += slot.sign * slot.quantity
                    ratio = float(np.log(point.terms[choice.market] / choice.limit))
                    if margin is not None:
                        tie = np.zeros(width)
                        tie[choice.market] += 1.0
                        tie[margin[0]] -= 1.0
                        rows.append(tie)
                        off.append(ratio - margin[1])
                    margin = margin or (choice.market, ratio)
        if gross > 0.0:
            rows.append(line / gross)
            off.append(net / gross)
    for market_line, (net, gross) in markets.values():
        if gross > 0.0:
            rows.append(market_line / gross)
            off.append(net / gross)
    return np.array(rows).reshape(-1, width), np.array(off)

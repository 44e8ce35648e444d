"""What pools would trade at given terms, and the rates at which they stop.

At terms p an offer with limit a earns ``p / a`` units of account per unit of the pool's own money,
a want with bid b costs ``p / b``. At a rate between them both are worth doing. A pool sells the
offers that earn most against the wants that cost least, up to the rate at which what it gives is
worth what it takes. What one pool does depends on nothing but the terms, so pools are taken in
parallel.

These functions are written to be compiled (`compiled`): loops over arrays, nothing else.
"""

from typing import Any, NamedTuple

import numpy as np

from samarkand.solving.arrays import Floats

_SHORT = 32
_FAR = 1e9
_TRIES = 60
_CLOSE = 1e-9


class Terms(NamedTuple):
    """Terms per market and their logarithms."""

    value: Floats
    logarithm: Floats


class Pad(NamedTuple):
    """A pool's rows, offers first: logarithm of terms over limit, value of the whole row, share filled."""

    key: Floats
    value: Floats
    fill: Floats


def demand(
    first: int,
    last: int,
    offers: Any,
    bids: Any,
    terms: Any,
    width: float,
    rate: Any,
    sums: Any,
) -> None:
    """Add the value pools first to last would trade, per market, to ``sums``: supplied, demanded.

    Fills are graded (`graded`): a row is filled from nothing where it earns, or costs, just its pool's rate,
    to all where it is better by ``width`` (in logarithms); the rate is the one at which the pool
    balances. ``rate`` holds the logarithm of each pool's rate of the last round, and gets the new one.
    """
    longest = _longest(first, last, offers, bids)
    pad = Pad(np.empty(longest), np.empty(longest), np.empty(longest))
    for pool in range(first, last):
        sells, buys = offers.start[pool], bids.start[pool]
        selling = offers.start[pool + 1] - sells
        rows = selling + bids.start[pool + 1] - buys
        if not 0 < selling < rows:
            continue
        _list_rows(sells, selling, 0, offers, terms, pad)
        _list_rows(buys, rows - selling, selling, bids, terms, pad)
        found = _balance(selling, rows, buys, bids, pad, width, rate[pool])
        if np.isnan(found):
            continue
        rate[pool] = found
        for row in range(selling):
            sums[0, offers.market[sells + row]] += pad.value[row] * pad.fill[row]
        for row in range(selling, rows):
            sums[1, bids.market[buys + row - selling]] += pad.value[row] * pad.fill[row]


def _list_rows(start: int, count: int, base: int, side: Any, terms: Any, pad: Any) -> None:
    """Write a side of a pool onto the pad; a row of a bundle that can never trade is worth nothing."""
    for spot in range(count):
        market = side.market[start + spot]
        pad.key[base + spot] = terms.logarithm[market] - side.log_limit[start + spot]
        able = side.mate[start + spot] >= 0
        pad.value[base + spot] = side.quantity[start + spot] * terms.value[market] if able else 0.0


def _balance(selling: int, rows: int, buys: int, bids: Any, pad: Any, width: float, guess: float) -> float:
    """Return the logarithm of the rate at which the pool balances, NaN where it can trade nothing.

    What is given falls with the rate and what is taken rises, both in straight pieces: Newton's
    steps inside a bracket.
    """
    low, high, most = np.inf, -np.inf, 0.0
    for row in range(rows):
        most += pad.value[row]
        if pad.value[row] > 0.0:
            if row < selling:
                high = max(high, pad.key[row])
            else:
                low = min(low, pad.key[row])
    if low >= high:
        return np.nan
    rate = guess if low < guess < high else 0.5 * (low + high)
    for _ in range(_TRIES):
        surplus, slope = _filled(selling, rows, buys, bids, pad, width, rate)
        if abs(surplus) <= _CLOSE * most:
            break
        if surplus > 0.0:
            low = rate
        else:
            high = rate
        rate = rate + surplus / slope if slope > 0.0 else high
        if not low < rate < high:
            rate = 0.5 * (low + high)
    return rate


def _filled(
    selling: int, rows: int, buys: int, bids: Any, pad: Any, width: float, rate: float
) -> tuple[float, float]:
    """Fill the pad's rows; return what the pool gives more than it takes, and how fast that falls."""
    surplus, slope = 0.0, 0.0
    for row in range(selling):
        margin = (pad.key[row] - rate) / width
        pad.fill[row] = min(1.0, max(0.0, margin))
        surplus += pad.value[row] * pad.fill[row]
        if 0.0 < margin < 1.0:
            slope += pad.value[row] / width
    at = selling
    while at < rows:
        end = at + 1
        while end < rows and bids.want[buys + end - selling] == bids.want[buys + at - selling]:
            end += 1
        price = _price_of_want(at, end, pad, width, rate) if end > at + 1 else 0.0
        for row in range(at, end):
            value = pad.value[row]
            margin = (rate - pad.key[row] - price / value) / width if value > 0.0 else 0.0
            room = bids.most[buys + row - selling]
            pad.fill[row] = min(room, max(0.0, margin))
            surplus -= value * pad.fill[row]
            if 0.0 < margin < room and price == 0.0:
                slope += value / width
        at = end
    return surplus, slope


def _price_of_want(at: int, end: int, pad: Any, width: float, rate: float) -> float:
    """Return the multiplier at which the fills of a want's alternatives sum to one, nought if they do not.

    The projection onto the simplex (Held, Wolfe and Crowder 1974): arcs that would be below nought leave.
    """
    price = 0.0
    for _ in range(end - at + 1):
        weights, beyond = 0.0, -width
        for row in range(at, end):
            if pad.value[row] > 0.0 and rate - pad.key[row] - price / pad.value[row] > 0.0:
                weights += 1.0 / pad.value[row]
                beyond += rate - pad.key[row]
        if weights == 0.0 or beyond <= 0.0:
            return price if weights > 0.0 and price > 0.0 else 0.0
        nearer = beyond / weights
        if nearer <= price:
            return price
        price = nearer
    return price


def crossing(pools: int, offers: Any, bids: Any, terms: Any, tolerance: float, decider: Any) -> None:
    """Write into ``decider`` the row whose ratio is each pool's rate: where its walk stops.

    A row is an offer's position, or minus one minus an alternative's position; a pool that trades
    nothing gets the largest integer. Where one side runs out, rows of the other side within
    ``tolerance`` of the last one reached are let in too. A pool with one side only, which needs a
    swing to trade, gets the rate that lets all its rows in.

    The rows of a bundle count as good as the worst of them: the rate lets all of them in, or none.
    Where a pool can trade nothing so, its rate is what it would be without bundles.

    In a pool's list offers come first; offers are sorted by minus what they earn, wants by what
    they cost, so the best of each come first.
    """
    longest = _longest(0, pools, offers, bids)
    key, value, sorting = np.empty(longest), np.empty(longest), np.empty(longest, np.int64)
    for pool in range(pools):
        selling = offers.start[pool + 1] - offers.start[pool]
        rows = selling + bids.start[pool + 1] - bids.start[pool]
        _list_pool(pool, offers, bids, terms, 1e-12, key, value)
        _tie(offers.start[pool], selling, 0, offers, -1.0, key, value)
        _tie(bids.start[pool], rows - selling, selling, bids, 1.0, key, value)
        last = _sort_and_stop(selling, rows, key, value, sorting, tolerance)
        last = _worst_mate(pool, last, selling, offers, bids, terms.logarithm)
        if last < 0:
            _list_pool(pool, offers, bids, terms, 1e-12, key, value)
            last = _sort_and_stop(selling, rows, key, value, sorting, tolerance)
        if last < 0:
            decider[pool] = np.iinfo(np.int64).max
        elif last < selling:
            decider[pool] = offers.start[pool] + last
        else:
            decider[pool] = -1 - (bids.start[pool] + last - selling)


def _sort_and_stop(selling: int, rows: int, key: Any, value: Any, sorting: Any, tolerance: float) -> int:
    key[:selling] = -key[:selling]
    _sort(key, sorting, 0, selling)
    _sort(key, sorting, selling, rows)
    return _stop(selling, rows, key, value, sorting, tolerance)


def _worst_mate(pool: int, last: int, selling: int, offers: Any, bids: Any, log_terms: Any) -> int:
    """Return the place of the row of the same bundle that decides the rate: the worst of them.

    Of a want with several alternatives the best one counts.
    """
    if last < 0:
        return last
    sells = last < selling
    side, start, sign = (
        (offers, offers.start[pool], -1.0) if sells else (bids, bids.start[pool] - selling, 1.0)
    )
    own = start + last
    following = side.mate[own]
    if following < 0 or side.mate[following] == following:
        return last
    worst, found, at = -_FAR, own, following
    for _ in range(len(side.mate)):
        best, where, row = _FAR, at, at
        while row < len(side.want) and side.want[row] == side.want[at]:
            key = sign * (log_terms[side.market[row]] - side.log_limit[row])
            if key < best:
                best, where = key, row
            row += 1
        if best > worst:
            worst, found = best, where
        if side.mate[at] == following:
            break
        at = side.mate[at]
    return int(found - start)


def _stop(selling: int, rows: int, key: Any, value: Any, sorting: Any, tolerance: float) -> int:
    """Return the place in the pool's list of the row that decides its rate, or -1."""
    if not 0 < selling < rows:
        return _last_of_all(rows, key, sorting)
    giving, taking = 0, selling
    given, taken = -1, -1
    while giving < selling and taking < rows and -key[sorting[giving]] >= key[sorting[taking]]:
        offer, bid = sorting[giving], sorting[taking]
        moved = min(value[offer], value[bid])
        given, taken = giving, taking
        value[offer] -= moved
        value[bid] -= moved
        if value[offer] <= 0.0:
            giving += 1
        if value[bid] <= 0.0:
            taking += 1
    if given < 0:
        return -1
    if giving == selling:
        most = min(-key[sorting[given]], key[sorting[taken]] + tolerance)
        while taken + 1 < rows and key[sorting[taken + 1]] <= most:
            taken += 1
        return int(sorting[taken])
    if taking == rows:
        least = max(key[sorting[taken]], -key[sorting[given]] - tolerance)
        while given + 1 < selling and -key[sorting[given + 1]] >= least:
            given += 1
        return int(sorting[given])
    # Neither side ran out: the row that was left half filled is the one at the margin.
    return int(sorting[taken] if taken == taking else sorting[given])


def _last_of_all(rows: int, key: Any, sorting: Any) -> int:
    """Return the place of the worst row that can ever trade, or -1 where there is no row."""
    last = rows - 1
    while last > 0 and key[sorting[last]] >= _FAR:
        last -= 1
    return int(sorting[last]) if rows > 0 else -1


def _longest(first: int, last: int, offers: Any, bids: Any) -> int:
    longest = 1
    for pool in range(first, last):
        rows = offers.start[pool + 1] - offers.start[pool] + bids.start[pool + 1] - bids.start[pool]
        longest = max(longest, rows)
    return longest


def _list_pool(pool: int, offers: Any, bids: Any, terms: Any, width: float, key: Any, value: Any) -> None:
    """Fill ``key`` (log of terms over limit) and ``value`` with the pool's offers, then its wants."""
    row = 0
    for at in range(offers.start[pool], offers.start[pool + 1]):
        market = offers.market[at]
        key[row] = terms.logarithm[market] - offers.log_limit[at]
        value[row] = offers.quantity[at] * terms.value[market]
        row += 1
    at = bids.start[pool]
    stop = bids.start[pool + 1]
    while at < stop:
        end = at + 1
        while end < stop and bids.want[end] == bids.want[at]:
            end += 1
        _share_want(at, end, row, bids, terms, width, key, value)
        row += end - at
        at = end


def _tie(start: int, count: int, base: int, side: Any, sign: float, key: Any, value: Any) -> None:
    """Give the rows of each bundle the key of the worst of them; ``sign`` 1 where a low key is good.

    ``start`` and ``count`` tell the pool's rows of a side, ``base`` where they stand in ``key``.
    """
    for spot in range(count):
        mate = side.mate[start + spot]
        if mate < 0:
            key[base + spot] = sign * _FAR
            value[base + spot] = 0.0
        elif mate != start + spot and (spot == 0 or side.want[start + spot] != side.want[start + spot - 1]):
            _tie_ring(start, count, base, side, sign, spot, key)


def _tie_ring(start: int, count: int, base: int, side: Any, sign: float, spot: int, key: Any) -> None:
    """Tie the rows of the bundle whose first offer or want stands at ``spot``."""
    worst, at = -_FAR, spot
    while True:
        best = _FAR
        for row in range(at, count):
            if side.want[start + row] != side.want[start + at]:
                break
            best = min(best, sign * key[base + row])
        worst = max(worst, best)
        following = side.mate[start + at] - start
        if following <= at:
            if following != spot:
                return
            break
        at = following
    at = spot
    while True:
        for row in range(at, count):
            if side.want[start + row] != side.want[start + at]:
                break
            key[base + row] = max(sign * key[base + row], worst) * sign
        following = side.mate[start + at] - start
        if following <= at:
            break
        at = following


def _share_want(
    at: int, end: int, row: int, bids: Any, terms: Any, width: float, key: Any, value: Any
) -> None:
    """Share a want's quantity among its alternatives, most to the one that costs it least."""
    cheapest = np.inf
    for other in range(at, end):
        market = bids.market[other]
        key[row + other - at] = terms.logarithm[market] - bids.log_limit[other]
        value[row + other - at] = bids.quantity[other] * terms.value[market]
        cheapest = min(cheapest, key[row + other - at])
    if end == at + 1:
        return
    shares = 0.0
    for spot in range(row, row + end - at):
        shares += max(0.0, 1.0 - (key[spot] - cheapest) / width)
    for spot in range(row, row + end - at):
        value[spot] *= max(0.0, 1.0 - (key[spot] - cheapest) / width) / shares


def _sort(key: Any, sorting: Any, first: int, last: int) -> None:
    """Write the positions first to last in ascending sequence of their keys; ties keep their places."""
    if last - first > _SHORT:
        sorting[first:last] = first + np.argsort(key[first:last], kind="mergesort")
        return
    for row in range(first, last):
        spot = row
        while spot > first and key[sorting[spot - 1]] > key[row]:
            sorting[spot] = sorting[spot - 1]
            spot -= 1
        sorting[spot] = row

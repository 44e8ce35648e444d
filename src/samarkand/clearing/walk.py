"""What pools would trade at given terms: each walks its offers against its wants, best first.

At terms p an offer with limit a earns ``p / a`` units of account per unit of the pool's own money,
a want with bid b costs ``p / b``. A pool sells the offers that earn most against the wants that
cost least until the next want would cost more than the next offer earns. What one pool does
depends on nothing but the terms, so pools are walked in parallel.

These functions are written to be compiled (`compiled`): loops over arrays, nothing else. In a
pool's list the offers come first, keyed by minus what they earn, then the wants by what they cost;
sorting by the key puts the best of each first.
"""

from typing import Any

import numpy as np

_SHORT = 32


def demand(
    first: int, last: int, offers: Any, bids: Any, terms: Any, width: float, supplied: Any, demanded: Any
) -> None:
    """Add to ``supplied`` and ``demanded`` the value pools first to last would trade per market.

    Fills grow from nothing at indifference to all at a relative gap of ``width`` between what the
    offer earns and the want costs; a want spreads over alternatives that cost it nearly the same.
    """
    longest = _longest(first, last, offers, bids)
    key, value, sorting = np.empty(longest), np.empty(longest), np.empty(longest, np.int64)
    for pool in range(first, last):
        selling = offers.start[pool + 1] - offers.start[pool]
        rows = selling + bids.start[pool + 1] - bids.start[pool]
        if selling == 0 or rows == selling:
            continue
        _list_pool(pool, offers, bids, terms, width, key, value)
        _sort(key, sorting, rows)
        giving, taking = 0, selling
        while giving < selling and taking < rows:
            offer, bid = sorting[giving], sorting[taking]
            gap = -key[offer] / key[bid] - 1.0
            if gap < 0.0:
                break
            moved = min(value[offer], value[bid])
            filled = moved * min(1.0, gap / width)
            supplied[offers.market[offers.start[pool] + offer]] += filled
            demanded[bids.market[bids.start[pool] + bid - selling]] += filled
            value[offer] -= moved
            value[bid] -= moved
            if value[offer] <= 0.0:
                giving += 1
            if value[bid] <= 0.0:
                taking += 1


def crossing(pools: int, offers: Any, bids: Any, terms: Any, tolerance: float, decider: Any) -> None:
    """Write into ``decider`` the row whose ratio is each pool's rate: where its walk stops.

    A row is an offer's position, or minus one minus an alternative's position; a pool that trades
    nothing gets the largest integer. Where one side runs out, rows of the other side within
    ``tolerance`` of the last one reached are let in too. A pool with one side only, which needs a
    swing to trade, gets the rate that lets all its rows in.
    """
    longest = _longest(0, pools, offers, bids)
    key, value, sorting = np.empty(longest), np.empty(longest), np.empty(longest, np.int64)
    for pool in range(pools):
        selling = offers.start[pool + 1] - offers.start[pool]
        rows = selling + bids.start[pool + 1] - bids.start[pool]
        _list_pool(pool, offers, bids, terms, 1e-12, key, value)
        _sort(key, sorting, rows)
        last = _stop(selling, rows, key, value, sorting, tolerance)
        if last < 0:
            decider[pool] = np.iinfo(np.int64).max
        elif last < selling:
            decider[pool] = offers.start[pool] + last
        else:
            decider[pool] = -1 - (bids.start[pool] + last - selling)


def _stop(selling: int, rows: int, key: Any, value: Any, sorting: Any, tolerance: float) -> int:
    """Return the place in the pool's list of the row that decides its rate, or -1."""
    if selling == 0 or rows == selling:
        return sorting[rows - 1] if rows > 0 else -1
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
        most = min(-key[sorting[given]], key[sorting[taken]] * (1.0 + tolerance))
        while taken + 1 < rows and key[sorting[taken + 1]] <= most:
            taken += 1
        return sorting[taken]
    if taking == rows:
        least = max(key[sorting[taken]], -key[sorting[given]] / (1.0 + tolerance))
        while given + 1 < selling and -key[sorting[given + 1]] >= least:
            given += 1
        return sorting[given]
    # Neither side ran out: the row that was left half filled is the one at the margin.
    return sorting[taken] if taken == taking else sorting[given]


def _longest(first: int, last: int, offers: Any, bids: Any) -> int:
    longest = 1
    for pool in range(first, last):
        rows = offers.start[pool + 1] - offers.start[pool] + bids.start[pool + 1] - bids.start[pool]
        longest = max(longest, rows)
    return longest


def _list_pool(pool: int, offers: Any, bids: Any, terms: Any, width: float, key: Any, value: Any) -> None:
    """Fill ``key`` and ``value`` with the pool's offers, then its alternatives."""
    row = 0
    for at in range(offers.start[pool], offers.start[pool + 1]):
        price = terms[offers.market[at]]
        key[row] = -price / offers.limit[at]
        value[row] = offers.quantity[at] * price
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


def _share_want(
    at: int, end: int, row: int, bids: Any, terms: Any, width: float, key: Any, value: Any
) -> None:
    """Share a want's quantity among its alternatives, most to the one that costs it least."""
    cheapest = np.inf
    for other in range(at, end):
        price = terms[bids.market[other]]
        key[row + other - at] = price / bids.limit[other]
        value[row + other - at] = bids.quantity[other] * price
        cheapest = min(cheapest, price / bids.limit[other])
    if end == at + 1:
        return
    shares = 0.0
    for spot in range(row, row + end - at):
        shares += max(0.0, 1.0 - (key[spot] / cheapest - 1.0) / width)
    for spot in range(row, row + end - at):
        value[spot] *= max(0.0, 1.0 - (key[spot] / cheapest - 1.0) / width) / shares


def _sort(key: Any, sorting: Any, rows: int) -> None:
    """Write the positions of the keys in ascending sequence; equal keys keep their places."""
    if rows > _SHORT:
        sorting[:rows] = np.argsort(key[:rows], kind="mergesort")
        return
    for row in range(rows):
        spot = row
        while spot > 0 and key[sorting[spot - 1]] > key[row]:
            sorting[spot] = sorting[spot - 1]
            spot -= 1
        sorting[spot] = row

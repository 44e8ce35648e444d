"""Take a circulation apart into rings, the shortest first, each balanced by itself.

The flow is a bundle of rings through pools and markets. A ring of one pool is trade inside it, a
ring of two a swap: pools that give and take in the same two markets, the other way round, are
listed side by side and paired off. For rings of k pools through a pool the search goes forward
k - 2 pools from what it gives, then looks whether one of those who give what it takes can close the
ring. What is left when rings grow long is cut by the shortest way from each pool back to itself.
Each ring is cut out at its smallest flow; a cut ends one flow at least, so there are never more
rings than flows.

A ring never passes a party's own goods back to it while there is another way. Where that was all that
was left, it is a leg of its own, for `own_legs` to lead through others.

Written to be compiled (`compiled`): loops over arrays, nothing else. A market's givers and takers
are kept in lists, and a flow that has run out is dropped from them.
"""

from typing import Any, NamedTuple

from samarkand.solving.arrays import Integers

_FEW = 200
"""A first search looks at this many pools only; most rings close long before."""


class Flows(NamedTuple):
    """Flows of one direction, ascending by pool, and the lists of them by market.

    ``party`` is a number, ``left`` what is still to be placed. ``listed[first[m]:first[m] + live[m]]`` are
    the flows of market m that have something left, ``spot`` where each flow stands in ``listed``.
    """

    start: Integers
    pool: Integers
    party: Integers
    market: Integers
    left: Integers
    first: Integers
    live: Integers
    listed: Integers
    spot: Integers


class Trail(NamedTuple):
    """Where a search has been; a mark equal to its number counts, any other is old.

    ``market_by`` is the flow that gives into a market, ``pool_by`` the flow that takes to a pool.
    ``queue`` holds the markets found, their number last.
    """

    market_mark: Integers
    market_by: Integers
    pool_mark: Integers
    pool_by: Integers
    queue: Integers
    number: Integers


class Board(NamedTuple):
    """All that cutting works on: both sides, the search, and the legs written.

    A leg is a row of ``legs``: the number of its ring's first leg, the giving flow, the taking
    flow, the value. Flows are used up in place.
    """

    gives: Flows
    takes: Flows
    trail: Trail
    legs: Integers


def cut_inside(board: Any) -> int:
    """Write the legs between parties of one pool and return how many there are; see `cut_rings`."""
    gives, takes = board.gives, board.takes
    written = 0
    for pool in range(len(gives.start) - 1):
        for giving in range(gives.start[pool], gives.start[pool + 1]):
            for taking in range(takes.start[pool], takes.start[pool + 1]):
                value = min(gives.left[giving], takes.left[taking])
                others = gives.party[giving] != takes.party[taking]
                if value > 0 and others and gives.market[giving] == takes.market[taking]:
                    _write(written, written, giving, taking, value, board)
                    written += 1
    return written


def cut_swaps(pairs: Any, board: Any, written: int) -> int:
    """Write the legs of swaps between listed pairs of flows; return how many legs there are.

    A row of ``pairs`` is one way a pool could swap: lower market, higher market, 1 if it takes from
    the lower, its giving flow, its taking flow; in ascending sequence. Runs of the same two markets
    are paired off from their two ends' beginnings until one side has run out.
    """
    gives, takes = board.gives, board.takes
    at = 0
    while at < len(pairs):
        middle = at
        while middle < len(pairs) and _same_markets(pairs, at, middle) and pairs[middle, 2] == 0:
            middle += 1
        end = middle
        while end < len(pairs) and _same_markets(pairs, at, end):
            end += 1
        one, other = at, middle
        while one < middle and other < end:
            giving, taking = pairs[one, 3], pairs[one, 4]
            back_giving, back_taking = pairs[other, 3], pairs[other, 4]
            mine = min(gives.left[giving], takes.left[taking])
            theirs = min(gives.left[back_giving], takes.left[back_taking])
            value = min(mine, theirs)
            if value > 0:
                _write(written, written, giving, back_taking, value, board)
                _write(written, written + 1, back_giving, taking, value, board)
                written += 2
            one += value == mine
            other += value == theirs
        at = end
    return written


def _same_markets(pairs: Any, one: int, other: int) -> bool:
    return bool(pairs[one, 0] == pairs[other, 0] and pairs[one, 1] == pairs[other, 1])


def cut_rings(starts: Any, board: Any, size: int, written: int) -> int:
    """Write the legs of rings of ``size`` pools, 2 or more, through the pools ``starts``.

    Return how many legs there are; ``written`` are there already. A leg is a row of ``legs``: the
    number of the ring's first leg, the giving flow, the taking flow, the value. Shorter rings must
    have been cut before.
    """
    pools = len(board.gives.start) - 1
    for pool in starts:
        few = min(_FEW, pools)
        searching = True
        while searching:
            before = written
            if _set_out(pool, board):
                _go_forward(size - 2, few, board)
                written = _close(pool, board, written)
                searching = written > before or few < pools
                few = few if written > before else pools
            else:
                searching = False
    return written


def cut_rest(board: Any, written: int) -> int:
    """Write the legs of the shortest ring through each pool until nothing is left; see `cut_rings`.

    What a pool could only take from its own goods is written as such a leg.
    """
    gives, takes = board.gives, board.takes
    for pool in range(len(gives.start) - 1):
        while _set_out(pool, board):
            mine = _way_back(pool, board)
            if mine < 0:
                mine = _own_way(pool, board)
            if mine < 0:
                break
            value = _least(pool, mine, takes.left[mine], board)
            written = _write_back(pool, written, mine, value, board, written)
    return written


def _way_back(pool: int, board: Any) -> int:
    """Go forward until others give into a market from which the pool takes; return by which flow, or -1."""
    gives, takes, trail = board.gives, board.takes, board.trail
    search = trail.number[0]
    begin, end = 0, trail.queue[-1]
    while begin < end:
        for flow in range(takes.start[pool], takes.start[pool + 1]):
            market = takes.market[flow]
            reached = takes.left[flow] > 0 and trail.market_mark[market] == search
            if reached and gives.pool[trail.market_by[market]] != pool:
                return flow
        trail.queue[-1] = end
        _go_forward_from(begin, 1 << 62, board)
        begin, end = end, trail.queue[-1]
    return -1


def _own_way(pool: int, board: Any) -> int:
    """Return the flow by which the pool takes from a market it set out into, or -1."""
    takes, trail = board.takes, board.trail
    for flow in range(takes.start[pool], takes.start[pool + 1]):
        market = takes.market[flow]
        reached = takes.left[flow] > 0 and trail.market_mark[market] == trail.number[0]
        if reached and board.gives.pool[trail.market_by[market]] == pool:
            return flow
    return -1


def _set_out(pool: int, board: Any) -> bool:
    """Begin a search: mark the markets the pool gives into; tell whether it both gives and takes."""
    gives, takes, trail = board.gives, board.takes, board.trail
    trail.number[0] += 1
    found = _mark_markets(pool, 0, gives, trail)
    takes_any = False
    for flow in range(takes.start[pool], takes.start[pool + 1]):
        takes_any = takes_any or takes.left[flow] > 0
    trail.pool_mark[pool] = trail.number[0]
    trail.queue[-1] = found
    return found > 0 and takes_any


def _mark_markets(pool: int, found: int, gives: Any, trail: Any) -> int:
    """Mark and queue the markets the pool gives into; return how many are queued in all."""
    search = trail.number[0]
    for flow in range(gives.start[pool], gives.start[pool + 1]):
        market = gives.market[flow]
        if gives.left[flow] > 0 and trail.market_mark[market] != search:
            trail.market_mark[market] = search
            trail.market_by[market] = flow
            trail.queue[found] = market
            found += 1
    return found


def _go_forward(levels: int, few: int, board: Any) -> None:
    """Mark what can be reached through ``levels`` pools, looking at ``few`` pools of each at most."""
    trail = board.trail
    begin = 0
    for _ in range(levels):
        end = trail.queue[-1]
        _go_forward_from(begin, few, board)
        begin = end


def _go_forward_from(begin: int, few: int, board: Any) -> None:
    """Go one pool further from the markets in the queue at ``begin`` and after."""
    gives, takes, trail = board.gives, board.takes, board.trail
    search = trail.number[0]
    found = trail.queue[-1]
    seen = 0
    for spot in range(begin, trail.queue[-1]):
        market = trail.queue[spot]
        for place in range(takes.first[market], takes.first[market] + takes.live[market]):
            taking = takes.listed[place]
            pool = takes.pool[taking]
            if trail.pool_mark[pool] == search:
                continue
            if seen >= few:
                break
            seen += 1
            trail.pool_mark[pool] = search
            trail.pool_by[pool] = taking
            found = _mark_markets(pool, found, gives, trail)
    trail.queue[-1] = found


def _close(pool: int, board: Any, written: int) -> int:
    """Cut the rings that those who give what the pool takes can close; return the legs written."""
    gives, takes, trail = board.gives, board.takes, board.trail
    search = trail.number[0]
    for mine in range(takes.start[pool], takes.start[pool + 1]):
        market = takes.market[mine]
        place = gives.first[market]
        while takes.left[mine] > 0 and place < gives.first[market] + gives.live[market]:
            giving = gives.listed[place]
            last = gives.pool[giving]
            if trail.pool_mark[last] != search:
                for taking in range(takes.start[last], takes.start[last + 1]):
                    value = min(gives.left[giving], takes.left[mine], takes.left[taking])
                    if value > 0 and trail.market_mark[takes.market[taking]] == search:
                        value = _least(pool, taking, value, board)
                        if value > 0:
                            ring = written
                            _write(ring, written, giving, mine, value, board)
                            written = _write_back(pool, ring, taking, value, board, written + 1)
                        else:
                            # The way there has run dry; a later search finds another.
                            trail.market_mark[takes.market[taking]] = 0
            if gives.left[giving] > 0:
                place += 1
    return written


def _least(pool: int, taking: int, value: int, board: Any) -> int:
    """Return the smallest flow on the way from the pool to ``taking``."""
    gives, takes, trail = board.gives, board.takes, board.trail
    while value > 0:
        giving = trail.market_by[takes.market[taking]]
        value = min(value, gives.left[giving], takes.left[taking])
        if gives.pool[giving] == pool:
            break
        taking = trail.pool_by[gives.pool[giving]]
    return value


def _write_back(pool: int, ring: int, taking: int, value: int, board: Any, written: int) -> int:
    """Write the legs on the way from the pool to ``taking``; return the legs written."""
    gives, takes, trail = board.gives, board.takes, board.trail
    while True:
        giving = trail.market_by[takes.market[taking]]
        _write(ring, written, giving, taking, value, board)
        written += 1
        if gives.pool[giving] == pool:
            return written
        taking = trail.pool_by[gives.pool[giving]]


def _write(ring: int, at: int, giving: int, taking: int, value: int, board: Any) -> None:
    gives, takes, legs = board.gives, board.takes, board.legs
    legs[at, 0] = ring
    legs[at, 1] = giving
    legs[at, 2] = taking
    legs[at, 3] = value
    gives.left[giving] -= value
    takes.left[taking] -= value
    if gives.left[giving] == 0:
        _drop(giving, gives)
    if takes.left[taking] == 0:
        _drop(taking, takes)


def _drop(flow: int, flows: Any) -> None:
    """Take a flow that has run out off its market's list."""
    market = flows.market[flow]
    flows.live[market] -= 1
    place, end = flows.spot[flow], flows.first[market] + flows.live[market]
    other = flows.listed[end]
    flows.listed[place], flows.spot[other] = other, place
    flows.listed[end], flows.spot[flow] = flow, end

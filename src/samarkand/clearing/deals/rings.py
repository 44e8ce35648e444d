"""Take a circulation apart into deals: rings, the shortest first, and rings that grow together.

The flow is a bundle of rings through pools and markets. A ring of one pool is trade inside it. For
rings of k pools through a pool the search goes forward k - 2 pools from what it gives, then looks
whether one of those who give what it takes can close the ring. A deal that grows begins with the
shortest ring through a pool; the shortest way from the deal through others back to it brings more
pools in, and what can go round among those of the deal is cut before the next. What is left is cut by
the shortest way from each pool back to itself. Each ring is cut out at its smallest flow, so a cut
ends one flow at least.

A ring never passes a party's own goods back to it while there is another way. Where
that was all that was left, it is a leg of its own, for `own_legs` to lead through others.

Each loop goes on at a place among its beginnings and stops when the board is full: it returns where to go on
and how many legs there are, and whoever called it takes them off the board and calls again. So memory
grows with the legs, not with what a ring could need.

Written to be compiled (`compiled`): loops over arrays, nothing else. A market's givers and takers
are kept in lists, and a flow that has run out is dropped from them.
"""

from typing import Any

_FEW = 200
"""A first search looks at this many pools only; most rings close long before."""


def cut_inside(pools: Any, at: int, board: Any) -> tuple[int, int]:
    """Write the legs between parties of one pool; return where to go on, and how many legs there are."""
    gives, takes = board.gives, board.takes
    written = 0
    while at < len(pools):
        pool = pools[at]
        most = gives.start[pool + 1] - gives.start[pool] + takes.start[pool + 1] - takes.start[pool]
        if written + most > len(board.legs):
            break
        for giving in range(gives.start[pool], gives.start[pool + 1]):
            for taking in range(takes.start[pool], takes.start[pool + 1]):
                value = min(gives.left[giving], takes.left[taking])
                others = gives.party[giving] != takes.party[taking]
                if value > 0 and others and gives.market[giving] == takes.market[taking]:
                    _write(written, written, giving, taking, value, board)
                    written += 1
        at += 1
    return at, written


def cut_rings(starts: Any, at: int, size: int, board: Any) -> tuple[int, int]:
    """Write the legs of rings of ``size`` pools, 2 or more, through the pools ``starts[at:]``.

    Return where to go on, and how many legs there are. Shorter rings must have been cut before.
    """
    pools = len(board.gives.start) - 1
    written = 0
    while at < len(starts):
        pool = starts[at]
        few = min(_FEW, pools)
        searching = True
        while searching:
            before = written
            if _set_out(pool, board):
                _go_forward(size - 2, few, board)
                written = _close(pool, size, board, written)
                if written + size > len(board.legs):
                    return at, written
                searching = written > before or few < pools
                few = few if written > before else pools
            else:
                searching = False
        at += 1
    return at, written


def cut_grown(starts: Any, at: int, members: Any, looks: int, board: Any) -> tuple[int, int]:
    """Write the legs of deals that grow from the pools ``starts[at:]`` as long as ``members`` has room.

    ``looks`` is at how many pools a search for a way back to the deal may look.

    Return where to go on, and how many legs there are.
    """
    most = len(members)
    written = 0
    while at < len(starts):
        began, count, grows = written, 1, True
        members[0] = starts[at]
        deal = board.trail.number[0] + 1
        board.trail.inside[starts[at]] = deal
        while grows:
            before, fewer = written, count
            count = _bring_in(members, count, deal, looks, board)
            # What goes round among the others alone was cut before.
            for turn in range(fewer, count):
                written = _cut_through(members[turn], members[:count], began, board, written)
            grows = written > before
            if written + most > len(board.legs):
                return at, written
        at += written == began
    return at, written


def cut_rest(pools: Any, at: int, board: Any) -> tuple[int, int]:
    """Write the legs of the shortest ring through each pool until nothing is left.

    Return where to go on, and how many legs there are. What a pool could only take from its own goods
    is written as such a leg.
    """
    takes = board.takes
    written = 0
    while at < len(pools):
        pool = pools[at]
        if written + len(board.gives.start) > len(board.legs):
            break
        mine = -1
        if _set_out(pool, board):
            mine = _way_back(pool, board)
            if mine < 0:
                mine = _own_way(pool, board)
        if mine >= 0:
            value = _least(pool, mine, takes.left[mine], board)
            written = _write_back(pool, written, mine, value, board, written)
        else:
            at += 1
    return at, written


def _bring_in(members: Any, count: int, deal: int, looks: int, board: Any) -> int:
    """Add the pools on the shortest way from the members back to them; return how many they are then."""
    last = _way_home(members[:count], len(members) - count, deal, looks, board)
    trail = board.trail
    while last >= 0 and trail.inside[last] != deal:
        members[count] = last
        trail.inside[last] = deal
        count += 1
        last = board.gives.pool[trail.market_by[board.takes.market[trail.pool_by[last]]]]
    return count


def _way_home(members: Any, longest: int, deal: int, looks: int, board: Any) -> int:
    """Return the last pool on the shortest way through others from the members to them, or -1.

    On the way are ``longest`` others at most.
    """
    gives, takes, trail = board.gives, board.takes, board.trail
    trail.number[0] += 1
    search = trail.number[0]
    found = 0
    for pool in members:
        found = _mark_markets(pool, found, gives, trail)
        for flow in range(takes.start[pool], takes.start[pool + 1]):
            if takes.left[flow] > 0:
                trail.wanted[takes.market[flow]] = search
    begin = 0
    for _ in range(longest):
        end = found
        for spot in range(begin, end):
            market = trail.queue[spot]
            for place in range(takes.first[market], takes.first[market] + takes.live[market]):
                taking = takes.listed[place]
                pool = takes.pool[taking]
                if trail.pool_mark[pool] == search or trail.inside[pool] == deal:
                    continue
                looks -= 1
                if looks < 0:
                    return -1
                trail.pool_mark[pool] = search
                trail.pool_by[pool] = taking
                if _gives_what_is_wanted(pool, search, board):
                    return int(pool)
                found = _mark_markets(pool, found, gives, trail)
        begin = end
    return -1


def _gives_what_is_wanted(pool: int, search: int, board: Any) -> bool:
    gives = board.gives
    for flow in range(gives.start[pool], gives.start[pool + 1]):
        if gives.left[flow] > 0 and board.trail.wanted[gives.market[flow]] == search:
            return True
    return False


def _go_round(start: int, members: Any, board: Any) -> bool:
    """Tell whether there is a way from the pool through members back to it, and mark the shortest."""
    gives, takes, trail = board.gives, board.takes, board.trail
    trail.number[0] += 1
    search = trail.number[0]
    found = _mark_markets(start, 0, gives, trail)
    spot = 0
    while spot < found:
        market = trail.queue[spot]
        by = gives.pool[trail.market_by[market]]
        for pool in members:
            if trail.pool_mark[pool] == search or pool == by:
                continue
            for taking in range(takes.start[pool], takes.start[pool + 1]):
                if takes.left[taking] > 0 and takes.market[taking] == market:
                    trail.pool_mark[pool] = search
                    trail.pool_by[pool] = taking
                    if pool == start:
                        return True
                    found = _mark_markets(pool, found, gives, trail)
                    break
        spot += 1
    return False


def _cut_through(start: int, members: Any, deal: int, board: Any, written: int) -> int:
    """Cut what goes from the pool through members back to it; return the legs written."""
    while written + len(members) <= len(board.legs) and _go_round(start, members, board):
        mine = board.trail.pool_by[start]
        value = _least(start, mine, board.takes.left[mine], board)
        written = _write_back(start, deal, mine, value, board, written)
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


def _close(pool: int, size: int, board: Any, written: int) -> int:
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
                        if written + size > len(board.legs):
                            return written
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

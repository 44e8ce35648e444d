"""What cutting works on: flows of value, where a search has been, the legs written."""

from typing import NamedTuple

from samarkand.solving.arrays import Integers


class Flows(NamedTuple):
    """Flows of one direction, ascending by pool, and the lists of them by market.

    ``row`` is the position of the offer or alternative, -1 for a swing. ``party`` is a number, ``left``
    what is still to be placed. ``listed[first[m]:first[m] + live[m]]`` are the flows of market m that
    have something left, ``spot`` where each flow stands in ``listed``.
    """

    start: Integers
    pool: Integers
    row: Integers
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
    ``queue`` holds the markets found, their number last. ``wanted`` marks the markets a growing deal
    takes from, ``inside`` its pools, by the number of the search that began it.
    """

    market_mark: Integers
    market_by: Integers
    pool_mark: Integers
    pool_by: Integers
    wanted: Integers
    inside: Integers
    queue: Integers
    number: Integers


class Board(NamedTuple):
    """All that cutting works on: both sides, the search, and the legs written.

    A leg is a row of ``legs``: the row of its deal's first leg, the giving flow, the taking flow, the
    value. Flows are used up in place.
    """

    gives: Flows
    takes: Flows
    trail: Trail
    legs: Integers

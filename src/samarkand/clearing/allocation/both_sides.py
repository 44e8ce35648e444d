"""Parties on both sides of a market: they trade with everybody else there, and never with themselves.

In a market where value F is traded, a party that gives g and takes t can do so without itself just
when g + t is at most F (Hall 1935): then others take at least what it gives, and give at least what it
takes. Givers and takers can be paired off, nobody with himself, when that holds of every party.

In the network such a market is taken apart. The parties on both sides stand in a row, numbered 1 to K;
value moves up the row, or down it, between them: what party k gives enters above k on the way up and below
k on the way down, and what it takes comes from those before it on the way up or after it on the way down.
So it reaches every other party, and not k. All others give at the bottom of the way up, which is the market's
own node, and take at its top, where the way down ends too.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers, Truths

NONE = -1
"""The pair of a row whose party is on one side of its market only."""


class BothSides(NamedTuple):
    """Pairs of a market and a party on both its sides, ascending by market.

    ``market`` and ``party`` (a name) have an entry per pair; ``offer`` and ``alternative`` the number of its
    pair, or `NONE`, per row of the economy.
    """

    market: Integers
    party: pl.Series
    offer: Integers
    alternative: Integers

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.market)


class Passages(NamedTuple):
    """The nodes and arcs between the two sides of markets that are taken apart; arcs gain nothing.

    ``gives`` and ``takes`` are the nodes of each pair. ``top`` is where the others of a pair's market take.
    """

    tail: Integers
    head: Integers
    market: Integers
    gives: Integers
    takes: Integers
    top: Integers
    nodes: int


def both_sides(economy: Economy, gives: Truths, takes: Truths) -> BothSides:
    """Return the parties on both sides of a market, of offers and alternatives that may carry something."""
    none = [np.full(len(rows), NONE, np.int64) for rows in (gives, takes)]
    givers, takers = _places(economy.offers, gives), _places(economy.alternatives, takes)
    givers = givers.join(takers, on=["pool", "market"], how="semi")
    if givers.is_empty():  # most books, whatever their size
        return BothSides(np.zeros(0, np.int64), pl.Series([], dtype=pl.String), *none)
    takers = takers.join(givers, on=["pool", "market"], how="semi")
    want = economy.alternatives["want"].gather(takers["row"])
    givers = givers.with_columns(party=economy.offers["party"].gather(givers["row"]))
    takers = takers.with_columns(party=economy.wants["party"].gather(want))
    keys = ["market", "party"]
    pairs = (
        givers.join(takers, on=keys, how="semi")
        .group_by(keys)
        .agg(pl.col("row").min())
        .sort("market", "row")
        .select(*keys)
        .with_row_index("pair")
    )
    numbers = [
        _numbered(rows.join(pairs, on=keys), own) for rows, own in zip((givers, takers), none, strict=True)
    ]
    return BothSides(pairs["market"].to_numpy().astype(np.int64), pairs["party"], *numbers)


def _places(rows: pl.DataFrame, chosen: Truths) -> pl.DataFrame:
    """Return row (its position), pool and market of the chosen rows."""
    return rows.select("pool", "market").with_row_index("row").filter(pl.Series(chosen))


def _numbered(known: pl.DataFrame, none: Integers) -> Integers:
    number = none.copy()
    number[known["row"].to_numpy()] = known["pair"].to_numpy()
    return number


def passages(pairs: BothSides, first_market: int, first_free: int) -> Passages:
    """Return what stands in place of the market nodes, which begin at ``first_market``.

    New nodes are numbered from ``first_free``: of each pair one where it gives, one where it takes, one on
    the way up and one on the way down.
    """
    count = len(pairs)
    gives, takes, up, down = first_free + np.arange(4 * count, dtype=np.int64).reshape(4, count)
    begins = np.flatnonzero(np.diff(pairs.market, prepend=-1))
    size = np.diff(np.append(begins, count))
    last = np.repeat(begins + size - 1, size)
    is_first, is_last = np.zeros(count, bool), np.zeros(count, bool)
    is_first[begins], is_last[begins + size - 1] = True, True
    top = up[last]
    before = np.where(is_first, first_market + pairs.market, np.roll(up, 1))
    below = np.where(is_first, top, np.roll(down, 1))
    higher = ~is_last
    ways = [
        (gives, up, pairs.market),
        (gives, below, pairs.market),
        (before, takes, pairs.market),
        (before, up, pairs.market),
        (down[higher], takes[higher], pairs.market[higher]),
        (down[higher], below[higher], pairs.market[higher]),
    ]
    tail, head, market = (np.concatenate(column) for column in zip(*ways, strict=True))
    return Passages(tail, head, market, gives, takes, top, 4 * count)


def own_prices(pairs: BothSides, price: Integers) -> pl.DataFrame:
    """Return the prices above nothing that keep parties from themselves: market, party, potential."""
    rows = pl.DataFrame({"market": pairs.market, "party": pairs.party, "potential": price})
    return rows.filter(pl.col("potential") > 0)


def no_own_prices() -> pl.DataFrame:
    """Return the frame of `own_prices` where there is none."""
    return pl.DataFrame(schema={"market": pl.Int64, "party": pl.String, "potential": pl.Int64})


def market_prices(
    pairs: BothSides, ways: Passages, found: Integers, markets: Integers
) -> tuple[Integers, pl.DataFrame]:
    """Return the potential of each market, and `own_prices`.

    ``found`` are the potentials of all nodes, ``markets`` those of the market nodes. Along every passage they
    only rise, so what one party gives is never dearer than what another takes. Hence of two parties in a
    market at most one gives at a higher price than it takes at; it alone has a price of its own.
    """
    potential, price = markets.copy(), np.zeros(len(pairs), np.int64)
    give, take = found[ways.gives], found[ways.takes]
    np.maximum.at(potential, pairs.market, np.minimum(give, take))
    astray = np.flatnonzero(give > take)
    potential[pairs.market[astray]] = take[astray]
    price[astray] = give[astray] - take[astray]
    return potential, own_prices(pairs, price)

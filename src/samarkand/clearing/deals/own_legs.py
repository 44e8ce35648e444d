"""Legs from a party to itself, led through others: nobody trades with itself, whatever the cutting left."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from samarkand.solving.arrays import Integers

Leg = tuple[int, int, int, int]
"""A group the leg belongs to (its ring, say), the giving row, the taking row, the value."""


def through_others(rings: pl.DataFrame, giver: Integers, taker: Integers, market: Integers) -> pl.DataFrame:
    """Return rings (ring, offer, alternative, value) in which no party gives to itself.

    ``giver`` and ``market`` are those of each offer, ``taker`` that of each alternative. Only markets with
    such a leg change; see `without_own_legs`.
    """
    offer, alternative = rings["offer"].to_numpy(), rings["alternative"].to_numpy()
    market_of_leg = market[offer]
    own = giver[offer] == taker[alternative]
    if not own.any():
        return rings
    touched = np.isin(market_of_leg, market_of_leg[own])
    changed: list[Leg] = []
    for here in np.unique(market_of_leg[own]).tolist():
        changed += without_own_legs(rings.filter(pl.Series(market_of_leg == here)).rows(), giver, taker)
    fresh = pl.DataFrame(changed, schema=rings.schema, orient="row")
    return pl.concat([rings.filter(pl.Series(~touched)), fresh]).sort("ring", maintain_order=True)


def without_own_legs(legs: Sequence[Leg], giver: Integers, taker: Integers) -> list[Leg]:
    """Return legs of one market in which every row gives and takes what it did, and nobody to itself.

    ``giver`` is the party of each giving row, ``taker`` that of each taking row. A leg from P to itself
    and one from Q to R, neither of them P, become legs from Q to P and from P to R of the same value,
    in the group of the second. So every group balances as it did.

    Such a leg is always there, if in the market no party gives and takes more than everybody gives: let P
    give itself s, others a, and take b from others, and let others give others c. Then 2 s + a + b is at
    most s + a + b + c, so s is at most c. An exchange makes no new leg within a party, even where Q is R,
    and is never undone; so they end. The largest leg of the others is taken first, for the fewest splits.

    Raises ValueError where some party gives and takes more than that.
    """
    found = [leg for leg in legs if giver[leg[1]] != taker[leg[2]]]
    waiting = [leg for leg in legs if giver[leg[1]] == taker[leg[2]]]
    while waiting:
        _, gives, takes, left = waiting.pop()
        party = giver[gives]
        for pile, at in _others([found, waiting], party, giver, taker):
            if not left:
                break
            its_group, other_gives, other_takes, value = pile[at]
            moved = min(left, value)
            pile[at] = (its_group, other_gives, other_takes, value - moved)
            found.append((its_group, gives, other_takes, moved))
            found.append((its_group, other_gives, takes, moved))
            left -= moved
        if left:
            raise ValueError("a party gives and takes more than its market trades with others")
        found, waiting = ([leg for leg in pile if leg[3]] for pile in (found, waiting))
    return found


def _others(
    piles: Sequence[list[Leg]], party: int, giver: Integers, taker: Integers
) -> Iterator[tuple[list[Leg], int]]:
    """Yield where the legs stand that the party has no part in, the largest first, then as they stand."""
    places = [
        (-leg[3], pile, at)
        for pile, legs in enumerate(piles)
        for at, leg in enumerate(legs)
        if party not in (giver[leg[1]], taker[leg[2]])
    ]
    for _, pile, at in sorted(places):
        yield piles[pile], at

"""What pools gain at given terms, in their own money, and how that changes with the terms.

A pool's gain is the best its walk can do: a linear program, whose dual says

    gain(p) = min over m of  sum of q (m p - a)+ over offers  +  sum of q (b - m p)+ over wants

with ``m`` the own money one unit of account is worth. The sum is piecewise linear in m, so the
least is at one of the rows' own ratios; each row gives a piece that is smooth in the terms.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from samarkand.clearing.economy.rows import NEVER, Rows
from samarkand.solving.arrays import Floats


class Choice(NamedTuple):
    """One market a slot can trade in: its row on that side, the market, the limit there."""

    row: int
    market: int
    limit: float


class Slot(NamedTuple):
    """An offer (``sign`` 1, one choice) or a want (``sign`` -1, its alternatives) of a pool."""

    pool: int
    sign: int
    quantity: float
    choices: tuple[Choice, ...]


class Piece(NamedTuple):
    """A bound on a pool's gain: its height, and its slope by the logarithm of each market's terms."""

    height: float
    slope: dict[int, float]


def slots_of(rows: Rows) -> list[list[Slot]]:
    """Return the slots of every pool; pools with one side only have none, nor have rows that never trade."""
    pools: list[list[Slot]] = [[] for _ in range(rows.pools)]
    offers, bids = rows.offers, rows.alternatives
    for row in np.flatnonzero(offers.mate != NEVER):
        choice = Choice(int(row), int(offers.market[row]), float(offers.limit[row]))
        pools[offers.pool[row]].append(Slot(int(offers.pool[row]), 1, float(offers.quantity[row]), (choice,)))
    at = 0
    while at < len(bids.pool):
        end = at + 1
        while end < len(bids.pool) and bids.want[end] == bids.want[at]:
            end += 1
        choices = tuple(Choice(row, int(bids.market[row]), float(bids.limit[row])) for row in range(at, end))
        if bids.mate[at] != NEVER:
            pools[bids.pool[at]].append(Slot(int(bids.pool[at]), -1, float(bids.quantity[at]), choices))
        at = end
    return [slots if {slot.sign for slot in slots} == {1, -1} else [] for slots in pools]


def pieces(slots: Sequence[Slot], terms: Floats) -> list[Piece]:
    """Return the pieces of the pool's gain at the terms, the lowest first."""
    money = {choice.limit / terms[choice.market]: choice.market for slot in slots for choice in slot.choices}
    found = [_piece(slots, terms, worth, market) for worth, market in money.items()]
    return sorted(found, key=lambda piece: piece.height)


def gain(slots: Sequence[Slot], terms: Floats) -> float:
    """Return the pool's gain at the terms."""
    return pieces(slots, terms)[0].height


def _piece(slots: Sequence[Slot], terms: Floats, worth: float, market: int) -> Piece:
    height, slope = 0.0, {market: 0.0}
    for slot in slots:
        earned, where = max(
            (slot.sign * (worth * terms[choice.market] - choice.limit), choice.market)
            for choice in slot.choices
        )
        if earned > 0.0:
            moved = slot.sign * slot.quantity * worth * terms[where]
            height += slot.quantity * earned
            slope[where] = slope.get(where, 0.0) + moved
            slope[market] -= moved
    return Piece(height, slope)


def walk(slots: Sequence[Slot], terms: Floats) -> tuple[float, dict[tuple[int, int], float]]:
    """Return the pool's rate at the terms and how much of each choice it would fill.

    Choices are keyed by sign and row; those not named are not filled. The rate is that of the row
    at the margin, or between the two sides where nothing trades.
    """
    best = [
        (slot, min(slot.choices, key=lambda choice: slot.sign * choice.limit / terms[choice.market]))
        for slot in slots
    ]
    ratio = [(terms[choice.market] / choice.limit, slot, choice) for slot, choice in best]
    selling = sorted((item for item in ratio if item[1].sign > 0), key=lambda item: -item[0])
    buying = sorted((item for item in ratio if item[1].sign < 0), key=lambda item: item[0])
    left = [[slot.quantity * terms[choice.market] for _, slot, choice in side] for side in (selling, buying)]
    filled: dict[tuple[int, int], float] = {}
    rate = float(np.sqrt(selling[0][0] * buying[0][0]))
    giving = taking = 0
    while giving < len(selling) and taking < len(buying) and selling[giving][0] >= buying[taking][0]:
        moved = min(left[0][giving], left[1][taking])
        for side, spot, rest in ((selling, giving, left[0]), (buying, taking, left[1])):
            _, slot, choice = side[spot]
            key = (slot.sign, choice.row)
            filled[key] = filled.get(key, 0.0) + moved / (slot.quantity * terms[choice.market])
            rest[spot] -= moved
        rate = buying[taking][0] if left[1][taking] > 0.0 else selling[giving][0]
        giving += left[0][giving] <= 0.0
        taking += left[1][taking] <= 0.0
    return rate, filled

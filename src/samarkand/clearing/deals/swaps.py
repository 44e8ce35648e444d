"""Swaps of two: how much each way to swap should carry, so that as much as can be is in swaps.

How much can be is a linear program: a way carries no more than its offer and its want have left,
and what the ways of two markets carry must be the same in both directions. Its optimum is approached
by the primal-dual method of Chambolle and Pock (2011) with the step sizes of Pock and Chambolle
(2011), in whole numbers so that every machine finds the same; it need not be reached, for it only
says which ways to begin with. They carry what they can, couples of few ways first, and then room is
made for more (`swap_loops`).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.deals.board import Flows
from samarkand.clearing.deals.swap_loops import Ways, add, fill, pair_off
from samarkand.solving.arrays import Integers, Truths
from samarkand.solving.compiled import compiled

_MOST_WAYS = 1_000
"""A pool with more ways to swap is left out: listing them would not pay."""

_STEPS, _FEWER_STEPS = 100, 30
_LOOKS, _FEWER_LOOKS = 200, 50
_MANY_WAYS = 200_000
"""From here on each way gets fewer steps and fewer looks, so that time stays in proportion."""

_ROUNDS = 2

_ONE = 1 << 20
"""The scale of prices."""

_LARGEST = 1 << 26
"""What the largest flow counts: prices times amounts then stay well within 64 bits."""

_A_LITTLE = 10
"""A way that should carry less than this part of what it could is not begun with."""


class Swaps(NamedTuple):
    """Pairs of legs: in each row two legs that bring the same value in return for each other.

    The first leg goes from flow ``giving`` to flow ``back_taking``, the second from
    ``back_giving`` to ``taking``.
    """

    giving: Integers
    taking: Integers
    back_giving: Integers
    back_taking: Integers
    value: Integers


def best_swaps(gives: Flows, takes: Flows) -> Swaps:
    """Return swaps that hold nearly as much as swaps can, of all pools but the `unlisted`."""
    listed = _listed(gives, takes)
    ways = _ways(listed, gives, takes)
    size = len(ways.giving)
    couples = np.argsort(ways.first[2::2] - ways.first[:-2:2], kind="stable")
    many = size > _MANY_WAYS
    compiled(fill, size)(couples, _to_begin_with(ways, _FEWER_STEPS if many else _STEPS), ways)
    for _ in range(_ROUNDS):
        compiled(add, size)(couples, _FEWER_LOOKS if many else _LOOKS, ways)
    ways = _by_amount(ways)
    found = np.zeros((size, 3), np.int64)
    found = found[: compiled(pair_off, size)(ways, found)]
    one, other = found[:, 0], found[:, 1]
    return Swaps(ways.giving[one], ways.taking[one], ways.giving[other], ways.taking[other], found[:, 2])


def unlisted(gives: Flows, takes: Flows) -> Truths:
    """Return which pools are not listed: those with too many ways to swap, or on both sides of a market.

    The way there and the way back of the latter could be paired off with each other.
    """
    large: Truths = np.diff(gives.start) * np.diff(takes.start) > _MOST_WAYS
    markets = max(len(gives.first), len(takes.first))
    given, taken = (
        pl.Series(side.pool[side.left > 0] * markets + side.market[side.left > 0]) for side in (gives, takes)
    )
    both_sides = np.zeros(len(large), bool)
    both_sides[given.filter(given.is_in(taken.implode())).to_numpy() // markets] = True
    return large | both_sides


def _listed(gives: Flows, takes: Flows) -> tuple[Integers, Integers, Integers]:
    """Return giving, taking and group of the ways that have some the other way round, by group."""
    left_out = unlisted(gives, takes)
    giving, taking = (np.flatnonzero((side.left > 0) & ~left_out[side.pool]) for side in (gives, takes))
    one, other = _of_same_pool(gives.pool[giving], takes.pool[taking], len(left_out))
    giving, taking = giving[one], taking[other]
    into, out_of = gives.market[giving], takes.market[taking]
    markets = max(len(gives.first), len(takes.first))
    couple = np.minimum(into, out_of) * markets + np.maximum(into, out_of)
    group = 2 * couple + (into > out_of)
    most = np.minimum(gives.left[giving], takes.left[taking])
    apart = np.flatnonzero(into != out_of)
    listed = apart[np.lexsort((most[apart], group[apart]))]
    group = group[listed]
    begins = np.flatnonzero(np.diff(group // 2, prepend=-1))
    size = np.diff(np.append(begins, len(group)))
    two_sided = group[begins] != group[begins + size - 1]
    kept = np.repeat(two_sided, size)
    number = np.repeat(np.cumsum(two_sided) - 1, size)
    return giving[listed][kept], taking[listed][kept], (2 * number + group % 2)[kept]


def _of_same_pool(one: Integers, other: Integers, pools: int) -> tuple[Integers, Integers]:
    """Return the places of all pairs from the ascending pools of one side and of the other."""
    many = np.bincount(other, minlength=pools)
    each = many[one]
    first = np.repeat(np.cumsum(many)[one] - each, each)
    within = np.arange(len(first)) - np.repeat(np.cumsum(each) - each, each)
    return np.repeat(np.arange(len(one)), each), first + within


def _ways(listed: tuple[Integers, Integers, Integers], gives: Flows, takes: Flows) -> Ways:
    giving, taking, group = listed
    groups = int(group[-1]) + 1 if len(group) else 0
    return Ways(
        giving,
        taking,
        group,
        np.searchsorted(group, np.arange(groups + 1)),
        np.zeros(len(group), np.int64),
        gives.left.copy(),
        takes.left.copy(),
        *_index(giving, len(gives.pool)),
        *_index(taking, len(takes.pool)),
    )


def _index(of: Integers, size: int) -> tuple[Integers, Integers]:
    """Return positions ascending by ``of``, and where each number of ``of`` begins among them."""
    sequence = np.argsort(of, kind="stable")
    return sequence, np.searchsorted(of[sequence], np.arange(size + 1))


def _by_amount(ways: Ways) -> Ways:
    sequence = np.lexsort((ways.amount, ways.group))
    return ways._replace(
        giving=ways.giving[sequence], taking=ways.taking[sequence], amount=ways.amount[sequence]
    )


def _to_begin_with(ways: Ways, steps: int) -> Truths:
    """Return which ways carry more than a little in the linear program, after so many steps."""
    gives, takes = _counted(ways.gives_left, ways.takes_left)
    couple, side = ways.group // 2, 1 - 2 * (ways.group % 2)
    used = np.concatenate([gives[ways.giving], takes[ways.taking]])
    step = max(int(np.partition(used, len(used) // 2)[len(used) // 2]), 1) if len(used) else 1
    amount = np.zeros(len(couple), np.int64)
    price, want_price = np.zeros(len(gives), np.int64), np.zeros(len(takes), np.int64)
    balance = np.zeros(len(ways.first) // 2, np.int64)
    pace, want_pace, pair_pace = (
        step * np.maximum(np.bincount(of, minlength=len(prices)), 1)
        for of, prices in ((ways.giving, price), (ways.taking, want_price), (couple, balance))
    )
    for _ in range(steps):
        gain = _ONE - price[ways.giving] - want_price[ways.taking] - side * balance[couple]
        moved = np.maximum(amount + step * gain // (3 * _ONE), 0)
        ahead = 2 * moved - amount
        amount = moved
        price = np.maximum(price + (_sums(ways.giving, ahead, len(gives)) - gives) * _ONE // pace, 0)
        want_price = np.maximum(
            want_price + (_sums(ways.taking, ahead, len(takes)) - takes) * _ONE // want_pace, 0
        )
        balance += _sums(couple, side * ahead, len(balance)) * _ONE // pair_pace
    return amount * _A_LITTLE >= np.minimum(gives[ways.giving], takes[ways.taking])


def _counted(gives: Integers, takes: Integers) -> tuple[Integers, Integers]:
    """Return what flows have left in units of which the largest flow has no more than ``_LARGEST``."""
    largest = int(max(gives.max(initial=0), takes.max(initial=0)))
    unit = max(-(-largest // _LARGEST), 1)
    return gives // unit, takes // unit


def _sums(of: Integers, values: Integers, size: int) -> Integers:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, of, values)
    return sums

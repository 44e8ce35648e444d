"""Loops over ways to swap: let them carry, make room for more, pair them off.

A way is an offer and a want of one pool in two markets: the pool gives into one and takes from the
other. The ways of the same two markets are a couple of groups: group 2c gives into the lower of
them, group 2c + 1 into the higher, and both must carry the same in all.

Written to be compiled (`compiled`): loops over arrays, nothing else.
"""

from typing import Any, NamedTuple

from samarkand.solving.arrays import Integers


class Ways(NamedTuple):
    """Ways ascending by group and, within each, by what they could carry.

    ``first[g]`` is where group g begins. ``amount`` is what each way carries, ``gives_left`` and
    ``takes_left`` what flows still have to place. The ways of a giving flow f are
    ``of_giving[giving_first[f]:giving_first[f + 1]]``; those of a taking flow likewise.
    """

    giving: Integers
    taking: Integers
    group: Integers
    first: Integers
    amount: Integers
    gives_left: Integers
    takes_left: Integers
    of_giving: Integers
    giving_first: Integers
    of_taking: Integers
    taking_first: Integers


def fill(couples: Any, chosen: Any, ways: Any) -> None:
    """Let the chosen ways of each couple carry what both its groups can, the smallest first."""
    first = ways.first
    for couple in couples:
        one, other = first[2 * couple], first[2 * couple + 1]
        while one < first[2 * couple + 1] and other < first[2 * couple + 2]:
            mine = _room(one, ways) if chosen[one] else 0
            theirs = _room(other, ways) if chosen[other] else 0
            value = min(mine, theirs)
            _carry(one, value, ways)
            _carry(other, value, ways)
            one += value == mine
            other += value == theirs


def add(couples: Any, looks: int, ways: Any) -> None:
    """Let each couple carry more where moving what other ways carry makes room for it.

    To make room a way looks at ``looks`` others at most.
    """
    first = ways.first
    for couple in couples:
        one, other = first[2 * couple], first[2 * couple + 1]
        while one < first[2 * couple + 1] and other < first[2 * couple + 2]:
            if not _make_room(one, looks, ways):
                one += 1
            elif not _make_room(other, looks, ways):
                other += 1
            else:
                # Room for the second may have been made at the cost of the first.
                value = min(_room(one, ways), _room(other, ways))
                _carry(one, value, ways)
                _carry(other, value, ways)
                one += value == 0


def pair_off(ways: Any, swaps: Any) -> int:
    """Write the swaps that what the ways carry comes to; return how many.

    Of a couple the smallest of one group meet the largest of the other: most are then used up
    whole. A row of ``swaps`` is two ways and a value.
    """
    first, amount = ways.first, ways.amount
    written = 0
    for couple in range((len(first) - 1) // 2):
        one, other = first[2 * couple], first[2 * couple + 2] - 1
        while one < first[2 * couple + 1] and other >= first[2 * couple + 1]:
            value = min(amount[one], amount[other])
            if value > 0:
                swaps[written, 0], swaps[written, 1], swaps[written, 2] = one, other, value
                written += 1
            one_left, other_left = amount[one] - value, amount[other] - value
            amount[one], amount[other] = one_left, other_left
            one += one_left == 0
            other -= other_left == 0
    return written


def _room(way: int, ways: Any) -> int:
    return int(min(ways.gives_left[ways.giving[way]], ways.takes_left[ways.taking[way]]))


def _carry(way: int, value: int, ways: Any) -> None:
    ways.amount[way] += value
    ways.gives_left[ways.giving[way]] -= value
    ways.takes_left[ways.taking[way]] -= value


def _make_room(way: int, looks: int, ways: Any) -> bool:
    """Tell whether the way has room, after making some where one of its flows is used up."""
    giving, taking = ways.giving[way], ways.taking[way]
    gives, takes = ways.gives_left[giving], ways.takes_left[taking]
    if gives == 0 and takes > 0:
        used = ways.of_giving[ways.giving_first[giving] : ways.giving_first[giving + 1]]
        _move(used, takes, looks, ways)
    elif takes == 0 and gives > 0:
        used = ways.of_taking[ways.taking_first[taking] : ways.taking_first[taking + 1]]
        _move(used, gives, looks, ways)
    return _room(way, ways) > 0


def _move(used: Any, wanted: int, looks: int, ways: Any) -> None:
    """Move what the ways ``used`` carry, up to ``wanted``, to others of their groups that have room."""
    looked = 0
    for way in used:
        group = ways.group[way]
        to = ways.first[group]
        while ways.amount[way] > 0 and to < ways.first[group + 1]:
            if wanted <= 0 or looked >= looks:
                return
            looked += 1
            # A way that shares a flow with this one frees nothing of it.
            apart = ways.giving[to] != ways.giving[way] and ways.taking[to] != ways.taking[way]
            value = min(_room(to, ways), ways.amount[way], wanted) if apart else 0
            _carry(way, -value, ways)
            _carry(to, value, ways)
            wanted -= value
            to += 1

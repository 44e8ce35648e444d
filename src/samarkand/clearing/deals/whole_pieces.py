"""Legs in whole pieces: nobody can hand over 180.19 lorries, nor goods of less than a thousandth.

Deals are cut by value. Here each leg of things gets a whole number of them. Where the divisible legs of its
deal can take up the difference (`residual`), its value is that of the pieces at the terms. Else its value
stands, and its pieces have a price of their own: off the terms by less than one piece, and within the
limits of both rows at the rates of their pools. A deal with a leg for which no number suits is put together
with others, or left out.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from math import inf

import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.legs_and_rules import (
    Row,
    ends_of,
    extreme_rates,
    legs_by_deal,
    middle_rates,
    open_in,
    placed_legs,
    room_of,
    rows_of,
    rules_of,
    sharing_pools,
    swings_left,
    together,
)
from samarkand.clearing.deals.residual import Leg, Off, balance_again
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR

_MOST_PARTIES = 30
"""Deals are put together up to so many parties."""

_MOST_POOLS = 300
"""A way to other deals is looked for among so many pools."""

_NEAR = 1e-6
"""The part of a limit that is kept clear of: a rate is stated to twelve digits, and that of the unit as 1."""


def in_whole_pieces(
    economy: Economy,
    terms: pl.Series,
    full: Callable[[], Capacities],
    legs: pl.DataFrame,
    longest: int | None,
) -> tuple[pl.DataFrame, frozenset[Row]] | None:
    """Return the legs with things in whole pieces and none without goods; None where they are so already.

    ``legs`` has deal, offer, alternative, value, one row for each. ``full`` tells what rows may carry. The
    result has the same columns and ``pieces``: thousandths of the market's unit, null where goods are
    divisible. Deals that are put together have at most ``longest`` parties. Beside the legs are the rows
    that stood in the way: a leg of theirs suits no number, or their lot or minimum did not come out.
    """
    placed = placed_legs(economy, terms, legs)
    without_goods = pl.col("value").cast(pl.Int128) * VALUE_DIVISOR < pl.col("price")
    touched = placed.filter((pl.col("piece") > 0) | without_goods)
    if touched.is_empty():
        return None
    deals = touched["deal"].unique().sort()
    # A leg without goods goes round within its own deal.
    near = sharing_pools(economy, placed, deals) if bool((touched["piece"] > 0).any()) else deals
    board = _Board(economy, full(), placed, near, longest)
    board.settle(deals.to_list())
    kept = placed.filter(~pl.col("deal").is_in(near.implode()))
    unchanged = kept.select("deal", "offer", "alternative", "value", pieces=pl.lit(None, dtype=pl.Int64))
    changed = pl.DataFrame(board.rows(), schema=unchanged.schema, orient="row")
    whole = pl.concat([unchanged, changed]).sort("deal", "offer", "alternative")
    return whole, frozenset(board.in_the_way)


class _Board:
    """Deals while their legs are made whole, and the room that is left to them."""

    def __init__(
        self, economy: Economy, full: Capacities, placed: pl.DataFrame, near: pl.Series, longest: int | None
    ) -> None:
        self._most = longest or _MOST_PARTIES
        self._rules = rules_of(economy)
        self._room = room_of(economy, full, placed)
        self._limits = economy.offers["limit"].to_list(), economy.alternatives["limit"].to_list()
        is_near = pl.col("deal").is_in(near.implode())
        self._deals = legs_by_deal(economy, placed.filter(is_near), self._rules)
        self._far = extreme_rates(economy, placed.filter(~is_near))
        self._swings = swings_left(economy, placed.filter(~is_near))
        self._of_pool: dict[int, set[int]] = {}
        for deal in self._deals:
            self._list(deal)
        self._less: set[Row] = set()
        self.in_the_way: set[Row] = set()

    def rows(self) -> list[tuple[int, int, int, int, int | None]]:
        """Return deal, offer, alternative, value and thousandths of things of every leg that is left."""
        return [
            (deal, leg.offer, leg.alternative, leg.value, leg.pieces * leg.piece if leg.piece else None)
            for deal, legs in self._deals.items()
            for leg in legs
            if leg.value
        ]

    def settle(self, deals: Iterable[int]) -> None:
        """Make deals whole, and again while rates that changed, or rows left too small, break one."""
        self._within_limits()
        for deal in deals:
            if deal in self._deals:
                self._gather(deal)
        left = [deal for deal in deals if deal in self._deals]
        for deal in [deal for deal in left if self._make_whole(deal)]:
            if deal in self._deals and self._make_whole(deal) and not self._with_others(deal):
                self.in_the_way |= self._unfit(deal)
                self._drop(deal)
        self._top_up()
        while self._drop_broken():
            pass

    def _gather(self, deal: int) -> None:
        """Put a deal together with others in which rows of it trade more of a thing; not if that fails."""
        before = {deal: self._deals[deal]}
        while others := self._with_the_same_legs(deal):
            before |= {other: self._deals[other] for other in others}
            self._join(deal, others)
        if len(before) > 1 and self._make_whole(deal):
            self._restore(deal, before)

    def _drop_broken(self) -> bool:
        """Leave out what a leg of things that suits nobody is in, and rows that have less than they must."""
        self._within_limits()
        wrong = self._count_things()
        for deal in wrong:
            self.in_the_way |= self._unfit(deal)
            self._drop(deal)
        rows = self._broken_rows()
        self.in_the_way |= rows
        using = [deal for deal, legs in self._deals.items() if _uses(legs, rows)]
        for deal in using:
            if not self._take_out(deal, rows):
                self._drop(deal)
        return bool(wrong or using)

    def _take_out(self, deal: int, rows: set[Row]) -> bool:
        """Take the legs of some rows out of a deal, if it can balance again by its divisible legs."""
        mark, off = self._begin(deal), Off()
        going = [leg for leg in self._deals[deal] if any(row in rows for row in rows_of(leg))]
        for leg in going:
            self._room.change(leg, 0, 0, off)
        if not balance_again(self._room, self._deals[deal], off):
            self._room.back_to(mark)
            return False
        self._deals[deal] = [leg for leg in self._deals[deal] if leg.value]
        return True

    def _within_limits(self) -> None:
        """Tell every leg of things the terms that honour the limits of its rows at their pools' rates."""
        legs = [leg for legs in self._deals.values() for leg in legs if leg.value]
        rates = middle_rates(legs, *self._limits, self._far)
        offers, ways = self._limits
        for leg in legs:
            if leg.piece:
                leg.least = rates[leg.giver] * offers[leg.offer] * (1 + _NEAR) if leg.giver in rates else 0.0
                leg.most = (
                    rates[leg.taker] * ways[leg.alternative] * (1 - _NEAR) if leg.taker in rates else inf
                )

    def _make_whole(self, deal: int) -> Off | None:
        """Make a deal whole: all its things at their terms, else those that suit no other price.

        Returns None, or what stayed off balance; then nothing is changed.
        """
        things = [leg for leg in self._deals[deal] if leg.piece]
        # Rows of lots or a minimum come out whole only if none of their legs loses a part of a piece.
        kept = [leg for leg in things if (leg.tied or leg.loses_much()) and leg.counts()]
        off = self._rounded(deal, [leg for leg in things if leg not in kept])
        if off is None:
            return None
        return self._rounded(deal, [leg for leg in things if not leg.counts()])

    def _begin(self, deal: int) -> int:
        """Let the pools of a deal be open by what their other deals leave of their swings; return a mark.

        All that a pool leaves open in its deals must fit into its swing, whichever way.
        """
        for pool in _pools(self._deals[deal]) & self._swings.keys():
            beside = self._of_pool[pool] - {deal}
            elsewhere = sum(abs(open_in(self._deals[other], pool)) for other in beside)
            self._room.swing[pool] = max(0, self._swings[pool] - elsewhere)
            self._room.balance[pool] = open_in(self._deals[deal], pool)
        return len(self._room.changes)

    def _rounded(self, deal: int, things: list[Leg]) -> Off | None:
        """Give these things whole pieces at their terms, and balance the deal again by its divisible legs.

        Legs without goods go. Returns None, or what stayed off balance; then nothing is changed.
        """
        mark, off = self._begin(deal), Off()
        for leg in things:
            pieces = leg.bought()
            self._room.change(leg, leg.worth(pieces), pieces, off)
        left = []
        for leg in self._deals[deal]:
            if leg.piece or leg.tied or leg.value * VALUE_DIVISOR >= leg.price:
                left.append(leg)
            else:
                self._room.change(leg, 0, 0, off)
        if balance_again(self._room, left, off):
            return None
        self._room.back_to(mark)
        return off

    def _unfit(self, deal: int) -> set[Row]:
        """Return the rows of a deal's legs that no number suits: of each leg the one that trades less."""
        unfit = [leg for leg in self._deals[deal] if leg.piece and leg.value and not leg.counts()]
        worth = {row: 0 for leg in unfit for row in rows_of(leg)}
        for leg in chain.from_iterable(self._deals.values()) if unfit else ():
            for row in worth.keys() & set(rows_of(leg)):
                worth[row] += leg.value
        return {min(rows_of(leg), key=lambda row: (worth[row], row)) for leg in unfit}

    def _with_others(self, deal: int) -> bool:
        """Put a deal together with those that lead from one of its ends to the other, until it is whole.

        Changes nothing and returns False where that does not help.
        """
        before = {deal: self._deals[deal]}
        while (off := self._make_whole(deal)) is not None:
            others = self._between(deal, off)
            before |= {other: self._deals[other] for other in others}
            self._join(deal, others)
            if not others or len(_parties(self._deals[deal])) > self._most:
                self._restore(deal, before)
                return False
        return True

    def _count_things(self) -> list[int]:
        """Count the things of legs that keep their value; return the deals where no number suits.

        Of the legs of an offer as many are rounded up as bring it to what all its value buys, those first
        that lose most else.
        """
        lost: dict[int, int] = {}
        waiting = []
        for deal, legs in self._deals.items():
            for leg in legs:
                if leg.piece and leg.value and not leg.is_exact(leg.pieces):
                    self._recount(leg, min(leg.counts(), default=0))
                    over = leg.value * VALUE_DIVISOR - leg.pieces * leg.piece * leg.price
                    lost[leg.offer] = lost.get(leg.offer, 0) + over
                    waiting.append((leg.pieces > 0, -over, deal, leg))
        for *_, leg in sorted(waiting, key=lambda each: each[:3]):
            each = leg.piece * leg.price
            if leg.suits(leg.pieces + 1) and 2 * lost[leg.offer] >= each and self._room.goods_left(leg):
                self._recount(leg, leg.pieces + 1)
                lost[leg.offer] -= each
        return sorted({deal for *_, deal, leg in waiting if not leg.pieces or self._room.goods_over(leg)})

    def _recount(self, leg: Leg, pieces: int) -> None:
        self._room.change(leg, leg.value, pieces, Off())

    def _with_the_same_legs(self, deal: int) -> list[int]:
        """Return the smallest other deal with a leg between the same rows as one that no number suits."""
        own = self._deals[deal]
        rows = {ends_of(leg) for leg in own if leg.piece and leg.loses_much() and not leg.counts()}
        sizes = [
            (len(_parties([*own, *self._deals[other]])), other)
            for other in (self._beside(deal) if rows else ())
            if any(ends_of(leg) in rows for leg in self._deals[other])
        ]
        size, other = min(sizes, default=(self._most + 1, -1))
        return [other] if size <= self._most else []

    def _beside(self, deal: int) -> set[int]:
        """Return the deals that share a pool with this one."""
        return {other for pool in _pools(self._deals[deal]) for other in self._of_pool[pool]} - {deal}

    def _between(self, deal: int, off: Off) -> list[int]:
        """Return the other deals on the shortest way from a pool that gives too much to one too little."""
        starts = sorted(pool for pool, amount in off.items() if amount > 0)
        came: dict[int, tuple[int, int] | None] = dict.fromkeys(starts)
        queue = deque(starts)
        while queue and len(came) < _MOST_POOLS:
            pool = queue.popleft()
            if off.get(pool, 0) < 0:
                return sorted(_deals_to(came, pool) - {deal})
            for end, by in self._next_to(pool):
                if end not in came:
                    came[end] = pool, by
                    queue.append(end)
        return []

    def _next_to(self, pool: int) -> Iterator[tuple[int, int]]:
        """Yield the pools that divisible legs could take a difference to, each with the leg's deal."""
        for deal in sorted(self._of_pool.get(pool, ())):
            for leg in self._deals[deal]:
                if leg.giver == pool and not leg.piece and self._room.less(leg) > 0:
                    yield leg.taker, deal
                elif leg.taker == pool and not leg.piece and self._room.more(leg) > 0:
                    yield leg.giver, deal

    def _join(self, deal: int, others: Iterable[int]) -> None:
        """Make one deal of several; it has the number of the first."""
        for other in others:
            self._unlist(other)
            self._deals[deal] = together(self._deals[deal], self._deals.pop(other))
        self._list(deal)

    def _restore(self, deal: int, before: dict[int, list[Leg]]) -> None:
        self._unlist(deal)
        self._deals |= before
        for each in before:
            self._list(each)

    def _list(self, deal: int) -> None:
        for pool in _pools(self._deals[deal]):
            self._of_pool.setdefault(pool, set()).add(deal)

    def _unlist(self, deal: int) -> None:
        for pool in _pools(self._deals[deal]):
            self._of_pool[pool].discard(deal)

    def _drop(self, deal: int) -> None:
        """Leave a deal out: it balances by itself, so the others stay as they are."""
        self._unlist(deal)
        for leg in self._deals.pop(deal):
            if leg.value and not leg.piece:
                self._less.update(row for row in rows_of(leg) if self._rules.get(row))
            self._room.change(leg, 0, 0, Off())

    def _top_up(self) -> None:
        """Give legs one piece more that were cut with a part of it: those of lots first, then the dearest."""
        lost = [
            (not leg.tied, leg.value - leg.wished, deal, at)
            for deal, legs in self._deals.items()
            for at, leg in enumerate(legs)
            if leg.piece and leg.wished > leg.value
        ]
        for *_, deal, at in sorted(lost):
            leg, mark, off = self._deals[deal][at], self._begin(deal), Off()
            if self._room.pieces_left(leg):
                self._room.change(leg, leg.worth(leg.pieces + 1), leg.pieces + 1, off)
                if not balance_again(self._room, self._deals[deal], off):
                    self._room.back_to(mark)

    def _broken_rows(self) -> set[Row]:
        """Return the rows whose lot or least quantity does not come out, or which a dropped deal made less.

        A row of a bundle takes all of its bundle with it.
        """
        goods: dict[Row, int] = {}
        for legs in self._deals.values():
            for leg in legs:
                for row in rows_of(leg) if leg.tied and leg.value else ():
                    goods[row] = goods.get(row, 0) + leg.pieces * leg.piece
        bundles = {self._rules[row].bundle for row in self._less} - {None}
        return {
            row
            for row, amount in goods.items()
            if row in self._rules
            and (
                row in self._less or self._rules[row].bundle in bundles or not self._rules[row].allows(amount)
            )
        }


def _deals_to(came: dict[int, tuple[int, int] | None], end: int) -> set[int]:
    """Return the deals by which a search came to a pool; ``came`` has each one's pool before, and deal."""
    deals = set()
    while (step := came[end]) is not None:
        end = step[0]
        deals.add(step[1])
    return deals


def _uses(legs: Iterable[Leg], rows: set[Row]) -> bool:
    return any(row in rows for leg in legs if leg.value for row in rows_of(leg))


def _pools(legs: Iterable[Leg]) -> set[int]:
    return {pool for leg in legs for pool in (leg.giver, leg.taker)}


def _parties(legs: Iterable[Leg]) -> set[int]:
    return {party for leg in legs if leg.value for party in leg.parties}

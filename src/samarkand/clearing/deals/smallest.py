"""Deals while small legs are taken out of them, and small deals are joined to others or left out.

A paper, a consignment and a customs form cost the same for a handful of goods as for a shipload. The value
of a small leg goes round by other divisible legs of its deal, along a path in the deal's residual graph
(`residual`; Ford and Fulkerson 1956), by legs that stay large enough where it can. Rows of lots, minimums
and bundles stay whole, or go.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.legs_and_rules import (
    Row,
    Rule,
    legs_by_deal,
    placed_legs,
    room_of,
    rows_of,
    rules_of,
    together,
)
from samarkand.clearing.deals.residual import SWINGS, Leg, Off, balance_again
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import LARGEST, VALUE_DIVISOR

_MOST_PARTIES = 30
"""Deals grow to so many parties where a leg can go round in no other way."""

_MOST_TRIED = 8
"""So many deals are tried as company for one in which a small leg cannot go round."""


class Deals:
    """The deals of a round as legs whose values change, and the room that is left to them.

    ``legs`` are those of `make_legs`, ascending by deal. Deals are joined only if ``merged``, to at most
    ``longest`` parties.
    """

    def __init__(
        self,
        economy: Economy,
        terms: pl.Series,
        full: Capacities,
        legs: pl.DataFrame,
        *,
        merged: bool,
        longest: int | None,
    ) -> None:
        placed = placed_legs(economy, terms, legs)
        self._rules = rules_of(economy)
        self._room = room_of(economy, full, placed)
        self._deals = legs_by_deal(economy, placed, self._rules)
        _tell_pieces(self._deals.values(), legs["quantity"])
        self._merged, self._longest = merged, longest
        self._of_party: dict[int, set[int]] = {}
        for deal in self._deals:
            self._list(deal)
        self._swings = bool((economy.pools["swing"] > 0).any())
        self._less: set[Row] = set()

    def rings(self) -> pl.DataFrame:
        """Return ring, offer, alternative and value of what is left: rings as `make_legs` takes them."""
        rows = [
            (deal, leg.offer, leg.alternative, leg.value)
            for deal, legs in self._deals.items()
            for leg in legs
        ]
        columns = dict.fromkeys(("ring", "offer", "alternative", "value"), pl.Int64())
        return pl.DataFrame(rows, schema=columns, orient="row")

    def without_small_legs(self, least: int) -> None:
        """Take legs worth less than ``least`` out of their deals, and pools that cannot do without them.

        Deals where that has to be go last, the cheapest first: what it leaves open may be room for others.
        """
        stuck = [deal for deal in list(self._deals) if not self._is_rid_of_small(deal, least)]
        for deal in sorted(stuck, key=lambda each: (self._worth(each), each)):
            while not self._is_rid_of_small(deal, least):
                self._shrink(deal, [self._smallest(deal)])
        self._keep_rows_whole()

    def without_small_deals(self, least: int, *, joining: bool) -> None:
        """Join deals worth less than ``least`` to others, if ``joining``; leave out those that stay small."""
        small = [(self._worth(deal), deal) for deal in self._deals]
        for _, deal in sorted(each for each in small if each[0] < least):
            if deal not in self._deals:
                continue
            while joining and self._worth(deal) < least and self._join_beside(deal):
                pass
            if self._worth(deal) < least:
                self._drop(deal)
        self._keep_rows_whole()

    def _is_rid_of_small(self, deal: int, least: int) -> bool:
        """Take the small legs out of a deal, the smallest first; return False where one has to stay."""
        while deal in self._deals:
            leg = self._smallest(deal)
            if leg.value >= least:
                break
            if not (self._join_alike(deal, leg) or self._goes_round(deal, leg, least)):
                return self._goes_round_in_company(deal, leg, least)
        return True

    def _goes_round(self, deal: int, leg: Leg, least: int) -> bool:
        """Take a leg out of a deal: others carry more, else those that stay large enough less, else any."""
        return not all(self._take_out(deal, [leg], kept) for kept in (LARGEST, least, 0))

    def _shrink(self, deal: int, going: list[Leg]) -> None:
        """Take legs out of a deal, and with them the pools that cannot balance then, the smallest first."""
        legs, out = self._deals[deal], {rows_of(leg) for leg in going}
        while stuck := self._take_out(deal, [leg for leg in legs if rows_of(leg) in out]):
            left = [leg for leg in legs if rows_of(leg) not in out]
            worth = [(sum(leg.value for leg in _of(pool, left)), pool) for pool in sorted(stuck)]
            _, pool = min((each for each in worth if each[0]), default=(0, None))
            out |= {rows_of(leg) for leg in legs if pool is None or pool in (leg.giver, leg.taker)}

    def _take_out(self, deal: int, going: list[Leg], kept: int = 0) -> set[int]:
        """Take legs out of a deal, if it balances again by others that keep so much; else change nothing.

        Returns the pools that stay off balance.
        """
        mark, off, legs = len(self._room.changes), Off(), self._deals[deal]
        tied = [leg.tied for leg in going]
        self._room.kept = kept
        if self._swings:
            self._bound_swings(legs)
        for leg in going:
            self._room.change(leg, 0, 0, off)
            leg.tied = True  # Or its value would come back by the leg itself.
        if not balance_again(self._room, legs, off):
            self._room.back_to(mark)
            for leg, was_tied in zip(going, tied, strict=True):
                leg.tied = was_tied
            return {pool for pool, amount in off.items() if amount and pool != SWINGS}
        self._less.update(row for leg in going for row in rows_of(leg) if row in self._rules)
        self._put(deal, [leg for leg in legs if leg.value])
        return set()

    def _bound_swings(self, legs: list[Leg]) -> None:
        """Let no pool owe, or be owed, more in a deal than it is: all its deals fit into its swing."""
        open_in_deal: dict[int, int] = {}
        for leg in legs:
            open_in_deal[leg.giver] = open_in_deal.get(leg.giver, 0) + leg.value
            open_in_deal[leg.taker] = open_in_deal.get(leg.taker, 0) - leg.value
        for pool, balance in open_in_deal.items():
            self._room.balance[pool], self._room.swing[pool] = balance, abs(balance)

    def _goes_round_in_company(self, deal: int, leg: Leg, least: int) -> bool:
        """Join a deal to one that leads from one end of a leg to the other, if the leg can then go round."""
        ends = [self._of_party.get(party, set()) for party in leg.parties]
        sizes = [(len(self._parties(deal, other)), other) for other in ends[0] & ends[1] - {deal}]
        for size, other in sorted(sizes)[:_MOST_TRIED]:
            if not self._merged or size > (self._longest or _MOST_PARTIES):
                break
            before = {each: self._deals[each] for each in (deal, other)}
            self._join(deal, other)
            joint = next(each for each in self._deals[deal] if rows_of(each) == rows_of(leg))
            if joint.value >= least or self._goes_round(deal, joint, least):
                return self._is_rid_of_small(deal, least)
            self._restore(deal, before)
        return False

    def _join_alike(self, deal: int, leg: Leg) -> bool:
        """Join a deal to one with a leg between the same rows, if it gets no more parties than either has.

        Legs of rows that must stay whole are worth larger deals.
        """
        ends = [self._of_party.get(party, set()) for party in leg.parties]
        for other in sorted(ends[0] & ends[1] - {deal}):
            if self._merged and any(rows_of(each) == rows_of(leg) for each in self._deals[other]):
                most = max(len(self._parties(deal)), len(self._parties(other)))
                if leg.tied:
                    most = max(most, self._longest or _MOST_PARTIES)
                if len(self._parties(deal, other)) <= most:
                    self._join(deal, other)
                    return True
        return False

    def _join_beside(self, deal: int) -> bool:
        """Join a deal to one with two of its parties, to no more parties than that has or deals may have."""
        if not self._merged:
            return False
        beside = Counter(other for party in self._parties(deal) for other in self._of_party[party])
        del beside[deal]
        sizes = [
            (len(self._parties(deal, other)), other)
            for other, common in beside.items()
            if common > 1  # One party alone holds no deal together.
            and len(self._parties(deal, other)) <= max(len(self._parties(other)), self._longest or 0)
        ]
        if sizes:
            self._join(deal, min(sizes)[1])
        return bool(sizes)

    def _keep_rows_whole(self) -> None:
        """Take out rows that carry less than they must, or in parts; deals that need them are left out."""
        while rows := self._broken_rows():
            for deal in list(self._deals):
                going = [leg for leg in self._deals[deal] if any(row in rows for row in rows_of(leg))]
                if going:
                    self._shrink(deal, going)

    def _broken_rows(self) -> set[Row]:
        """Return the rows that lost something they must carry; those of a bundle go together."""
        bundles = {self._rules[row].bundle for row in self._less} - {None}
        carried: dict[Row, list[Leg]] = {}
        for leg in self._legs():
            for row in rows_of(leg) if leg.tied else ():
                carried.setdefault(row, []).append(leg)
        return {
            row
            for row, legs in carried.items()
            if (rule := self._rules.get(row)) is not None
            and (rule.bundle in bundles or (row in self._less and not _keeps(rule, legs)))
        }

    def _legs(self) -> Iterator[Leg]:
        for legs in self._deals.values():
            yield from legs

    def _smallest(self, deal: int) -> Leg:
        return min(self._deals[deal], key=lambda leg: leg.value)

    def _worth(self, deal: int) -> int:
        return sum(leg.value for leg in self._deals.get(deal, ()))

    def _parties(self, *deals: int) -> set[int]:
        return {party for deal in deals for leg in self._deals[deal] for party in leg.parties}

    def _drop(self, deal: int) -> None:
        """Leave a deal out: it balances by itself, so the others stay as they are."""
        for leg in self._deals[deal]:
            self._less.update(row for row in rows_of(leg) if row in self._rules)
            self._room.change(leg, 0, 0, Off())
        self._put(deal, [])

    def _join(self, deal: int, other: int) -> None:
        """Make one deal of two; it has the number of the first."""
        both = together(self._deals[deal], self._deals[other])
        self._put(other, [])
        self._put(deal, both)

    def _restore(self, deal: int, before: dict[int, list[Leg]]) -> None:
        self._put(deal, [])
        for each, legs in before.items():
            self._put(each, legs)

    def _put(self, deal: int, legs: list[Leg]) -> None:
        """Let a deal have these legs; without any it is gone."""
        for party in self._parties(deal) if deal in self._deals else ():
            self._of_party[party].discard(deal)
        if legs:
            self._deals[deal] = legs
            self._list(deal)
        else:
            self._deals.pop(deal, None)

    def _list(self, deal: int) -> None:
        for party in self._parties(deal):
            self._of_party.setdefault(party, set()).add(deal)


def _tell_pieces(deals: Iterable[list[Leg]], quantities: pl.Series) -> None:
    """Tell legs of things how many pieces they move; quantities are in the sequence of the legs."""
    every = (leg for legs in deals for leg in legs)
    for leg, quantity in zip(every, quantities.to_list(), strict=True):
        leg.pieces = quantity // leg.piece if leg.piece else 0


def _of(pool: int, legs: Iterable[Leg]) -> list[Leg]:
    return [leg for leg in legs if pool in {leg.giver, leg.taker}]


def _keeps(rule: Rule, legs: list[Leg]) -> bool:
    """Tell whether what a row's legs carry keeps its rule; divisible goods in lots must be undiminished."""
    if all(leg.piece for leg in legs):
        return rule.allows(sum(leg.pieces * leg.piece for leg in legs))
    return rule.lot is None and rule.allows(sum(leg.value * VALUE_DIVISOR // leg.price for leg in legs))

"""The best trade of a handful of want lists, by trying every way to meet wants."""

from collections.abc import Iterator
from dataclasses import dataclass

from samarkand.swaps.market import Market


@dataclass(frozen=True)
class Trade:
    """A way to meet wants: what each row receives, and what that amounts to."""

    receives: tuple[int, ...]
    items: int
    traders: int
    cost: int
    longest: int


def best_trade(market: Market, *, traders_first: bool = False, longest: int = 0) -> Trade:
    """Return the best trade; ``longest`` 0 allows rings of any length."""

    def rank(trade: Trade) -> tuple[int, int, int]:
        both = (trade.traders, trade.items) if traders_first else (trade.items, trade.traders)
        return (*both, -trade.cost)

    allowed = (trade for trade in trades(market) if not longest or trade.longest <= longest)
    return max(allowed, key=rank)


def trades(market: Market) -> Iterator[Trade]:
    """Yield every way to meet wants in which each row is given and received once, or stays out."""
    cost: dict[tuple[int, int], int] = {}
    for giver, wanted, paid in zip(
        market.tail.tolist(), market.head.tolist(), market.cost.tolist(), strict=True
    ):
        own = market.owner[giver] == market.owner[wanted] != -1
        if giver != wanted and not (own and market.is_real[wanted]):
            cost[giver, wanted] = min(paid, cost.get((giver, wanted), paid))
    for receives in _choices([], len(market.owner), cost):
        yield trade_of(market, receives, cost)


def trade_of(market: Market, receives: tuple[int, ...], cost: dict[tuple[int, int], int]) -> Trade:
    """Return what this way amounts to; dummies that pass things to each other only cost nothing."""
    in_trade = [row for row, got in enumerate(receives) if row != got and market.is_real[row]]
    sizes, busy = [], set()
    for row in in_trade:
        ring = ring_from(row, receives)
        busy.update(ring)
        sizes.append(sum(bool(market.is_real[member]) for member in ring))
    return Trade(
        receives=receives,
        items=len(in_trade),
        traders=len({int(market.owner[row]) for row in in_trade} - {-1}),
        cost=sum(cost[row, receives[row]] for row in busy),
        longest=max(sizes, default=0),
    )


def ring_from(row: int, receives: tuple[int, ...]) -> list[int]:
    """Return the rows of the ring a row is part of."""
    ring = [row]
    while receives[ring[-1]] != row:
        ring.append(receives[ring[-1]])
    return ring


def _choices(chosen: list[int], rows: int, cost: dict[tuple[int, int], int]) -> Iterator[tuple[int, ...]]:
    if len(chosen) == rows:
        yield tuple(chosen)
        return
    row = len(chosen)
    for got in range(rows):
        if got not in chosen and (got == row or (row, got) in cost):
            yield from _choices([*chosen, got], rows, cost)

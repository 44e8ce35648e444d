"""Random small rounds: two to five firms, some of one pool, in which a single limit decides much."""

import math
import random
from dataclasses import dataclass
from functools import cache

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from samarkand.platform.rounds.told_limits import with_told_limits
from tests import cast

FIRMS = (cast.MESKAY, cast.ASTARTA, cast.NATIONAL_FRUIT, cast.ALTYN_DAN, cast.SAMARKAND_SILK)
WORTH = {"rice": 650.0, "chickpeas": 680.0, "wheat": 230.0, "lentils": 900.0}
"""What firms think that goods are worth, in one money, before each has its own opinion."""

_SPREAD = 0.15


@dataclass(frozen=True)
class SmallRound:
    """A book and what became of it."""

    book: Book
    outcome: Outcome


@cache
def small_round(seed: int) -> SmallRound:
    """Return the round of this number."""
    book = small_book(seed)
    return SmallRound(book, clear(book, Settings()))


def small_book(seed: int) -> Book:
    """Return the book of this number; no two firms that share no pool count in the same money."""
    dice = random.Random(seed)
    shared = dice.uniform(50, 300)
    firms = dice.sample(FIRMS, dice.randint(2, len(FIRMS)))
    lines = []
    for firm in firms:
        in_pool = dice.random() < 2 / 3
        money = shared if in_pool else dice.uniform(1, 40)
        lines.append(f"{firm}{' pool=East currency=EAST' if in_pool else ''}: {_trades(dice, money)}")
    return cast.book(*lines, name=f"small {seed}")


def _trades(dice: random.Random, money: float) -> str:
    goods = dice.sample(list(WORTH), dice.randint(2, len(WORTH)))
    given = dice.randint(1, len(goods) - 1)
    return "; ".join(_trade(dice, name, money, gives=at < given) for at, name in enumerate(goods))


def _trade(dice: random.Random, goods: str, money: float, *, gives: bool) -> str:
    lean = -_SPREAD if gives else _SPREAD
    price = WORTH[goods] * money * math.exp(dice.gauss(lean * 0.8, _SPREAD))
    return f"{'gives' if gives else 'wants'} {dice.randint(100, 9_000)} t {goods} @{price:.5f}"


def told_rows(outcome: Outcome, book: Book, told: pl.DataFrame, party: str) -> pl.DataFrame:
    """Return a party's rows of ``unmatched`` with what it may be told, as the house makes them."""
    lanes = book.lanes is not None
    return with_told_limits(outcome.tables(), book.parties, told, party, lanes=lanes)

"""Small random books in the notation of the cast: a failing one can be read and pasted into a test."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import Phase, settings
from hypothesis import strategies as st

from samarkand.book.book import Book
from tests.cast import GOODS, book
from tests.depth import drawn

FIRMS = ("Meskay PK", "Astarta RU", "NationalFruit PK", "AltynDan KZ", "Luoyang CN", "Samarkand UZ")
WORTH = {"rice": 650, "chickpeas": 620, "lentils": 580, "wheat": 250, "mandarins": 500, "cotton": 1800}
"""What a tonne of each of the goods is worth, about, before firms differ and count in their own money."""


def runs(examples: int) -> settings:
    """Return how a property is tried: the same books every time, and no search for a smaller failing one.

    So many of them in a deep run; in the quick one fewer.
    """
    phases = (Phase.explicit, Phase.generate)
    return settings(
        max_examples=drawn(examples), deadline=None, derandomize=True, database=None, phases=phases
    )


@dataclass(frozen=True)
class Written:
    """A book as it would be written down."""

    firms: tuple[str, ...]
    lanes: tuple[str, ...] | None = None
    quotas: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    listed: tuple[str, ...] | None = None

    def book(self) -> Book:
        return book(
            *self.firms,
            lanes=self.lanes,
            quotas=self.quotas,
            restrictions=self.restrictions,
            listed=self.listed,
        )


@st.composite
def small_books(  # noqa: PLR0913 - each is something a book may have
    draw: st.DrawFn,
    *,
    firms: tuple[int, int] = (2, 6),
    goods: int = 5,
    rows: tuple[int, int] = (2, 4),
    swings: bool = False,
    pools: bool = False,
    lots: bool = False,
    prefixes: bool = False,
    lanes: bool = False,
    quotas: bool = False,
    listed: bool = False,
) -> Written:
    """Return a book of a few firms, each with a few offers and wants around the worth of the goods.

    Some firms want goods that they give as well, at a limit above or below that of their offer.
    """
    names = list(WORTH)[:goods]
    count = draw(st.integers(*firms))
    lines = [
        _firm(draw, name, names, rows, swings=swings, pools=pools, lots=lots, prefixes=prefixes)
        for name in FIRMS[:count]
    ]
    ways = ("PK", "RU", "KZ", "CN", "UZ")
    return Written(
        tuple(lines),
        lanes=_lanes(draw, ways) if lanes else None,
        quotas=_quotas(draw, names) if quotas else (),
        listed=tuple(f"{one} {_near(draw, WORTH[one])} t" for one in names) if listed else None,
    )


def _firm(
    draw: st.DrawFn,
    name: str,
    goods: Sequence[str],
    rows: tuple[int, int],
    *,
    swings: bool,
    pools: bool,
    lots: bool,
    prefixes: bool,
) -> str:
    money = draw(st.sampled_from((0.01, 1, 40, 300)))
    pool = " pool=Home" if pools and name.endswith("PK") else ""
    if pool:
        money = 1
    swing = f" swing={draw(st.sampled_from((0, 1000, 200000)))}" if swings and not pool else ""
    held = draw(st.lists(st.sampled_from(goods), min_size=rows[0], max_size=rows[1], unique=True))
    gives = draw(st.integers(1, max(len(held) - 1, 1)))
    trades = [_trade(draw, "gives", one, money, lots=lots, prefixes=False) for one in held[:gives]]
    takes = held[gives:] + (held[:1] if draw(st.integers(0, 2)) == 0 else [])
    trades += [_trade(draw, "wants", one, money, lots=lots, prefixes=prefixes) for one in takes]
    return f"{name}{pool}{swing}: {'; '.join(trades)}"


def _trade(draw: st.DrawFn, side: str, goods: str, money: float, *, lots: bool, prefixes: bool) -> str:
    quantity = draw(st.integers(1, 40)) * 100
    favour = 0.97 if side == "gives" else 1.03
    price = round(_near(draw, WORTH[goods] * favour) * money, 4)
    text = f"{side} {quantity} t {GOODS[goods][:4] if prefixes and draw(st.booleans()) else goods} @{price}"
    if lots and side == "gives" and draw(st.booleans()):
        text += f" lot {draw(st.sampled_from((50, 100, 300)))}"
    if lots and draw(st.booleans()):
        text += f" min {quantity // 4}"
    return text


def _near(draw: st.DrawFn, worth: float) -> float:
    return round(worth * draw(st.integers(85, 115)) / 100, 4)


def _lanes(draw: st.DrawFn, ways: Sequence[str]) -> tuple[str, ...]:
    pairs = [(one, other) for one in ways for other in ways if draw(st.integers(0, 9)) < 7]
    return tuple(
        f"{one} > {other} {draw(st.integers(1, 30))} days {draw(st.integers(0, 40))}" for one, other in pairs
    )


def _quotas(draw: st.DrawFn, goods: Sequence[str]) -> tuple[str, ...]:
    one = draw(st.sampled_from(goods))
    some = f"{one} >RU {draw(st.integers(1, 20)) * 100} t"
    worth = f"* PK> value {draw(st.integers(1, 20)) * 100000}"
    return draw(st.sampled_from(((some,), (worth,), (some, worth))))

"""Two firms, two goods: here bargaining has a closed form, and the engine must agree with it."""

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import samarkand
from tests.cast import book
from tests.properties.written import runs

QUANTITY = st.integers(2_000, 50_000)
"""Tonnes; large enough that a thousandth of one is nothing."""
LIMIT = st.integers(100, 5_000)
MONEY = st.sampled_from((0.01, 1, 278))


@dataclass(frozen=True)
class Swap:
    """A gives up to ``a_offers`` of x and wants up to ``a_wants`` of y; B the other way round."""

    a_offers: float
    a_wants: float
    b_offers: float
    b_wants: float
    ask_a: float
    bid_a: float
    ask_b: float
    bid_b: float

    def low(self) -> float:
        """Return the least y for one x at which A does not lose."""
        return self.ask_a / self.bid_a

    def high(self) -> float:
        """Return the most y for one x at which B does not lose."""
        return self.bid_b / self.ask_b

    def product(self, x: float, y: float) -> float:
        """Return the product of the gains, nothing where one of them loses."""
        gain_a, gain_b = self.bid_a * y - self.ask_a * x, self.bid_b * x - self.ask_b * y
        return gain_a * gain_b if gain_a > 0 and gain_b > 0 else 0.0

    def best_on_both_edges(self, x_most: float, y_most: float) -> list[float]:
        """Return the best products on the edges x = x_most and y = y_most of the box.

        On an edge the product is a parabola whose top lies midway between its roots.
        """
        middle, inverse = (self.low() + self.high()) / 2, (1 / self.low() + 1 / self.high()) / 2
        return [
            self.product(x_most, min(x_most * middle, y_most)),
            self.product(min(y_most * inverse, x_most), y_most),
        ]

    def bargaining_product(self) -> float:
        """Return the largest product over the box of quantities.

        Along every ray the product grows with the square of scale: the best lies on an outer edge.
        """
        x_most, y_most = min(self.a_offers, self.b_wants), min(self.a_wants, self.b_offers)
        return max(self.best_on_both_edges(x_most, y_most))

    def fair_product(self) -> float:
        """Return the largest product among the points of the box at which both markets clear.

        There neither firm would trade on: it has given all or got all. Along an edge of the box both
        stop only where offer and want are equal; elsewhere both do at a corner, or nowhere with gains.
        """
        corners = []
        if self.a_offers <= self.b_wants and self.b_offers <= self.a_wants:
            corners.append(self.product(self.a_offers, self.b_offers))
        if self.a_offers >= self.b_wants and self.b_offers >= self.a_wants:
            corners.append(self.product(self.b_wants, self.a_wants))
        x_most, y_most = min(self.a_offers, self.b_wants), min(self.a_wants, self.b_offers)
        on_x, on_y = self.best_on_both_edges(x_most, y_most)
        edges = [on_x] * (self.a_offers == self.b_wants) + [on_y] * (self.b_offers == self.a_wants)
        return max([*corners, *edges], default=0.0)

    def book(self, one: float, other: float) -> samarkand.Book:
        """Return the book, A counting in money worth ``one`` and B in money worth ``other``."""
        return book(
            f"Meskay PK: gives {self.a_offers} t rice @{self.ask_a * one:.2f}; "
            f"wants {self.a_wants} t chickpeas @{self.bid_a * one:.2f}",
            f"Astarta RU: gives {self.b_offers} t chickpeas @{self.ask_b * other:.2f}; "
            f"wants {self.b_wants} t rice @{self.bid_b * other:.2f}",
        )


def traded(outcome: samarkand.Outcome, commodity: str) -> float:
    """Return the tonnes of the goods that moved."""
    return int(outcome.legs.filter(pl.col("commodity") == commodity)["quantity"].sum()) / 1000


def test_all_the_rice_goes_against_all_the_chickpeas() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        )
    )
    assert traded(outcome, "100630") == 20_000
    assert traded(outcome, "071320") == 20_000
    terms = dict(outcome.terms.select("commodity", "value_per_unit").iter_rows())
    assert terms["100630"] == terms["071320"], "rice for chickpeas, tonne for tonne"


def reached(swap: Swap, outcome: samarkand.Outcome) -> float:
    return swap.product(traded(outcome, "100630"), traded(outcome, "071320"))


LIMITS = st.tuples(LIMIT, LIMIT, LIMIT, LIMIT)


@runs(40)
@given(rice=QUANTITY, chickpeas=QUANTITY, limits=LIMITS, moneys=st.tuples(MONEY, MONEY))
def test_a_swap_of_equal_quantities_reaches_the_bargaining_product(
    rice: int, chickpeas: int, limits: tuple[int, int, int, int], moneys: tuple[float, float]
) -> None:
    swap = Swap(rice, chickpeas, chickpeas, rice, *limits)
    assume(swap.high() > swap.low() * 1.01)
    outcome = samarkand.clear(swap.book(*moneys))
    assert reached(swap, outcome) == pytest.approx(swap.bargaining_product(), rel=1e-5)


@runs(40)
@given(caps=st.tuples(QUANTITY, QUANTITY, QUANTITY, QUANTITY), limits=LIMITS, moneys=st.tuples(MONEY, MONEY))
def test_any_swap_reaches_the_best_product_that_clears(
    caps: tuple[int, int, int, int], limits: tuple[int, int, int, int], moneys: tuple[float, float]
) -> None:
    swap = Swap(*caps, *limits)
    assume(swap.high() > swap.low() * 1.01)
    outcome = samarkand.clear(swap.book(*moneys))
    assert reached(swap, outcome) >= swap.fair_product() * (1 - 1e-5)
    assert traded(outcome, "100630") > 0, "gains are possible, so something trades"


def test_of_two_equilibria_the_one_at_which_both_gain_is_found() -> None:
    swap = Swap(15796, 4137, 4927, 7110, 309, 3027, 244, 150)
    assert reached(swap, samarkand.clear(swap.book(1, 1))) >= swap.fair_product() * (1 - 1e-5)


@runs(30)
@given(caps=st.tuples(QUANTITY, QUANTITY, QUANTITY, QUANTITY), limits=LIMITS, moneys=st.tuples(MONEY, MONEY))
def test_nobody_trades_where_no_terms_serve_both(
    caps: tuple[int, int, int, int], limits: tuple[int, int, int, int], moneys: tuple[float, float]
) -> None:
    swap = Swap(*caps, *limits)
    assume(swap.high() < swap.low())
    assert samarkand.clear(swap.book(*moneys)).legs.is_empty()

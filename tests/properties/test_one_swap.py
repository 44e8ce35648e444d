"""Two firms, two goods: here bargaining has a closed form, and the engine must agree with it."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import samarkand
from tests.cast import book

QUANTITY = st.integers(100, 50_000)
LIMIT = st.integers(100, 5_000)
MONEY = st.sampled_from((0.01, 1, 278))


def bargain(x_most: float, y_most: float, ask_a: float, bid_a: float, ask_b: float, bid_b: float) -> tuple[float, float]:
    """Return the quantities with the largest product of gains.

    A gives x for y, B gives y for x. The product ``(bid_a y - ask_a x)(bid_b x - ask_b y)`` grows
    with the square of scale along every ray, so the best point lies on x = x_most or y = y_most,
    and on either the product is a parabola.
    """
    low, high = ask_a / bid_a, bid_b / ask_b
    if low >= high:
        return 0.0, 0.0
    on_x = (x_most, min(max(x_most * (low + high) / 2, 0.0), y_most))
    on_y = (min(max(y_most * (1 / low + 1 / high) / 2, 0.0), x_most), y_most)

    def product(point: tuple[float, float]) -> float:
        gain_a, gain_b = bid_a * point[1] - ask_a * point[0], bid_b * point[0] - ask_b * point[1]
        return gain_a * gain_b if gain_a > 0 and gain_b > 0 else -1.0

    return max(on_x, on_y, key=product)


def traded(outcome: samarkand.Outcome, commodity: str) -> float:
    return sum(
        quantity / 1000
        for goods, quantity in outcome.legs.select("commodity", "quantity").iter_rows()
        if goods == commodity
    )


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


@settings(max_examples=150, deadline=None)
@given(offered=st.tuples(QUANTITY, QUANTITY), wanted=st.tuples(QUANTITY, QUANTITY), limits=st.tuples(LIMIT, LIMIT, LIMIT, LIMIT), moneys=st.tuples(MONEY, MONEY))
def test_every_swap_reaches_the_product_of_the_closed_form(
    offered: tuple[int, int], wanted: tuple[int, int], limits: tuple[int, int, int, int], moneys: tuple[float, float]
) -> None:
    ask_a, bid_a, ask_b, bid_b = limits
    low, high = ask_a / bid_a, bid_b / ask_b
    assume(high > low * 1.01 or high < low)
    x, y = bargain(min(offered[0], wanted[0]), min(offered[1], wanted[1]), *limits)
    one, other = moneys
    outcome = samarkand.clear(
        book(
            f"Meskay PK: gives {offered[0]} t rice @{ask_a * one:.2f}; wants {wanted[1]} t chickpeas @{bid_a * one:.2f}",
            f"Astarta RU: gives {offered[1]} t chickpeas @{ask_b * other:.2f}; wants {wanted[0]} t rice @{bid_b * other:.2f}",
        )
    )
    rice, chickpeas = traded(outcome, "100630"), traded(outcome, "071320")
    if low > high:
        assert rice == chickpeas == 0, "no terms serve both"
        return
    best = (bid_a * y - ask_a * x) * (bid_b * x - ask_b * y)
    reached = (bid_a * chickpeas - ask_a * rice) * (bid_b * rice - ask_b * chickpeas)
    assert abs(reached / best - 1) < 1e-5, (x, y, rice, chickpeas)

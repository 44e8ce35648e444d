"""Where one firm must be indifferent for the markets to clear: it trades a part and gains nothing."""

import pytest

import samarkand
from tests.cast import book
from tests.oracle.equilibrium_judge import excess_demand


def test_the_dearer_of_two_sellers_is_left_at_its_limit() -> None:
    crowded = book(
        "NationalFruit PK: gives 800 t rice @0.85; wants 3800 t lentils @1",
        "AltynDan KZ: gives 3600 t rice @0.89; wants 2300 t lentils @1",
        "Luoyang CN: gives 1200 t lentils @0.8; wants 4000 t rice @1",
    )
    outcome = samarkand.clear(crowded)
    terms = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    assert terms["100630"] / terms["071340"] == pytest.approx(0.89, rel=1e-4)
    assert all(abs(excess.share) < 0.01 for excess in excess_demand(crowded, terms).values())

"""Goods under a short code may be those a longer one closes or counts: then they are closed and counted."""

from collections.abc import Iterable

import pytest

import samarkand
from samarkand.clearing.check import check
from tests.cast import ASTARTA, MESKAY, book


def under(code: str, restrictions: Iterable[str] = (), quotas: Iterable[str] = ()) -> samarkand.Book:
    """Return a swap of goods under the code against chickpeas."""
    return book(
        f"{MESKAY}: gives 100 t {code} @90 as grain; wants 100 t chickpeas @110",
        f"{ASTARTA}: gives 100 t chickpeas @90; wants 100 t {code} @110",
        restrictions=restrictions,
        quotas=quotas,
    )


@pytest.mark.parametrize("code", ["1006", "100630", "10063010"])
def test_what_may_be_closed_goods_is_closed(code: str) -> None:
    closed = under(code, restrictions=["100630: ban"])
    outcome = samarkand.clear(closed)
    assert outcome.legs.is_empty()
    why = dict(outcome.unmatched.select("id", "reason").iter_rows())
    assert why["grain"] == "closed_by_restriction"
    assert check(closed, outcome) == []


def test_a_row_under_a_short_code_is_told_what_would_open_it() -> None:
    told = {
        code: samarkand.clear(under(code, restrictions=["100630: ban"]))
        .unmatched.filter(id="grain")["closed_by"]
        .item()
        for code in ("1006", "100630")
    }
    assert told["100630"] == "hs 100630 (ban)"
    assert told["1006"] == "hs 100630 (ban): goods under 1006 may be these, and a full code would tell"


def test_goods_beside_the_closed_ones_stay_open() -> None:
    assert samarkand.clear(under("100620", restrictions=["100630: ban"])).legs.height == 2


@pytest.mark.parametrize("code", ["1006", "100630"])
def test_a_quota_counts_what_may_be_its_goods(code: str) -> None:
    limited = under(code, quotas=["100630 PK> 40 t"])
    outcome = samarkand.clear(limited)
    moved = outcome.legs.filter(offer="grain")["quantity"].sum()
    assert 0 < moved <= 40_000
    assert check(limited, outcome) == []

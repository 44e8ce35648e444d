"""Trades of want lists drawn by dice: what the front door says of them, the check proves."""

import random

import pytest

from samarkand.swaps.check import check
from samarkand.swaps.reading import want_lists_from_text
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from tests.depth import every

WAYS = (Settings(), Settings("traders-first"), Settings(max_ring=2), Settings("traders-first", max_ring=3))
TRADERS = ("ann", "bob", "cy", "dee", "eve")


def drawn(seed: int) -> str:
    """Return want lists of five traders with about three items each, and dummies behind dummies."""
    dice = random.Random(seed)
    owner = {f"I{number}": dice.choice(TRADERS) for number in range(15)}
    dummies = [f"%D{number}" for number in range(dice.randint(0, 2))]
    scheme = dice.choice(("", "LINEAR-PRIORITIES", "SQUARE-PRIORITIES"))

    def wants(trader: str, *, ahead: list[str]) -> str:
        others = [item for item in owner if owner[item] != trader]
        chosen = dice.sample([*others, *ahead], dice.randint(0, 4))
        return " ".join(chosen)

    lines = [f"#! ALLOW-DUMMIES {scheme}".strip()]
    lines += [f"({trader}) {item} : {wants(trader, ahead=dummies)}" for item, trader in owner.items()]
    lines += [
        f"({trader}) {dummy} : {wants(trader, ahead=dummies[place + 1 :])}"
        for trader in TRADERS
        for place, dummy in enumerate(dummies)
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", every(5, range(25)))
def test_the_check_finds_nothing_wrong(seed: int) -> None:
    lists = want_lists_from_text(drawn(seed)).lists
    assert lists is not None
    outcomes = [swap(lists, settings) for settings in WAYS]
    assert [[str(fault) for fault in check(lists, outcome)] for outcome in outcomes] == [[], [], [], []]
    items, traders, short, _ = (outcome.summary for outcome in outcomes)
    assert items["items"] >= traders["items"]
    assert items["traders"] <= traders["traders"]
    assert short["items"] <= items["items"]


def test_the_same_lists_give_the_same_trade() -> None:
    lists = want_lists_from_text(drawn(7)).lists
    assert lists is not None
    for settings in WAYS:
        assert swap(lists, settings).trades.equals(swap(lists, settings).trades)

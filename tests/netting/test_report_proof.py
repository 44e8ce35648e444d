"""What the page says of its proof: a sentence for every aim, scope and kind of certificate."""

from dataclasses import replace

import pytest

from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome
from samarkand.netting.settings import Settings
from tests.netting.pages import text_of, told
from tests.netting.samples import EIGHT, RING
from tests.obligations import owes

PAIRS = owes("Meskay owes Astarta 500; Astarta owes Meskay 300; Astarta owes AltynDan 200")
FOUR = owes("Meskay owes Astarta 5; Astarta owes AltynDan 5; AltynDan owes Luoyang 5; Luoyang owes Meskay 5")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            Settings(),
            "No set-off is larger: the amount reached, 420 USD, equals a bound that no set-off can pass.",
        ),
        (Settings(objective="count"), "no set-off comes nearer to that aim. "),
        (Settings(objective="count"), "closed in full; no set-off can close more than"),
        (
            Settings(objective="age"),
            "once more for every day since it fell due, and no set-off comes nearer",
        ),
        (Settings(scope="bilateral"), "no more can be set off than the smaller of what they owe each other"),
        (
            Settings(scope="bilateral"),
            "Among all, 420 USD could be set off, and no more: that is proven too.",
        ),
        (Settings(scope="ring:3"), "Among all, 420 USD could be set off, and no more."),
    ],
)
def test_the_certificate_is_a_sentence_for_every_aim_and_scope(settings: Settings, words: str) -> None:
    assert words.replace("420", total(net(EIGHT))) in text_of(net(EIGHT, settings))


def total(outcome: Outcome) -> str:
    return f"{int(outcome.set_off_notices['set_off'].sum()):,}"


def test_rings_of_three_are_proven_bounded_or_neither() -> None:
    outcome = net(FOUR, Settings(scope="ring:3"))
    proven = told(outcome, {"ring_3_proven": True, "set_off": "12"})
    assert "No set-off in rings of two and three is larger: the amount reached, 12, equals a bound" in proven
    bound = told(outcome, {"ring_3_proven": False, "set_off": "12"}, {"ring_bound": "15"})
    assert "no such set-off can pass 15: at most 3 is missing to the best" in bound
    (unit,) = outcome.summary["units"]
    bare = {key: value for key, value in unit["certificate"].items() if key != "ring_bound"}
    changed = {**unit, "ring_3_proven": False, "set_off": "12", "certificate": bare}
    text = text_of(replace(outcome, summary={**outcome.summary, "units": [changed]}))
    assert "whether rings of two and three could set off more than 12 is not proven" in text


def test_a_narrow_netting_says_in_what_it_is_narrow() -> None:
    assert "is set off without any payment, two parties at a time." in text_of(
        net(PAIRS, Settings(scope="bilateral"))
    )
    text = text_of(net(FOUR, Settings(scope="ring:3")))
    assert "nothing of it can be set off: no two or three of them owe each other in a ring." in text
    assert "20 of it could be set off among all" in text


def test_what_another_aim_gives_up_is_said() -> None:
    outcome = net(EIGHT)
    (unit,) = outcome.summary["units"]
    settings = {**outcome.summary["settings"], "objective": "age"}
    changed = {**unit, "set_off": "100"}
    text = text_of(replace(outcome, summary={**outcome.summary, "settings": settings, "units": [changed]}))
    assert "To set off old debts first" in text
    assert "of set-off was given up: without that aim" in text


def test_weights_are_told_from_amounts() -> None:
    text = text_of(net(owes("Meskay owes Astarta 500 weight 3; Astarta owes Meskay 300")))
    assert "By the weights given, no set-off counts more than this one of 600." in text


def test_a_gap_is_admitted() -> None:
    text = told(net(RING), {}, {"proven": False, "bound": "1000", "gap": "100"})
    assert "that no set-off does better is not proven. At most 10 % is missing to the best." in text
    assert "no set-off could be larger" not in text

"""The text organisers post, as other programs read it."""

import re

from samarkand.swaps.outcome import Outcome
from samarkand.swaps.results.organiser_text import organiser_text
from samarkand.swaps.want_lists import Options
from tests.swaps.by_hand import NOBODY, lists_of, outcome_by_hand, paired

LISTS = lists_of(
    "(Anna) catan : azul\n(Boris) azul : root\n(Clara) root : catan\n(Anna) x : y\n(Boris) y : x\n(Dina) z :"
)


def traded() -> Outcome:
    return outcome_by_hand(LISTS, "CATAN ROOT AZUL", "X Y", stays="Z nobody_wants_it")


def after(text: str, heading: str) -> list[str]:
    """Return the lines between a heading and the next one, blank ones too."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(heading)) + 2
    end = next(
        place for place in range(start, len(lines)) if re.match("ITEM SUMMARY|Num trades", lines[place])
    )
    return lines[start : end - 1]


def test_each_line_of_a_loop_begins_with_what_the_last_one_ends_with() -> None:
    assert after(organiser_text(traded()), "TRADE LOOPS (5 total trades):") == [
        "(Anna) CATAN receives (Boris) AZUL",
        "(Boris) AZUL receives (Clara) ROOT",
        "(Clara) ROOT receives (Anna) CATAN",
        "",
        "(Anna) X     receives (Boris) Y",
        "(Boris) Y    receives (Anna) X",
    ]


def test_every_item_is_summed_up_in_sequence() -> None:
    assert after(organiser_text(traded()), "ITEM SUMMARY (5 total trades):") == [
        "(Anna) CATAN receives (Boris) AZUL and sends to (Clara) ROOT",
        "(Anna) X     receives (Boris) Y    and sends to (Boris) Y",
        "(Boris) AZUL receives (Clara) ROOT and sends to (Anna) CATAN",
        "(Boris) Y    receives (Anna) X     and sends to (Anna) X",
        "(Clara) ROOT receives (Anna) CATAN and sends to (Boris) AZUL",
        "(Dina) Z                 does not trade",
    ]


def test_the_figures_stand_at_the_end_and_the_traders_above() -> None:
    text = organiser_text(traded())
    assert text.endswith(
        "Num trades  = 5 of 6 items (83.3%)\nNum groups  = 2\nGroup sizes = 3 2\nSum squares = 13\n"
    )
    assert "\n[ users trading = 3 ]\n" in text


def test_the_aim_and_the_proof_are_said() -> None:
    assert "Aim: most items, then most traders. No trade of these lists is better: proven." in organiser_text(
        paired()
    )
    open_ended = outcome_by_hand(
        LISTS, "X Y", bound=(4, 3), objective="traders-first", max_ring=2, stays="Z nobody_wants_it"
    )
    assert (
        "Aim: most traders, then most items, in rings of at most 2 items. "
        "At most 4 items and 3 traders are possible."
    ) in organiser_text(open_ended)


def test_the_files_options_are_heeded() -> None:
    def text_with(*options: str) -> str:
        return organiser_text(traded(), Options(others=options))

    assert "TRADE LOOPS" not in text_with("HIDE-LOOPS")
    assert "ITEM SUMMARY" not in text_with("HIDE-SUMMARY")
    assert "does not trade" not in text_with("HIDE-NONTRADES")
    assert "Num groups" not in text_with("HIDE-STATS")
    assert "CATAN (Anna) receives AZUL (Boris) and sends to ROOT (Clara)" in text_with("SORT-BY-ITEM")


def test_items_without_traders_stand_alone() -> None:
    outcome = outcome_by_hand(NOBODY, "CATAN AZUL", stays="ROOT others_traded_more")
    assert "CATAN receives AZUL\nAZUL  receives CATAN\n" in organiser_text(outcome)


def test_nothing_traded_is_said_too() -> None:
    text = organiser_text(outcome_by_hand(LISTS))
    assert "TRADE LOOPS (0 total trades):" in text
    assert text.endswith(
        "Num trades  = 0 of 0 items (0.0%)\nNum groups  = 0\nGroup sizes =\nSum squares = 0\n"
    )

"""The check of a want-list trade: what is true passes, and each lie has its name."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from samarkand.core.finding import Finding
from samarkand.swaps.check import CATALOGUE, check, check_files
from samarkand.swaps.checking.most import Integers, has_most_items
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.outcome_files import read_outcome, write_outcome
from samarkand.swaps.want_lists import WantLists
from tests.swaps.by_hand import CHAIN, DUMMY, NOBODY, PAIR, lists_of, outcome_by_hand, paired

_NOT_THE_OTHER = "AGRICOLA others_traded_more; SPLENDOR others_traded_more"
RING = lists_of("(Anna) catan : azul\n(Boris) azul : root\n(Clara) root : catan\n(Dina) brass : catan")


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def changed(outcome: Outcome, table: str, row: int, **cells: Any) -> Outcome:  # noqa: ANN401 - any cell
    rows = getattr(outcome, table).to_dicts()
    rows[row] |= cells
    frame = pl.DataFrame(rows, schema=SCHEMAS[table], orient="row")
    tables: dict[str, Any] = {table: frame}
    return replace(outcome, **tables)


def stated(outcome: Outcome, **entries: Any) -> Outcome:  # noqa: ANN401 - whatever JSON can hold
    return replace(outcome, summary={**outcome.summary, **entries})


@pytest.mark.parametrize(
    ("lists", "outcome"),
    [
        (PAIR, paired()),
        (DUMMY, outcome_by_hand(DUMMY, "CATAN AZUL", stays=_NOT_THE_OTHER)),
        (CHAIN, outcome_by_hand(CHAIN, "CATAN AZUL")),
        (NOBODY, outcome_by_hand(NOBODY, "CATAN AZUL", stays="ROOT others_traded_more")),
        (
            RING,
            outcome_by_hand(
                RING,
                stays="CATAN ring_too_long; AZUL ring_too_long; ROOT ring_too_long; BRASS nobody_wants_it",
                max_ring=2,
            ),
        ),
    ],
)
def test_what_is_true_passes(lists: WantLists, outcome: Outcome) -> None:
    assert [str(finding) for finding in check(lists, outcome)] == []


@pytest.mark.parametrize(
    ("code", "lie"),
    [
        ("unknown_item", lambda true: changed(true, "trades", 0, item="CHESS")),
        ("trader_differs", lambda true: changed(true, "trades", 0, from_trader="Dina")),
        ("item_twice", lambda true: changed(true, "trades", 0, item="AZUL")),
        ("ring_broken", lambda true: changed(true, "trades", 1, step=3)),
        ("unknown_item", lambda true: changed(true, "unmatched", 0, item="CATAN")),
        ("trader_differs", lambda true: changed(true, "unmatched", 0, trader="Dina")),
        ("reason_differs", lambda true: changed(true, "unmatched", 1, reason="not_on_any_ring")),
        ("total_differs", lambda true: stated(true, items=3)),
        ("total_differs", lambda true: stated(true, rings_by_length={"3": 1})),
        ("bound_differs", lambda true: stated(true, bound={"items": 1, "traders": 2})),
        ("bound_differs", lambda true: stated(true, proven=False)),
        ("lists_differ", lambda true: stated(true, lists={**true.summary["lists"], "wants": 9})),
        ("outcome_incomplete", lambda true: stated(true, settings={"objective": "items", "max_ring": 1})),
        ("outcome_incomplete", lambda true: replace(true, trades=true.trades.drop("step"))),
    ],
)
def test_each_lie_has_its_name(code: str, lie: Callable[[Outcome], Outcome]) -> None:
    assert code in codes(check(PAIR, lie(paired())))


def test_nobody_gets_what_he_did_not_ask_for() -> None:
    lie = outcome_by_hand(RING, "CATAN ROOT", stays="AZUL others_traded_more; BRASS nobody_wants_it")
    assert "want_missing" in codes(check(RING, lie))


def test_a_dummy_serves_once() -> None:
    twice = check(DUMMY, outcome_by_hand(DUMMY, "CATAN AZUL", "AGRICOLA SPLENDOR"))
    assert [finding.message for finding in twice if finding.code == "want_missing"] == [
        "ring 2, step 2: 'Anna' did not offer 'AGRICOLA' for 'SPLENDOR'."
    ]


def test_dummies_are_shared_out_so_that_everyone_has_one() -> None:
    lists = lists_of(
        """(Anna) catan : %one %two
        (Anna) agricola : %one
        (Anna) %one : azul splendor
        (Anna) %two : azul
        (Boris) azul : catan
        (Clara) splendor : agricola"""
    )
    assert check(lists, outcome_by_hand(lists, "CATAN AZUL", "AGRICOLA SPLENDOR")) == []


def test_dummies_behind_dummies_are_shared_out_too() -> None:
    lists = lists_of(
        """(Anna) catan : %one %two
        (Anna) agricola : %one
        (Anna) %one : %three
        (Anna) %two : %four
        (Anna) %three : azul splendor
        (Anna) %four : azul
        (Boris) azul : catan
        (Clara) splendor : agricola"""
    )
    assert check(lists, outcome_by_hand(lists, "CATAN AZUL", "AGRICOLA SPLENDOR")) == []


def test_nobody_gets_his_own_item() -> None:
    lists = lists_of("(Anna) catan : azul\n(Boris) azul : catan")
    lie = changed(outcome_by_hand(lists, "CATAN AZUL"), "trades", 0, to_trader="Anna")
    assert {"trade_with_himself", "trader_differs"} <= codes(check(lists, lie))


def test_a_ring_keeps_to_the_length_that_was_asked() -> None:
    lie = outcome_by_hand(RING, "CATAN ROOT AZUL", stays="BRASS nobody_wants_it", max_ring=2)
    assert codes(check(RING, lie)) == {"ring_too_long"}


def test_fewer_items_than_possible_are_not_the_most() -> None:
    four = lists_of("(A) a : b c\n(B) b : a\n(C) c : d\n(D) d : a")
    true = outcome_by_hand(four, "A D C", stays="B others_traded_more")
    assert check(four, true) == []
    few = outcome_by_hand(four, "A B", stays="C others_traded_more; D others_traded_more")
    assert codes(check(four, few)) == {"not_most"}
    honest = outcome_by_hand(four, "A B", stays="C others_traded_more; D others_traded_more", bound=(3, 3))
    assert check(four, honest) == []
    modest = outcome_by_hand(four, "A D C", stays="B others_traded_more", bound=(4, 3))
    assert codes(check(four, modest)) == {"bound_differs"}


def test_an_item_on_no_ring_stays_for_that_reason() -> None:
    lists = lists_of(
        """(A) a : b
        (B) b : c
        (C) c : b
        (D) d : a
        (E) e :
        (F) f : e d
        (G) g : h
        (H) h : b
        (I) i : g"""
    )
    true = outcome_by_hand(
        lists,
        "B C",
        stays="A not_on_any_ring; D not_on_any_ring; E wants_nothing; F nobody_wants_it; "
        "G not_on_any_ring; H not_on_any_ring; I nobody_wants_it",
    )
    assert check(lists, true) == []


def test_most_items_agrees_with_every_choice_there_is() -> None:
    dice = np.random.default_rng(4)
    for _ in range(150):
        size = int(dice.integers(2, 6))
        wants = (dice.random((size, size)) < 0.4) & ~np.eye(size, dtype=bool)
        tail, head = np.nonzero(wants)
        is_dummy = dice.random(size) < 0.25
        choices = [receives for receives in _permutations(size) if _is_choice(receives, wants)]
        counts = [_traded(receives, is_dummy) for receives in choices]
        for receives, count in zip(choices, counts, strict=True):
            assert has_most_items(receives, tail, head, is_dummy) == (count == max(counts))


def _permutations(size: int) -> list[Integers]:
    return [np.array(one) for one in permutations(range(size))]


def _is_choice(receives: Integers, wants: npt.NDArray[np.bool_]) -> bool:
    return all(row == other or wants[row, other] for row, other in enumerate(receives.tolist()))


def _traded(receives: Integers, is_dummy: npt.NDArray[np.bool_]) -> int:
    return int(((receives != np.arange(len(receives))) & ~is_dummy).sum())


def test_a_file_that_was_changed_is_named(tmp_path: Path) -> None:
    write_outcome(paired(), tmp_path / "out")
    trades = tmp_path / "out" / "trades.csv"
    trades.write_text(trades.read_text().replace("CATAN", "AZUL"))
    summary = read_outcome(tmp_path / "out").summary
    assert codes(check_files(tmp_path / "out", summary)) == {"file_differs"}


def test_every_code_of_the_catalogue_is_used() -> None:
    source = Path(__file__).parents[2] / "src" / "samarkand"
    files = [path for path in (source / "swaps" / "checking").glob("*.py") if path.name != "faults.py"]
    text = "".join(path.read_text() for path in (*files, source / "publishing" / "faults.py"))
    assert [code for code in CATALOGUE if f'"{code}"' not in text] == []


@pytest.mark.parametrize("part", ["", "settings", "lists", "bound"])
def test_an_entry_nobody_declared_is_named(part: str) -> None:
    lists = lists_of("(Anna) catan : azul\n(Boris) azul : catan")
    outcome = outcome_by_hand(lists, "CATAN AZUL")
    holder = outcome.summary[part] if part else outcome.summary
    lie = {**holder, "approved_by": "the club"}
    summary = {**outcome.summary, part: lie} if part else lie
    assert check(lists, outcome) == []
    assert [found.code for found in check(lists, replace(outcome, summary=summary))] == ["entry_unknown"]

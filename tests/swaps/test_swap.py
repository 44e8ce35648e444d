"""What a trade of want lists comes to: rings without dummies, and a reason for every item that stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.core.finding import Refusal
from samarkand.solving.arrays import Integers
from samarkand.swaps import swap as front_door
from samarkand.swaps.market import Market, Solution, market_of
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.reading import want_lists_from_text
from samarkand.swaps.results.rings import rings_of
from samarkand.swaps.results.short_reach import on_short_rings
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from samarkand.swaps.want_lists import WantLists

RING = """\
#! ALLOW-DUMMIES
(ann) A : %ONE
(ann) %ONE : B C
(bob) B : C
(cy) C : %X
(cy) %X : %Y
(cy) %Y : A
(dee) UNLOVED : A
(dee) IDLE :
(eve) STRAY : A
(eve) %STRAY : IDLE
(bob) WISH : STRAY
(cy) DREAM : WISH
"""


def lists_of(text: str) -> WantLists:
    lists = want_lists_from_text(text).lists
    assert lists is not None
    return lists


def traded(outcome: Outcome) -> list[tuple[object, ...]]:
    return outcome.trades.rows()


def receiving(lists: WantLists, *pairs: str) -> Solution:
    """Return the solution in which, of each pair, the first row receives the second: what a solver would."""
    rows = {item.partition(" ")[0]: row for row, item in enumerate(lists.items["item"])}
    receives = np.arange(lists.items.height)
    for pair in pairs:
        taker, given_up = pair.split()
        receives[rows[taker]] = rows[given_up]
    return Solution(receives, 3, 3, 3, 3, proven=True, method="by hand")


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    lists = lists_of(RING)
    found = receiving(lists, "A %ONE", "%ONE B", "B C", "C %X", "%X %Y", "%Y A")
    monkeypatch.setattr(front_door, "solve", lambda _market, _settings: found)
    return swap(lists)


def test_dummies_are_left_out_of_the_ring(by_hand: Outcome) -> None:
    assert traded(by_hand) == [
        (1, 1, "A", "ann", "cy", "C"),
        (1, 2, "C", "cy", "bob", "B"),
        (1, 3, "B", "bob", "ann", "A"),
    ]
    assert by_hand.trades.schema == SCHEMAS["trades"]


def test_the_summary_says_what_was_traded(by_hand: Outcome) -> None:
    summary = dict(by_hand.summary)
    lists = summary.pop("lists")
    assert lists.pop("digest") == lists_of(RING).digest()
    assert lists == {"name": "wants", "items": 8, "dummies": 4, "wants": 12, "traders": 5}
    assert summary.pop("version")
    assert summary == {
        "format": 1,
        "kind": "swap",
        "status": "traded",
        "settings": {"objective": "items", "max_ring": 0},
        "items": 3,
        "traders": 3,
        "bound": {"items": 3, "traders": 3},
        "proven": True,
        "largest_ring": 3,
        "rings_by_length": {"3": 1},
        "method": "by hand",
    }


def test_every_item_that_stays_has_its_reason(by_hand: Outcome) -> None:
    assert by_hand.unmatched.rows() == [
        ("UNLOVED", "dee", "nobody_wants_it"),
        ("IDLE", "dee", "wants_nothing"),
        ("STRAY", "eve", "not_on_any_ring"),
        ("WISH", "bob", "not_on_any_ring"),
        ("DREAM", "cy", "nobody_wants_it"),
    ]
    assert by_hand.unmatched.schema == SCHEMAS["unmatched"]


def test_the_most_items_trade() -> None:
    outcome = swap(lists_of(RING))
    assert (outcome.summary["items"], outcome.summary["traders"], outcome.summary["proven"]) == (3, 3, True)
    assert outcome.trades.height == 3


TWO_WAYS = """\
(ann) A : B C
(bob) B : A
(cy) C : D
(dee) D : A
"""


def test_the_longer_ring_goes_first_and_the_shorter_when_asked() -> None:
    most = swap(lists_of(TWO_WAYS))
    assert most.summary["items"] == 3
    assert most.unmatched.rows() == [("B", "bob", "others_traded_more")]
    short = swap(lists_of(TWO_WAYS), Settings(max_ring=2))
    assert short.summary["items"] == 2
    assert short.unmatched.rows() == [("C", "cy", "ring_too_long"), ("D", "dee", "ring_too_long")]
    assert short.summary["settings"] == {"objective": "items", "max_ring": 2}


MORE_TRADERS = """\
(ann) A1 : B1 C
(bob) B1 : A2
(ann) A2 : B2
(bob) B2 : A1
(cy) C : D
(dee) D : A1
"""


def test_traders_may_come_first() -> None:
    items, traders = (swap(lists_of(MORE_TRADERS), Settings(way)) for way in ("items", "traders-first"))
    assert (items.summary["items"], items.summary["traders"]) == (4, 2)
    assert (traders.summary["items"], traders.summary["traders"]) == (3, 3)


def test_lists_without_traders_trade() -> None:
    outcome = swap(lists_of("A : B\nB : A\nC :\n"))
    assert traded(outcome) == [(1, 1, "A", "", "", "B"), (1, 2, "B", "", "", "A")]
    assert (outcome.summary["items"], outcome.summary["traders"]) == (2, 0)
    assert outcome.summary["lists"]["traders"] == 0


def test_where_nothing_can_trade_nothing_is_made_up() -> None:
    for settings in (Settings(), Settings("traders-first"), Settings(max_ring=3)):
        outcome = swap(lists_of("(u) A : B\n(v) B :\n"), settings)
        assert outcome.trades.height == 0
        assert outcome.summary["status"] == "nothing_traded"
        assert outcome.summary["proven"]
        assert outcome.unmatched["reason"].to_list() == ["nobody_wants_it", "wants_nothing"]


def test_a_ring_has_two_items_at_least() -> None:
    with pytest.raises(Refusal) as refused:
        swap(lists_of(TWO_WAYS), Settings(max_ring=1))
    assert refused.value.findings[0].code == "ring_too_short"


def test_the_digest_is_of_what_is_traded() -> None:
    assert lists_of(TWO_WAYS).digest() == lists_of("# a remark\n\n" + TWO_WAYS).digest()
    assert lists_of(TWO_WAYS).digest() != lists_of(TWO_WAYS.replace("B C", "B")).digest()


@given(st.permutations(range(9)), st.sets(st.integers(0, 8)))
def test_rings_hold_every_real_item_once(receives: list[int], dummies: set[int]) -> None:
    is_real = np.array([row not in dummies for row in range(9)])
    permutation = np.array(receives)
    rings = rings_of(permutation, is_real)
    trading = [row for row in range(9) if is_real[row] and receives[row] != row]
    assert sorted(row for ring in rings for row in ring) == trading
    for ring in rings:
        for given_up, taken in zip((*ring[1:], ring[0]), ring, strict=True):
            at = receives[given_up]
            while not is_real[at]:
                at = receives[at]
            assert at == taken


def markets() -> st.SearchStrategy[Market]:
    rows = 7
    arc = st.tuples(st.integers(0, rows - 1), st.integers(0, rows - 1)).filter(
        lambda pair: pair[0] != pair[1]
    )
    return st.builds(_market, st.sets(arc, max_size=14), st.sets(st.integers(0, rows - 1), max_size=3))


def _market(arcs: set[tuple[int, int]], dummies: set[int]) -> Market:
    ends = np.array(sorted(arcs), dtype=np.int64).reshape(-1, 2)
    is_real = np.array([row not in dummies for row in range(7)])
    return Market(np.arange(7), is_real, ends[:, 0], ends[:, 1], np.ones(len(ends), np.int64))


@given(markets(), st.integers(2, 5))
def test_items_on_short_rings_are_told_as_walking_each_ring_tells(market: Market, longest: int) -> None:
    asked = np.flatnonzero(market.is_real)
    told = on_short_rings(market, asked, longest)
    assert told.tolist() == [_walk_back(market, row, longest) for row in asked.tolist()]


def _walk_back(market: Market, first: int, longest: int) -> bool:
    """Tell, want by want, whether a chain of so few real items leads from an item back to it."""
    at = {(first, 0)}
    seen = set(at)
    while at:
        further = {
            (head, items + int(market.is_real[head]))
            for row, items in at
            for tail, head in zip(market.tail.tolist(), market.head.tolist(), strict=True)
            if tail == row and items + int(market.is_real[head]) <= longest
        }
        if any(row == first for row, _ in further):
            return True
        at = further - seen
        seen |= at
    return False


def test_traders_are_numbered_as_they_come() -> None:
    market = market_of(lists_of("#! ALLOW-DUMMIES\n(u) A : B\n(v) B : A\n(u) %D : B\nC : A\n"))
    owner: Integers = market.owner
    assert owner.tolist() == [0, 1, 0, -1]
    assert market.is_real.tolist() == [True, True, False, True]

"""Holds: set aside at once, posted in one part or several, voided, lapsed; each ends once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from samarkand.core.finding import Refusal
from samarkand.core.scale import to_scaled
from samarkand.platform.accounts.holding import NewHold, hold_all, lapse_holds, use_hold, void_all, void_hold
from samarkand.platform.accounts.journal import post
from samarkand.platform.accounts.models import Account, Entry, Hold, HoldState
from samarkand.platform.accounts.opening import account_of, unit_of
from tests.cast import ASTARTA, MESKAY
from tests.platform.accounts.ledger import TODAY, account, assert_all_is_true, draft, standing
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db

TOMORROW = NOW + timedelta(days=1)


def hold(key: str, amount: str, *, expires_at: datetime | None = TOMORROW) -> NewHold:
    """Return a hold of Astarta, who takes rice, for Meskay, who gives it."""
    return NewHold(key, account(ASTARTA), account(MESKAY), to_scaled(amount, 2), "rice", expires_at)


def use(key: str, amount: str, entry: str, *, last: bool = False) -> int:
    """Post part of a hold as a receipt of today."""
    return use_hold(key, to_scaled(amount, 2), entry, "receipt", "rice", TODAY, NOW, last=last)


def state(key: str) -> HoldState:
    return HoldState(Hold.objects.get(key=key).state)


def test_what_is_held_is_set_aside_on_both_sides() -> None:
    hold_all([hold("rice", "650"), hold("more", "50")], NOW)
    assert (standing(ASTARTA), standing(MESKAY)) == ((0, 700, 0), (0, 0, 700))
    assert_all_is_true()


def test_no_holds_are_nothing() -> None:
    hold_all([], NOW)
    assert not Hold.objects.exists()


def test_what_is_held_counts_against_the_limit() -> None:
    account(ASTARTA, limit="700")
    hold_all([hold("rice", "650")], NOW)
    with pytest.raises(Refusal, match="credit_limit"):
        hold_all([hold("more", "50.01")], NOW)
    with pytest.raises(Refusal, match="credit_limit"):
        post(draft("else", {MESKAY: "50.01", ASTARTA: "-50.01"}), NOW)
    post(draft("else", {MESKAY: "50", ASTARTA: "-50"}), NOW)
    assert_all_is_true()


def test_a_posted_hold_is_never_refused_for_the_limit() -> None:
    hold_all([hold("rice", "650")], NOW)
    account(ASTARTA, limit="0")
    use("rice", "650", "receipt")
    assert standing(ASTARTA) == (-650, 0, 0)


def test_a_hold_is_posted_in_parts_and_ends_with_the_last() -> None:
    hold_all([hold("rice", "650")], NOW)
    use("rice", "400", "first")
    assert (standing(ASTARTA), standing(MESKAY)) == ((-400, 250, 0), (400, 0, 250))
    assert state("rice") == HoldState.OPEN
    entry = use("rice", "200", "second", last=True)
    assert (standing(ASTARTA), standing(MESKAY)) == ((-600, 0, 0), (600, 0, 0))
    kept = Hold.objects.get(key="rice")
    assert (kept.state, kept.open_amount, kept.entry_id, kept.ended_at) == (HoldState.POSTED, 0, entry, NOW)
    assert_all_is_true()


def test_what_a_hold_does_not_cover_is_posted_under_the_limit() -> None:
    account(ASTARTA, limit="660")
    hold_all([hold("rice", "650")], NOW)
    with pytest.raises(Refusal, match="credit_limit"):
        use("rice", "660.01", "too much")
    use("rice", "660", "receipt")
    assert standing(ASTARTA) == (-660, 0, 0)
    assert state("rice") == HoldState.POSTED
    assert_all_is_true()


def test_the_same_receipt_twice_uses_a_hold_once() -> None:
    hold_all([hold("rice", "650")], NOW)
    assert use("rice", "400", "receipt") == use("rice", "400", "receipt")
    assert standing(ASTARTA) == (-400, 250, 0)
    with pytest.raises(Refusal, match="key_reused"):
        use("rice", "250", "receipt")
    use("rice", "250", "the rest", last=True)
    assert use("rice", "250", "the rest", last=True) == Entry.objects.get(key="the rest").pk
    assert_all_is_true()


def test_a_void_hold_is_free_again() -> None:
    hold_all([hold("rice", "650")], NOW)
    use("rice", "400", "receipt")
    void_hold("rice", NOW)
    void_hold("rice", NOW)
    assert (standing(ASTARTA), state("rice")) == ((-400, 0, 0), HoldState.VOIDED)
    assert_all_is_true()


def test_many_holds_are_voided_together_or_not_at_all() -> None:
    hold_all([hold("rice", "650"), hold("more", "50")], NOW)
    with pytest.raises(Refusal, match="hold_unknown"):
        void_all(["rice", "more", "less"], NOW)
    assert standing(ASTARTA) == (0, 700, 0)
    void_all(["rice", "more"], NOW)
    assert standing(ASTARTA) == (0, 0, 0)


def test_a_hold_lapses_when_its_time_has_passed() -> None:
    hold_all([hold("rice", "650"), hold("more", "50", expires_at=None)], NOW)
    assert lapse_holds(TOMORROW - timedelta(seconds=1)) == 0
    assert lapse_holds(TOMORROW) == 1
    assert lapse_holds(TOMORROW) == 0
    assert (state("rice"), state("more")) == (HoldState.LAPSED, HoldState.OPEN)
    assert standing(ASTARTA) == (0, 50, 0)
    assert_all_is_true()


def test_a_hold_may_be_posted_until_it_is_called_lapsed() -> None:
    hold_all([hold("rice", "650", expires_at=NOW - timedelta(days=1))], NOW)
    use("rice", "650", "receipt")
    assert lapse_holds(NOW) == 0


def end_posted() -> None:
    use("rice", "650", "receipt")


def end_voided() -> None:
    void_hold("rice", NOW)


def end_lapsed() -> None:
    lapse_holds(TOMORROW)


@pytest.mark.parametrize("end", [end_posted, end_voided, end_lapsed])
def test_a_hold_ends_once(end: Callable[[], None]) -> None:
    hold_all([hold("rice", "650")], NOW)
    end()
    with pytest.raises(Refusal, match="state_wrong"):
        use("rice", "1", "another")
    if end is not end_voided:
        with pytest.raises(Refusal, match="state_wrong"):
            void_hold("rice", NOW)
    assert end.__name__ == f"end_{state('rice')}"
    assert lapse_holds(TOMORROW) == 0
    assert_all_is_true()


def test_the_same_hold_again_is_the_one_there_is_and_another_is_refused() -> None:
    hold_all([hold("rice", "650")], NOW)
    hold_all([hold("rice", "650"), hold("more", "50")], NOW)
    assert standing(ASTARTA) == (0, 700, 0)
    with pytest.raises(Refusal, match="key_reused"):
        hold_all([hold("rice", "651")], NOW)
    with pytest.raises(Refusal, match="key_reused"):
        hold_all([hold("new", "1"), hold("new", "2")], NOW)


def test_holds_of_nothing_and_to_oneself_are_refused_together() -> None:
    own = NewHold("own", account(MESKAY), account(MESKAY), 5)
    with pytest.raises(Refusal) as refused:
        hold_all([hold("rice", "0"), own, hold("fine", "1")], NOW)
    assert [finding.code for finding in refused.value.findings] == ["hold_unfit", "hold_unfit"]
    assert not Hold.objects.exists()


def test_a_hold_on_a_closed_account_or_over_two_units_is_refused() -> None:
    Account.objects.filter(pk=account(MESKAY)).update(closed_at=NOW)
    abroad = account_of(party(MESKAY), unit_of("USD")).pk
    for creditor in (account(MESKAY), abroad, 0):
        with pytest.raises(Refusal, match="account_unfit"):
            hold_all([NewHold("rice", account(ASTARTA), creditor, 5)], NOW)


def test_a_hold_that_is_not_there_is_told() -> None:
    with pytest.raises(Refusal, match="hold_unknown"):
        use("rice", "1", "receipt")
    with pytest.raises(Refusal, match="hold_unknown"):
        void_hold("rice", NOW)

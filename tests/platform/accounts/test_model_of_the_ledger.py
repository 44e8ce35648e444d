"""The ledger beside a plain model of it: whatever is asked in whatever order, both say the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.holding import NewHold, hold_all, lapse_holds, use_hold, void_hold
from samarkand.platform.accounts.journal import Draft, Line, post, post_all
from samarkand.platform.accounts.models import Account, Hold, HoldState
from samarkand.platform.accounts.opening import unit_of
from tests.cast import ASTARTA, MESKAY, NATIONAL_FRUIT
from tests.depth import drawn
from tests.platform.accounts.ledger import TODAY, UNIT, account, assert_all_is_true
from tests.platform.conftest import NOW

pytestmark = pytest.mark.django_db

LIMIT = 50
FIRMS = (MESKAY, ASTARTA, NATIONAL_FRUIT)

firms = st.sampled_from(range(len(FIRMS)))
amounts = st.integers(1, 40)
keys = st.sampled_from("abcd")
moves = st.tuples(keys, firms, firms, amounts).filter(lambda move: move[1] != move[2])
acts = st.one_of(
    st.tuples(st.just("post"), moves),
    st.tuples(st.just("post_all"), st.lists(moves, min_size=1, max_size=4)),
    st.tuples(st.just("hold"), moves, st.integers(1, 3)),
    st.tuples(st.just("use"), keys, amounts, keys, st.booleans()),
    st.tuples(st.just("void"), keys),
    st.tuples(st.just("lapse"), st.integers(0, 3)),
)


@dataclass
class Model:
    """The ledger as dictionaries: what anybody would write on paper."""

    balances: list[int] = field(default_factory=lambda: [0, 0, 0])
    entries: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    holds: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)

    def free(self, firm: int) -> int:
        """Return how much further a firm may fall."""
        held = sum(amount for key, amount in self.open.items() if self.holds[key][0] == firm)
        return self.balances[firm] + LIMIT - held

    def post_all(self, asked: list[tuple[str, int, int, int]]) -> bool:
        """Post, or say that it is refused."""
        new: dict[str, tuple[int, int, int]] = {}
        for key, debtor, creditor, amount in asked:
            if (self.entries | new).get(key, (debtor, creditor, amount)) != (debtor, creditor, amount):
                return False
            if key not in self.entries:
                new[key] = (debtor, creditor, amount)
        changes = [0, 0, 0]
        for debtor, creditor, amount in new.values():
            changes[debtor] -= amount
            changes[creditor] += amount
        if any(change < 0 and self.free(firm) + change < 0 for firm, change in enumerate(changes)):
            return False
        self.entries |= new
        self.balances = [balance + change for balance, change in zip(self.balances, changes, strict=True)]
        return True

    def hold(self, key: str, debtor: int, creditor: int, amount: int, days: int) -> bool:
        """Set aside, or say that it is refused."""
        if key in self.holds:
            return self.holds[key] == (debtor, creditor, amount, days)
        if self.free(debtor) < amount:
            return False
        self.holds[key], self.open[key] = (debtor, creditor, amount, days), amount
        return True

    def use(self, key: str, amount: int, entry: str, *, last: bool) -> bool:
        """Post from a hold, or say that it is refused."""
        if key not in self.holds:
            return False
        debtor, creditor = self.holds[key][:2]
        if entry in self.entries:
            return self.entries[entry] == (debtor, creditor, amount)
        if key not in self.open:
            return False
        given_up = self.open[key] if last else min(amount, self.open[key])
        if amount > given_up and self.free(debtor) + given_up < amount:
            return False
        self.entries[entry] = (debtor, creditor, amount)
        self.balances[debtor] -= amount
        self.balances[creditor] += amount
        self.open[key] -= given_up
        if not self.open[key]:
            self.end(key, "posted")
        return True

    def void(self, key: str) -> bool:
        """Void a hold, or say that it is refused."""
        if key in self.open:
            self.end(key, "voided")
        return self.ended.get(key) == "voided"

    def lapse(self, days: int) -> int:
        """Free what is overdue and return how many there were."""
        overdue = [key for key in self.open if self.holds[key][3] <= days]
        for key in overdue:
            self.end(key, "lapsed")
        return len(overdue)

    def end(self, key: str, state: str) -> None:
        """End a hold."""
        del self.open[key]
        self.ended[key] = state


def drafts(asked: list[tuple[str, int, int, int]], accounts: list[int]) -> list[Draft]:
    unit = unit_of(UNIT).pk
    return [
        Draft(
            key, unit, "test", "", TODAY, (Line(accounts[debtor], -amount), Line(accounts[creditor], amount))
        )
        for key, debtor, creditor, amount in asked
    ]


def act(model: Model, accounts: list[int], asked: tuple[Any, ...]) -> tuple[object, object]:
    """Ask both for the same; return what each said."""
    match asked:
        case ("post", move):
            return model.post_all([move]), said(lambda: post(drafts([move], accounts)[0], NOW))
        case ("post_all", several):
            return model.post_all(several), said(lambda: post_all(drafts(several, accounts), NOW))
        case ("hold", (key, debtor, creditor, amount), days):
            ends = NOW + timedelta(days=days)
            hold = NewHold(key, accounts[debtor], accounts[creditor], amount, "", ends)
            return model.hold(key, debtor, creditor, amount, days), said(lambda: hold_all([hold], NOW))
        case ("use", key, amount, entry, last):
            return model.use(key, amount, entry, last=last), said(
                lambda: use_hold(key, amount, entry, "test", "", TODAY, NOW, last=last)
            )
        case ("void", key):
            return model.void(key), said(lambda: void_hold(key, NOW))
        case ("lapse", days):
            return model.lapse(days), lapse_holds(NOW + timedelta(days=days))
    raise AssertionError(asked)


def said(service: Callable[[], object]) -> bool:
    """Tell whether the ledger did it."""
    try:
        service()
    except Refusal:
        return False
    return True


@settings(max_examples=drawn(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(acts, min_size=4, max_size=14))
def test_the_ledger_says_what_a_plain_model_says(asked: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        accounts = [account(firm) for firm in FIRMS]
        Account.objects.update(credit_limit=LIMIT)
        model = Model()
        for one in asked:
            expected, found = act(model, accounts, one)
            assert found == expected, one
        kept = dict(Account.objects.values_list("id", "balance"))
        assert [kept[number] for number in accounts] == model.balances
        assert {
            hold.key: hold.open_amount for hold in Hold.objects.filter(state=HoldState.OPEN)
        } == model.open
        assert {hold.key: hold.state for hold in Hold.objects.exclude(state=HoldState.OPEN)} == model.ended
        assert_all_is_true()
        transaction.set_rollback(True)

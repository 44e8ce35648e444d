"""Interest charged on a unit: each account by its daily balances, the house's account against them."""

from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.ledger.interest import InterestTerms, Part
from samarkand.platform.accounts.interest import charge_interest
from samarkand.platform.accounts.models import Account, AccountKind, Entry, Obligation
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import account, balances, delivered
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 30)
FOUR_PER_CENT = InterestTerms(40_000)


def charged(terms: InterestTerms = FOUR_PER_CENT, first: date = FIRST, last: date = LAST) -> int | None:
    return charge_interest(OPERATOR, "USD", terms, first, last, NOW)


def owing() -> tuple[Account, Account]:
    """Let Astarta owe Meskay 36,000 for the last thirty days and more; return the creditor and the debtor."""
    delivered(cast.MESKAY, cast.ASTARTA, 36_000_00, on=date(2025, 12, 15))
    return account(cast.MESKAY), account(cast.ASTARTA)


def test_the_debtor_pays_and_the_creditor_is_paid() -> None:
    pair = owing()
    charged()
    assert balances(pair) == [36_120_00, -36_120_00]


def test_where_only_debts_bear_interest_the_house_keeps_it() -> None:
    pair = owing()
    charged(InterestTerms(40_000, Part.DEBIT))
    house = Account.objects.get(holder=None, kind=AccountKind.INTEREST)
    assert balances([*pair, house]) == [36_000_00, -36_120_00, 120_00]


def test_only_what_exceeds_the_swing_bears_interest_where_that_is_agreed() -> None:
    pair = owing()
    Account.objects.filter(pk=pair[1].pk).update(swing=27_000_00)
    charged(InterestTerms(40_000, Part.ABOVE_SWING))
    assert balances(pair) == [36_000_00, -36_030_00]


def test_a_delivery_in_the_middle_bears_interest_from_its_day() -> None:
    pair = owing()
    delivered(cast.ASTARTA, cast.MESKAY, 36_000_00, on=date(2026, 1, 16))
    charged()
    assert balances(pair) == [60_00, -60_00]


def test_interest_counts_from_the_day_after_and_is_owed() -> None:
    owing()
    charged()
    assert Entry.objects.get(kind="interest").effective_on == date(2026, 1, 31)
    assert sorted(Obligation.objects.filter(entry__kind="interest").values_list("amount", flat=True)) == [
        120_00,
        120_00,
    ]
    assert verify() == []


def test_charging_again_is_the_same_entry() -> None:
    owing()
    assert charged() == charged()
    assert Obligation.objects.count() == 3


def test_days_are_not_charged_twice() -> None:
    owing()
    charged()
    with pytest.raises(Refusal) as refused:
        charged(first=LAST, last=date(2026, 2, 27))
    assert codes(refused) == ["interest_charged_already"]


def test_another_part_may_bear_other_interest_in_the_same_days() -> None:
    owing()
    charged()
    assert charged(InterestTerms(20_000, Part.DEBIT)) is not None


def test_another_rate_for_the_same_days_is_refused() -> None:
    owing()
    charged()
    with pytest.raises(Refusal) as refused:
        charged(InterestTerms(50_000))
    assert codes(refused) == ["key_reused"]


def test_without_balances_nothing_is_posted() -> None:
    account(cast.MESKAY)
    assert charged() is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    owing()
    with pytest.raises(Refusal) as refused:
        charged(InterestTerms(1_000_001), last=NOW.date())
    assert codes(refused) == ["rate_unfit", "period_not_over"]


def test_days_in_reverse_are_refused() -> None:
    owing()
    with pytest.raises(Refusal) as refused:
        charged(first=LAST, last=FIRST)
    assert codes(refused) == ["days_reversed"]


@pytest.mark.parametrize("stranger", [trader(cast.MESKAY), AUDITOR])
def test_only_the_operator_charges(stranger: object) -> None:
    with pytest.raises(NotPermittedError):
        charge_interest(stranger, "USD", FOUR_PER_CENT, FIRST, LAST, NOW)  # type: ignore[arg-type]

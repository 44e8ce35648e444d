"""Revaluation of a unit: every balance keeps its worth, B' = B * P_new / P_old, and all still sum to nothing.

Agreements tie their unit to gold or to a currency and say that balances follow it (USSR and Argentina,
1953, UNTS 221, article 10). Rounding is by largest remainder (A. Hamilton's method of apportionment), so
that no balance is further from its exact worth than one minor unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revaluation:
    """What a revaluation moves.

    ``changes`` has what each account's balance moves by, those that stay left out; ``rest`` is what the
    house's revaluation account takes, so that all sums to nothing: 0 where the balances did.
    """

    changes: Mapping[int, int]
    rest: int


def revalue(balances: Mapping[int, int], new: int, old: int) -> Revaluation:
    """Return what revaluing balances by ``new / old`` changes; accounts are named by their number.

    Balances that sum to S still sum to S * new / old, rounded to the nearest, halves away from nothing.
    Where S is nothing, so is the rest. Raises ValueError for a price that is not above nothing.
    """
    if new <= 0 or old <= 0:
        raise ValueError("a price must be above nothing")
    after = _apportioned(balances, new, old)
    changes = {account: after[account] - balance for account, balance in balances.items()}
    return Revaluation(
        changes={account: change for account, change in changes.items() if change},
        rest=-sum(changes.values()),
    )


def worth(amount: int, new: int, old: int) -> int:
    """Return one amount revalued, to the nearest minor unit, halves away from nothing."""
    size = (2 * abs(amount) * new + old) // (2 * old)
    return size if amount >= 0 else -size


def _apportioned(balances: Mapping[int, int], new: int, old: int) -> dict[int, int]:
    """Return the balances after: rounded down, then one more for those that lost most by it."""
    after = {account: balance * new // old for account, balance in balances.items()}
    missing = worth(sum(balances.values()), new, old) - sum(after.values())
    by_remainder = sorted(balances, key=lambda account: (-(balances[account] * new % old), account))
    for account in by_remainder[:missing]:
        after[account] += 1
    return after

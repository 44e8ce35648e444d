"""What payments at home are worth in the unit of account, so that they square the accounts to the unit.

Payments are counted in the pool's own money and rounded there. Their value is not that amount times a
rate, which would leave remainders on every account: it is what the parties' balances demand. Each
payment settles one of its two ends, so that payments make a forest; from its leaves inwards every value is
decided by the balances alone.
"""

from collections.abc import Mapping, Sequence

Payment = tuple[str, str]
"""Who pays whom."""


def values_of(payments: Sequence[Payment], owed: Mapping[str, int]) -> list[int]:
    """Return the value of each payment, in their sequence.

    ``owed`` is what each party took more than it gave (below nothing: gave more than it took); an
    end that it does not name, the pool's own account, takes what is left. Where money was rounded to
    nothing the rest stays on the account of the last end; no value is below nothing.
    """
    rest = dict(owed)
    touching: dict[str, set[int]] = {}
    for number, ends in enumerate(payments):
        for end in ends:
            touching.setdefault(end, set()).add(number)
    values = [0] * len(payments)
    leaves = [end for end, at in touching.items() if len(at) == 1 and end in owed]
    open_payments = set(range(len(payments)))
    while open_payments:
        leaf = leaves.pop() if leaves else _first_end(payments, open_payments)
        if not touching[leaf]:
            continue
        number = min(touching[leaf])
        payer, payee = payments[number]
        other = payee if leaf == payer else payer
        values[number] = max(0, rest.get(leaf, 0) if leaf == payer else -rest.get(leaf, 0))
        rest[payer] = rest.get(payer, 0) - values[number]
        rest[payee] = rest.get(payee, 0) + values[number]
        open_payments.discard(number)
        touching[leaf].discard(number)
        touching[other].discard(number)
        if len(touching[other]) == 1 and other in owed:
            leaves.append(other)
    return values


def _first_end(payments: Sequence[Payment], open_payments: set[int]) -> str:
    """Return an end to go on from where no leaf is left but the pool's own account."""
    return payments[min(open_payments)][0]

"""Nettings to look at: a ring, a chain, eight firms, and as many as a page must stay readable for."""

import random

from samarkand.netting.obligations import Obligations
from tests.obligations import owes

RING = owes("Meskay owes Astarta 500 USD; Astarta owes AltynDan 300 USD; AltynDan owes Meskay 400 USD")
CHAIN = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300")
EIGHT = owes(
    "Meskay owes Astarta 250 USD due 2026-03-01; Astarta owes AltynDan 180 USD due 2026-03-02",
    "AltynDan owes Meskay 140 USD due 2026-03-03; Astarta owes Meskay 60 USD due 2026-03-04",
    "Luoyang owes AltynDan 120 USD due 2026-03-05; AltynDan owes PistachioHouse 90 USD due 2026-03-06",
    "PistachioHouse owes Luoyang 75 USD due 2026-03-07; NationalFruit owes SamarkandSilk 40 USD",
    "SamarkandSilk owes PistachioHouse 55 USD; PistachioHouse owes NationalFruit 30 USD due 2026-03-08",
    "Meskay owes NationalFruit 20 USD; NationalFruit owes Luoyang 25 USD; Kuban owes Meskay 110 USD",
    "SamarkandSilk owes Kuban 35 USD due 2026-01-01",
)


def many(parties: int, debts: int) -> Obligations:
    """Return so many debts among so many parties, the same every time."""
    dice = random.Random(1)
    clauses = []
    for _ in range(debts):
        debtor, creditor = dice.sample(range(parties), 2)
        clauses.append(f"Firm{debtor} owes Firm{creditor} {dice.randint(1, 10_000)} PKR")
    return owes("; ".join(clauses))

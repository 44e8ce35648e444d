"""Rounds small enough to read, one for each thing an outcome can hold; judged by `check` and by mutations."""

from datetime import date
from functools import cache

from samarkand.book.book import Book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from tests.cast import (
    ALTYN_DAN,
    ASTARTA,
    LUOYANG,
    MESKAY,
    NATIONAL_FRUIT,
    PISTACHIO_HOUSE,
    SAMARKAND_SILK,
    book,
    ring,
    swap,
)

Round = tuple[Book, Settings]


def consortium() -> Book:
    """Two Karachi firms settle at home in rupees; one exports, the other imports."""
    return book(
        f"{MESKAY} pool=Karachi currency=PKR: gives 20000 t rice @65000; wants 500 t chickpeas @76000",
        f"{NATIONAL_FRUIT} pool=Karachi currency=PKR: gives 900 t mandarins @50000; "
        "wants 19000 t 0713 @77000",
        f"{ASTARTA} currency=RUB: gives 21000 t chickpeas @48000; wants 20000 t rice @72000; "
        "wants 800 t 0805 @90000",
    )


def substitutes() -> Book:
    """A want takes either pulse; the goods of two places reach it at different freights."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650 at PKKHI; wants 20000 t 0713 @760 at PKKHI; "
        "wants 5 t wheat @1 at PKKHI",
        f"{ASTARTA}: gives 9000 t chickpeas @600 at RUNVS; wants 15000 t rice @760 at RUNVS",
        f"{ALTYN_DAN}: gives 15000 t lentils @560 at KZALA; wants 20000 t rice @740 at KZALA",
        lanes=[
            "PKKHI > RU 30 days 20",
            "RU > PKKHI 30 days 20",
            "PKKHI > KZALA 25 days 15",
            "KZALA > PK 25 days 15",
        ],
    )


def quota() -> Book:
    """No more than 5,000 t of rice may go to Russia, nor goods worth more than a sum to Kazakhstan."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760; wants 9000 t wheat @300",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 9000 t wheat @220; wants 4000 t rice @740",
        quotas=["rice PK>RU 5000 t", "* >KZ value 2000000"],
    )


def lots() -> Book:
    """A cargo that does not divide, and a want that takes much or nothing."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 9500 t chickpeas @760",
        f"{ASTARTA}: gives 30000 t chickpeas @600 lot 3000; wants 20000 t rice @720 min 5000",
        f"{PISTACHIO_HOUSE}: gives 100 t pistachios @7000 min 90; wants 1200 t chickpeas @780",
        f"{LUOYANG}: gives 40 pieces tractors @20000; wants 200 t pistachios @9000",
    )


def bundles() -> Book:
    """Fruit that goes only together, for pulses that come only together; cotton and dates whole or not."""
    return book(
        f"{NATIONAL_FRUIT}: gives 15000 t mandarins @380 bundle fruit; "
        "gives 10000 t potatoes @250 bundle fruit; wants 15000 t chickpeas @750 bundle pulses; "
        "wants 10000 t 071340 @740 bundle pulses",
        f"{ASTARTA}: gives 15000 t chickpeas @620 bundle pulses; gives 10000 t lentils @600 bundle pulses; "
        "wants 15000 t mandarins @480; wants 9000 t potatoes @330",
        f"{ALTYN_DAN}: gives 3000 t lentils @580; wants 800 t cotton @1900; wants 300 t dates @1200",
        f"{SAMARKAND_SILK}: gives 500 t cotton @1600 whole yes; wants 2000 t lentils @740",
        f"{PISTACHIO_HOUSE}: gives 100 t pistachios @7000 bundle nuts whole yes; "
        "gives 600 t dates @900 bundle nuts; wants 900 t lentils @760",
        f"{LUOYANG}: gives 40 pieces tractors @20000; wants 90 t pistachios @8000; "
        "wants 20 t urea @500 bundle x; wants 20 t pistachios @9000 bundle x",
    )


def swing() -> Book:
    """Pools that may run a balance, so that some goods go unanswered."""
    return book(
        f"{MESKAY} pool=PAK swing=1500000 currency=PKR: gives 20000 t rice @65000; "
        "wants 10000 t chickpeas @76000",
        f"{NATIONAL_FRUIT} pool=PAK swing=1500000 currency=PKR: gives 3000 t mandarins @50000",
        f"{ASTARTA} pool=RUS swing=2000000 currency=RUB: gives 12000 t chickpeas @48000; "
        "wants 20000 t rice @72000",
        f"{SAMARKAND_SILK} swing=100 currency=UZS: gives 100 t cotton @1000; wants 3000 t 0805 @9000",
    )


def restricted() -> Book:
    """Restrictions, a barred party, own goods, kilograms beside tonnes, seasons, and goods nobody wants."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650 from 2026-11-01 until 2026-11-30; "
        "wants 20000000 kg chickpeas @0.76",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720 from 2026-12-01 until 2026-12-20",
        f"{ALTYN_DAN}: gives 5000 t wheat @220; gives 100 t lentils @500; wants 900 t wheat @300",
        f"{LUOYANG}: gives 40 pieces tractors @20000; wants 900 t rice @800; wants 10 t rice @1",
        f"{SAMARKAND_SILK}: gives 100 t cotton @1000 until 2026-10-01; wants 40 pieces tractors @30000",
        f"{PISTACHIO_HOUSE}: gives 100 t pistachios @7000; wants 10 t rice @900; wants 300 t cotton @2000",
        lanes=[
            "PK > RU 30 days 20",
            "RU > PK 30 days 20",
            "CN > UZ 10 days 5",
            "UZ > IR 3 days 2",
            "PK > IR 9 days 4",
        ],
        restrictions=["CN>UZ : an embargo", "PistachioHouse : sanctioned", ">IR rice Meskay : a boycott"],
    )


def listed() -> Book:
    """Terms from a price list that says nothing of wheat."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760; wants 10 t wheat @300",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 10 t wheat @200; wants 10 t rice @700",
        listed=["1006 690 t", "071320 0.71 kg"],
    )


def both_sides() -> Book:
    """A mill buys the goods it sells, a house quotes them both ways, another stands in a market alone."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 5000 t rice @720; wants 15000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 15000 t rice @720",
        f"{ALTYN_DAN}: gives 5000 t rice @600; wants 4000 t chickpeas @900; wants 900 t rice @570",
        f"{NATIONAL_FRUIT}: gives 900 t mandarins @500; wants 700 t mandarins @600",
        listed=["rice 690 t", "chickpeas 690 t"],
    )


def large() -> Book:
    """Some fruit beside a swap of rice and pulses, and a swap of much less: a leg and a deal too small."""
    return book(
        f"{MESKAY}: gives 1000 t rice @500; gives 1 t mandarins @400; wants 2000 t chickpeas @700",
        f"{ASTARTA}: gives 2000 t chickpeas @500; wants 1000 t rice @700; wants 1 t mandarins @600",
        f"{SAMARKAND_SILK}: gives 1 t cotton @1000; wants 5 t wheat @400",
        f"{ALTYN_DAN}: gives 5 t wheat @200; wants 1 t cotton @2000",
        listed=["rice 600 t", "chickpeas 600 t", "mandarins 500 t", "cotton 1500 t", "wheat 300 t"],
    )


def two_swaps() -> Book:
    """Two pairs of firms who have nothing to do with each other."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        f"{SAMARKAND_SILK}: gives 100 t cotton @1000; wants 900 t wheat @300",
        f"{ALTYN_DAN}: gives 900 t wheat @200; wants 100 t cotton @2000",
    )


ROUNDS: dict[str, Round] = {
    "swap": (swap(), Settings()),
    "ring": (ring(), Settings(seed=3)),
    "two swaps": (two_swaps(), Settings()),
    "consortium": (consortium(), Settings(unit="PKR")),
    "substitutes": (substitutes(), Settings()),
    "quota": (quota(), Settings()),
    "lots": (lots(), Settings()),
    "bundles": (bundles(), Settings()),
    "swing": (swing(), Settings()),
    "restricted": (restricted(), Settings(as_of=date(2026, 11, 1))),
    "listed": (listed(), Settings(terms="listed")),
    "both sides": (both_sides(), Settings(terms="listed")),
    "both in pairs": (both_sides(), Settings(terms="listed", max_parties=2)),
    "two parties": (substitutes(), Settings(max_parties=2)),
    "three at home": (consortium(), Settings(unit="PKR", max_parties=3)),
    "large": (large(), Settings(terms="listed", smallest_leg=100_000, smallest_deal=1_000_000)),
    "failing": (quota(), Settings(max_parties=3, leg_failure=50_000)),
}


@cache
def cleared(name: str) -> Outcome:
    """Return the outcome of a round, cleared once for all who judge it."""
    return clear(*ROUNDS[name])

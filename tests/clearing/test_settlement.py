"""Who pays whom at home: members of a pool settle what they took against what they gave."""

import polars as pl

import samarkand
from tests.cast import book

KARACHI = (
    "Meskay PK pool=Karachi currency=PKR: gives 20000 t rice @65000; wants 500 t chickpeas @76000",
    "NationalFruit PK pool=Karachi currency=PKR: gives 900 t mandarins @50000; wants 19000 t 0713 @77000",
)
ASTARTA = (
    "Astarta RU currency=RUB: gives 21000 t chickpeas @48000; wants 20000 t rice @72000; "
    "wants 800 t 0805 @90000"
)


def owed(outcome: samarkand.Outcome) -> dict[str, int]:
    """Return what everyone receives less what it pays, in hundredths of own money."""
    sums: dict[str, int] = {}
    for payer, payee, amount in outcome.home_settlement.select("payer", "payee", "amount").iter_rows():
        assert amount > 0
        sums[payer] = sums.get(payer, 0) - amount
        sums[payee] = sums.get(payee, 0) + amount
    return sums


def test_payments_are_what_each_gave_more_than_it_took() -> None:
    outcome = samarkand.clear(book(*KARACHI, ASTARTA), samarkand.Settings(unit="PKR"))
    received = owed(outcome)
    for party in ("Meskay", "NationalFruit"):
        gave = int(outcome.legs.filter(pl.col("from_party") == party)["value"].sum())
        took = int(outcome.legs.filter(pl.col("to_party") == party)["value"].sum())
        assert abs(received[party] - (gave - took)) <= 1, "at the rate 1, to the hundredth"
    assert sum(received.values()) == 0
    assert set(outcome.home_settlement["currency"]) == {"PKR"}


def test_a_pool_of_one_pays_nobody() -> None:
    outcome = samarkand.clear(book(*KARACHI, ASTARTA))
    assert set(outcome.home_settlement["pool"]) == {"Karachi"}


def test_the_whole_pool_balances_though_its_members_do_not() -> None:
    outcome = samarkand.clear(book(*KARACHI, ASTARTA))
    assert outcome.balances["balance"].to_list() == [0, 0]
    assert not outcome.home_settlement.is_empty()


def test_what_a_swing_leaves_is_owed_by_the_pools_own_account() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK pool=PAK swing=1500000 currency=PKR: gives 20000 t rice @65000; "
            "wants 10000 t chickpeas @76000",
            "NationalFruit PK pool=PAK swing=1500000 currency=PKR: gives 3000 t mandarins @50000",
            "Astarta RU swing=2000000 currency=RUB: gives 12000 t chickpeas @48000; "
            "wants 20000 t rice @72000",
        ),
        samarkand.Settings(unit="PKR"),
    )
    left = dict(outcome.balances.select("pool", "balance").iter_rows())["PAK"]
    assert left > 0, "the swing was used"
    received = owed(outcome)
    assert received["PAK"] == -left
    assert sum(received.values()) == 0

"""How long a round of 10,000 deals takes to be stored and posted, in one transaction of the database.

    python3 dev.py bench deals_posted                            SQLite
    DATABASE_URL=postgres://user@host:port/postgres python3 dev.py bench deals_posted    and PostgreSQL

A deal is a ring of ten firms, a leg from each to the next: 100,000 legs. Stored are the deals, the legs and
a question to each party of each deal; posted is an entry a deal with two postings for each leg. The
worst case of the house: as a rule an entry is posted with the receipt of its leg.
"""

import argparse
import random
import statistics
import time
from datetime import UTC, datetime

import polars as pl

from benchmarks._house import on_each_database, start_house

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRMS = 1_000
DEALS = 10_000
LEGS = 10
QUANTITY = 1_000
HEADING = """| database | deals | legs | postings | stored, s | posted, s | both, s |
|---|---:|---:|---:|---:|---:|---:|"""


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    on_each_database("benchmarks.deals_posted", parser, lambda chosen: measure(chosen.runs), HEADING)


def measure(runs: int) -> None:
    """Print the line of one database: medians of the runs, each over rounds of its own."""
    database = start_house()
    settle_firms()
    took = [store_and_post(number) for number in range(runs)]
    stored, posted = (statistics.median(column) for column in zip(*took, strict=True))
    both = statistics.median(sum(each) for each in took)
    print(
        f"| {database} | {DEALS:,} | {DEALS * LEGS:,} | {2 * DEALS * LEGS:,} "
        f"| {stored:.2f} | {posted:.2f} | {both:.2f} |",
        flush=True,
    )


def settle_firms() -> None:
    """Register the firms, each with an offer and a want."""
    from samarkand.platform.market.models import Offer, Want
    from samarkand.platform.parties.models import Party, PartyState

    parties = Party.objects.bulk_create(
        Party(code=f"F{n}", name=f"F{n}", country="PK", state=PartyState.VERIFIED, state_since=NOW)
        for n in range(FIRMS)
    )
    row = {"hs": "100630", "unit": "TNE", "price": 1, "posted_at": NOW, "changed_at": NOW}
    row |= {"quantity": 10**12, "open_quantity": 10**12}
    Offer.objects.bulk_create(Offer(code=f"O{party.code}", party=party, **row) for party in parties)
    Want.objects.bulk_create(Want(code=f"W{party.code}", party=party, **row) for party in parties)


def store_and_post(number: int) -> tuple[float, float]:
    """Return the seconds that storing and posting one round take, in one transaction together."""
    from django.db import transaction

    from samarkand.platform.accounts.journal import Draft, Line, post_locked
    from samarkand.platform.accounts.opening import accounts_of, unit_of
    from samarkand.platform.deals.storing import store_deals
    from samarkand.platform.parties.models import Party
    from samarkand.platform.rounds.models import Round

    unit = unit_of("CLD")
    round_ = Round.objects.create(code=f"R{number}", unit=unit, opened_at=NOW)
    deals, legs = a_round(number)
    accounts = accounts_of(Party.objects.all(), unit)
    by_code = {code: accounts[pk] for pk, code in Party.objects.values_list("pk", "code")}
    lines: dict[str, list[Line]] = {}
    for deal, offer, want, value in legs.select("deal", "offer", "want", "value").iter_rows():
        both = (Line(by_code[offer[1:]], value), Line(by_code[want[1:]], -value))
        lines.setdefault(deal, []).extend(both)
    keys = {deal: f"{round_.code} {deal}" for deal in lines}
    drafts = {
        keys[deal]: Draft(keys[deal], unit.pk, "round", deal, NOW.date(), tuple(each))
        for deal, each in lines.items()
    }
    begin = time.perf_counter()
    with transaction.atomic():
        store_deals(round_, deals, legs, NOW)
        stored = time.perf_counter()
        post_locked(drafts, {}, NOW)
    return stored - begin, time.perf_counter() - stored


def a_round(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return deals and legs as an outcome has them, with what each leg takes of its rows."""
    dice = random.Random(seed)
    deals, legs = [], []
    for deal in range(1, DEALS + 1):
        ring = dice.sample(range(FIRMS), LEGS)
        value = dice.randint(1, 10**6)
        deals.append((str(deal), LEGS, LEGS, value * LEGS))
        legs += [(str(deal), f"OF{ring[at]}", f"WF{ring[at - 1]}", value) for at in range(LEGS)]
    rows = pl.DataFrame(legs, schema=["deal", "offer", "want", "value"], orient="row").with_columns(
        commodity=pl.lit("100630"),
        from_place=pl.lit("PK"),
        to_place=pl.lit("PK"),
        quantity=pl.lit(QUANTITY),
        unit=pl.lit("TNE"),
        offer_quantity=pl.lit(QUANTITY),
        want_quantity=pl.lit(QUANTITY),
    )
    return pl.DataFrame(deals, schema=["deal", "parties", "legs", "value"], orient="row"), rows


if __name__ == "__main__":
    main()

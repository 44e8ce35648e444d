"""Payments at home: planned with the round, due when every deal is answered, for those that were bound.

A deal that lapses changes who owes what inside a pool. So the payments are reckoned a second time, by the
engine's own rule, over the legs of the deals that were bound; both times at plain rates (`plain_rates`), for
the exact ones tell the limits of pool-mates.
"""

from collections import defaultdict
from datetime import datetime

import polars as pl
from django.db import transaction

from samarkand.book.book import Book
from samarkand.platform.deals.home_values import values_of
from samarkand.platform.deals.models import Deal, DealState, HomePayment, HomePaymentState, Leg
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.models import Round
from samarkand.platform.rounds.outcomes import snapshot_book, table_of
from samarkand.platform.rounds.own_rows import published_clearing
from samarkand.platform.rounds.plain_rates import with_plain_rates
from samarkand.platform.rounds.way import locked

_KEPT = (DealState.BOUND, DealState.DONE)


def plan_payments(
    round_: Round,
    table: pl.DataFrame,
    legs: pl.DataFrame,
    state: HomePaymentState = HomePaymentState.PLANNED,
) -> int:
    """Write payments at home as the round's, each with its value; return how many.

    ``table`` is what `settlement` returns, ``legs`` are those the payments answer.
    """
    owed = _owed(legs)
    parties = {party.code: party for party in Party.objects.filter(code__in=_names(table))}
    payments = []
    for (pool,), group in table.group_by(["pool"], maintain_order=True):
        rows = group.rows(named=True)
        values = values_of([(row["payer"], row["payee"]) for row in rows], owed)
        payments += [
            HomePayment(
                round=round_,
                pool=pool,
                # An end called as its pool is the pool's own account.
                payer=None if row["payer"] == pool else parties[row["payer"]],
                payee=None if row["payee"] == pool else parties[row["payee"]],
                amount=row["amount"],
                currency=row["currency"],
                value=value,
                state=state,
            )
            for row, value in zip(rows, values, strict=True)
        ]
    return len(HomePayment.objects.bulk_create(payments))


def _names(table: pl.DataFrame) -> set[str]:
    return (set(table["payer"]) | set(table["payee"])) - set(table["pool"])


def _owed(legs: pl.DataFrame) -> dict[str, int]:
    """Return what each party took more than it gave, in minor units of account."""
    owed: dict[str, int] = defaultdict(int)
    for giver, taker, value in legs.select("from_party", "to_party", "value").iter_rows():
        owed[giver] -= value
        owed[taker] += value
    return owed


def settle_due(now: datetime) -> int:
    """Make payments at home due in every round whose deals have all been answered; return how many rounds.

    Called from time to time; a round is settled once.
    """
    del now  # a payment at home is due at once: the parties agree on the day with their banks
    waiting = Deal.objects.filter(state=DealState.PROPOSED).values("round")
    planned = HomePayment.objects.filter(state=HomePaymentState.PLANNED).exclude(round__in=waiting)
    rounds = Round.objects.filter(pk__in=planned.values("round"))
    return sum(_settle(round_) for round_ in rounds)


@transaction.atomic
def _settle(round_: Round) -> bool:
    row = locked(round_)
    planned = HomePayment.objects.filter(round=row, state=HomePaymentState.PLANNED)
    if not planned.exists():
        return False  # another was faster
    planned.delete()
    legs = _bound_legs(row)
    balances = table_of(published_clearing(row), "balances")
    plan_payments(row, settlement(snapshot_book(row), legs, balances), legs, HomePaymentState.DUE)
    return True


def _bound_legs(round_: Round) -> pl.DataFrame:
    legs = Leg.objects.filter(deal__round=round_, deal__state__in=_KEPT).order_by("id")
    rows = list(legs.values_list("giver__code", "taker__code", "value"))
    schema = {"from_party": pl.String(), "to_party": pl.String(), "value": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def settlement(book: Book, legs: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    """Return who pays whom at home for these legs, with the columns of an outcome's ``home_settlement``.

    ``balances`` is the outcome's table. The amounts are those of the archive but for the rate.
    """
    from samarkand.clearing.results.settlement import home_settlement

    return home_settlement(book, legs, with_plain_rates(balances))

"""The open book as rounds and deals use it: frozen, read into frames, taken from, given back, expired.

Every function is a handful of statements, whatever the number of rows, and belongs in the caller's
database transaction. ``changed_at`` of a row is when its party last changed it: what rounds and deals do
to it they tell themselves.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from samarkand.book.book import Book
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import QUANTITY_DECIMALS, to_text
from samarkand.platform.house.actor import HOUSE
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.frames import furnished_frame, open_rows, parties_frame
from samarkand.platform.market.models import BookRow, Offer, RowState, Want
from samarkand.platform.market.sides import OFFER, SIDES, WANT, Side
from samarkand.platform.parties.history import write_history
from samarkand.platform.parties.models import Party, PartyState


@transaction.atomic
def freeze_rows(round_code: str, now: datetime) -> tuple[int, int]:
    """Mark the rows that go into a round's snapshot; return how many offers and wants they are.

    They are the open ones of verified parties, in no other round, with something left that can trade:
    not past their last day, and not below their own lot or minimum. Till `release_rows` nobody
    may change them.
    """
    expire_rows(now)
    return _freeze(OFFER, round_code), _freeze(WANT, round_code)


def _freeze(side: Side, round_code: str) -> int:
    # NOT IN is hashed whatever the statistics say; EXISTS may become a loop in a loop after an import.
    others = Party.objects.exclude(state=PartyState.VERIFIED)
    rows = side.model.objects.filter(state=RowState.OPEN, frozen_in="").exclude(party__in=others)
    return int(rows.filter(_can_trade(side)).update(frozen_in=round_code))


def _can_trade(side: Side) -> Q:
    left = Q(open_quantity__gt=0) & (Q(min_quantity=None) | Q(min_quantity__lte=F("open_quantity")))
    if side is WANT:
        return left
    in_lots = Q(lot=None) | Q(lot__lte=F("open_quantity"))
    whole_in_lots = (
        Q(lot=None) | Q(all_or_nothing=False) | Q(open_quantity=F("lot") * (F("open_quantity") / F("lot")))
    )
    return left & in_lots & whole_in_lots


def frozen_book(round_code: str) -> Book:
    """Return the book of a round: its frozen rows with what is open of them, and their parties.

    One query a table. An empty table of lanes or of listed values is no table, as in a file.
    """
    lanes, listed = furnished_frame("lanes"), furnished_frame("listed")
    return Book(
        parties=parties_frame(_parties_in(round_code)),
        offers=open_rows(OFFER, Offer.objects.filter(frozen_in=round_code)),
        wants=open_rows(WANT, Want.objects.filter(frozen_in=round_code)),
        lanes=lanes if lanes.height else None,
        listed=listed if listed.height else None,
        quotas=furnished_frame("quotas"),
        restrictions=furnished_frame("restrictions"),
        failures=furnished_frame("failures"),
        name=round_code,
    )


def _parties_in(round_code: str) -> QuerySet[Party]:
    offers = Offer.objects.filter(frozen_in=round_code).values("party")
    wants = Want.objects.filter(frozen_in=round_code).values("party")
    return Party.objects.filter(Q(pk__in=offers) | Q(pk__in=wants))


@transaction.atomic
def release_rows(round_code: str, now: datetime) -> int:
    """Free the rows of a round that has ended for their parties; return how many there were."""
    freed = [side.model.objects.filter(frozen_in=round_code).update(frozen_in="") for side in SIDES]
    expire_rows(now)
    return int(sum(freed))


@transaction.atomic
def take(offers: Mapping[str, int], wants: Mapping[str, int]) -> None:
    """Take quantities, in thousandths, from rows by their code; a row of which nothing is left is filled.

    Raises Refusal (``quantity_gone``) that names every row with too little open; nothing is taken then.
    """
    _refuse([*_take(OFFER, offers), *_take(WANT, wants)])


@transaction.atomic
def give_back(offers: Mapping[str, int], wants: Mapping[str, int]) -> None:
    """Give quantities, in thousandths, back to rows; a filled one is open again, others stay as they are.

    Raises Refusal (``quantity_not_taken``) that names every row of which less was taken; nothing is
    given back then.
    """
    _refuse([*_give_back(OFFER, offers), *_give_back(WANT, wants)])


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise Refusal(*findings)


def _take(side: Side, quantities: Mapping[str, int]) -> list[Finding]:
    missed = _move(
        side,
        quantities,
        "open_quantity = open_quantity - moved_quantity, "
        "state = CASE WHEN open_quantity = moved_quantity THEN 'filled' ELSE state END",
        # Joined to nothing, the state keeps SQLite from choosing its index over that of the code.
        "(state || '') = 'open' AND open_quantity >= moved_quantity",
    )
    return [
        finding(
            "quantity_gone",
            f"{side} {code} has {_tell(row.open_quantity)} open and is {row.state}"
            f": {_tell(quantities[code])} cannot be taken."
            if row
            else f"There is no {side} {code}.",
            column="quantity",
            value=code,
        )
        for code, row in _rows_of(side, missed).items()
    ]


def _give_back(side: Side, quantities: Mapping[str, int]) -> list[Finding]:
    missed = _move(
        side,
        quantities,
        "open_quantity = open_quantity + moved_quantity, "
        "state = CASE WHEN state = 'filled' THEN 'open' ELSE state END",
        "quantity - open_quantity >= moved_quantity",
    )
    return [
        finding(
            "quantity_not_taken",
            f"Of {side} {code} {_tell(row.quantity - row.open_quantity)} was taken"
            f": {_tell(quantities[code])} cannot be given back."
            if row
            else f"There is no {side} {code}.",
            column="quantity",
            value=code,
        )
        for code, row in _rows_of(side, missed).items()
    ]


def _tell(quantity: int) -> str:
    return to_text(quantity, QUANTITY_DECIMALS)


def _move(side: Side, quantities: Mapping[str, int], change: str, fits: str) -> list[str]:
    """Change the rows that fit in one statement; return the codes of those that do not, or are not there."""
    table = connection.ops.quote_name(side.model._meta.db_table)  # noqa: SLF001 (Django's documented name)
    statement = (
        f"UPDATE {table} SET {change}, version = version + 1 FROM ({_moves()}) AS moves "  # noqa: S608 (words of our own)
        f"WHERE code = moved_code AND moved_quantity > 0 AND {fits} RETURNING code"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(dict(quantities))])
        moved = {code for (code,) in cursor.fetchall()}
    return [code for code, quantity in quantities.items() if quantity and code not in moved]


def _moves() -> str:
    """Return the SQL that reads a parameter, a JSON object of quantities by code, as rows."""
    if connection.vendor == "postgresql":
        return "SELECT key AS moved_code, value::bigint AS moved_quantity FROM json_each_text(%s::json)"
    return "SELECT key AS moved_code, value AS moved_quantity FROM json_each(%s)"


def _rows_of(side: Side, codes: Sequence[str]) -> dict[str, BookRow | None]:
    """Return the rows of the codes, as many as findings list; None where there is none."""
    listed = codes[:LISTED_FINDINGS]
    there = {row.code: row for row in side.model.objects.filter(code__in=listed)}
    return {code: there.get(code) for code in listed}


@transaction.atomic
def expire_rows(now: datetime) -> int:
    """Take open rows whose last day is past out of the book; return how many.

    With a row of a bundle goes all of it: its rows trade in equal shares, and one can no longer.
    Frozen rows wait until their round has ended.
    """
    return sum(_expire(side, now) for side in SIDES)


def _expire(side: Side, now: datetime) -> int:
    loose = side.model.objects.filter(state=RowState.OPEN, frozen_in="")
    past = list(loose.filter(last_day__lt=now.date()).values_list("id", "party", "bundle"))
    bundles = {(party, bundle) for _, party, bundle in past if bundle}
    siblings = loose.filter(bundle__in={bundle for _, bundle in bundles}).values_list("id", "party", "bundle")
    with_siblings = {row[0] for row in past} | {row[0] for row in siblings if row[1:] in bundles}
    ids = list(
        loose.filter(pk__in=with_siblings).select_for_update(of=("self",)).values_list("id", flat=True)
    )
    if ids:
        side.model.objects.filter(pk__in=ids).update(state=RowState.EXPIRED, version=F("version") + 1)
        write_history(side.model, ids, "~", HOUSE, now)
    return len(ids)

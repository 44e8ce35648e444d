"""The proof of a receipt's values: by contract as its leg makes it, and posted as its driver says."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection

from samarkand.core.finding import Finding
from samarkand.core.scale import QUANTITY_DECIMALS, amount_text, to_text
from samarkand.platform.accounts.proofs import wrong_rows
from samarkand.platform.delivery.catalogue import finding

_DRIVEN_OTHERWISE = """
    SELECT receipt, driver, driving, posted FROM (
        SELECT code AS receipt, driver, coalesce(
            CASE driver WHEN 'contract' THEN contract_value WHEN 'declared' THEN declared_value
                WHEN 'assessed' THEN assessed_value ELSE settlement_value END, 0) AS driving,
            sum(posted_value) OVER (PARTITION BY shipment_id ORDER BY id) AS posted
        FROM delivery_receipt
    ) AS driven WHERE driving <> posted
"""
# What stood for the leg's other consignments when a receipt was written, as `valuing.contract_value` asks it.
_IN_TURN = """
    SELECT receipt.id, receipt.code AS receipt, receipt.contract_value AS stated,
        receipt.accepted_quantity AS accepted, leg.value AS value, leg.quantity AS quantity,
        CAST(coalesce(sum(other.accepted_quantity), 0) AS bigint) AS before,
        CAST(coalesce(sum(other.contract_value), 0) AS bigint) AS counted
    FROM delivery_receipt AS receipt
    JOIN delivery_shipment AS shipment ON shipment.id = receipt.shipment_id
    JOIN deals_leg AS leg ON leg.id = shipment.leg_id
    LEFT JOIN delivery_shipment AS beside ON beside.leg_id = leg.id AND beside.id <> shipment.id
    LEFT JOIN delivery_receipt AS other ON other.shipment_id = beside.id AND other.id < receipt.id
        AND NOT EXISTS (
            SELECT 1 FROM delivery_receipt AS later
            WHERE later.corrects_id = other.id AND later.id < receipt.id
        )
    GROUP BY receipt.id, receipt.code, receipt.contract_value, receipt.accepted_quantity,
        leg.value, leg.quantity
"""
_LARGE = 3_000_000_000
"""The product of two such quantities fits 64 bits; where one is larger, SQLite cannot reckon it."""

_WHOLE = "nullif(quantity, 0)"
_SHARE = (
    f"(value / {_WHOLE}) * (before + accepted)"
    f" + (value % {_WHOLE}) * (before + accepted) / {_WHOLE} - counted"
)
_TRUE = f"CASE WHEN accepted = 0 OR {_SHARE} < 0 THEN 0 ELSE {_SHARE} END"
_UNLIKE_LEG = f"""
    SELECT receipt, stated, accepted, quantity, {_TRUE} AS worth FROM ({_IN_TURN}) AS in_turn
    WHERE quantity <= {_LARGE} AND before + accepted <= quantity AND stated <> {_TRUE}
"""  # noqa: S608 (our own words)
_TO_RECKON = f"""
    SELECT receipt, stated, accepted, value, quantity, before, counted FROM ({_IN_TURN}) AS in_turn
    WHERE quantity > {_LARGE} OR quantity <= 0 OR before + accepted > quantity
"""  # noqa: S608 (likewise)


def values_untrue() -> Iterator[Finding]:
    """Yield the receipts whose value by contract or whose posting is not what leg and driver make it.

    Code: ``receipt_untrue``.
    """
    told = partial(finding, "receipt_untrue")
    yield from wrong_rows(_DRIVEN_OTHERWISE, told, _say_driven)
    yield from wrong_rows(_UNLIKE_LEG, told, _say_unlike)
    yield from map(told, _reckoned())


def _reckoned() -> Iterator[str]:
    """Yield what is wrong with receipts of legs so large that the database cannot reckon them: few."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_RECKON)
        for receipt, stated, accepted, value, quantity, before, counted in cursor.fetchall():
            part = accepted and max(quantity, 0) and value * (before + accepted) // quantity
            worth = max(0, part - counted) if part else 0
            if stated != worth or before + accepted > quantity:
                row = {"receipt": receipt, "stated": stated, "accepted": accepted, "quantity": quantity}
                yield _say_unlike(row | {"worth": worth})


def _say_driven(row: dict[str, Any]) -> str:
    return (
        f"With receipt {row['receipt']} {amount_text(row['posted'])} is posted for its shipment; "
        f"the {row['driver']} value is {amount_text(row['driving'])}."
    )


def _say_unlike(row: dict[str, Any]) -> str:
    accepted, quantity = (to_text(int(row[name]), QUANTITY_DECIMALS) for name in ("accepted", "quantity"))
    return (
        f"Receipt {row['receipt']} of {accepted} out of {quantity} states "
        f"{amount_text(row['stated'])} by contract; by its leg it is {amount_text(row['worth'])}."
    )

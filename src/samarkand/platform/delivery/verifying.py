"""The proof of deliveries: what was posted, owed, evidenced and used of holds is what receipts say."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.guards import guards_changed
from samarkand.platform.accounts.proofs import wrong_rows
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.verifying_values import values_untrue

_POSTED_OTHERWISE = """
    SELECT receipt.code AS receipt, receipt.posted_value AS posted, receipt.entry_id AS entry,
        coalesce(up.amount, 0) AS up, coalesce(down.amount, 0) AS down
    FROM delivery_receipt AS receipt
    JOIN delivery_shipment AS shipment ON shipment.id = receipt.shipment_id
    JOIN deals_leg AS leg ON leg.id = shipment.leg_id
    JOIN deals_deal AS deal ON deal.id = leg.deal_id
    JOIN rounds_round AS its_round ON its_round.id = deal.round_id
    LEFT JOIN accounts_entry AS entry ON entry.id = receipt.entry_id
    LEFT JOIN accounts_account AS giver ON giver.holder_id = leg.giver_id
        AND giver.unit_id = its_round.unit_id AND giver.kind = 'clearing'
    LEFT JOIN accounts_account AS taker ON taker.holder_id = leg.taker_id
        AND taker.unit_id = its_round.unit_id AND taker.kind = 'clearing'
    LEFT JOIN accounts_posting AS up ON up.entry_id = receipt.entry_id AND up.account_id = giver.id
    LEFT JOIN accounts_posting AS down ON down.entry_id = receipt.entry_id AND down.account_id = taker.id
    WHERE receipt.posted_value <> coalesce(up.amount, 0)
        OR receipt.posted_value <> -coalesce(down.amount, 0)
        OR (receipt.entry_id IS NOT NULL AND coalesce(entry.key, '') <> 'receipt ' || receipt.code)
        OR (receipt.entry_id IS NOT NULL AND entry.subject <> leg.code)
"""
_RECEIPTS_MISSING = """
    SELECT entry.id AS entry, entry.key AS key
    FROM accounts_entry AS entry LEFT JOIN delivery_receipt AS receipt ON receipt.entry_id = entry.id
    WHERE entry.kind IN ('receipt', 'correction') AND substr(entry.key, 1, 8) = 'receipt '
        AND receipt.id IS NULL
"""
_OWED_OTHERWISE = """
    SELECT receipt.code AS receipt, receipt.posted_value AS posted, coalesce(owed.amount, 0) AS owed
    FROM delivery_receipt AS receipt LEFT JOIN accounts_obligation AS owed ON owed.code = receipt.code
    WHERE receipt.posted_value > 0
        AND (owed.id IS NULL OR owed.amount <> receipt.posted_value OR owed.entry_id <> receipt.entry_id)
"""
_EVIDENCED_OTHERWISE = """
    SELECT receipt.code AS receipt, coalesce(line.value, 0) AS evidenced,
        receipt.contract_value - coalesce(former.contract_value, 0) AS performed
    FROM delivery_receipt AS receipt
    JOIN delivery_shipment AS shipment ON shipment.id = receipt.shipment_id
    JOIN deals_leg AS leg ON leg.id = shipment.leg_id
    JOIN deals_commitment AS commitment
        ON commitment.deal_id = leg.deal_id AND commitment.party_id = leg.giver_id
    LEFT JOIN delivery_receipt AS former ON former.id = receipt.corrects_id
    LEFT JOIN deals_evidence AS line ON line.commitment_id = commitment.id AND line.subject = receipt.code
        AND line.kind = CASE WHEN former.id IS NULL THEN 'performance' ELSE 'correction' END
    WHERE coalesce(line.value, 0) <> receipt.contract_value - coalesce(former.contract_value, 0)
"""
_EVIDENCE_OF_NOTHING = """
    SELECT line.id AS line, line.subject AS subject, line.value AS evidenced
    FROM deals_evidence AS line LEFT JOIN delivery_receipt AS receipt ON receipt.code = line.subject
    WHERE line.kind IN ('performance', 'correction') AND receipt.id IS NULL
"""
_RECEIVED = """
    SELECT leg_id, sum(accepted) AS accepted, sum(used) AS used
    FROM (
        SELECT shipment.leg_id AS leg_id, max(receipt.accepted_quantity) AS accepted,
            sum(CASE WHEN receipt.posted_value > 0 THEN receipt.posted_value ELSE 0 END) AS used
        FROM delivery_receipt AS receipt
        JOIN delivery_shipment AS shipment ON shipment.id = receipt.shipment_id
        GROUP BY shipment.id, shipment.leg_id
    ) AS shipments GROUP BY leg_id
"""
# A hold ends with the last of its leg, by its amount used up, by a release, or by its time.
_HOLDS_WRONG = f"""
    SELECT hold.key AS hold, hold.state AS state, hold.open_amount AS open_amount, hold.amount AS amount,
        coalesce(received.used, 0) AS used
    FROM accounts_hold AS hold
    JOIN deals_leg AS leg ON leg.code = substr(hold.key, 5)
    LEFT JOIN ({_RECEIVED}) AS received ON received.leg_id = leg.id
    LEFT JOIN deals_commitment AS commitment
        ON commitment.deal_id = leg.deal_id AND commitment.party_id = leg.giver_id
    WHERE CASE hold.state
        WHEN 'open' THEN hold.open_amount <> hold.amount - coalesce(received.used, 0)
        WHEN 'posted' THEN coalesce(received.used, 0) < hold.amount
            AND coalesce(received.accepted, 0) < leg.quantity
        WHEN 'voided' THEN coalesce(commitment.state, '') <> 'released'
            AND coalesce(received.accepted, 0) < leg.quantity
        ELSE hold.expires_at IS NULL OR hold.ended_at IS NULL OR hold.ended_at < hold.expires_at END
"""  # noqa: S608 (our own words)


def faults() -> Iterator[Finding]:
    """Yield the receipts that postings, obligations, evidence and holds contradict, and the reverse.

    Codes: ``receipt_untrue``, ``receipt_missing``, ``receipt_owed_wrong``, ``evidence_untrue``,
    ``hold_used_wrong``, and those of the triggers.
    """
    yield from guards_changed(["delivery_receipt", "delivery_document"])
    yield from wrong_rows(_POSTED_OTHERWISE, partial(finding, "receipt_untrue"), _say_posted)
    yield from values_untrue()
    yield from wrong_rows(_RECEIPTS_MISSING, partial(finding, "receipt_missing"), _say_missing)
    yield from wrong_rows(_OWED_OTHERWISE, partial(finding, "receipt_owed_wrong"), _say_owed)
    yield from wrong_rows(_EVIDENCED_OTHERWISE, partial(finding, "evidence_untrue"), _say_evidenced)
    yield from wrong_rows(_EVIDENCE_OF_NOTHING, partial(finding, "evidence_untrue"), _say_of_nothing)
    yield from wrong_rows(_HOLDS_WRONG, partial(finding, "hold_used_wrong"), _say_hold)


def _say_posted(row: dict[str, Any]) -> str:
    posted, up, down = (amount_text(row[name]) for name in ("posted", "up", "down"))
    return (
        f"Receipt {row['receipt']} says that {posted} was posted; entry {row['entry']} moved the "
        f"giver by {up} and the taker by {down}, or is of something else."
    )


def _say_missing(row: dict[str, Any]) -> str:
    return f"Entry {row['entry']} ({row['key']}) rests on a receipt that is not there."


def _say_owed(row: dict[str, Any]) -> str:
    posted, owed = amount_text(row["posted"]), amount_text(row["owed"])
    return f"For receipt {row['receipt']} {posted} was to be owed, and an obligation is of {owed}."


def _say_evidenced(row: dict[str, Any]) -> str:
    performed, evidenced = amount_text(row["performed"]), amount_text(row["evidenced"])
    return f"Receipt {row['receipt']} performed {performed}; its evidence says {evidenced}."


def _say_of_nothing(row: dict[str, Any]) -> str:
    evidenced = amount_text(row["evidenced"])
    return f"Evidence {row['line']} of {evidenced} rests on {row['subject']}, which is no receipt."


def _say_hold(row: dict[str, Any]) -> str:
    amount, used, left = (amount_text(row[name]) for name in ("amount", "used", "open_amount"))
    return (
        f"Hold {row['hold']} of {amount}, of which receipts used {used}, is {row['state']} "
        f"with {left} open: receipts, releases and its time say otherwise."
    )

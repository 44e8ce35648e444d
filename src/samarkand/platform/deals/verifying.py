"""The proof of what deals rest on: holds follow from the legs of bound deals, commitments from evidence."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.guards import guards_changed
from samarkand.platform.accounts.proofs import wrong_rows
from samarkand.platform.deals.catalogue import finding

_BINDING = "('bound', 'done')"
_HOLDS_MISSING = f"""
    SELECT leg.code AS leg, leg.value AS amount
    FROM deals_leg AS leg JOIN deals_deal AS deal ON deal.id = leg.deal_id
    LEFT JOIN accounts_hold AS hold ON hold.key = 'leg ' || leg.code
    WHERE deal.state IN {_BINDING} AND leg.value > 0 AND leg.taker_id <> leg.giver_id AND hold.id IS NULL
"""  # noqa: S608 (our own words)
_HOLDS_UNFOUNDED = f"""
    SELECT hold.key AS hold, hold.amount AS amount, leg.value AS leg_value
    FROM accounts_hold AS hold
    LEFT JOIN deals_leg AS leg ON leg.code = substr(hold.key, 5)
    LEFT JOIN deals_deal AS deal ON deal.id = leg.deal_id AND deal.state IN {_BINDING}
    LEFT JOIN rounds_round AS its_round ON its_round.id = deal.round_id
    LEFT JOIN accounts_account AS debtor ON debtor.id = hold.debtor_id AND debtor.kind = 'clearing'
        AND debtor.holder_id = leg.taker_id AND debtor.unit_id = its_round.unit_id
    LEFT JOIN accounts_account AS creditor ON creditor.id = hold.creditor_id AND creditor.kind = 'clearing'
        AND creditor.holder_id = leg.giver_id AND creditor.unit_id = its_round.unit_id
    WHERE leg.id IS NULL OR deal.id IS NULL OR debtor.id IS NULL OR creditor.id IS NULL
        OR hold.amount <> leg.value OR hold.key <> 'leg ' || leg.code OR hold.subject <> leg.code
"""  # noqa: S608 (likewise)
_LINES = """
    SELECT commitment_id,
        sum(CASE WHEN kind IN ('performance', 'correction') THEN value ELSE 0 END) AS fulfilled,
        max(CASE WHEN kind IN ('performance', 'correction') THEN id ELSE 0 END) AS counted,
        max(CASE WHEN kind = 'correction' THEN id ELSE 0 END) AS corrected,
        max(CASE WHEN kind = 'release' THEN id ELSE 0 END) AS released,
        max(CASE WHEN kind = 'breach' THEN id ELSE 0 END) AS breached,
        max(CASE WHEN kind = 'extension' THEN id ELSE 0 END) AS extended
    FROM deals_evidence GROUP BY commitment_id
"""
_PROMISED = f"""
    SELECT leg.deal_id AS deal_id, leg.giver_id AS party_id, sum(leg.value) AS value
    FROM deals_leg AS leg JOIN deals_deal AS deal ON deal.id = leg.deal_id
    WHERE deal.state IN {_BINDING} GROUP BY leg.deal_id, leg.giver_id
"""  # noqa: S608 (likewise)
_COMMITMENTS_MISSING = f"""
    SELECT deal.code AS deal, party.code AS party, promised.value AS promised
    FROM ({_PROMISED}) AS promised
    JOIN deals_deal AS deal ON deal.id = promised.deal_id
    JOIN parties_party AS party ON party.id = promised.party_id
    LEFT JOIN deals_commitment AS commitment
        ON commitment.deal_id = promised.deal_id AND commitment.party_id = promised.party_id
    WHERE commitment.id IS NULL
"""  # noqa: S608 (likewise)
# After a breach a correction may have opened again what was fulfilled: it runs, or is breached once more.
_TRUE_STATE = """
    CASE WHEN coalesce(line.released, 0) > 0 THEN 'released'
        WHEN line.counted > 0 AND line.fulfilled >= commitment.value THEN 'fulfilled'
        WHEN line.breached > line.extended AND line.corrected < line.breached THEN 'breached'
        WHEN line.breached > line.extended AND commitment.state = 'breached' THEN 'breached'
        ELSE 'running' END
"""
_COMMITMENTS_WRONG = f"""
    SELECT deal.code AS deal, party.code AS party, commitment.value AS value,
        coalesce(promised.value, 0) AS promised, commitment.fulfilled AS fulfilled,
        coalesce(line.fulfilled, 0) AS evidenced, commitment.state AS state, {_TRUE_STATE} AS true_state,
        commitment.due_on AS due_on
    FROM deals_commitment AS commitment
    JOIN deals_deal AS deal ON deal.id = commitment.deal_id
    JOIN parties_party AS party ON party.id = commitment.party_id
    LEFT JOIN ({_PROMISED}) AS promised
        ON promised.deal_id = commitment.deal_id AND promised.party_id = commitment.party_id
    LEFT JOIN ({_LINES}) AS line ON line.commitment_id = commitment.id
    LEFT JOIN deals_evidence AS extension ON extension.id = line.extended
    WHERE commitment.value <> coalesce(promised.value, 0)
        OR commitment.fulfilled <> coalesce(line.fulfilled, 0)
        OR commitment.state <> {_TRUE_STATE}
        OR commitment.due_on <> coalesce(extension.due_on, commitment.due_on)
"""  # noqa: S608 (likewise)


def faults() -> Iterator[Finding]:
    """Yield the holds and commitments that do not follow from what was bound and what was evidenced.

    Codes: ``hold_missing``, ``hold_unfounded``, ``commitment_missing``, ``commitment_untrue``, and those
    of the triggers.
    """
    yield from guards_changed(["deals_evidence"])
    yield from wrong_rows(_HOLDS_MISSING, partial(finding, "hold_missing"), _say_hold_missing)
    yield from wrong_rows(_HOLDS_UNFOUNDED, partial(finding, "hold_unfounded"), _say_hold)
    yield from wrong_rows(_COMMITMENTS_MISSING, partial(finding, "commitment_missing"), _say_missing)
    yield from wrong_rows(_COMMITMENTS_WRONG, partial(finding, "commitment_untrue"), _say_commitment)


def _say_hold_missing(row: dict[str, Any]) -> str:
    worth = amount_text(row["amount"])
    return f"Leg {row['leg']} of a bound deal is worth {worth}, and no hold stands for it."


def _say_hold(row: dict[str, Any]) -> str:
    amount = amount_text(row["amount"])
    if row["leg_value"] is None:
        return f"Hold {row['hold']} of {amount} is for no leg."
    return (
        f"Hold {row['hold']} of {amount} does not follow from a leg of a bound deal: its amount is "
        f"{amount_text(row['leg_value'])}, between the accounts of its taker and its giver."
    )


def _say_missing(row: dict[str, Any]) -> str:
    promised = amount_text(row["promised"])
    return f"{row['party']} is to give {promised} in deal {row['deal']}, and has no commitment."


def _say_commitment(row: dict[str, Any]) -> str:
    names = ("fulfilled", "value", "evidenced", "promised")
    fulfilled, value, evidenced, promised = (amount_text(row[name]) for name in names)
    return (
        f"The commitment of {row['party']} in deal {row['deal']} is {row['state']}, fulfilled for "
        f"{fulfilled} of {value}, due on {row['due_on']}; by legs and evidence it is "
        f"{row['true_state']}, for {evidenced} of {promised}, due as last extended."
    )

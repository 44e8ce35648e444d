"""The credit limit of every account is the one that was set last, as the account's history keeps it."""

from collections.abc import Iterator
from typing import Any

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.proofs import wrong_rows

_WRONG = """
    SELECT account.id AS account, account.credit_limit AS stands, version.credit_limit AS was_set
    FROM accounts_account AS account
    LEFT JOIN (SELECT id, max(history_id) AS last FROM accounts_historicalaccount GROUP BY id) AS versions
        ON versions.id = account.id
    LEFT JOIN accounts_historicalaccount AS version ON version.history_id = versions.last
    WHERE coalesce(account.credit_limit, -1) <> coalesce(version.credit_limit, -1)
"""


def check_limits() -> Iterator[Finding]:
    """Yield the accounts whose credit limit is not the last of their history; without one there is none."""
    from samarkand.ledger.proof.catalogue import fault

    def told(message: str) -> Finding:
        return fault("limit_unfounded", message, file="accounts", column="credit_limit")

    return wrong_rows(_WRONG, told, _say)


def _say(row: dict[str, Any]) -> str:
    stands, was_set = (_limit(row[name]) for name in ("stands", "was_set"))
    return f"Account {row['account']} stands with {stands}; what was set last is {was_set}."


def _limit(amount: int | None) -> str:
    return "no limit" if amount is None else f"a limit of {amount_text(amount)}"

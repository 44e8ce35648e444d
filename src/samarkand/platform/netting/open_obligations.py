"""The open obligations of a unit as the engine takes them, read in one statement."""

from typing import TYPE_CHECKING

from django.db import connection

from samarkand.core.finding import Refusal
from samarkand.core.scale import LARGEST, amount_text
from samarkand.platform.accounts.models import UnitOfAccount
from samarkand.platform.netting.catalogue import finding

if TYPE_CHECKING:
    from samarkand.netting.obligations import Obligations

_OPEN = """
    SELECT obligation.code, obligation.debtor_id, obligation.creditor_id, obligation.open_amount,
        obligation.due_on, obligation."group"
    FROM accounts_obligation AS obligation
    JOIN accounts_account AS account ON account.id = obligation.debtor_id
    WHERE account.unit_id = %s AND obligation.open_amount > 0
    ORDER BY obligation.id
"""


def open_obligations(unit: UnitOfAccount) -> "Obligations":
    """Return what is open in the unit; accounts stand for parties, by their numbers.

    What belongs to different groups is kept apart. Raises Refusal: ``nothing_owed``, ``owed_too_large``.
    """
    import polars as pl

    from samarkand.netting.obligations import Obligations

    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [unit.pk])
        rows = cursor.fetchall()
    if not rows:
        raise Refusal(finding("nothing_owed", f"Nothing is owed in {unit}.", column="unit", value=unit.code))
    codes, debtors, creditors, amounts, days, groups = zip(*rows, strict=True)
    if sum(amounts) > LARGEST:
        owed = amount_text(sum(amounts))
        raise Refusal(finding("owed_too_large", f"In {unit} {owed} is owed.", value=owed))
    frame = pl.DataFrame(
        {
            "obligation": codes,
            "debtor": list(map(str, debtors)),
            "creditor": list(map(str, creditors)),
            "amount": pl.Series(amounts, dtype=pl.Int64),
            "unit": [unit.code] * len(rows),
            "due": pl.Series([str(day) if day else None for day in days], dtype=pl.String).str.to_date(),
            "weight": pl.Series([1] * len(rows), dtype=pl.Int64),
            "group": groups,
        }
    )
    return Obligations(frame, unit.decimals, "group" if any(groups) else "", f"open obligations in {unit}")

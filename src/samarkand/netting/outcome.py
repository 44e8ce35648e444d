"""The outcome of a netting: frames and a summary, the same columns in memory and on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "set_off_notices": {
        "obligation": pl.String(),
        "debtor": pl.String(),
        "creditor": pl.String(),
        "amount": pl.Int64(),
        "set_off": pl.Int64(),
        "remainder": pl.Int64(),
        "unit": pl.String(),
        "group": pl.String(),
        "due": pl.Date(),
    },
    "positions": {
        "party": pl.String(),
        "unit": pl.String(),
        "group": pl.String(),
        "owed_before": pl.Int64(),
        "due_before": pl.Int64(),
        "net_before": pl.Int64(),
        "owed_after": pl.Int64(),
        "due_after": pl.Int64(),
        "house": pl.Int64(),
        "net_after": pl.Int64(),
    },
    "residual": {
        "payer": pl.String(),
        "payee": pl.String(),
        "amount": pl.Int64(),
        "unit": pl.String(),
        "group": pl.String(),
    },
    "potentials": {
        "kind": pl.String(),
        "party": pl.String(),
        "unit": pl.String(),
        "group": pl.String(),
        "potential": pl.Int64(),
        "value_potential": pl.Int64(),
    },
    "rings": {
        "ring": pl.Int64(),
        "parties": pl.Int64(),
        "step": pl.Int64(),
        "debtor": pl.String(),
        "creditor": pl.String(),
        "amount": pl.Int64(),
        "unit": pl.String(),
        "group": pl.String(),
    },
    "prices": {
        "debtor": pl.String(),
        "creditor": pl.String(),
        "unit": pl.String(),
        "group": pl.String(),
        "price": pl.Int64(),
    },
}

ON_DEMAND = ("rings", "prices")
"""Tables an outcome has only where they were asked for or are part of its proof."""

AMOUNTS = (
    "amount", "set_off", "remainder", "owed_before", "due_before", "net_before",
    "owed_after", "due_after", "house", "net_after",
)  # fmt: skip
"""Columns that are decimals on disk and whole minor units in memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is set off against what, what remains, and the proof.

    ``set_off_notices``: a row for each obligation, in the order they came in; set-off and remainder
    make up the amount.
    ``positions``: a row for each party, unit and group: what it owed and was due before and after,
    what the clearing house owes it (negative where it owes the house), and its net, the same before
    and after.
    ``residual``: few payments or deliveries that settle what remains net.
    ``potentials``: the certificate (see `certificate`); kind is "party", or "house" for the clearing
    house.
    ``rings``: who sets off with whom: the debts of one ring are set off by the same amount, step by
    step from debtor to creditor; None unless asked for, always there when the scope is rings of three.
    ``prices``: proves what rings of three would set off, by debt, in millionths; None where nothing does.
    ``summary``: the content of ``outcome.json``.
    """

    set_off_notices: pl.DataFrame
    positions: pl.DataFrame
    residual: pl.DataFrame
    potentials: pl.DataFrame
    rings: pl.DataFrame | None
    prices: pl.DataFrame | None
    summary: Mapping[str, Any]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the frames that are there by name, in the order of the files."""
        frames = {name: getattr(self, name) for name in SCHEMAS}
        return {name: frame for name, frame in frames.items() if frame is not None}


def decimals_of(decimals: int) -> dict[str, int]:
    """Return the decimals of each scaled column, for amounts in a minor unit of ``decimals`` decimals."""
    return dict.fromkeys(AMOUNTS, decimals)

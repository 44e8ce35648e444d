"""A small notation for what the firms of the cast owe each other.

``owes("Meskay owes Astarta 500 due 2026-03-01; Astarta owes AltynDan 300 PKR in A-17 as invoice 4")`` is
one clause an obligation: debtor, creditor, amount and unit, then words. Without ``as`` an obligation is
named by its number, from 1. ``credit("Meskay may owe 200; Astarta may owe 50, be owed 80", ledger)``
says who joined the clearing house.
"""

import re
from collections.abc import Iterator

import polars as pl

from samarkand.core.scale import to_scaled
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome

_DEBT = re.compile(r"(?P<debtor>\S+) owes (?P<creditor>\S+) (?P<amount>\S+)(?P<rest>.*)")
_WORD = re.compile(r"(?P<word>due|weight|in|as) (?P<value>.+?)(?= (?:due|weight|in|as) |$)")
_MEMBER = re.compile(
    r"(?P<party>\S+) may owe (?P<limit>\S+?)(?:, be owed (?P<hold>\S+))?"
    r"(?: (?P<unit>(?!in )\S+))?(?: in (?P<group>\S+))?"
)

Row = dict[str, str]


def owes(*texts: str, decimals: int | None = None, name: str = "obligations") -> Obligations:
    """Return the obligations written down; amounts have as many decimals as the finest of them."""
    rows = [_debt(clause, number) for number, clause in enumerate(_clauses(texts), 1)]
    scale = decimals if decimals is not None else max((_decimals(row["amount"]) for row in rows), default=0)
    frame = pl.DataFrame(
        [{**row, "amount": to_scaled(row["amount"], scale), "weight": int(row["weight"])} for row in rows],
        schema=_SCHEMA,
    ).with_columns(pl.col("due").replace("", None).str.to_date())
    is_grouped = any(row["group"] for row in rows)
    return Obligations(frame, scale, within="authorisation" if is_grouped else "", name=name)


def credit(text: str, obligations: Obligations) -> CreditLimits:
    """Return the credit limits written down, at the scale of the obligations."""
    rows = [_member(clause, obligations.decimals) for clause in _clauses((text,))]
    return CreditLimits(
        pl.DataFrame(
            rows,
            schema={
                "party": pl.String(),
                "unit": pl.String(),
                "group": pl.String(),
                "limit": pl.Int64(),
                "hold": pl.Int64(),
            },
        )
    )


def set_off(outcome: Outcome) -> dict[str, int]:
    """Return what is set off of each obligation, in minor units; what is not set off at all is left out."""
    notices = outcome.set_off_notices.filter(pl.col("set_off") > 0)
    return dict(notices.select("obligation", "set_off").iter_rows())


def total(outcome: Outcome) -> int:
    """Return what is set off altogether, in minor units."""
    return int(outcome.set_off_notices["set_off"].sum())


def house(outcome: Outcome) -> dict[str, int]:
    """Return what the clearing house owes each party, below zero where the party owes it."""
    return dict(outcome.positions.filter(pl.col("house") != 0).select("party", "house").iter_rows())


_SCHEMA: dict[str, pl.DataType] = {
    "obligation": pl.String(),
    "debtor": pl.String(),
    "creditor": pl.String(),
    "amount": pl.Int64(),
    "unit": pl.String(),
    "due": pl.String(),
    "weight": pl.Int64(),
    "group": pl.String(),
}


def _clauses(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, (clause.strip() for clause in text.split(";")))


def _debt(clause: str, number: int) -> Row:
    match = _DEBT.fullmatch(clause)
    if match is None:
        raise ValueError(f"write it as 'Meskay owes Astarta 500', not {clause!r}")
    rest = match["rest"].strip()
    words = {hit["word"]: hit["value"] for hit in _WORD.finditer(rest)}
    unit = _WORD.sub("", rest).strip()
    return {
        "obligation": words.get("as", str(number)),
        "debtor": match["debtor"],
        "creditor": match["creditor"],
        "amount": match["amount"],
        "unit": unit,
        "due": words.get("due", ""),
        "weight": words.get("weight", "1"),
        "group": words.get("in", ""),
    }


def _member(clause: str, decimals: int) -> dict[str, str | int | None]:
    match = _MEMBER.fullmatch(clause)
    if match is None:
        raise ValueError(f"write it as 'Meskay may owe 200, be owed 80', not {clause!r}")
    return {
        "party": match["party"],
        "unit": match["unit"] or "",
        "group": match["group"] or "",
        "limit": to_scaled(match["limit"], decimals),
        "hold": to_scaled(match["hold"], decimals) if match["hold"] else None,
    }


def _decimals(amount: str) -> int:
    return len(amount.partition(".")[2])

"""Outcomes of nettings added up by hand, for whatever is said to be set off: what a careful liar would write.

Every table and every sum follows from the set-offs and the potentials it is given, true or not, in
plain Python. For nettings of value, in full, without weights and credit.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from samarkand.book.digest import digest_of
from samarkand.core.scale import plain_text
from samarkand.netting.obligations import Obligations
from samarkand.netting.outcome import SCHEMAS, Outcome

Node = tuple[str, str, str]
"""A unit, a group and a party."""

Row = dict[str, Any]


def by_hand(
    obligations: Obligations, set_off: Sequence[int], potentials: Mapping[Node, int] | None = None
) -> Outcome:
    """Return the outcome that sets off so much of each obligation; potentials not given are 0."""
    rows = [
        row | {"set_off": amount, "remainder": row["amount"] - amount}
        for row, amount in zip(obligations.frame.to_dicts(), set_off, strict=True)
    ]
    positions, payments = _positions(rows), _payments(rows)
    of_node = {(row["unit"], row["group"], row["party"]): 0 for row in positions} | dict(potentials or {})
    units = sorted({row["unit"] for row in rows})
    summaries = [_unit(unit, rows, positions, payments, of_node, obligations.decimals) for unit in units]
    return Outcome(
        set_off_notices=_frame("set_off_notices", rows),
        positions=_frame("positions", positions),
        residual=_frame("residual", payments),
        potentials=_frame("potentials", [_potential(node, value) for node, value in sorted(of_node.items())]),
        rings=None,
        prices=None,
        summary={
            "format": 1,
            "kind": "netting",
            "status": "set_off" if any(set_off) else "nothing_set_off",
            "version": "0",
            "settings": {
                "objective": "value",
                "scope": "full",
                "within": obligations.within,
                "as_of": None,
                "rings": False,
            },
            "obligations": {
                "name": obligations.name,
                "rows": len(rows),
                "decimals": obligations.decimals,
                "digest": digest_of(obligations.frame),
            },
            "limits": None,
            "units": summaries,
        },
    )


def _frame(table: str, rows: list[Row]) -> pl.DataFrame:
    names = list(SCHEMAS[table])
    return pl.DataFrame([[row[name] for name in names] for row in rows], schema=SCHEMAS[table], orient="row")


def _node(row: Row, side: str) -> Node:
    return row["unit"], row["group"], row[side]


def _positions(rows: list[Row]) -> list[Row]:
    sums: Counter[tuple[Node, str]] = Counter()
    for row in rows:
        for side, word in (("debtor", "owed"), ("creditor", "due")):
            sums[_node(row, side), f"{word}_before"] += row["amount"]
            sums[_node(row, side), f"{word}_after"] += row["remainder"]
    return [_position(node, sums) for node in sorted({node for node, _ in sums})]


def _position(node: Node, sums: Counter[tuple[Node, str]]) -> Row:
    names = ("owed_before", "due_before", "owed_after", "due_after")
    row: Row = {name: sums[node, name] for name in names}
    net = row["due_before"] - row["owed_before"]
    house = net - row["due_after"] + row["owed_after"]
    unit, group, party = node
    whose = {"party": party, "unit": unit, "group": group}
    return whose | row | {"net_before": net, "net_after": net, "house": house}


def _payments(rows: list[Row]) -> list[Row]:
    """Return the remainders themselves: settling each settles everybody."""
    names = {"payer": "debtor", "payee": "creditor", "amount": "remainder", "unit": "unit", "group": "group"}
    return [{name: row[old] for name, old in names.items()} for row in rows if row["remainder"]]


def _potential(node: Node, value: int) -> Row:
    unit, group, party = node
    whose = {"kind": "party", "party": party, "unit": unit, "group": group}
    return whose | {"potential": value, "value_potential": value}


def _unit(
    unit: str,
    rows: list[Row],
    positions: list[Row],
    payments: list[Row],
    potentials: Mapping[Node, int],
    decimals: int,
) -> Row:
    rows, positions, payments = (
        [row for row in table if row["unit"] == unit] for table in (rows, positions, payments)
    )
    owed, set_off = (sum(row[name] for row in rows) for name in ("amount", "set_off"))
    rise = [potentials[_node(row, "debtor")] - potentials[_node(row, "creditor")] for row in rows]
    bound = sum(row["amount"] * max(0, 1 + up) for row, up in zip(rows, rise, strict=True))
    millionths = set_off * 10**6 // owed
    pairs = sum(
        min(amount, _debts(rows)[creditor, debtor]) for (debtor, creditor), amount in _debts(rows).items()
    )
    amounts = {
        "owed": owed,
        "set_off": set_off,
        "remainder": owed - set_off,
        "positions_net": sum(max(0, row["net_before"]) for row in positions),
        "bilateral": pairs,
        "ring_3": bound,
        "full": bound,
    }
    return {
        "unit": unit,
        "groups": len({row["group"] for row in rows}),
        "obligations": len(rows),
        "parties": len({row["party"] for row in positions}),
        "share": f"{millionths // 10**6}.{millionths % 10**6:06}",
        "touched": sum(row["set_off"] > 0 for row in rows),
        "closed": sum(row["remainder"] == 0 for row in rows),
        "ring_3_proven": True,
        **{name: plain_text(amount, decimals) for name, amount in amounts.items()},
        "credit": None,
        "residual": _residual(positions, payments, decimals),
        "certificate": {
            "gain": str(set_off),
            "bound": str(bound),
            "gap": str(bound - set_off),
            "proven": bound == set_off,
            "method": "potentials of a maximum circulation",
        },
    }


def _debts(rows: list[Row]) -> Counter[tuple[Node, Node]]:
    debts: Counter[tuple[Node, Node]] = Counter()
    for row in rows:
        debts[_node(row, "debtor"), _node(row, "creditor")] += row["amount"]
    return debts


def _residual(positions: list[Row], payments: list[Row], decimals: int) -> Row:
    left = Counter(
        (row["unit"], row["group"], row["due_after"] > row["owed_after"])
        for row in positions
        if row["due_after"] != row["owed_after"]
    )
    blocks = {key[:2] for key in left}
    least = sum(max(left[(*block, True)], left[(*block, False)]) for block in blocks)
    amount = sum(row["amount"] for row in payments)
    return {
        "payments": len(payments),
        "at_least": least,
        "proven": len(payments) == least,
        "amount": plain_text(amount, decimals),
    }

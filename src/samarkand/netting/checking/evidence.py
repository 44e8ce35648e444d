"""The obligations and the outcome side by side, with numbers for names: what every question reads."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from samarkand.netting.checking.gains import gains
from samarkand.netting.checking.numbering import Numbers, number
from samarkand.netting.checking.shape import Stated, stated_settings
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The prepared frames; amounts are whole minor units.

    ``notices``: the outcome's notices in the sequence of the obligations, null where one is missing.
    ``rows``: a row for each obligation: tail, head, unit_no, amount, gain, set_off. This set-off is
    the stated one within what is possible, so that sums of it hold; `notices` judges the stated one.
    ``debts``: a row for each debtor and creditor of a unit and group: tail, head, unit_no, amount,
    set_off, and ``back_amount``, ``back_set_off``, what is owed the other way.
    ``parallel``: the rows of obligations that are not alone between their two parties.
    ``nodes``: as in `numbering`, with owed_before, due_before, owed_after, due_after, and ``house``:
    what a clearing house must owe the party to keep its net position.
    ``members``: the nodes with a credit limit: node, block_no, unit_no, limit and hold, neither above
    ``total``, all that is owed in the block: no ring of debts could use more.
    """

    obligations: Obligations
    limits: CreditLimits | None
    outcome: Outcome
    stated: Stated
    numbers: Numbers
    notices: pl.DataFrame
    rows: pl.DataFrame
    debts: pl.DataFrame
    parallel: pl.Series
    nodes: pl.DataFrame
    members: pl.DataFrame

    @property
    def credit_factor(self) -> int:
        """Return what a minor unit of value counts against one of credit, which costs 1."""
        return 1 if self.limits is None else 2


def lay_out(obligations: Obligations, outcome: Outcome, limits: CreditLimits | None) -> Evidence:
    """Return the evidence for obligations, limits, and the outcome said to be theirs."""
    stated = stated_settings(outcome.summary)
    numbers = number(obligations.frame)
    notices = _in_sequence(outcome.set_off_notices, obligations.frame)
    amount = obligations.frame["amount"]
    rows = pl.DataFrame(
        {
            "tail": numbers.tail,
            "head": numbers.head,
            "unit_no": numbers.nodes["unit_no"].gather(numbers.tail),
            "amount": amount,
            "gain": gains(obligations, stated.objective, stated.as_of),
            "set_off": _possible(notices["set_off"], amount),
        }
    )
    debts, parallel = _debts(rows, numbers.nodes.height)
    nodes = _accounts(numbers.nodes, debts)
    return Evidence(
        obligations=obligations,
        limits=limits,
        outcome=outcome,
        stated=stated,
        numbers=numbers,
        notices=notices,
        rows=rows,
        debts=debts,
        parallel=parallel,
        nodes=nodes,
        members=_members(limits, nodes),
    )


def _in_sequence(notices: pl.DataFrame, obligations: pl.DataFrame) -> pl.DataFrame:
    """Return the notices in the sequence of the obligations; one that is there twice counts once."""
    names = obligations["obligation"]
    if notices.height == len(names) and bool((notices["obligation"] == names).all()):
        return notices
    once = notices.unique("obligation", keep="first", maintain_order=True)
    return names.to_frame().join(once, on="obligation", how="left", maintain_order="left")


def _possible(set_off: pl.Series, amount: pl.Series) -> pl.Series:
    both = pl.DataFrame({"set_off": set_off, "amount": amount})
    clipped = pl.min_horizontal(pl.max_horizontal(pl.col("set_off").fill_null(0), 0), "amount")
    return both.select(clipped).to_series()


def _debts(rows: pl.DataFrame, nodes: int) -> tuple[pl.DataFrame, pl.Series]:
    """Return the debts, and the rows of obligations that share theirs with another one.

    A key holds both parties of a debt, the lower number first, and its direction: sorted by it, the
    obligations of a debt stand together, and what is owed back stands beside.
    """
    tail, head = rows["tail"].to_numpy(), rows["head"].to_numpy()
    pair = np.minimum(tail, head) * nodes + np.maximum(tail, head)
    key = 2 * pair + (tail > head)
    sequence = pl.Series(key).arg_sort().to_numpy()
    key = key[sequence]
    new = np.ones(len(key), bool)
    new[1:] = key[1:] != key[:-1]
    start = np.flatnonzero(new)
    first = sequence[start]
    debts = pl.DataFrame(
        {
            "tail": tail[first],
            "head": head[first],
            "unit_no": rows["unit_no"].to_numpy()[first],
            "amount": _sums(rows["amount"].to_numpy()[sequence], start),
            "set_off": _sums(rows["set_off"].to_numpy()[sequence], start),
        }
    )
    alone = new & np.append(new[1:], True)
    return _with_back(debts, key[start] // 2), pl.Series(sequence[~alone])


def _sums(amounts: Integers, start: Integers) -> Integers:
    return np.add.reduceat(amounts, start) if len(start) else amounts


def _with_back(debts: pl.DataFrame, pair: Integers) -> pl.DataFrame:
    """Add what is owed the other way: the neighbour's, where that is of the same pair."""
    columns = {}
    for name in ("amount", "set_off"):
        mine = debts[name].to_numpy()
        back = np.zeros(len(mine), np.int64)
        both = np.flatnonzero(pair[1:] == pair[:-1])
        back[both], back[both + 1] = mine[both + 1], mine[both]
        columns[f"back_{name}"] = back
    return debts.with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def _accounts(nodes: pl.DataFrame, debts: pl.DataFrame) -> pl.DataFrame:
    """Add to the nodes what each owed and was due, before and after."""
    sums = {"owed": _by_node(debts, "tail", nodes.height), "due": _by_node(debts, "head", nodes.height)}
    off = {side: pl.Series(columns["set_off"]) for side, columns in sums.items()}
    before = {side: pl.Series(columns["amount"]) for side, columns in sums.items()}
    return nodes.with_columns(
        owed_before=before["owed"],
        due_before=before["due"],
        owed_after=before["owed"] - off["owed"],
        due_after=before["due"] - off["due"],
        house=off["due"] - off["owed"],
    )


def _by_node(debts: pl.DataFrame, end: str, nodes: int) -> dict[str, Integers]:
    sums = debts.group_by(end).agg(pl.col("amount", "set_off").sum())
    place = sums[end].to_numpy()
    found = {}
    for name in ("amount", "set_off"):
        found[name] = np.zeros(nodes, np.int64)
        found[name][place] = sums[name].to_numpy()
    return found


def _members(limits: CreditLimits | None, nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the members who owe or are due anything; nobody else could use the house."""
    columns = ["node", "block_no", "unit_no", "limit", "hold", "total"]
    if limits is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.Int64))
    totals = nodes.group_by("block_no").agg(total=pl.col("owed_before").sum())
    names = ["party", "unit", "group"]
    members = limits.frame.select(*names, "limit", "hold").join(nodes, on=names)
    members = members.join(totals, on="block_no").sort("node")
    return members.with_columns(
        limit=pl.min_horizontal("limit", "total"),
        hold=pl.min_horizontal(pl.col("hold").fill_null(pl.col("total")), "total"),
    ).select(columns)

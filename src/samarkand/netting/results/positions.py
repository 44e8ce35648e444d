"""Where every party stands: what it owes and is due before and after, and that its net has not moved."""

import numpy as np
import polars as pl

from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.network import Network
from samarkand.solving.arrays import Integers


def positions_of(debts: Debts, network: Network, flow: Integers) -> pl.DataFrame:
    """Return a row for each party, unit and group, as `outcome.SCHEMAS` names the columns.

    Raises AssertionError when anyone's net position moved: then the set-off is wrong, and nothing
    may be made of it.
    """
    remainder = debts.amount - flow[: network.debts]
    if (remainder < 0).any() or (flow < 0).any():
        raise AssertionError("more was set off than is owed")
    before, after = _sides(debts, debts.amount), _sides(debts, remainder)
    house = np.zeros(debts.nodes.height, np.int64)
    np.subtract.at(house, network.member, network.lent(flow))
    positions = debts.nodes.with_columns(
        pl.Series("owed_before", before[0]),
        pl.Series("due_before", before[1]),
        pl.Series("net_before", before[1] - before[0]),
        pl.Series("owed_after", after[0]),
        pl.Series("due_after", after[1]),
        pl.Series("house", house),
        pl.Series("net_after", after[1] - after[0] + house),
    )
    if not positions["net_before"].equals(positions["net_after"], check_names=False):
        raise AssertionError("a net position moved")
    return positions


def _sides(debts: Debts, amount: Integers) -> tuple[Integers, Integers]:
    """Return what each node owes and is due."""
    owed, due = np.zeros(debts.nodes.height, np.int64), np.zeros(debts.nodes.height, np.int64)
    np.add.at(owed, debts.tail, amount)
    np.add.at(due, debts.head, amount)
    return owed, due

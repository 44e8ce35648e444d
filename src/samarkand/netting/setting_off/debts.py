"""Parallel obligations merged: one debt for all that two parties owe alike, and back again.

Two obligations are parallel when debtor, creditor, unit, group and the gain of setting them off are
the same. What is found for a debt goes to its obligations, the oldest due first.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.netting.obligations import Obligations
from samarkand.netting.setting_off.gains import gains_of
from samarkand.netting.setting_off.numbering import compact
from samarkand.netting.settings import Settings
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Debts:
    """Debts between numbered nodes; a node is a party in one unit and group.

    ``nodes``: a row for each, party, unit and group, sorted by unit, group and party; ``block`` is
    the number of the node's unit and group. ``tail`` (the debtor), ``head``, ``amount`` and ``gain``
    have an entry per debt, sorted by tail and head. ``sequence`` lists obligations debt by debt,
    oldest due first; those of debt d begin at ``start[d]``.
    """

    nodes: pl.DataFrame
    block: Integers
    tail: Integers
    head: Integers
    amount: Integers
    gain: Integers
    sequence: Integers
    start: Integers

    def to_obligations(self, flow: Integers, amounts: Integers) -> Integers:
        """Return the set-off of each obligation, from that of each debt; ``amounts`` are theirs."""
        set_off = np.empty(len(amounts), np.int64)
        set_off[self.sequence] = spread(flow, self.start, amounts[self.sequence])
        return set_off


def spread(total: Integers, start: Integers, amount: Integers) -> Integers:
    """Return each total spread over its own amounts, those from its ``start`` on, the first ones first."""
    if not len(start):
        return np.zeros(0, np.int64)
    # Sums over all units may pass 64 bits and wrap around; their differences within a debt do not.
    ahead = np.cumsum(amount) - amount
    sizes = np.diff(np.append(start, len(amount)))
    ahead -= np.repeat(ahead[start], sizes)
    return np.clip(np.repeat(total, sizes) - ahead, 0, amount)


def debts_of(obligations: Obligations, settings: Settings) -> Debts:
    """Return the debts that the obligations make."""
    frame = obligations.frame
    nodes, block, tail, head = _numbered(frame)
    gain = gains_of(frame, settings)
    sequence = _sequence(frame, tail * nodes.height + head, gain)
    tail, head, gain = tail[sequence], head[sequence], gain[sequence]
    new = np.ones(len(sequence), bool)
    new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]) | (gain[1:] != gain[:-1])
    start: Integers = np.flatnonzero(new)
    amounts = frame["amount"].to_numpy()[sequence]
    amount = np.add.reduceat(amounts, start) if len(start) else amounts
    return Debts(nodes, block, tail[start], head[start], amount, gain[start], sequence, start)


def _numbered(frame: pl.DataFrame) -> tuple[pl.DataFrame, Integers, Integers, Integers]:
    """Return the nodes, the block of each, and the node numbers of debtors and creditors."""
    parties = pl.concat([frame["debtor"], frame["creditor"]]).unique().sort()
    code = pl.Enum(parties)
    ends = [frame[side].cast(code).to_physical().cast(pl.Int64).to_numpy() for side in ("debtor", "creditor")]
    blocks, block_of = _blocks(frame)
    keys = [block_of * len(parties) + end for end in ends]
    used, numbers = compact(keys, blocks.height * len(parties))
    block, party = np.divmod(used, len(parties)) if len(parties) else (used, used)
    nodes = pl.DataFrame(
        {"party": parties.gather(party), **{name: blocks[name].gather(block) for name in blocks.columns}}
    )
    return nodes, block, numbers[0], numbers[1]


def _blocks(frame: pl.DataFrame) -> tuple[pl.DataFrame, Integers]:
    """Return the units and groups there are, sorted, and the number of each obligation's."""
    names = ["unit", "group"]
    blocks = frame.select(names).unique().sort(names)
    if blocks.height <= 1:
        return blocks, np.zeros(frame.height, np.int64)
    numbered = blocks.with_columns(block=pl.int_range(blocks.height, dtype=pl.Int64))
    found = frame.select(names).join(numbered, on=names, how="left", maintain_order="left")
    return blocks, found["block"].to_numpy()


def _sequence(frame: pl.DataFrame, pair: Integers, gain: Integers) -> Integers:
    """Return the obligations pair by pair, by falling gain, then the oldest due first, then as they came."""
    rows = pl.DataFrame({"pair": pair, "gain": gain, "due": frame["due"]}).with_row_index("row")
    keys = {"pair": False, "gain": True, "due": False}
    needed = [name for name in keys if name == "pair" or rows[name].n_unique() > 1]
    falling = [keys[name] for name in needed]
    ordered = rows.sort(needed, descending=falling, nulls_last=True, maintain_order=True)
    return ordered["row"].cast(pl.Int64).to_numpy()

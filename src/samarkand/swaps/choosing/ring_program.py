"""The program that picks rings: what they gain, and that nothing is used twice."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.highs import Rows
from samarkand.swaps.choosing.core import Core
from samarkand.swaps.choosing.links import NONE, Links


@dataclass(frozen=True, slots=True)
class Program:
    """Rings and then traders are columns; nodes, then traders, then what has to be reached, are rows.

    A trader counts, at most once, if one of the rings traded has an item of theirs. ``known`` are rings
    that together do so.
    """

    gain: Floats
    most: Floats
    rows: Rows
    rings: int
    known: NDArray[np.bool_]

    @property
    def most_rings(self) -> int:
        """More rings than can be traded: each takes two rows at least."""
        return len(self.rows.high) // 2

    @property
    def known_gain(self) -> int:
        """What the rings known gain, without what traders do."""
        return round(float(self.gain[: self.rings][self.known].sum()))

    def part(self, rings: NDArray[np.bool_]) -> "Program":
        """Return the program with some of its rings, and all its traders."""
        columns = np.append(rings, np.ones(len(self.gain) - self.rings, np.bool_))
        here = columns[self.rows.column]
        rows = replace(
            self.rows,
            row=self.rows.row[here],
            column=(np.cumsum(columns) - 1)[self.rows.column[here]],
            value=self.rows.value[here],
        )
        return Program(self.gain[columns], self.most[columns], rows, int(rings.sum()), self.known[rings])

    def excess(self, price: Floats) -> Floats:
        """Return by how much each ring costs more than it gains."""
        paid = self.rows.value * price[self.rows.row]
        worth = np.bincount(self.rows.column, weights=paid, minlength=len(self.gain))
        return (worth - self.gain)[: self.rings]

    def reaching(self, reached: int, known: NDArray[np.bool_]) -> "Program":
        """Return the program with its gain among what has to be reached, as these rings do."""
        needed = np.flatnonzero(self.gain)
        rows = Rows(
            row=np.append(self.rows.row, np.full(len(needed), len(self.rows.high))),
            column=np.append(self.rows.column, needed),
            value=np.append(self.rows.value, -self.gain[needed]),
            low=np.append(self.rows.low, -np.inf),
            high=np.append(self.rows.high, -reached),
        )
        return replace(self, rows=rows, known=known)


def program_of(core: Core, links: Links, rings: Integers) -> Program:
    """Return the program over rings, rows of numbers of ``links``; nothing gains anything yet."""
    count = len(rings)
    ring, step = np.nonzero(rings != NONE)
    link = rings[ring, step]
    through, place = np.nonzero(links.via[link] != NONE)
    by_ring, trader = _traders(core, ring, core.owner[links.tail[link]])
    traders = np.arange(core.traders)
    entries = len(ring) + len(through)
    rows = Rows(
        row=np.concatenate(
            [links.tail[link], links.via[link[through], place], core.nodes + trader, core.nodes + traders]
        ),
        column=np.concatenate([ring, ring[through], by_ring, count + traders]),
        value=np.concatenate([np.ones(entries), -np.ones(len(trader)), np.ones(core.traders)]),
        low=np.full(core.nodes + core.traders, -np.inf),
        high=np.append(np.ones(core.nodes), np.zeros(core.traders)),
    )
    most = np.append(np.full(count, np.inf), np.ones(core.traders))
    return Program(np.zeros(len(most)), most, rows, count, np.zeros(count, np.bool_))


def _traders(core: Core, ring: Integers, owner: Integers) -> tuple[Integers, Integers]:
    """Return each ring and each trader with an item in it, once."""
    named = owner >= 0
    traders = max(1, core.traders)
    return np.divmod(np.unique(ring[named] * traders + owner[named]), traders)

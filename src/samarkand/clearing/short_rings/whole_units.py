"""From amounts to whole minor units: down first, then up again wherever there is room."""

import numpy as np

from samarkand.clearing.short_rings.rings import Rings
from samarkand.solving.arrays import Floats, Integers

_NEARLY = 1e-6


def in_minor_units(rings: Rings, amounts: Floats, capacity: Integers) -> Integers:
    """Return whole amounts near these that keep every end's capacity, to which no ring in use could add."""
    whole: Integers = np.floor(np.maximum(amounts, 0.0) + _NEARLY).astype(np.int64)
    used = rings.used.astype(np.int64)
    left: Integers = capacity - used @ whole
    begins, ends = rings.used.indptr, rings.used.indices
    sequence = np.argsort(-amounts, kind="stable")
    in_use = sequence[amounts[sequence] > 0]
    for ring in in_use[::-1]:
        here = ends[begins[ring] : begins[ring + 1]]
        change = max(-whole[ring], min(0, left[here].min()))
        whole[ring] += change
        left[here] -= change
    for ring in in_use:
        here = ends[begins[ring] : begins[ring + 1]]
        room = max(0, left[here].min())
        whole[ring] += room
        left[here] -= room
    return whole

"""The linear program over rings: how much goes round each, and the prices that prove it."""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.short_rings.limits import Limits
from samarkand.clearing.short_rings.rings import Rings
from samarkand.solving.arrays import Floats
from samarkand.solving.highs import best_amounts


@dataclass(frozen=True, slots=True)
class Priced:
    """Amounts per ring in minor units, the price of each row of the limits, and the gain of all rings."""

    amounts: Floats
    prices: Floats
    gain: float


def priced(limits: Limits, rings: Rings) -> Priced:
    """Return the best amounts of these rings; lots, minimums and whole bundles are left out."""
    if not len(rings) and not limits.bundles:
        return Priced(np.zeros(0), np.zeros(len(limits.high)), 0.0)
    rows = limits.program_rows(rings.used)
    gain = np.append(rings.gain, np.zeros(limits.bundles))
    most = np.append(np.full(len(rings), np.inf), np.ones(limits.bundles))
    found = best_amounts(gain, most, rows)
    return Priced(found.values[: len(rings)] * limits.unit, found.prices, found.gain * limits.unit)

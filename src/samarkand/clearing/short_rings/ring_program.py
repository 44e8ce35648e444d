"""The linear program over rings: how much goes round each, and the prices that prove it."""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.short_rings.limits import Limits
from samarkand.clearing.short_rings.rings import Rings
from samarkand.solving.arrays import Floats
from samarkand.solving.highs import best_amounts

AMOUNT_GRAIN = 1024
"""Parts of a minor unit; a power of two, for which dividing is exact."""

_PRICE_GRAIN = 2**34
"""Parts of one that are finer than what the solver leaves open of a price."""


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
    amounts = on_grid(found.values[: len(rings)] * limits.unit, AMOUNT_GRAIN)
    return Priced(amounts, on_grid(found.prices, _PRICE_GRAIN), found.gain * limits.unit)


def on_grid(numbers: Floats, grain: int) -> Floats:
    """Return numbers rounded to parts of one: what differs from machine to machine is finer, as a rule."""
    rounded: Floats = np.rint(numbers * grain) / grain
    return rounded

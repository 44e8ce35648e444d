"""Elementary functions that come out the same on every machine, to the last bit.

The C library and NumPy have several of each and choose by the processor. Here only operations count that
IEEE 754 fixes, one after another: no compiler may join those of separate array operations into one.
"""

import numpy as np

from samarkand.solving.arrays import Floats

_LOG_2 = 0.6931471805599453
_TERMS = 12
"""Terms of the series: with mantissas from 0.7 to 1.4 what is left out is below the last bit."""

_ROOT_HALF = 0.7071067811865476


def logarithms(numbers: Floats) -> Floats:
    """Return the natural logarithm of each number, all of them positive and finite, to some 1e-15.

    The number is split into mantissa and power of two; log m = 2 artanh((m - 1) / (m + 1)) as a series
    (Abramowitz and Stegun 1964, 4.1.27).
    """
    mantissa, power = np.frexp(numbers)
    is_small = mantissa < _ROOT_HALF
    mantissa = np.where(is_small, mantissa * 2.0, mantissa)
    power = power - is_small
    ratio = (mantissa - 1.0) / (mantissa + 1.0)
    square = ratio * ratio
    series = np.zeros_like(ratio)
    for term in range(_TERMS, -1, -1):
        series = series * square + 1.0 / (2 * term + 1)
    found: Floats = power * _LOG_2 + 2.0 * ratio * series
    return found

"""Exponential and logarithm from the operations IEEE 754 fixes, so that every machine gives the same bits.

The C library's own differ in the last bit from one processor to the next, and a search that stops early
carries that into the third digit. Here are only additions, multiplications, divisions and exact
scalings by powers of two, element by element. Errors are a few units in the last place.
"""

import numpy as np

from samarkand.solving.arrays import Floats

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""The logarithm of 2 in two parts: multiples of the first are exact."""

_PER_LN2 = 1.4426950408889634
_MOST = 700.0
_EXPONENTIAL_TERMS = 14
_LOGARITHM_TERMS = 23
_ROOT_OF_HALF = 0.7071067811865476


def exp(values: Floats) -> Floats:
    """Return e to the power of each value; values beyond 700 either way count as 700.

    The value is taken apart into a multiple of log 2 and a rest of at most half of it, for which
    Taylor's series is summed.
    """
    bounded = np.clip(values, -_MOST, _MOST)
    twos = np.rint(bounded * _PER_LN2)
    rest = (bounded - twos * _LN2_HIGH) - twos * _LN2_LOW
    series = np.ones_like(rest)
    for term in range(_EXPONENTIAL_TERMS, 0, -1):
        series = 1.0 + series * rest / term
    powers: Floats = np.ldexp(series, twos.astype(np.int32))
    return powers


def log(values: Floats) -> Floats:
    """Return the natural logarithm of each value, which must be positive.

    The value is a power of two times a number near one, whose logarithm is twice the inverse
    hyperbolic tangent of ``(x - 1) / (x + 1)``.
    """
    share, twos = np.frexp(values)
    is_low = share < _ROOT_OF_HALF
    share = np.where(is_low, 2.0 * share, share)
    twos = twos - is_low
    tangent = (share - 1.0) / (share + 1.0)
    square = tangent * tangent
    series = np.zeros_like(tangent)
    for term in range(_LOGARITHM_TERMS, 0, -2):
        series = series * square + 1.0 / term
    logarithms: Floats = (2.0 * tangent * series + twos * _LN2_LOW) + twos * _LN2_HIGH
    return logarithms


def total(values: Floats) -> float:
    """Return the sum of the values, taken one after the other."""
    return float(np.bincount(np.zeros(len(values), np.int64), values, minlength=1)[0])

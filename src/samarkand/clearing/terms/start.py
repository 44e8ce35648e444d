"""Where the search for terms begins: the terms and rates that fit all limits best.

The least-squares fit of ``log terms(market) - log rate(pool) = log limit`` over all rows, by conjugate
gradients with a diagonal preconditioner (Hestenes and Stiefel 1952). It does not depend on the
order of rows, on names, or on the money a pool counts in.
"""

import numpy as np

from samarkand.clearing.economy.rows import Rows
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import total

_ROUNDS = 400
_CLOSE = 1e-20


def fitted_terms(rows: Rows) -> tuple[Floats, Floats]:
    """Return the logarithms of terms, a float a market, mean nought, and of rates, a float a pool."""
    sides = (rows.offers, rows.alternatives)
    market = np.concatenate([side.market for side in sides])
    pool = np.concatenate([side.pool for side in sides])
    limit = np.concatenate([side.log_limit for side in sides])

    def gathered(values: Floats) -> Floats:
        per_market = np.bincount(market, values, minlength=rows.markets)
        return np.concatenate([per_market, -np.bincount(pool, values, minlength=rows.pools)])

    count = np.concatenate(
        [np.bincount(market, minlength=rows.markets), np.bincount(pool, minlength=rows.pools)]
    )
    scale = np.maximum(count, 1).astype(np.float64)
    fit = np.zeros(len(scale))
    left = gathered(limit)
    conditioned = left / scale
    direction = conditioned.copy()
    size = first = total(left * conditioned)
    for _ in range(_ROUNDS):
        if size <= _CLOSE * first:
            break
        image = gathered(direction[market] - direction[rows.markets + pool])
        step = size / total(direction * image)
        fit = fit + step * direction
        left = left - step * image
        conditioned = left / scale
        size, before = total(left * conditioned), size
        direction = conditioned + (size / before) * direction
    terms, rates = fit[: rows.markets], fit[rows.markets :]
    common = total(terms) / max(rows.markets, 1)
    return terms - common, rates - common

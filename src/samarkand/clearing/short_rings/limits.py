"""What rings may use together: offers, wants, quotas and swings, as the rows of a linear program.

The ends of steps are what is used: an offer's end, an alternative's end, a pool's swing. A want is
shared by its alternatives, so each uses a share of it; a quota counts several alternatives; rows of
a bundle are filled in the same share, which is a variable of its own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.short_rings.legs import Legs
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers, Truths
from samarkand.solving.highs import Rows

NO_BUNDLE = -1


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows over the ends of steps: offers, then wants, then quotas, then swings.

    Ends are the economy's offers, its alternatives, its pools. What the ends of row r use, weighed by
    ``uses`` (a sparse matrix), comes to ``high[r]`` at most, or, where the row is one of a bundle, to
    the bundle's share of it. All values are minor units; ``unit`` is what the programs count in.
    """

    uses: Any
    high: Floats
    bundle: Integers
    bundles: int
    offers: int
    wants: int
    quotas: int
    alternatives: int
    unit: float

    def end_prices(self, row_prices: Floats) -> Floats:
        """Return what a minor unit costs at each end."""
        uses = self.uses.tocoo()
        # Weighed first, then summed in sequence: a compiled product may do both at once and round once.
        weighed = uses.data * row_prices[uses.row]
        return np.bincount(uses.col, weighed, minlength=uses.shape[1]).astype(np.float64)

    def has_swing(self) -> Truths:
        """Return which pools have a swing."""
        swings: Truths = self.high[self.offers + self.wants + self.quotas :] > 0
        return swings

    def program_rows(self, rings: Any) -> Rows:  # noqa: ANN401 - SciPy's matrices have no types here
        """Return the rows of a program whose columns are rings (a matrix of ends by rings), then shares."""
        used = (self.uses @ rings).tocoo()
        together = np.flatnonzero(self.bundle != NO_BUNDLE)
        high = np.where(self.bundle == NO_BUNDLE, self.high / self.unit, 0.0)
        return Rows(
            row=np.concatenate([used.row, together]).astype(np.int64),
            column=np.concatenate([used.col, rings.shape[1] + self.bundle[together]]).astype(np.int64),
            value=np.concatenate([used.data, -self.high[together] / self.unit]),
            low=np.where(self.bundle == NO_BUNDLE, -np.inf, 0.0),
            high=high,
        )


def limits_of(economy: Economy, terms: pl.Series, full: Capacities) -> Limits:
    """Return the limits of a round at its terms."""
    from scipy.sparse import csr_matrix

    offers, wants = economy.offers.height, economy.wants.height
    alternatives, pools, quotas = economy.alternatives.height, economy.pools.height, economy.quotas.height
    worth = want_worth(economy, full)
    swing = economy.pools["swing"].to_numpy()
    quota_row, quota_end, quota_weight, quota_high = _quotas(economy, terms, full)
    want = economy.alternatives["want"].to_numpy()
    open_ways = np.flatnonzero(full.alternative)
    row = np.concatenate(
        [
            np.arange(offers),
            offers + want[open_ways],
            offers + wants + quota_row,
            offers + wants + quotas + np.arange(pools),
        ]
    )
    end = np.concatenate(
        [
            np.arange(offers),
            offers + open_ways,
            offers + quota_end,
            offers + alternatives + np.arange(pools),
        ]
    )
    weight = np.concatenate(
        [
            np.ones(offers),
            worth[want[open_ways]] / full.alternative[open_ways],
            quota_weight,
            np.ones(pools),
        ]
    )
    high = np.concatenate([full.offer, worth, quota_high, swing]).astype(np.float64)
    caps = high[: offers + wants]
    shape = (len(high), offers + alternatives + pools)
    return Limits(
        uses=csr_matrix((weight, (row, end)), shape=shape),
        high=high,
        bundle=_bundle_rows(economy, len(high)),
        bundles=economy.bundles.height,
        offers=offers,
        wants=wants,
        quotas=quotas,
        alternatives=alternatives,
        unit=float(np.median(caps[caps > 0])) if (caps > 0).any() else 1.0,
    )


def want_worth(economy: Economy, full: Capacities) -> Integers:
    """Return what each want's whole quantity is worth at the most valuable way it may take."""
    worth = np.zeros(economy.wants.height, np.int64)
    np.maximum.at(worth, economy.alternatives["want"].to_numpy(), full.alternative)
    return worth


def _bundle_rows(economy: Economy, rows: int) -> Integers:
    bundle = np.full(rows, NO_BUNDLE, np.int64)
    both = pl.concat([economy.offers["bundle"], economy.wants["bundle"]])
    bundle[: len(both)] = both.fill_null(NO_BUNDLE).to_numpy()
    return bundle


def _quotas(
    economy: Economy, terms: pl.Series, full: Capacities
) -> tuple[Integers, Integers, Floats, Floats]:
    """Return which quota counts which alternative with which weight, and the quotas' highs.

    A quota on quantity is counted in value at the terms of the first market it counts, to keep the
    numbers near those of values.
    """
    uses = economy.quota_uses
    quota = uses["quota"].to_numpy().astype(np.int64)
    way = uses["alternative"].to_numpy().astype(np.int64)
    here = full.alternative[way] > 0
    quota, way = quota[here], way[here]
    price = terms.to_numpy()[economy.alternatives["market"].to_numpy()[way]].astype(np.float64)
    base = quota_bases(economy, terms, full)
    on_quantity = economy.quotas["quantity"].is_not_null().to_numpy()
    weight = np.where(on_quantity[quota], base[quota] / np.maximum(price, 1.0), 1.0)
    high = np.where(
        on_quantity,
        economy.quotas["quantity"].fill_null(0).to_numpy() * base / VALUE_DIVISOR,
        economy.quotas["value"].fill_null(0).to_numpy(),
    )
    return quota, way, weight, high


def quota_bases(economy: Economy, terms: pl.Series, full: Capacities) -> Floats:
    """Return the terms in which each quota on quantity is counted."""
    base = np.ones(economy.quotas.height)
    market = economy.alternatives["market"].to_numpy()
    for quota, way in economy.quota_uses.iter_rows():
        if full.alternative[way] > 0 and base[quota] == 1.0:
            base[quota] = terms[int(market[way])]
    return base


def ends_of(limits: Limits, legs: Legs, steps: Integers) -> Integers:
    """Return the ends each step uses, two a step, -1 where it uses nothing."""
    flat = steps.ravel()
    ends = np.full((len(flat), 2), -1, np.int64)
    is_leg = (flat >= 0) & (flat < len(legs))
    leg = flat[is_leg]
    ends[is_leg, 0] = legs.offer[leg]
    ends[is_leg, 1] = limits.offers + legs.alternative[leg]
    is_swing = flat >= len(legs)
    giving, taking = np.divmod(flat[is_swing] - len(legs), max(1, legs.pools))
    swings = limits.offers + limits.alternatives
    ends[is_swing, 0] = swings + giving
    ends[is_swing, 1] = swings + taking
    return ends.reshape(len(steps), 2 * steps.shape[1])

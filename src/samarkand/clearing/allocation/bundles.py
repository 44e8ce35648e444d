"""Bundles: rows of a party that are traded in equal shares of their quantities, or not at all.

Whole numbers seldom meet one share exactly: a row may miss it by a few minor units of value.
"""

from typing import NamedTuple

import numpy as np

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers

ROUNDING = 3
"""Minor units by which a row may miss the share of its bundle."""

_LEEWAY = ROUNDING - 0.5
"""Half a minor unit is kept back, for the shares below are floats."""

_MOSTLY = 0.5
_HAIR = 1e-3
_NOTHING = 1e-6
"""A smaller share than this is none: it would be no more than rounding."""


class _Rows(NamedTuple):
    """The rows of bundles that may trade: their bundle, the share filled, and how far off it may be."""

    bundle: Integers
    share: Floats
    loose: Floats


def uneven_bundles(economy: Economy, full: Capacities, offer: Integers, alternative: Integers) -> Integers:
    """Return the bundles whose rows are not traded in equal shares, or not whole where they must be."""
    count = economy.bundles.height
    rows = _filled(economy, full, offer, alternative)
    low, high, most = np.full(count, np.inf), np.zeros(count), np.zeros(count)
    np.minimum.at(low, rows.bundle, rows.share + rows.loose)
    np.maximum.at(high, rows.bundle, rows.share - rows.loose)
    np.maximum.at(most, rows.bundle, rows.share)
    in_part = economy.bundles["whole"].to_numpy() & (most > 0) & (low < 1.0)
    return np.flatnonzero((high > low) | in_part)


def in_equal_shares(
    economy: Economy, full: Capacities, caps: Capacities, offer: Floats, alternative: Floats
) -> Capacities:
    """Return the capacities with the rows of every bundle held to the smallest share one of them has.

    Bundles that are traded whole get all where they have at least half of it, else nothing.
    """
    if economy.bundles.is_empty():
        return caps
    share = _smallest_shares(economy, full, offer, alternative)
    give, _ = bundle_of_rows(economy)
    take = bundle_of_alternatives(economy)
    filled = _filled_wants(economy, full, alternative)[economy.alternatives["want"].to_numpy()]
    part = np.divide(alternative, filled, out=np.zeros_like(filled), where=filled > 0)
    offer_may, offer_must = _held(caps.offer, share[give] * full.offer)
    take_may, take_must = _held(caps.alternative, share[take] * part)
    return Capacities(
        np.where(give >= 0, offer_may, caps.offer),
        np.where(take >= 0, take_may, caps.alternative),
        np.where(give >= 0, offer_must, caps.offer_must),
        np.where(take >= 0, take_must, caps.alternative_must),
    )


def without_bundles(economy: Economy, caps: Capacities, closed: Integers) -> Capacities:
    """Return the capacities with nothing for the rows of the closed bundles."""
    give, take = np.isin(bundle_of_rows(economy)[0], closed), np.isin(bundle_of_alternatives(economy), closed)
    return Capacities(
        np.where(give, 0, caps.offer),
        np.where(take, 0, caps.alternative),
        np.where(give, 0, caps.offer_must),
        np.where(take, 0, caps.alternative_must),
    )


def bundle_of_rows(economy: Economy) -> tuple[Integers, Integers]:
    """Return the bundle of each offer and of each want, -1 for none."""
    offers, wants = (rows["bundle"].fill_null(-1).to_numpy() for rows in (economy.offers, economy.wants))
    return offers, wants


def bundle_of_alternatives(economy: Economy) -> Integers:
    """Return the bundle of each alternative's want, -1 for none."""
    found: Integers = bundle_of_rows(economy)[1][economy.alternatives["want"].to_numpy()]
    return found


def _held(may: Integers, value: Floats) -> tuple[Integers, Integers]:
    """Return what a row may carry and must: its value, rounded up and down."""
    least, most = np.floor(value + _HAIR).astype(np.int64), np.ceil(value - _HAIR).astype(np.int64)
    allowed = np.minimum(np.maximum(least, most), may)
    return allowed, np.minimum(least, allowed)


def _smallest_shares(economy: Economy, full: Capacities, offer: Floats, alternative: Floats) -> Floats:
    rows = _filled(economy, full, offer, alternative)
    share = np.full(economy.bundles.height, np.inf)
    np.minimum.at(share, rows.bundle, rows.share)
    share = np.where(np.isfinite(share) & (share > _NOTHING), np.minimum(share, 1.0), 0.0)
    rounded: Floats = np.where(economy.bundles["whole"].to_numpy(), np.float64(share >= _MOSTLY), share)
    return rounded


def _filled(
    economy: Economy, full: Capacities, offer: Integers | Floats, alternative: Integers | Floats
) -> _Rows:
    bundles, wanted = bundle_of_rows(economy)
    want = economy.alternatives["want"].to_numpy()
    give = np.flatnonzero((bundles >= 0) & (full.offer > 0))
    may_take = np.bincount(want[full.alternative > 0], minlength=economy.wants.height) > 0
    take = np.flatnonzero((wanted >= 0) & may_take)
    loose = np.where(alternative > 0, _LEEWAY / np.maximum(full.alternative, 1), 0.0)
    return _Rows(
        np.concatenate([bundles[give], wanted[take]]),
        np.concatenate([offer[give] / full.offer[give], _filled_wants(economy, full, alternative)[take]]),
        np.concatenate(
            [
                np.where(offer[give] > 0, _LEEWAY / full.offer[give], 0.0),
                np.bincount(want, loose, minlength=economy.wants.height)[take],
            ]
        ),
    )


def _filled_wants(economy: Economy, full: Capacities, alternative: Integers | Floats) -> Floats:
    """Return the part of each want's quantity that its alternatives fill together."""
    cap = full.alternative.astype(np.float64)
    filled = np.divide(alternative, cap, out=np.zeros_like(cap), where=cap > 0)
    want = economy.alternatives["want"].to_numpy()
    return np.bincount(want, filled, minlength=economy.wants.height).astype(np.float64)

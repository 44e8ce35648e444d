"""What each arc of a round may carry, and must carry, in minor units of the unit of account."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from samarkand.clearing.allocation.countable import counted
from samarkand.clearing.allocation.network import value_caps
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import has_things
from samarkand.clearing.terms.rates import admitted
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Capacities:
    """The most each offer and alternative may carry, and the part of it that it must.

    One integer per row of the economy. ``must`` is not zero only for whole lots, minimums and bundles.
    """

    offer: Integers
    alternative: Integers
    offer_must: Integers
    alternative_must: Integers


def full_capacities(economy: Economy, terms: pl.Series, rates: pl.DataFrame) -> Capacities:
    """Return what every admitted row could carry by itself: its whole quantity at the terms.

    A bundle of which a row is not admitted carries nothing.

    Raises `Refusal` where that comes to more than can be counted.
    """
    wants = economy.wants["want"]
    offer = _caps(economy.offers, terms, rates, wants, is_offer=True)
    alternative = _caps(economy.alternatives, terms, rates, wants, is_offer=False)
    return without_incomplete(economy, offer, alternative)


def without_rows(economy: Economy, full: Capacities, offers: Integers, wants: Integers) -> Capacities:
    """Return the capacities with nothing for these offers and wants (positions), nor for their bundles."""
    offer = full.offer.copy()
    offer[offers] = 0
    closed = np.isin(economy.alternatives["want"].to_numpy(), wants)
    return without_incomplete(economy, offer, np.where(closed, 0, full.alternative))


def without_incomplete(economy: Economy, offer: Integers, alternative: Integers) -> Capacities:
    """Return the capacities with nothing for the bundles of which a row of the book could carry nothing."""
    none = Capacities(offer, alternative, np.zeros_like(offer), np.zeros_like(alternative))
    if economy.bundles.is_empty():
        return none
    bundles = economy.offers["bundle"].fill_null(-1).to_numpy()
    wanted = economy.wants["bundle"].fill_null(-1).to_numpy()
    want = economy.alternatives["want"].to_numpy()
    open_rows = np.concatenate([bundles[offer > 0], wanted[np.unique(want[alternative > 0])]])
    found = np.bincount(open_rows[open_rows >= 0], minlength=economy.bundles.height)
    incomplete = np.flatnonzero(found < economy.bundles["rows"].to_numpy())
    return replace(
        none,
        offer=np.where(np.isin(bundles, incomplete), 0, offer),
        alternative=np.where(np.isin(wanted[want], incomplete), 0, alternative),
    )


def has_shared_capacity(economy: Economy, full: Capacities) -> bool:
    """Tell whether something beyond one arc's own capacity limits the flow.

    That is a want with several admitted alternatives, a quota, a bundle, a lot, a minimum, or things.
    """
    whole = pl.col("lot").is_not_null() | pl.col("min_quantity").is_not_null()
    admitted_wants = economy.alternatives["want"].to_numpy()[full.alternative > 0]
    return bool(
        len(economy.quota_uses)
        or len(economy.bundles)
        or economy.offers.select(whole.any()).item()
        or economy.wants.select(pl.col("min_quantity").is_not_null().any()).item()
        or has_things(economy)
        or (np.diff(np.sort(admitted_wants)) == 0).any()
    )


def _caps(
    rows: pl.DataFrame, terms: pl.Series, rates: pl.DataFrame, wants: pl.Series, *, is_offer: bool
) -> Integers:
    admits = admitted(rows, terms, rates, is_offer=is_offer)
    names = rows["offer"] if is_offer else wants.gather(rows["want"])
    caps: Integers = counted(value_caps(rows, terms), admits, names).to_numpy()
    return caps

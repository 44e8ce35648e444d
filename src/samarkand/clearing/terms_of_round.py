"""The terms of a round and the rate of every pool: discovered or listed, in the unit of account."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import flows_at
from samarkand.clearing.allocation.bundles import bundle_of_alternatives, bundle_of_rows
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.quotas import quota_shares
from samarkand.clearing.economy.rows import Rows, rows_of
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms.fair_terms import ROWS_TO_JUDGE, FairTerms, refine
from samarkand.clearing.terms.rates import choose_rates
from samarkand.clearing.terms.search import WIDTH_OF_LARGE_BOOKS, WIDTHS, Search, discover, start_terms
from samarkand.clearing.terms.unit_of_account import UnitOfAccount, fix_unit, whole_terms
from samarkand.core.finding import Refusal
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS
from samarkand.solving.arrays import Floats

_REFINED_TOLERANCE = 1e-5
_PRELIMINARY = 1000.0
_FAR = 1e18


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """Terms per market (integers at their scale) and rates per pool (see `rates`).

    ``about`` says how they were found; it goes into the summary.
    """

    terms: pl.Series
    rates: pl.DataFrame
    unit: UnitOfAccount
    about: Mapping[str, Any]


def listed_terms(economy: Economy, listed: Floats) -> RoundTerms:
    """Return the terms of a price list; every market of the economy must be on it.

    The list is in the unit of account already. The rates are those of each pool's own walk, to begin with.
    """
    terms = whole_terms(listed)
    rates = choose_rates(economy, rows_of(economy), terms, _FAR)
    return RoundTerms(terms, rates, UnitOfAccount("the unit of the listed values"), {"method": "listed"})


def discovered_terms(
    economy: Economy, listed: Floats, settings: Settings, start: Floats | None = None
) -> RoundTerms:
    """Return the terms at which every market clears and every pool balances.

    ``start`` replaces the starting point of the search, logarithms per market, for experiments.
    """
    rows = _within_quotas(economy)
    widths = WIDTHS if len(rows) <= ROWS_TO_JUDGE else WIDTH_OF_LARGE_BOOKS
    search = discover(rows, start_terms(rows) if start is None else start, widths)
    volume = (search.supplied + search.demanded) / 2
    fair = refine(rows, search.terms, volume)
    found = _round_terms(economy, rows, (search, widths[-1]), fair, listed, settings)
    if economy.bundles.is_empty() or len(rows) > ROWS_TO_JUDGE:
        return found
    # The search takes rows one by one; where that leaves bundles out, terms in the middle of the limits
    # may let them trade.
    others = [search.terms, np.exp(start_terms(rows))]
    plain = [FairTerms(terms, volume, refined=False, about={}) for terms in others]
    choices = [found]
    for one in plain:
        # Terms that went astray cannot be counted, but then there are others.
        with suppress(Refusal):
            choices.append(_round_terms(economy, rows, (search, widths[-1]), one, listed, settings))
    return max(choices, key=lambda choice: _bundles_traded(economy, choice))


def _bundles_traded(economy: Economy, found: RoundTerms) -> int:
    """Return how many bundles trade at the terms."""
    flows = flows_at(economy, found.terms, found.rates)
    given, taken = bundle_of_rows(economy)[0], bundle_of_alternatives(economy)
    trading = np.concatenate([given[flows.offer > 0], taken[flows.alternative > 0]])
    return len(np.unique(trading[trading >= 0]))


def _round_terms(
    economy: Economy,
    rows: Rows,
    searched: tuple[Search, float],
    fair: FairTerms,
    listed: Floats,
    settings: Settings,
) -> RoundTerms:
    """Return the terms in the unit of account, and the rates; ``searched`` comes with its last width."""
    search, width = searched
    tolerance = _REFINED_TOLERANCE if fair.refined else width
    preliminary = fair.terms * (_PRELIMINARY / fair.terms.max(initial=1e-300))
    rates = _as_floats(choose_rates(economy, rows, whole_terms(preliminary), tolerance))
    scaled, unit = fix_unit(economy, preliminary, fair.volume, rates, listed, settings)
    terms = whole_terms(scaled)
    about = {"method": "discovered", "rounds": search.rounds, **fair.about}
    if fair.terms is search.terms:
        about |= _excess(search.excess(), search.supplied + search.demanded, width)
    return RoundTerms(terms, choose_rates(economy, rows, terms, tolerance), unit, about)


def _within_quotas(economy: Economy) -> Rows:
    rows = rows_of(economy)
    if economy.quotas.is_empty():
        return rows
    bids = rows.alternatives
    share = quota_shares(economy)
    return Rows(rows.offers, bids._replace(quantity=bids.quantity * share), rows.pools, rows.markets)


def _as_floats(rates: pl.DataFrame) -> Floats:
    ratio: Floats = (rates["rate_terms"] / rates["rate_limit"]).cast(pl.Float64).to_numpy()
    return ratio / 10.0 ** (TERMS_DECIMALS - PRICE_DECIMALS)


def _excess(excess: Floats, volume: Floats, width: float) -> dict[str, Any]:
    share = float((np.abs(excess) * volume).sum() / max(volume.sum(), 1e-300))
    over = int((np.abs(excess) > 0.01).sum())  # noqa: PLR2004 - one per cent, as the docs state
    return {"excess_share": round(share, 9), "markets_over_one_per_cent": over, "smoothing": width}

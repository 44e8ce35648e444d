"""The judge: which of several terms are best for everyone who can gain.

Terms are put to the test: what they admit is circulated, and the pools' gains are weighed. The best
have the largest product of one thousandth plus each pool's gain: Nash's bargaining product (1950) from a
point of disagreement a trace below nothing, so that a pool left without gain counts, and counts
heavily, but does not make all other gains worthless. A pool's gain is what it takes less what it
gives, at its own limits and in its own money, as a part of what it gives at the book's own grading.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.allocation.allocate import flows_at
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import in_parts
from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.arcs import Arcs, arcs_of
from samarkand.clearing.terms.continuation import Graded, Search
from samarkand.clearing.terms.graded import balanced_rates, margins, point_at
from samarkand.clearing.terms.rates import graded_rates
from samarkand.clearing.terms.unit_of_account import whole_terms
from samarkand.core.finding import Refusal
from samarkand.core.scale import TERMS_DECIMALS, VALUE_DECIMALS
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import exp, log, total
from samarkand.solving.solver import maximum_circulation

TRACE = 1e-3
"""The gain, as a part of what a pool gives, that counts as much as the point of disagreement is away."""

VALUE_PER_TERM = 10.0 ** (TERMS_DECIMALS - VALUE_DECIMALS)
"""Value over terms as whole numbers, times this, is a quantity in natural units."""

_WHOLE = float(2**44)
"""All values of a book that is tried are whole numbers that sum to this."""

_AT_ITS_LIMIT = 1e-9
_PRELIMINARY = 1000.0
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Verdict:
    """The merit of terms, a sum of logarithms, and what they move.

    ``volume``: in all, valued at the yard of the bench; ``moved``: the quantity of each market.
    """

    merit: float
    volume: float
    moved: Floats


@dataclass(frozen=True, slots=True)
class Bench:
    """What terms of one book are judged by.

    ``own_terms``: those of the own grading in the unit of account. ``yard``: values per market at which
    volumes of different terms compare. ``given``: what each pool gives at the book's own grading;
    ``limit``: of each arc; both in the pool's own money. ``is_plain``: nothing but quantities and limits
    binds, so that one circulation tells what is traded.
    """

    economy: Economy
    rows: Rows
    arcs: Arcs
    own: Graded
    own_terms: Floats
    yard: Floats
    given: Floats
    limit: Floats
    is_plain: bool


def bench_of(
    economy: Economy, rows: Rows, search: Search, price_list: Floats | None, own_terms: Floats
) -> Bench:
    """Return the bench for terms of a book, given what the search found; things count as divisible there.

    The yard is the price list (logarithms), where there is one, else that of the search. ``own_terms`` are
    those of the book's own grading in the unit of account, in which swings and quotas on value count.
    """
    arcs, own = arcs_of(rows), search.gradings[search.own]
    at = point_at(arcs, own.log_terms, own.log_rates, own.width)
    limit, cap = exp(arcs.log_limit), exp(own.log_terms)[arcs.market]
    given = arcs.per_pool(np.where(arcs.sign > 0, at.flow / cap * limit, 0.0))
    able = arcs.quantity * arcs.most * limit
    offered, wanted = (arcs.per_pool(np.where(arcs.sign == sign, able, 0.0)) for sign in (1.0, -1.0))
    # A pool without trade there is measured by what it could trade at most.
    given = np.where(given > TRACE * np.minimum(offered, wanted), given, np.minimum(offered, wanted))
    yard = exp(search.yard() if price_list is None else price_list)
    divisible = in_parts(economy)
    return Bench(divisible, rows, arcs, own, own_terms, yard, given, limit, _is_plain(divisible))


def verdict(bench: Bench, log_terms: Floats, near: Floats) -> Verdict:
    """Return the verdict on terms (logarithms per market); ``near`` are rates to begin with, per pool."""
    arcs = bench.arcs
    log_rates = balanced_rates(arcs, log_terms, near, bench.own.width)
    moved = (
        _circulated(bench, log_terms, log_rates)
        if bench.is_plain
        else _allocated(bench, log_terms, log_rates)
    )
    gain = -arcs.per_pool(arcs.sign * moved * bench.limit)
    part = np.maximum(gain, 0.0) / np.maximum(bench.given, _TINY)
    merit = total(log(1.0 + np.where(bench.given > 0.0, part, 0.0) / TRACE))
    by_market = arcs.per_market(np.where(arcs.sign > 0, moved, 0.0))
    return Verdict(merit, total(by_market * bench.yard), by_market)


def _is_plain(economy: Economy) -> bool:
    rows = (economy.offers["lot"], economy.offers["min_quantity"], economy.wants["min_quantity"])
    counted = any(column.is_not_null().any() for column in rows)
    swings = bool((economy.pools["swing"] > 0).any())
    return not (counted or swings or economy.bundles.height or economy.quota_uses.height)


def _circulated(bench: Bench, log_terms: Floats, log_rates: Floats) -> Floats:
    """Return the quantity each arc moves in a circulation of the most value at the terms.

    A want of several alternatives is a node of its own, through which no more flows than its largest.
    """
    arcs = bench.arcs
    terms = exp(log_terms)[arcs.market]
    admits = margins(arcs, log_terms, log_rates) >= -_AT_ITS_LIMIT
    value = np.where(admits, arcs.quantity * terms, 0.0)
    if not total(value):
        return value
    unit = _WHOLE / total(value)
    cap = np.floor(value * unit).astype(np.int64)
    sells = arcs.sign > 0
    market, taker = arcs.pools + arcs.market, arcs.pool.copy()
    first = arcs.pools + arcs.markets
    taker[arcs.is_shared] = first + arcs.group
    wants, at = np.unique(arcs.group, return_index=True)
    whole = np.zeros(len(wants), np.int64)
    np.maximum.at(whole, arcs.group, cap[arcs.is_shared])
    flow = maximum_circulation(
        np.concatenate([np.where(sells, arcs.pool, market), first + wants]),
        np.concatenate([np.where(sells, market, taker), arcs.pool[arcs.is_shared][at]]),
        np.concatenate([cap, whole]),
        np.concatenate([sells.astype(np.int64), np.zeros(len(wants), np.int64)]),
    )
    moved: Floats = flow[: len(cap)] / (unit * terms)
    return moved


def _allocated(bench: Bench, log_terms: Floats, log_rates: Floats) -> Floats:
    """Return the quantity each arc moves in the allocation as it would be made at the terms."""
    arcs, economy = bench.arcs, bench.economy
    try:
        whole = whole_terms(economy, in_unit_of_account(bench, log_terms))
        rates = graded_rates(economy, bench.rows, whole, log_terms, log_rates)
        found = flows_at(economy, whole, rates)
    except Refusal:
        # Terms that went astray cannot be counted; others can.
        return np.zeros(len(arcs.row))
    value, sells = np.zeros(len(arcs.row)), arcs.sign > 0
    value[sells] = found.offer[arcs.row[sells]]
    value[~sells] = found.alternative[arcs.row[~sells]]
    moved: Floats = value * VALUE_PER_TERM / whole.to_numpy()[arcs.market]
    return moved


def in_unit_of_account(bench: Bench, log_terms: Floats) -> Floats:
    """Return terms with the first market that moves anything at the value it has at the own grading."""
    first = int(np.argmax(bench.own.volume > 0.0))
    scaled: Floats = exp(log_terms - log_terms[first]) * bench.own_terms[first]
    return scaled


def preliminary(log_terms: Floats, volume: Floats) -> Floats:
    """Return terms in a unit of account in which the largest of a market that moves anything is 1,000."""
    terms = exp(log_terms)
    largest = float(np.where(volume > 0.0, terms, 0.0).max(initial=0.0)) or float(terms.max(initial=_TINY))
    scaled: Floats = terms * (_PRELIMINARY / largest)
    return scaled

"""The terms of a round and the rate of every pool: discovered or listed, in the unit of account."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import flows_at
from samarkand.clearing.allocation.best_rates import choose_rates_and_allocate
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import Rows, rows_of
from samarkand.clearing.judge import Bench, Verdict, bench_of, in_unit_of_account, preliminary, verdict
from samarkand.clearing.pattern_search import Found, improved
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms.continuation import (
    Search,
    is_small,
    search_terms,
    settled_in_full,
    ungraded,
)
from samarkand.clearing.terms.graded import balanced_rates
from samarkand.clearing.terms.rates import choose_rates, graded_rates
from samarkand.clearing.terms.tatonnement import demand_at
from samarkand.clearing.terms.unit_of_account import UnitOfAccount, fix_unit, whole_terms
from samarkand.core.finding import Refusal
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import exp, log, total

_NEARLY = 0.95
"""The part of what the book's own grading moves that fairer terms must move too."""

_FAR = 1e18
_PROGRESS = 1e-12
_DIGITS = 9
_GRID = 1e8


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """Terms per market (integers at their scale) and the pools' rates to begin with (see `rates`).

    ``about`` says how they were found; it goes into the summary. ``bench`` is what the terms of a small
    book were judged by.
    """

    terms: pl.Series
    rates: pl.DataFrame
    unit: UnitOfAccount
    about: Mapping[str, Any]
    bench: Bench | None = None


def listed_terms(economy: Economy, listed: Floats) -> RoundTerms:
    """Return the terms of a price list; every market of the economy must be on it.

    The list is in the unit of account already. The rates are those of each pool's own walk, to begin with.
    """
    terms = whole_terms(economy, listed)
    rates = choose_rates(economy, rows_of(economy), terms, _FAR)
    return RoundTerms(terms, rates, UnitOfAccount("the unit of the listed values"), {"method": "listed"})


def discovered_terms(
    economy: Economy, listed: Floats, settings: Settings, start: Floats | None = None
) -> RoundTerms:
    """Return the terms of a book that are best for everyone who can gain.

    The search offers candidates (`continuation`), and where there is a price list so does it; the judge
    takes the best, of a small book after a search around it. ``start`` replaces the starting point of the
    search, logarithms per market, for experiments.
    """
    rows = rows_of(economy)
    search = search_terms(rows, start)
    price_list = _as_logarithms(listed)
    bench = _bench(economy, rows, search, listed, settings) if is_small(rows) else None
    chosen = _judged(bench, search, price_list) if bench else _estimated(rows, search, price_list)
    if bench and price_list is not None and _moves_more(bench, price_list, chosen):
        chosen = _at_list(bench, price_list, chosen.log_rates)
    is_listed = chosen.log_terms is price_list
    scaled = listed if is_listed else preliminary(chosen.log_terms, chosen.volume)
    first = graded_rates(economy, rows, whole_terms(economy, scaled), chosen.log_terms, chosen.log_rates)
    scaled, unit = fix_unit(economy, scaled, chosen.volume, _as_floats(first), listed, settings)
    terms = whole_terms(economy, scaled if is_listed else on_the_grid(scaled))
    rates = graded_rates(economy, rows, terms, chosen.log_terms, chosen.log_rates)
    if is_listed:
        rates = _better(economy, terms, rates, choose_rates(economy, rows, terms, _FAR))
    crisp = ungraded(rows, chosen.log_terms, chosen.log_rates, search.yard())
    about = {
        "method": "discovered",
        "rounds": sum(graded.steps for graded in search.gradings),
        "grading": search.gradings[search.own].width,
        "excess_share": round(crisp.excess_share, 6),
        "markets_over_one_per_cent": crisp.markets_over,
    }
    return RoundTerms(terms, rates, unit, about, bench)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Terms and rates (logarithms) that were chosen, and what each market moves."""

    log_terms: Floats
    log_rates: Floats
    volume: Floats


def _bench(economy: Economy, rows: Rows, search: Search, listed: Floats, settings: Settings) -> Bench:
    own = search.gradings[search.own]
    scaled = preliminary(own.log_terms, own.volume)
    rates = graded_rates(economy, rows, whole_terms(economy, scaled), own.log_terms, own.log_rates)
    with suppress(Refusal):
        # What the settings ask for may trade at other terms only.
        scaled, _ = fix_unit(economy, scaled, own.volume, _as_floats(rates), listed, settings)
    return bench_of(economy, rows, search, _as_logarithms(listed), scaled)


def on_the_grid(terms: Floats) -> Floats:
    """Return the terms to nine digits, so that a tonne for a tonne reads like one."""
    return np.array([float(f"{value:.{_DIGITS}g}") for value in terms.tolist()])


def _as_logarithms(listed: Floats) -> Floats | None:
    """Return the logarithms of a price list, mean nought; None where it does not reach every market."""
    if not len(listed) or np.isnan(listed).any():
        return None
    logarithms = log(listed)
    return logarithms - total(logarithms) / len(logarithms)


def _judged(bench: Bench, search: Search, price_list: Floats | None) -> _Chosen:
    """Return the fairest of a small book's terms, or fairer ones near them.

    Terms that move much less than the book's own grading do not count, nor those that move less than a
    price list at hand.
    """
    own = search.gradings[search.own]
    candidates = [(_snapped(graded.log_terms, own.volume), graded.log_rates) for graded in search.gradings]
    if price_list is not None:
        candidates.append((price_list, own.log_rates))
    found = [Found(terms, verdict(bench, terms, near)) for terms, near in candidates]
    least = _NEARLY * found[search.own].verdict.volume
    if price_list is not None:
        least = max(least, found[-1].verdict.volume)

    def is_fairer(one: Verdict, other: Verdict) -> bool:
        return one.volume >= least and one.merit > other.merit + _PROGRESS

    able = [one for one in found if one.verdict.volume >= least]
    fairest = max(able, key=lambda one: one.verdict.merit)
    fairest = improved(bench, fairest, own.log_rates, is_fairer)
    log_rates = balanced_rates(bench.arcs, fairest.log_terms, own.log_rates, own.width)
    return _Chosen(fairest.log_terms, log_rates, fairest.verdict.moved * exp(fairest.log_terms))


def _snapped(log_terms: Floats, volume: Floats) -> Floats:
    """Return the terms on a grid, counted from those of the first market that moves anything.

    So rows that could not trade, whose markets only shift all logarithms, leave no trace in the trials.
    """
    first = int(np.argmax(volume > 0.0))
    snapped: Floats = np.rint((log_terms - log_terms[first]) * _GRID) / _GRID
    return snapped


def _moves_more(bench: Bench, price_list: Floats, chosen: _Chosen) -> bool:
    """Tell whether the price list really moves more than the terms chosen, each at its best rates."""
    if chosen.log_terms is price_list:
        return False
    return _really_moved(bench, price_list, None) > _really_moved(bench, chosen.log_terms, chosen.log_rates)


def _really_moved(bench: Bench, log_terms: Floats, log_rates: Floats | None) -> float:
    """Return what the terms move at the best rates that are found, in all, valued at the yard of the bench.

    ``log_rates`` are rates to begin with; without them each pool's walk gives them.
    """
    economy, terms = bench.economy, whole_terms(bench.economy, in_unit_of_account(bench, log_terms))
    start = None
    if log_rates is not None:
        start = graded_rates(economy, bench.rows, terms, log_terms, log_rates)
    _, allocation, _ = choose_rates_and_allocate(economy, terms, start)
    worth = bench.yard / terms.to_numpy()
    return total(allocation.offer_value * worth[economy.offers["market"].to_numpy()])


def _at_list(bench: Bench, price_list: Floats, near: Floats) -> _Chosen:
    """Return the price list as the terms chosen; ``near`` are rates to begin with."""
    log_rates = balanced_rates(bench.arcs, price_list, near, bench.own.width)
    return _Chosen(price_list, log_rates, verdict(bench, price_list, near).moved * exp(price_list))


def _better(economy: Economy, terms: pl.Series, *rates: pl.DataFrame) -> pl.DataFrame:
    """Return the rates at which most is cleared, of the first where several clear as much."""
    return max(rates, key=lambda own: flows_at(economy, terms, own).value)


def _estimated(rows: Rows, search: Search, price_list: Floats | None) -> _Chosen:
    """Return the candidate of a large book at which most is both offered and wanted.

    There are so many rows there that every pool gains at all of them; what differs is how much moves.
    """
    yard = search.yard() if price_list is None else price_list
    candidates = [*search.gradings[search.own :]]
    if price_list is not None:
        own = search.gradings[search.own]
        seen = demand_at(rows, price_list, own.log_rates, own.width)
        candidates.append(replace(own, log_terms=price_list, log_rates=seen.log_rates, volume=seen.supplied))
    moved = [ungraded(rows, one.log_terms, one.log_rates, yard).volume for one in candidates]
    best = candidates[int(np.argmax(moved))]
    if best.log_terms is price_list:
        return _Chosen(best.log_terms, best.log_rates, best.volume)
    best = settled_in_full(rows, best)
    return _Chosen(best.log_terms, best.log_rates, best.volume)


def _as_floats(rates: pl.DataFrame) -> Floats:
    ratio: Floats = (rates["rate_terms"] / rates["rate_limit"]).cast(pl.Float64).to_numpy()
    return ratio / 10.0 ** (TERMS_DECIMALS - PRICE_DECIMALS)

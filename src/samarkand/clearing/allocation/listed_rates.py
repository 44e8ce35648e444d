"""Rates for listed terms: those that let the most value be allocated.

Listed terms need not clear the markets, so where a pool's own walk stops says little: what it
would trade may not be there. Which rate serves best depends on everybody's; for books of a
person's size a mixed-integer program chooses among the ratios of each pool's rows.
"""

import polars as pl

from samarkand.clearing.allocation.allocation_program import write_program
from samarkand.clearing.allocation.capacities import Capacities, without_incomplete
from samarkand.clearing.allocation.countable import counted
from samarkand.clearing.allocation.network import value_caps
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.rates import choose_rates
from samarkand.solving.program import Program
from samarkand.solving.solver import solve

_ROWS_FOR_A_PROGRAM = 600
"""A choice for every row makes the program grow with the square of a pool: beyond this it takes minutes."""

_FAR = 1e18
_NOTHING = 1e-9
_Ratio = tuple[int, int]


def best_listed_rates(economy: Economy, rows: Rows, terms: pl.Series) -> tuple[pl.DataFrame, str]:
    """Return rate_terms and rate_limit per pool, and how they were chosen."""
    walked = choose_rates(economy, rows, terms, _FAR)
    if len(rows) > _ROWS_FOR_A_PROGRAM:
        return walked, "walked"
    offers = _ratios(economy.offers, terms)
    bids = _ratios(economy.alternatives, terms)
    full = _everything(economy, terms)
    written = write_program(economy, terms, full, whole=True)
    choices = {
        pool: (_let_choose(written.program, candidates, offers_of, bids_of), [*offers_of, *bids_of])
        for pool, candidates, offers_of, bids_of in _open_pools(
            economy, offers, bids, written.offer, written.alternative
        )
    }
    best = solve(written.program)
    if best is None:
        return walked, "walked"
    chosen = walked.rows()
    for pool, (switches, variables) in choices.items():
        # For a pool that trades nothing any rate is as good; its own walk's says most.
        if any(best.values[variable] > _NOTHING for variable in variables):
            chosen[pool] = max(switches, key=lambda candidate: best.values[switches[candidate]])
    proven = best.bound <= best.gain * (1 + 1e-6) + 1e-6
    frame = pl.DataFrame(chosen, schema={"rate_terms": pl.Int64, "rate_limit": pl.Int64}, orient="row")
    return (
        frame,
        "proven best" if proven else f"best found, at most {best.bound / best.gain - 1:.2%} below the best",
    )


def _everything(economy: Economy, terms: pl.Series) -> Capacities:
    caps = value_caps(economy.offers, terms), value_caps(economy.alternatives, terms)
    names = economy.offers["offer"], economy.wants["want"].gather(economy.alternatives["want"])
    offer, alternative = (
        counted(cap, pl.repeat(value=True, n=len(cap), eager=True, dtype=pl.Boolean()), name).to_numpy()
        for cap, name in zip(caps, names, strict=True)
    )
    return without_incomplete(economy, offer, alternative)


def _ratios(rows: pl.DataFrame, terms: pl.Series) -> list[_Ratio]:
    return rows.select(pl.lit(terms).gather(pl.col("market")).alias("terms"), "limit").rows()


def _open_pools(
    economy: Economy,
    offers: list[_Ratio],
    bids: list[_Ratio],
    offer: dict[int, int],
    alternative: dict[int, int],
) -> list[tuple[int, list[_Ratio], dict[int, _Ratio], dict[int, _Ratio]]]:
    """Return the pools that could trade: their candidate rates, and ratio by variable of each side."""
    found = []
    offer_pool, bid_pool = economy.offers["pool"].to_list(), economy.alternatives["pool"].to_list()
    by_pool: dict[int, tuple[dict[int, _Ratio], dict[int, _Ratio]]] = {}
    for row, variable in offer.items():
        by_pool.setdefault(offer_pool[row], ({}, {}))[0][variable] = offers[row]
    for row, variable in alternative.items():
        by_pool.setdefault(bid_pool[row], ({}, {}))[1][variable] = bids[row]
    for pool, (gives, takes) in by_pool.items():
        # Where a bundle that cannot trade is all of a side, the walk's rate says nothing of the other.
        if (gives and takes) or economy.bundles.height:
            candidates = sorted({*gives.values(), *takes.values()})
            found.append((pool, candidates, gives, takes))
    return found


def _let_choose(
    program: Program, candidates: list[_Ratio], gives: dict[int, _Ratio], takes: dict[int, _Ratio]
) -> dict[_Ratio, int]:
    """Add a switch for each candidate rate, one of them on, and let rows flow only where theirs is."""
    switches = {candidate: program.switch() for candidate in candidates}
    program.constrain(1.0, 1.0, [(switch, 1.0) for switch in switches.values()])
    for variable, own in (*gives.items(), *takes.items()):
        earns = variable in gives
        allowed = [switch for rate, switch in switches.items() if _admits(own, rate, earns=earns)]
        if len(allowed) < len(switches):
            most = program.upper[variable]
            program.constrain(-_FAR, 0.0, [(variable, 1.0), *((switch, -most) for switch in allowed)])
    return switches


def _admits(own: _Ratio, rate: _Ratio, *, earns: bool) -> bool:
    mine, theirs = own[0] * rate[1], rate[0] * own[1]
    return mine >= theirs if earns else mine <= theirs

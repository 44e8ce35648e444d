"""The round's unit of account: terms are known up to one factor, and this fixes it.

In turn: a pool whose currency is named as the unit has the rate 1; else the listed values of what
is traded keep their sum; else an anchor commodity has a given value.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms.out_of_line import out_of_line
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST, TERMS_DECIMALS, to_text
from samarkand.solving.arrays import Floats

_EQUAL = 1e-4


@dataclass(frozen=True, slots=True)
class UnitOfAccount:
    """What one unit of account is, in words, and the pool (position) whose rate is 1, if any."""

    label: str
    pool: int | None = None


def fix_unit(
    economy: Economy, terms: Floats, volume: Floats, rates: Floats, listed: Floats, settings: Settings
) -> tuple[Floats, UnitOfAccount]:
    """Return the terms in the unit of account, and what that unit is.

    ``volume`` is the value each market would trade, ``rates`` a rate per pool (NaN where it trades
    nothing), ``listed`` a listed value per market (NaN where there is none).

    Raises `Refusal` when the settings name a currency or an anchor that trades nothing.
    """
    if settings.unit:
        pool = _pool_of(economy, rates, settings.unit)
        return terms / rates[pool], UnitOfAccount(settings.unit, pool)
    if settings.anchor_hs or np.isnan(listed[volume > 0]).all():
        return _anchored(economy, terms, volume, settings)
    counted = (volume > 0) & ~np.isnan(listed)
    quantity = volume[counted] / terms[counted]
    factor = (quantity * listed[counted]).sum() / volume[counted].sum()
    return terms * factor, UnitOfAccount("the unit of the listed values")


def _pool_of(economy: Economy, rates: Floats, currency: str) -> int:
    named = (economy.pools["currency"] == currency).to_numpy() & ~np.isnan(rates)
    if not named.any():
        known = sorted(set(economy.pools["currency"].to_list()) - {""})
        raise Refusal(
            Finding(
                code="unit_without_pool",
                message="No pool that can trade counts in the currency asked for as the unit of account.",
                remedy=f"Name one of: {', '.join(known) or 'none; fill the currency column of parties'}.",
                column="--unit",
                value=currency,
            )
        )
    return int(np.flatnonzero(named)[0])


def _anchored(
    economy: Economy, terms: Floats, volume: Floats, settings: Settings
) -> tuple[Floats, UnitOfAccount]:
    under = economy.markets["commodity"].str.starts_with(settings.anchor_hs).to_numpy()
    if not under.any():
        raise Refusal(
            Finding(
                code="anchor_without_market",
                message="No goods of the book fall under the HS code asked for as the anchor.",
                remedy="Name an HS code, or the beginning of one, that the book offers.",
                column="--anchor",
                value=settings.anchor_hs,
            )
        )
    counted = np.where(under, volume, -1.0)
    # Balanced trades make markets of equal volume the rule: among equals, the first.
    market = int(np.flatnonzero(counted >= counted.max() * (1.0 - _EQUAL))[0])
    value = settings.anchor_value / 10.0**TERMS_DECIMALS
    row = economy.markets.row(market, named=True)
    worth = to_text(settings.anchor_value, TERMS_DECIMALS)
    return terms * (value / terms[market]), UnitOfAccount(f"1 {row['unit']} of {row['market']} = {worth}")


def whole_terms(economy: Economy, terms: Floats) -> pl.Series:
    """Return the terms as integers at their scale, at least one; null where there are none.

    Raises `Refusal` when one does not fit 64 bits.
    """
    scaled = np.rint(terms * 10.0**TERMS_DECIMALS)
    if np.nanmax(scaled, initial=0.0) >= LARGEST:
        raise Refusal(_too_large(economy, int(np.nanargmax(scaled))))
    whole = np.maximum(np.nan_to_num(scaled, nan=0.0), 1).astype(np.int64)
    return pl.Series("terms", whole).set(pl.Series(np.isnan(terms)), None)


def _too_large(economy: Economy, market: int) -> Finding:
    dearest = economy.markets.row(market, named=True)
    furthest = out_of_line(economy)
    told = f" The row furthest out of line with all others is {furthest}." if furthest else ""
    return Finding(
        code="terms_too_large",
        message=(
            f"In this unit of account 1 {dearest['unit']} of {dearest['market']} is worth more than "
            f"can be counted.{told}"
        ),
        remedy=(
            "See whether the price of that row is meant, and correct or withdraw it; or choose a unit of "
            "account of higher worth, or an anchor of lower value."
        ),
        column="--unit or --anchor",
        value=furthest,
    )

"""The terms of a round in which no goods are offered any more: there are none, and that is an outcome too."""

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms.unit_of_account import UnitOfAccount
from samarkand.clearing.terms_of_round import RoundTerms

_UNIT = "none, for nothing is offered"


def no_terms(economy: Economy, settings: Settings) -> RoundTerms:
    """Return terms of no market and no pool's rate; the unit is the money asked for, if one was."""
    blank = pl.Series([None] * economy.pools.height, dtype=pl.Int64)
    return RoundTerms(
        terms=pl.Series("terms", [], dtype=pl.Int64),
        rates=pl.DataFrame({"rate_terms": blank, "rate_limit": blank}),
        unit=UnitOfAccount(settings.unit or _UNIT),
        about={"method": settings.terms},
    )

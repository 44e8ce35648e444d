"""The proof of a round of short rings: a whole price for every row, at which no ring earns anything.

The prices of the linear program are rounded up. Then the best closed walk is looked for once more, in
whole numbers; should it still earn something, every offer's price is raised until it does not. So the bound
they give is exact, however roughly the program was solved (Farley's bound, Operations Research 38,
1990, with an added price in place of a factor).
"""

from dataclasses import replace

import numpy as np
import polars as pl

from samarkand.clearing.allocation.bundles import ROUNDING
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.earnings import bundles_together, quota_charges
from samarkand.clearing.allocation.proof import RowPrices
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.short_rings.generation import Market
from samarkand.clearing.short_rings.limits import NO_BUNDLE, quota_bases, want_worth
from samarkand.clearing.short_rings.risks import risks_of
from samarkand.clearing.short_rings.steps import best_steps, steps_by_risk
from samarkand.clearing.short_rings.walks import best_by_count, best_net
from samarkand.core.scale import CERTAIN, VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers

SCALE = 10**9

_MOST = 2**58
"""No way costs more than counts, and sums of few of them fit 64 bits."""


def row_prices(
    economy: Economy, terms: pl.Series, full: Capacities, market: Market, prices: Floats, longest: int
) -> RowPrices:
    """Return whole prices at which no ring of at most ``longest`` parties earns anything."""
    limits = market.limits
    bundled = limits.bundle != NO_BUNDLE
    scaled = np.where(bundled, prices, np.maximum(prices, 0.0)) * SCALE
    ends = np.cumsum([limits.offers, limits.wants, limits.quotas])
    offers, wants, quotas, pools = np.split(scaled, ends)
    on_quantity = economy.quotas["quantity"].is_not_null().to_numpy()
    bases = quota_bases(economy, terms, full)
    found = RowPrices(
        offers=np.ceil(offers).astype(np.int64),
        wants=np.ceil(wants).astype(np.int64),
        quotas=np.ceil(np.where(on_quantity, quotas * bases / VALUE_DIVISOR, quotas)).astype(np.int64),
        pools=np.ceil(pools).astype(np.int64),
        scale=SCALE,
    )
    rise = max(0, _raise(economy, terms, full, market, found, longest))
    return replace(found, offers=found.offers + np.where(full.offer > 0, rise, 0))


def bound_of(economy: Economy, full: Capacities, prices: RowPrices) -> int:
    """Return the bound on what any rings gain, in minor units, that the prices give."""
    wants = _priced(economy.wants, prices.wants, want_worth(economy, full))
    want_loose = _loose_wants(economy, full, wants)
    rows = pl.concat(
        [
            _priced(economy.offers, prices.offers, full.offer).with_columns(
                loose=pl.col("price").abs() * ROUNDING
            ),
            wants.with_columns(loose=want_loose),
        ]
    )
    alone = rows.filter(pl.col("bundle").is_null()).select(pl.col("earned").clip(lower_bound=0).sum()).item()
    total = int(alone or 0) + bundles_together(rows)
    total += _sum(prices.pools, economy.pools["swing"])
    total += _sum(prices.quotas, economy.quotas.select(pl.coalesce("quantity", "value")).to_series())
    return total // prices.scale


def _priced(rows: pl.DataFrame, prices: Integers, worth: Integers) -> pl.DataFrame:
    """Return bundle, price and ``earned``, what the whole row costs."""
    return rows.select(
        "bundle", price=pl.Series(prices).cast(pl.Int128), worth=pl.Series(worth).cast(pl.Int128)
    ).select(
        "bundle",
        pl.when(pl.col("worth") > 0).then("price").otherwise(0).alias("price"),
        earned=pl.col("price") * pl.col("worth"),
    )


def _loose_wants(economy: Economy, full: Capacities, wants: pl.DataFrame) -> pl.Series:
    """Return what `ROUNDING` minor units more on each way would cost each want."""
    ways = economy.alternatives.select("want", cap=pl.Series(full.alternative).cast(pl.Int128)).filter(
        pl.col("cap") > 0
    )
    cost = pl.lit(wants["earned"]).gather(pl.col("want")).abs() * ROUNDING
    per_way = ways.select("want", loose=(cost + pl.col("cap") - 1) // pl.col("cap"))
    summed = per_way.group_by("want").agg(pl.col("loose").sum())
    every = pl.DataFrame({"want": pl.int_range(economy.wants.height, dtype=pl.Int64, eager=True)})
    return every.join(summed, on="want", how="left", maintain_order="left")["loose"].fill_null(0)


def _sum(prices: Integers, most: pl.Series) -> int:
    return sum(price * each for price, each in zip(prices.tolist(), most.to_list(), strict=True))


def _raise(
    economy: Economy, terms: pl.Series, full: Capacities, market: Market, prices: RowPrices, longest: int
) -> int:
    """Return by how much every offer's price must rise that no ring gains more than it costs.

    A ring of several legs has as many offers, each of which pays the rise.
    """
    legs = market.legs
    cost = prices.offers[legs.offer] + _way_prices(economy, terms, full, prices)[legs.alternative]
    has_swing = market.limits.has_swing()
    if market.failing is None:
        steps = best_steps(legs, SCALE - cost, prices.pools, has_swing, counted=False)
        return int(best_net(steps, longest, None))
    risks = risks_of(legs, market.failing, longest)
    if risks is not None:
        kinds = steps_by_risk(legs, -cost, prices.pools, has_swing, risks)
        nets = best_by_count(kinds, longest).items()
        return max(
            (-(-(risks.gain(counts, SCALE) + net) // risks.legs(counts)) for counts, net in nets if counts),
            default=0,
        )
    most = 0
    for count in range(1, longest + 1):
        gain = leg_gains(market.failing, count)[legs.offer]
        steps = best_steps(legs, gain - cost, prices.pools, has_swing, counted=True)
        most = max(most, -(-int(best_net(steps, longest, count)) // count))
    return most


def leg_gains(failing: Integers, count: int) -> Integers:
    """Return what a leg of each offer adds to the gain of a ring of ``count`` legs, at most.

    The number of legs times the product of their probabilities is no more than the sum of these: the
    geometric mean is never above the arithmetic one.
    """
    each, which = np.unique(failing, return_inverse=True)
    gains = [-(-SCALE * (CERTAIN - chance) ** count // CERTAIN**count) for chance in each.tolist()]
    found: Integers = np.array(gains, np.int64)[which]
    return found


def _way_prices(economy: Economy, terms: pl.Series, full: Capacities, prices: RowPrices) -> Integers:
    """Return what a minor unit costs at each alternative: its want's price, and what quotas charge."""
    want = economy.alternatives["want"].to_numpy()
    per_value, per_quantity = quota_charges(economy, prices.quotas)
    ways = pl.DataFrame(
        {
            "cap": full.alternative,
            "worth": want_worth(economy, full)[want],
            "price": prices.wants[want],
            "per_value": per_value,
            "per_quantity": per_quantity,
            "terms": terms.gather(economy.alternatives["market"]),
        }
    ).cast(pl.Int128)
    of_want = (
        pl.when(pl.col("cap") > 0)
        .then(pl.col("price") * pl.col("worth") // pl.col("cap").clip(1))
        .otherwise(0)
    )
    of_quotas = pl.col("per_value") + pl.col("per_quantity") * VALUE_DIVISOR // pl.col("terms")
    cost = ways.select((of_want + of_quotas).clip(-_MOST, _MOST).cast(pl.Int64)).to_series()
    found: Integers = cost.to_numpy()
    return found

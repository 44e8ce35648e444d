"""The certificate: a bound on what any allocation could clear at these terms, whatever the rates.

Weak duality needs no solver. Give every market and quota a potential, and every pool one for each rate.
At a rate of its own a pool's part of whatever circulates is worth at most: each admitted offer's cap
times its gain above the potentials, each admitted want's cap times its best gain, and the swing times
its potential. The best of its rates bounds the pool; all pools and the quotas times their potentials
bound the case, and the largest case bounds everything. Equality proves that nothing larger exists.

Nobody trades with itself: what a party takes in a market, others give there. That inequality may have a
price as well. It makes what the others give there cheaper, and what the party itself takes dearer.
"""

import polars as pl

from samarkand.clearing.checking.bound import HUNDREDTHS_OFF, of_kind, own_prices
from samarkand.clearing.checking.cases import placed_rows
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.numbers import ceil_divide, value_of, wide
from samarkand.clearing.checking.quota_use import described_ways, falls_under, quota_limits

_GAIN = pl.col("gain")
_BUNDLE = ["stretch", "bundle_no"]


def scaled_bound(evidence: Evidence, scale: int) -> int:
    """Return the bound times the scale of the potentials, exactly."""
    offers, ways, stretches = placed_rows(evidence)
    falling = _offers(evidence, offers, stretches, scale)
    rising = _wants(evidence, ways, stretches)
    best = _best_steps(falling, rising)
    pools = stretches.join(best, on="stretch", how="left").with_columns(
        most=pl.col("most").fill_null(0) + wide("swing") * wide("potential").abs()
    )
    of_pools = pools.group_by("case", "pool_no").agg(pl.col("most").max())
    of_cases = dict(of_pools.group_by("case").agg(pl.col("most").sum()).iter_rows())
    quotas = _quotas(evidence)
    return max(int(most) + quotas.get(case, 0) for case, most in of_cases.items())


def _best_steps(falling: pl.DataFrame, rising: pl.DataFrame) -> pl.DataFrame:
    """Return stretch and ``most``: the largest sum, over its steps, of what is gained there.

    What falls away above its step is ``falling``; what comes in at its step is ``rising``.
    """
    nothing = pl.lit(0, dtype=pl.Int128)
    both = pl.concat(
        [
            falling.select("stretch", "step", offered="gain", wanted=nothing),
            rising.select("stretch", "step", offered=nothing, wanted="gain"),
        ]
    )
    steps = both.group_by("stretch", "step").agg(pl.col("offered", "wanted").sum()).sort("stretch", "step")
    # One running sum over all stretches; what stood before a stretch is taken off where it begins.
    passed = pl.col("offered").cum_sum() - pl.col("offered")
    sums = steps.with_columns(passed=passed, reached=pl.col("wanted").cum_sum())
    first = pl.col("passed").first() - pl.col("reached").first() + pl.col("wanted").first()
    most = pl.col("offered").sum() + first + (pl.col("reached") - pl.col("passed")).max()
    return sums.group_by("stretch").agg(most=most)


def _offers(evidence: Evidence, offers: pl.DataFrame, stretches: pl.DataFrame, scale: int) -> pl.DataFrame:
    """Return what offers gain in each stretch, and up to which step: stretch, step, gain."""
    worth = value_of("cap", "terms")
    rows = offers.filter("met").with_columns(worth=worth).filter(pl.col("worth") > 0)
    rows = rows.select("bundle_no", "pool_no", "party_no", "market_no", "step", "worth")
    near = _at_prices(evidence, rows, stretches).filter(pl.col("step") >= pl.col("first"))
    gain = (scale - pl.col("of_market") - pl.col("of_itself") + pl.col("potential")).cast(pl.Int128)
    placed = near.select(
        *_BUNDLE,
        step=pl.min_horizontal("step", pl.col("end") - 1),
        gain=gain * pl.col("worth"),
        little=gain.abs() * HUNDREDTHS_OFF,
    )
    return pl.concat([_alone(placed), _together(evidence, placed, pl.col("step").min())])


def _wants(evidence: Evidence, ways: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Return what wants gain in each stretch, and from which step on: stretch, step, gain.

    A want gains by the best of its ways: each adds what it is better than those that came in before it.
    """
    worth = value_of("cap", "terms")
    rows = ways.with_columns(worth=worth).filter(pl.col("worth") > 0)
    near = _at_prices(evidence, rows, stretches).filter(pl.col("step") < pl.col("end"))
    near = _charged(evidence, rows, near)
    of_others = pl.col("of_own") - pl.col("of_itself")
    gain = (pl.col("of_market") + of_others - pl.col("potential") - pl.col("per_value")) * pl.col("worth")
    placed = near.select(
        *_BUNDLE,
        "want_no",
        "worth",
        step=pl.max_horizontal("step", "first"),
        gain=(gain - pl.col("per_quantity") * wide("cap")).cast(pl.Int128),
    )
    bundled = _together(evidence, _bundled_wants(placed), pl.col("step").max())
    return pl.concat([_best_ways(placed), bundled])


def _best_ways(placed: pl.DataFrame) -> pl.DataFrame:
    """Return what each way outside bundles adds to the best of its want's ways that come in before it."""
    alone = placed.filter(pl.col("bundle_no").is_null(), _GAIN > 0)
    want = ["stretch", "want_no"]
    several = pl.struct(want).is_duplicated()
    shared, single = alone.filter(several), alone.filter(~several)
    best = shared.sort(*want, "step").with_columns(best=_GAIN.cum_max().over(want))
    added = pl.col("best") - pl.col("best").shift(1, fill_value=0).over(want)
    return pl.concat([single.select("stretch", "step", "gain"), best.select("stretch", "step", gain=added)])


def _bundled_wants(placed: pl.DataFrame) -> pl.DataFrame:
    """Return the wants of bundles by their best way, from the step on at which they have one."""
    ways = placed.drop_nulls("bundle_no")
    wants = ways.group_by(*_BUNDLE, "want_no").agg(_GAIN.max(), pl.col("step").min())
    by_way = ceil_divide(_GAIN.abs() * HUNDREDTHS_OFF, pl.col("worth"))
    priced = ways.select("stretch", "want_no", "worth").join(wants, on=["stretch", "want_no"])
    little = priced.group_by("stretch", "want_no").agg(little=by_way.sum())
    return wants.join(little, on=["stretch", "want_no"]).select(*_BUNDLE, "step", "gain", "little")


def _alone(placed: pl.DataFrame) -> pl.DataFrame:
    return placed.filter(pl.col("bundle_no").is_null(), _GAIN > 0).select("stretch", "step", "gain")


def _together(evidence: Evidence, placed: pl.DataFrame, step: pl.Expr) -> pl.DataFrame:
    """Return what bundles gain where all their rows are admitted: stretch, step, gain.

    What one row loses the others must make up for, but for rounding; nor do they gain more than the
    winners alone.
    """
    sums = placed.drop_nulls("bundle_no").group_by(_BUNDLE).agg(
        step,
        winners=pl.max_horizontal("gain", 0).sum(),
        total=pl.max_horizontal(_GAIN.sum(), 0) + pl.col("little").sum(),
        there=pl.len(),
    )  # fmt: skip
    whole = sums.join(evidence.bundles.select("bundle_no", "rows"), on="bundle_no")
    return whole.filter(pl.col("there") == pl.col("rows")).select(
        "stretch", "step", gain=pl.min_horizontal("winners", "total").cast(pl.Int128)
    )


def _at_prices(evidence: Evidence, rows: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in every stretch of their pool, with the potential of their market there.

    That is of_market; of_own is what the prices that keep parties from themselves sum to in the market,
    of_itself the one of the row's own party.
    """
    stated = of_kind(evidence, "market").select("case", label="name", of_market="potential")
    markets = stated.join(evidence.markets.select("market_no", "label"), on="label").drop("label")
    own = own_prices(evidence).select("case", "market_no", "party_no", of_itself="price")
    sums = own.group_by("case", "market_no").agg(of_own=pl.col("of_itself").sum())
    near = rows.join(stretches, on="pool_no").join(markets, on=["case", "market_no"])
    priced = near.join(sums, on=["case", "market_no"], how="left")
    priced = priced.join(own, on=["case", "market_no", "party_no"], how="left")
    return priced.with_columns(pl.col("of_own", "of_itself").fill_null(0))


def _charged(evidence: Evidence, ways: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Add what quotas charge for a way: ``per_value`` and, per thousandth of its unit, ``per_quantity``."""
    nothing = pl.lit(0, dtype=pl.Int64)
    limits = quota_limits(evidence)
    if limits.is_empty():
        return near.with_columns(per_value=nothing, per_quantity=nothing)
    described = described_ways(evidence, ways)
    stated = of_kind(evidence, "quota").select("case", "name", "potential")
    charges = pl.concat(
        described.filter(falls_under(limit)).select("way_no", name=pl.lit(limit["name"]))
        for limit in limits.iter_rows(named=True)
    ).join(stated, on="name").join(limits.select("name", "quantity"), on="name")  # fmt: skip
    by_value = pl.col("quantity").is_null()
    sums = charges.group_by("way_no", "case").agg(
        per_value=pl.col("potential").filter(by_value).sum(),
        per_quantity=pl.col("potential").filter(~by_value).sum(),
    )
    return near.join(sums, on=["way_no", "case"], how="left").with_columns(
        pl.col("per_value", "per_quantity").fill_null(0)
    )


def _quotas(evidence: Evidence) -> dict[int, int]:
    """Return what the quotas are worth at their potentials, by case."""
    limits = quota_limits(evidence).select("name", most=pl.coalesce("quantity", "value"))
    rows = of_kind(evidence, "quota").join(limits, on="name").select("case", "potential", "most")
    worth: dict[int, int] = {}
    for case, price, most in rows.iter_rows():
        worth[case] = worth.get(case, 0) + price * most
    return worth

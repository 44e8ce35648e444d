"""The cases of the certificate: whether they hold all rates between them, and what each says of pools."""

from collections.abc import Iterator

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.bound import own_prices
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault, faults
from samarkand.clearing.checking.quota_use import quota_limits
from samarkand.clearing.checking.rate_steps import with_steps
from samarkand.core.finding import Finding

BRANCHES = ("rate_below", "rate_from")
STEP = "pool_from"

_Branch = tuple[str, int, int, bool]
"""A side of a parting: pool, terms and limit of the rate that parts, and whether the case lies from it on."""


def check_cases(evidence: Evidence) -> list[Finding]:
    """Return what keeps the stated cases from being a proof: gaps between them, rows missing or doubled."""
    stated = evidence.outcome.potentials
    numbers = stated["case"].unique().sort().to_list()
    if numbers != list(range(1, len(numbers) + 1)) or not _hold_all(_branches(stated), 0):
        return [fault("certificate_differs", "the cases do not hold all rates between them.", file=_FILE)]
    found = _idle_prices(evidence)
    found += [finding for case in numbers for finding in _listing(evidence, stated.filter(case=case))]
    return found or [*_steps_listed(evidence, stated)]


_FILE = "potentials"


def _idle_prices(evidence: Evidence) -> list[Finding]:
    """Return the prices that keep parties from themselves and are nought or below: none is listed then."""
    return faults(
        "certificate_differs",
        own_prices(evidence).filter(pl.col("price") <= 0),
        lambda row: f"own {row['name']} is listed at no price, or below none.",
        file=_FILE,
        column="potential",
    )


def _listing(evidence: Evidence, own: pl.DataFrame) -> Iterator[Finding]:
    """Yield the markets, pools and quotas of a case that are missing, listed twice, or not there."""
    names = {
        "market": evidence.outcome.terms["market"],
        "pool": evidence.pools["pool"],
        "quota": quota_limits(evidence)["name"],
    }
    for kind, known in names.items():
        yield from check_listed(own.filter(kind=kind), "name", known, file=_FILE)
    nobody = pl.Series([], dtype=pl.String)
    known = own_prices(evidence).drop_nulls()["name"]
    yield from check_listed(own.filter(kind="own"), "name", nobody, file=_FILE, also=known)


def _steps_listed(evidence: Evidence, stated: pl.DataFrame) -> Iterator[Finding]:
    """Yield the steps and partings of pools that are not there, and the steps listed twice."""
    nobody = pl.Series([], dtype=pl.String)
    placed = stated.filter(pl.col("kind").is_in([STEP, *BRANCHES]))
    known = evidence.pools["pool"]
    yield from check_listed(placed.unique("name"), "name", nobody, file=_FILE, also=known)
    steps = placed.filter(kind=STEP).select("case", "name", "rate_terms", "rate_limit")
    if steps.is_duplicated().any():
        yield fault("name_twice", "a step of a pool is listed twice.", file=_FILE)


def _branches(stated: pl.DataFrame) -> list[list[_Branch]]:
    """Return the partings that lead to each case, in their sequence."""
    rows = stated.filter(pl.col("kind").is_in(BRANCHES))
    found: dict[int, list[_Branch]] = {case: [] for case in stated["case"].unique().sort().to_list()}
    for case, kind, name, terms, limit in rows.select(
        "case", "kind", "name", "rate_terms", "rate_limit"
    ).iter_rows():
        found[case].append((name, terms, limit, kind == "rate_from"))
    return list(found.values())


def _hold_all(cases: list[list[_Branch]], depth: int) -> bool:
    """Tell whether cases that share their first partings hold all rates from there on.

    Either there is one case that is parted no further, or all are parted at the same rate of the same
    pool and both sides hold all that is theirs.
    """
    if len(cases) == 1:
        return len(cases[0]) == depth
    if any(len(case) <= depth for case in cases) or len({case[depth][:3] for case in cases}) != 1:
        return False
    sides = [[case for case in cases if case[depth][3] is above] for above in (False, True)]
    return all(side and _hold_all(side, depth + 1) for side in sides)


def placed_rows(evidence: Evidence) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the offers and the ways with the step of their ratio, and the stretches of pools.

    A stretch is a run of steps of a pool in a case with one potential: stretch, case, pool_no, swing,
    potential, first and end (steps).
    """
    stated = evidence.outcome.potentials
    pools = evidence.pools.select("pool_no", "swing", name="pool")
    marks = stated.filter(pl.col("kind").is_in([STEP, *BRANCHES])).join(pools, on="name")
    ways = evidence.ways.with_row_index("way_no").with_columns(pl.col("way_no").cast(pl.Int64))
    ratios = (
        evidence.offers.select("pool_no", "terms", "limit", number="offer_no", side=pl.lit(0)),
        ways.select("pool_no", "terms", limit="net", number="way_no", side=pl.lit(1)),
        marks.with_row_index("number").select(
            "pool_no", terms="rate_terms", limit="rate_limit", number="number", side=pl.lit(2)
        ),
    )
    steps = with_steps(pl.concat(rows.cast({"number": pl.Int64}) for rows in ratios))
    of_side = [steps.filter(side=side).select("number", "step") for side in range(3)]
    offers = evidence.offers.with_columns(number=pl.col("offer_no").cast(pl.Int64))
    offers = offers.join(of_side[0], on="number")
    ways = ways.join(of_side[1].rename({"number": "way_no"}), on="way_no")
    marked = marks.with_columns(number=pl.int_range(pl.len())).join(of_side[2], on="number")
    return offers, ways, _stretches(stated, pools, marked)


def _stretches(stated: pl.DataFrame, pools: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Return the stretches of every case and pool, cut off where the case ends."""
    lowest, highest = pl.lit(-1, dtype=pl.Int64), pl.lit(2**62, dtype=pl.Int64)
    columns = ("case", "pool_no", "swing", "potential")
    below = stated.filter(kind="pool").join(pools, on="name").select(*columns, first=lowest)
    runs = pl.concat([below, marks.filter(kind=STEP).select(*columns, first="step")])
    key = ["case", "pool_no"]
    sequence = runs.sort(*key, "first").with_columns(
        end=pl.col("first").shift(-1, fill_value=highest).over(key)
    )
    ends = marks.filter(pl.col("kind").is_in(BRANCHES)).group_by(key).agg(
        low=pl.col("step").filter(pl.col("kind") == "rate_from").max(),
        high=pl.col("step").filter(pl.col("kind") == "rate_below").min(),
    )  # fmt: skip
    cut = sequence.join(ends, on=key, how="left").with_columns(
        first=pl.max_horizontal("first", "low"), end=pl.min_horizontal("end", "high")
    )
    return cut.filter(pl.col("first") < pl.col("end")).drop("low", "high").with_row_index("stretch")

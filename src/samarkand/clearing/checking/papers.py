"""Whether the summary tells how many papers the round takes as its legs do."""

from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.things import own_price_legs
from samarkand.core.finding import Finding


def check_papers(evidence: Evidence) -> list[Finding]:
    """Return the figures of ``papers`` that are not what the legs give, and those that are no figures."""
    stated: object = evidence.outcome.summary.get("papers")
    true = _true(evidence) if evidence.legs.height else {}
    if not isinstance(stated, dict):
        return [_wrong("papers", stated, true)]
    names = [*true, *(name for name in stated if name not in true)]
    return [
        _wrong(f"papers.{name}", stated.get(name), true.get(name))
        for name in names
        if type(stated.get(name)) is not type(true.get(name)) or stated.get(name) != true.get(name)
    ]


def _wrong(name: str, stated: object, true: object) -> Finding:
    message = f"{name} is stated as {stated!r}, the legs give {true!r}."
    return fault("total_differs", message, file="outcome.json", column=name)


def _true(evidence: Evidence) -> dict[str, Any]:
    legs, deals = evidence.legs, evidence.deals
    rows = evidence.given.height + evidence.taken.height
    swaps = deals.filter(pl.col("parties") == pl.lit(2))
    partners = sorted(_partner_counts(legs))
    return {
        "legs_per_row": _four_decimals(legs.height, rows),
        "partners_median": partners[(len(partners) + 1) // 2 - 1],
        "partners_95_in_100": partners[(95 * len(partners) + 99) // 100 - 1],
        "partners_most": partners[-1],
        "share_in_swaps": _four_decimals(int(swaps["value"].sum()), int(deals["value"].sum())),
        "small_legs": _four_decimals(_small(evidence), legs.height),
        "own_price_legs": own_price_legs(evidence),
    }


def _partner_counts(legs: pl.DataFrame) -> list[int]:
    """Return the number of partners of each party that trades."""
    low, high = pl.min_horizontal("giver_no", "taker_no"), pl.max_horizontal("giver_no", "taker_no")
    pairs = legs.select(low=low, high=high).unique()
    ends = pl.concat([pairs["low"], pairs["high"]])
    counts: list[int] = ends.value_counts()["count"].to_list()
    return counts


def _small(evidence: Evidence) -> int:
    """Return how many legs are under a hundredth of what their offer, or their want, trades in all."""
    given = evidence.given.select("offer_no", offered=pl.col("value"))
    taken = evidence.taken.select("want_no", wanted=pl.col("value"))
    both = evidence.legs.join(given, on="offer_no", how="left").join(taken, on="want_no", how="left")
    hundredfold = pl.col("value").cast(pl.Int128) * 100
    small = (hundredfold < pl.col("offered").cast(pl.Int128)) | (
        hundredfold < pl.col("wanted").cast(pl.Int128)
    )
    return both.filter(small).height


def _four_decimals(part: int, whole: int) -> str:
    """Return the quotient rounded down, or 0 where nothing is divided."""
    tenths_of_thousandths = 10_000 * part // whole if whole else 0
    return f"{tenths_of_thousandths // 10_000}.{tenths_of_thousandths % 10_000:04d}"

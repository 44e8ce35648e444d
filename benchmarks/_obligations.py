"""Obligations of any number for measuring: seeded, so that everyone measures the same ones.

What is known of who supplies whom in a whole economy shapes them. Of a million Japanese firms few have
very many suppliers or customers, the large ones have more of both, and firms cluster by region and
trade (Fujiwara and Aoyama 2010, arXiv 0806.4280); some 40 % of the smaller ones deal only inside their
own cluster (Chakraborty and others 2018, arXiv 1706.00203). Goods run down chains and debts run up
them, and what only runs up closes no ring. So here

- a firm's activity as a debtor, and as a creditor, is a power law (Pareto, exponent 1.1) times the
  square root of its size, a power law too, and never above the number of firms to the power 0.6;
- half of the obligations stay inside the debtor's cluster; there are a quarter as many clusters as the
  square root of the number of firms;
- a firm stands at one stage of its chain, and 35 % of the obligations only run up: the debtor stands
  later than the creditor, or they change places;
- amounts are whole numbers, log-normal (median 60,000, sigma 1.8), as invoices are: a few large ones
  make up most of the value;
- there are eight obligations for each firm, and two firms may have many between them.

How much of it clears is a matter of these choices, not a forecast for any economy.
"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Activity = NDArray[np.float64]

OBLIGATIONS_PER_FIRM = 8
TAIL = 1.1
LOCAL, UP_THE_CHAIN = 0.5, 0.35
MEDIAN, SIGMA = 60_000.0, 1.8


def generate(rows: int, seed: int = 1) -> pl.DataFrame:
    """Return obligations with columns debtor, creditor and amount."""
    random = np.random.default_rng(seed)
    firms = max(10, rows // OBLIGATIONS_PER_FIRM)
    size = random.pareto(TAIL, firms) + 1
    owing, owed = (_activity(random, size) for _ in ("as debtor", "as creditor"))
    cluster = random.integers(0, max(4, int(firms**0.5 / 4)), firms)
    stage = random.random(firms)
    debtor = _drawn(random, owing, rows)
    creditor = np.where(
        random.random(rows) < LOCAL, _neighbours(random, owed, cluster, debtor), _drawn(random, owed, rows)
    )
    _part(random, owed, debtor, creditor)
    turned = (random.random(rows) < UP_THE_CHAIN) & (stage[debtor] < stage[creditor])
    debtor, creditor = np.where(turned, creditor, debtor), np.where(turned, debtor, creditor)
    amount = np.maximum(1, np.exp(random.normal(np.log(MEDIAN), SIGMA, rows)).astype(np.int64))
    return pl.DataFrame({"debtor": _names(debtor), "creditor": _names(creditor), "amount": amount})


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write the obligations as Parquet."""
    frame.write_parquet(path)


def _activity(random: np.random.Generator, size: Activity) -> Activity:
    drawn = (random.pareto(TAIL, len(size)) + 1) * np.sqrt(size)
    activity: Activity = np.minimum(drawn, len(size) ** 0.6)
    return activity


def _drawn(random: np.random.Generator, activity: Activity, count: int) -> Numbers:
    """Return so many firms, each with a probability in proportion to its activity."""
    heights = np.cumsum(activity)
    return _at(heights, random.random(count) * heights[-1])


def _neighbours(random: np.random.Generator, activity: Activity, cluster: Numbers, firm: Numbers) -> Numbers:
    """Return for each firm one of its cluster, drawn by activity."""
    by_cluster = np.argsort(cluster, kind="stable")
    heights = np.cumsum(activity[by_cluster])
    edges = np.append(0, np.cumsum(np.bincount(cluster)))
    ends = np.append(0.0, heights)[edges]
    low, high = ends[cluster[firm]], ends[cluster[firm] + 1]
    neighbours: Numbers = by_cluster[_at(heights, low + random.random(len(firm)) * (high - low))]
    return neighbours


def _part(random: np.random.Generator, activity: Activity, debtor: Numbers, creditor: Numbers) -> None:
    """Give whoever would owe itself another creditor."""
    while (alone := debtor == creditor).any():
        creditor[alone] = _drawn(random, activity, int(alone.sum()))


def _at(heights: Activity, mark: Activity) -> Numbers:
    return np.minimum(np.searchsorted(heights, mark, side="right"), len(heights) - 1)


def _names(firm: Numbers) -> pl.Series:
    return pl.Series(firm).cast(pl.String).str.zfill(7)

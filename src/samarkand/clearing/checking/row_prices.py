"""The certificate of a round of short deals: prices of rows, and the bound they make.

Weak duality needs no solver. Give every offer, want, pool and quota a price. If no ring of at most K
parties gains more than it costs at these prices (`ring_costs`), whatever is traded in such rings is
worth at most what all rows cost whole: the bound.
"""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.bound import (
    HUNDREDTHS_OFF,
    below_zero,
    charged,
    of_kind,
    potentials,
    rows_part,
)
from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import ceil_divide, value_of, wide
from samarkand.clearing.checking.quota_use import quota_limits
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DIVISOR

_SIDES: tuple[Side, Side] = ("offer", "want")

MOST = 2**58
"""No way costs more than counts; three of these fit 64 bits."""


@dataclass(frozen=True, slots=True)
class RowPrices:
    """What may trade at the stated rates, bundles only if all their rows may, and its price.

    ``offers``: offer_no, party_no, market_no, bundle_no, worth (of the whole quantity) and price (of one
    minor unit of value, scaled). ``wants``: want_no, party_no, bundle_no, worth (at the dearest of its
    ways), price. ``ways``: want_no, party_no, market_no, way_worth and cost, of one minor unit taken there.
    """

    offers: pl.DataFrame
    wants: pl.DataFrame
    ways: pl.DataFrame


def is_by_rows(evidence: Evidence) -> bool:
    """Tell whether the certificate is by rows: deals are short, and it has prices of rows or no markets."""
    priced = [of_kind(evidence, side) for side in _SIDES]
    by_rows = any(rows.height for rows in priced) or of_kind(evidence, "market").is_empty()
    return most_parties(evidence) is not None and by_rows


def check_row_listing(evidence: Evidence) -> list[Finding]:
    """Return the prices that are missing, listed twice, of what is not there, or of no possible size."""
    file = "potentials"
    nothing = pl.Series([], dtype=pl.String)
    rows = {"offer": evidence.book.offers, "want": evidence.book.wants}
    return [
        *(
            finding
            for side, table in rows.items()
            for finding in check_listed(of_kind(evidence, side), "name", nothing, file=file, also=table[side])
        ),
        *check_listed(of_kind(evidence, "quota"), "name", quota_limits(evidence)["name"], file=file),
        *(finding for side, table in rows.items() for finding in _idle_prices(evidence, side, table)),
        *below_zero(of_kind(evidence, "pool")),
    ]


def _idle_prices(evidence: Evidence, side: str, table: pl.DataFrame) -> list[Finding]:
    """Return the prices of nothing, which are not listed, and those below it outside bundles."""
    alone = table.select(name=side, alone=pl.col("bundle") == "")
    stated = of_kind(evidence, side).join(alone, on="name", how="left", maintain_order="left")
    price = pl.col("potential")
    nothing = stated.filter(price == 0)
    return [
        *faults(
            "certificate_differs",
            nothing,
            lambda row: f"{row['kind']} {row['name']} is listed at no price.",
            file="potentials",
            column="potential",
        ),
        *below_zero(stated.filter("alone")),
    ]


def row_prices(evidence: Evidence) -> RowPrices:
    """Return the rows that may trade with their prices."""
    worth = value_of("cap", "terms")
    offers = evidence.offers.filter("admitted").with_columns(worth=worth).filter(pl.col("worth") > 0)
    ways = evidence.ways.filter("admitted").with_columns(way_worth=worth).filter(pl.col("way_worth") > 0)
    largest = ways.group_by("want_no").agg(worth=pl.col("way_worth").max())
    wants = evidence.wants.join(largest, on="want_no", maintain_order="left")
    offers, wants = _priced(evidence, offers, "offer"), _priced(evidence, wants, "want")
    return RowPrices(
        offers=offers.select("offer_no", "party_no", "market_no", "bundle_no", "worth", "price"),
        wants=wants.select("want_no", "party_no", "bundle_no", "worth", "price"),
        ways=_costs(evidence, ways, wants),
    )


def _priced(evidence: Evidence, rows: pl.DataFrame, side: Side) -> pl.DataFrame:
    stated = of_kind(evidence, side).select(pl.col("name").alias(side), price="potential")
    unpriced = rows.drop("price")  # the limit of the book
    priced = unpriced.join(stated.unique(side), on=side, how="left", maintain_order="left")
    return priced.with_columns(pl.col("price").fill_null(0))


def _costs(evidence: Evidence, ways: pl.DataFrame, wants: pl.DataFrame) -> pl.DataFrame:
    """Return what a minor unit of value costs that is taken on each way: its want's price, and quotas."""
    known = ways.join(wants.select("want_no", "worth", "price"), on="want_no")
    known = charged(evidence, known, potentials(evidence).quotas)
    of_want = wide("price") * pl.col("worth") // pl.col("way_worth")
    of_quotas = pl.col("per_value") + wide("per_quantity") * VALUE_DIVISOR // pl.col("terms")
    cost = (of_want + of_quotas).clip(-MOST, MOST).cast(pl.Int64)
    return known.select("want_no", "party_no", "market_no", "way_worth", cost=cost)


def row_bound(evidence: Evidence, rows: RowPrices) -> int:
    """Return the bound times the scale of the prices, exactly."""
    stated = potentials(evidence)
    swings = (wide("swing") * pl.col("of_pool")).sum()
    limits = stated.quotas.select(pl.coalesce("quantity", "value").alias("most"), "of_quota")
    return (
        rows_part(pl.concat([_costs_whole(rows.offers), _wants_whole(rows)]))
        + int(stated.pools.select(swings).item() or 0)
        + sum(int(price) * int(most) for most, price in limits.iter_rows())
    )


def _costs_whole(rows: pl.DataFrame) -> pl.DataFrame:
    """Return bundle_no, ``gain``, what the whole row costs, and ``little``, what few hundredths of it do."""
    price = wide("price")
    return rows.select("bundle_no", gain=price * pl.col("worth"), little=price.abs() * HUNDREDTHS_OFF)


def _wants_whole(rows: RowPrices) -> pl.DataFrame:
    """Return the same of wants: each of their ways may be off by few hundredths."""
    ways = rows.ways.select("want_no", "way_worth")
    wants = _costs_whole(rows.wants).with_columns(want_no=rows.wants["want_no"])
    off = ceil_divide(pl.col("gain").abs() * HUNDREDTHS_OFF, pl.col("way_worth"))
    little = ways.join(wants, on="want_no").group_by("want_no").agg(little=off.sum())
    return wants.drop("little").join(little, on="want_no").select("bundle_no", "gain", "little")

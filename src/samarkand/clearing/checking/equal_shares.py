"""Whether the rows of every bundle are traded in equal shares, or whole where they must be.

Whole numbers seldom meet one share exactly: a row's share is known as far as `caps.tolerances` says. The
shares of a bundle are equal when one share would do for all its rows.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from samarkand.clearing.checking.caps import tolerances, traded_by
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault
from samarkand.core.finding import Finding


class _Share(NamedTuple):
    """The part of a row's quantity that is traded: at least, at most."""

    name: str
    low: Fraction
    high: Fraction


def check_bundles(evidence: Evidence) -> list[Finding]:
    """Return the bundles of which one row trades another share than the rest, or a whole one only in part."""
    if evidence.bundles.is_empty():
        return []
    traded = _shares(evidence)
    findings = []
    for bundle in evidence.bundles.sort("bundle_no").iter_rows(named=True):
        shares = traded.get(bundle["bundle_no"], [])
        what = _broken(bundle, shares) if any(share.high for share in shares) else ""
        if what:
            named = f"bundle {bundle['code']} of {bundle['party']} ({bundle['side']}s): {what}"
            findings.append(fault("bundle_broken", named, file="legs", column="quantity"))
    return findings


def _shares(evidence: Evidence) -> dict[int, list[_Share]]:
    """Return the shares of the rows of each bundle that may trade; an untraded row has none at all."""
    found: dict[int, list[_Share]] = {}
    for side, rows in (("offer", evidence.offers), ("want", evidence.wants)):
        number = f"{side}_no"
        bundled = rows.drop_nulls("bundle_no").select("bundle_no", number, "cap", name=side)
        sums = bundled.join(traded_by(evidence, side), on=number, how="left").join(
            tolerances(evidence, side), on=number, how="left"
        )
        known = sums.sort("bundle_no", number).with_columns(pl.col("traded", "tolerance").fill_null(0))
        for bundle, name, cap, traded, loose in known.select(
            "bundle_no", "name", "cap", "traded", "tolerance"
        ).iter_rows():
            share = _Share(name, Fraction(traded - loose, max(cap, 1)), Fraction(traded + loose, max(cap, 1)))
            found.setdefault(bundle, []).append(share)
    return found


def _broken(bundle: dict[str, Any], shares: list[_Share]) -> str:
    """Return what is wrong with a bundle of which something is traded; blank where nothing is."""
    if len(shares) < bundle["rows"]:
        return f"only {len(shares)} of its {bundle['rows']} rows may trade, so none may."
    least, most = min(shares, key=lambda share: share.high), max(shares, key=lambda share: share.low)
    if most.low > least.high:
        return f"{most.name} trades a larger share than {least.name}."
    if bundle["whole"] and least.high < 1:
        return f"it trades whole or not at all, but {least.name} trades only in part."
    return ""

"""Whether the round counts in what it says: a pool's own money, the price list's, or goods of a stated worth.

In turn: a currency that is named has a pool whose rate is 1; else, where listed goods are traded and no
anchor is asked for, the list's values keep their sum; else some goods have the value of the anchor.
"""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.numbers import terms_text
from samarkand.clearing.checking.price_list import listed_terms
from samarkand.core.finding import Finding
from samarkand.core.scale import TERMS_DECIMALS, to_scaled, to_text
from samarkand.publishing.entries import shown

_OF_LIST = "the unit of the listed values"
_OF_NOTHING = "none, for nothing is offered"
_NEAR_ONE = 1e-6
_STEP = 2.0**-49
"""Terms pass through floats on their way to the unit of account; this part of them may be off."""


def check_unit_of_account(evidence: Evidence) -> list[Finding]:
    """Return what the stated unit, the anchor and the rates contradict of each other.

    Where every row of the book is past or barred there are no goods to count in.
    """
    summary = evidence.outcome.summary
    settings, label = summary["settings"], summary["unit_of_account"]
    if evidence.markets.is_empty():
        return _is_label(label, settings["unit"] or _OF_NOTHING)
    if settings["terms"] == "listed":
        return _is_label(label, _OF_LIST)
    if settings["unit"]:
        return [*_is_label(label, settings["unit"]), *_pool_at_one(evidence, settings["unit"])]
    if label == _OF_LIST:
        return _may_be_of_list(evidence, settings["anchor_hs"])
    return _anchored(evidence, label, settings["anchor_hs"], settings["anchor_value"])


def _is_label(stated: str, true: str) -> list[Finding]:
    return (
        []
        if stated == true
        else [_differs(f"the unit of account is stated as {shown(stated)}, it is {true}.")]
    )


def _differs(message: str) -> Finding:
    return fault("unit_differs", message, file="outcome.json", column="unit_of_account")


def _pool_at_one(evidence: Evidence, currency: str) -> list[Finding]:
    """Some pool of the named currency must have the rate 1, unless one of them trades nothing."""
    known = evidence.pools.filter(pl.col("currency") == currency)
    if known.is_empty():
        return [_differs(f"no pool of the book counts in {shown(currency)}.")]
    rates = evidence.outcome.balances.join(known, on="pool", how="semi")["rate"]
    if rates.null_count() or bool(((rates - 1.0).abs() <= _NEAR_ONE).any()):
        return []
    return [_differs(f"no pool that counts in {currency} has the rate 1.")]


def _may_be_of_list(evidence: Evidence, anchor_hs: str) -> list[Finding]:
    """The list is the unit only where no anchor is asked for and goods with terms are on it.

    What is traded is worth as much by the terms as by the list, so they are not all above it or below.
    """
    if anchor_hs:
        return [_differs(f"an anchor is asked for ({anchor_hs}), so the list cannot be the unit of account.")]
    both = evidence.markets.drop_nulls("terms").join(listed_terms(evidence), on="label")
    if both.is_empty():
        return [_differs("no goods with terms are on the book's price list, so it cannot be the unit.")]
    # Terms are whole numbers, so those that come to the list's value may be off by one half.
    over = both.filter(pl.col("terms") > pl.col("listed") * (1 + _STEP) + 1).height
    under = both.filter(pl.col("terms") < pl.col("listed") * (1 - _STEP) - 1).height
    if both.height not in (over, under):
        return []
    return [
        _differs(f"all listed goods have terms {'above' if over else 'below'} the list, which is the unit.")
    ]


def _anchored(evidence: Evidence, label: str, anchor_hs: str, anchor_value: str) -> list[Finding]:
    """Some market of the anchor's goods must be named, and have the anchor's value as its terms."""
    value = to_scaled(anchor_value, TERMS_DECIMALS)
    worth = to_text(value, TERMS_DECIMALS)
    under = evidence.markets.filter(pl.col("commodity").str.starts_with(anchor_hs))
    named = under.filter(pl.format("1 {} of {} = {}", "unit", "label", pl.lit(worth)) == label)
    if named.is_empty():
        return [
            _differs(
                f"the unit of account is stated as {shown(label)}, which is no goods of the anchor "
                f"{anchor_hs or '(any)'} at {worth}."
            )
        ]
    terms = named["terms"][0]
    # Goods that no want reaches have no terms to be held against.
    if terms is None or abs(terms - value) <= value * _STEP:
        return []
    said = f"{label} is the unit of account, but the terms of that market are {terms_text(terms)}."
    return [fault("unit_differs", said, file="terms", column="value_per_unit")]

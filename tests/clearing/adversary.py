"""A liar with a free hand: changes what is traded, then makes every table and every figure fit the lie.

It knows the check and uses its sums, so that what it writes contradicts itself nowhere. What it cannot do
is make false what must be true of the book: that is what the tests ask.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.all_rates import scaled_bound
from samarkand.clearing.checking.evidence import Evidence, lay_out
from samarkand.clearing.checking.failure import certified_value
from samarkand.clearing.checking.home import true_payments
from samarkand.clearing.checking.numbers import money_text
from samarkand.clearing.checking.open_rows import check_unmatched, open_rows
from samarkand.clearing.checking.rates import cheapest_offers, dearest_wants
from samarkand.clearing.checking.resilience import true_story
from samarkand.clearing.checking.totals import true_rounding, true_totals
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DIVISOR, to_scaled

Legs = list[dict[str, Any]]
Edit = Callable[[random.Random, Legs], None]

_REASONS = ("rationed", "pool_could_not_balance", "quota_full", "lot_or_minimum", "bundle_short")


def fitted(book: Book, honest: Outcome, legs: Legs, potentials: pl.DataFrame) -> Outcome:
    """Return the outcome of these legs with this proof in which every other number follows from them."""
    given = _frame("legs", [{name: leg[name] for name in SCHEMAS["legs"]} for leg in legs])
    draft = replace(honest, legs=given, deals=_deals(given), potentials=potentials)
    evidence = lay_out(book, draft)
    totals = true_totals(evidence)
    scale = honest.summary["certificate"]["scale"]
    bound, value = scaled_bound(evidence, scale) // scale, certified_value(evidence)
    balances = _balances(honest.balances, evidence)
    evidence = replace(evidence, outcome=replace(draft, balances=balances))
    settled = [(*row[:3], row[3], _currency(evidence, row[0])) for row in true_payments(evidence)]
    written = replace(
        draft,
        terms=_terms(honest.terms, given),
        balances=balances,
        home_settlement=pl.DataFrame(settled, schema=SCHEMAS["home_settlement"], orient="row"),
        summary={
            **honest.summary,
            "status": "cleared" if legs else "nothing_cleared",
            "totals": {name: _written(name, total) for name, total in totals.items()},
            "certificate": {
                **honest.summary["certificate"],
                "value": money_text(value),
                "bound": money_text(bound),
                "gap": money_text(bound - value),
            },
            "if_legs_fail": true_story(evidence),
            "rounding": {"value_less_quantity_times_terms": money_text(true_rounding(evidence))},
        },
    )
    return replace(written, unmatched=_unmatched(book, written))


def _written(name: str, total: Any) -> Any:  # noqa: ANN401 - a count, an amount or a table of them
    if name == "value_by_parties":
        return {parties: money_text(value) for parties, value in total.items()}
    return money_text(total) if name == "value" else total


def _deals(legs: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat([legs.select("deal", party="from_party"), legs.select("deal", party="to_party")])
    parties = ends.group_by("deal").agg(parties=pl.col("party").n_unique().cast(pl.Int64))
    sums = legs.group_by("deal").agg(pl.len().cast(pl.Int64).alias("legs"), pl.col("value").sum())
    return parties.join(sums, on="deal").sort("deal").select(SCHEMAS["deals"].keys())


def _terms(terms: pl.DataFrame, legs: pl.DataFrame) -> pl.DataFrame:
    sums = legs.group_by("market").agg(
        traded_quantity=pl.col("quantity").sum(), traded_value=pl.col("value").sum()
    )
    plain = terms.drop("traded_quantity", "traded_value").join(
        sums, on="market", how="left", maintain_order="left"
    )
    return plain.with_columns(pl.col("traded_quantity", "traded_value").fill_null(0)).select(terms.columns)


def _balances(balances: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    sums = evidence.stakes.group_by("pool_no").agg(pl.col("value_out", "value_in").sum())
    named = sums.join(evidence.pools.select("pool_no", "pool"), on="pool_no").drop("pool_no")
    plain = balances.drop("value_out", "value_in").join(named, on="pool", how="left", maintain_order="left")
    filled = plain.with_columns(pl.col("value_out", "value_in").fill_null(0))
    summed = filled.with_columns(balance=pl.col("value_out") - pl.col("value_in")).select(balances.columns)
    return _rated(summed, evidence)


def _rated(balances: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return the balances with the rates of what is executed now, where that is other than it was."""
    low, high = _ends(dearest_wants(evidence), max), _ends(cheapest_offers(evidence), min)
    numbers = dict(evidence.pools.select("pool", "pool_no").iter_rows())
    unit = evidence.outcome.summary["settings"]["unit"]
    rows = balances.to_dicts()
    for row in rows:
        ends = low.get(numbers[row["pool"]]), high.get(numbers[row["pool"]])
        for name, end in zip(("rate_low", "rate_high"), ends, strict=True):
            if end is None or row[name] is None or abs(row[name] / end - 1) > _NEAR:
                row[name] = end
        one, other = ends[0] or ends[1], ends[1] or ends[0]
        middle = (one * other) ** 0.5 if one and other else None
        is_one = middle is not None and unit and row["currency"] == unit
        if not is_one and (middle is None or row["rate"] is None or abs(row["rate"] / middle - 1) > _NEAR):
            row["rate"] = None if middle is None else float(f"{middle:.12g}")
    return _frame("balances", rows)


_NEAR = 1e-11


def _ends(rows: pl.DataFrame, best: Callable[[list[float]], float]) -> dict[int, float]:
    found: dict[int, list[float]] = {}
    for pool, terms, limit in rows.select("pool_no", "terms", "limit").iter_rows():
        found.setdefault(pool, []).append(terms / limit / 100)
    return {pool: float(f"{best(ratios):.12g}") for pool, ratios in found.items()}


def _currency(evidence: Evidence, pool: str) -> str:
    return str(evidence.pools.filter(pool=pool)["currency"][0])


def _unmatched(book: Book, written: Outcome) -> pl.DataFrame:
    """Return every open row with the first reason that is not found out."""
    evidence = lay_out(book, written)
    known = {row["id"]: row for row in written.unmatched.iter_rows(named=True)}
    rows: list[dict[str, Any]] = []
    for side in ("offer", "want"):
        for row in open_rows(evidence, side).iter_rows(named=True):
            named = {**row, "id": row[side], "side": side, "limit_to_trade": None, "closed_by": ""}
            named["longer_by"] = None
            told = known.get(row[side], {"reason": "rationed"})
            copied = ("reason", "limit_to_trade", "closed_by", "longer_by")
            named |= {name: told[name] for name in copied if name in told}
            rows.append({name: named[name] for name in SCHEMAS["unmatched"]})
    for reason in _REASONS:
        stated = _frame("unmatched", rows)
        found = check_unmatched(replace(evidence, outcome=replace(written, unmatched=stated)))
        wrong = [row for row in rows if any(f" {row['id']}: the reason" in str(one) for one in found)]
        for row in wrong:
            row |= {"reason": reason, "longer_by": None}
    stated = _frame("unmatched", rows)
    found = check_unmatched(replace(evidence, outcome=replace(written, unmatched=stated)))
    for row in rows:
        row["longer_by"] = _as_the_check_has_it(row, found)
    return _frame("unmatched", rows)


def _as_the_check_has_it(row: dict[str, Any], found: list[Finding]) -> int | None:
    """Return by how much the row's side is longer, as the check itself tells who states it wrongly."""
    for one in found:
        said = re.search(rf" {re.escape(row['id'])}: its side .* by the legs it is (\S+?)\.$", one.message)
        if said:
            return None if said[1] in {"null", "none", "nothing"} else to_scaled(said[1].replace(",", ""), 3)
    longer: int | None = row["longer_by"]
    return longer


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMAS[table], orient="row")


# What it tries


def shrink(dice: random.Random, legs: Legs) -> None:
    """Trade less in one deal, by the same part of each leg."""
    deal, part = dice.choice(legs)["deal"], dice.choice((1, 2, 10, 1000))
    for leg in legs:
        if leg["deal"] == deal:
            less = max(leg["value"] // part if part > 1 else leg["value"] - 1, 1)
            leg["quantity"], leg["value"] = _bought(leg, less), less


def drop(dice: random.Random, legs: Legs) -> None:
    """Leave a deal out."""
    deal = dice.choice(legs)["deal"]
    legs[:] = [leg for leg in legs if leg["deal"] != deal]


def merge(dice: random.Random, legs: Legs) -> None:
    """Say of two deals that they are one."""
    one, other = (dice.choice(legs)["deal"] for _ in range(2))
    for leg in legs:
        leg["deal"] = one if leg["deal"] == other else leg["deal"]


def merge_all(_dice: random.Random, legs: Legs) -> None:
    """Say of all deals that they are one."""
    for leg in legs:
        leg["deal"] = "1"


def move(dice: random.Random, legs: Legs) -> None:
    """Move a leg to another deal."""
    dice.choice(legs)["deal"] = dice.choice(legs)["deal"]


def shift(dice: random.Random, legs: Legs) -> None:
    """Take a hundredth from one leg and give it to another."""
    one, other = dice.choice(legs), dice.choice(legs)
    for leg, step in ((one, -1), (other, 1)):
        worth = leg["value"] + step
        leg["quantity"], leg["value"] = _bought(leg, worth), worth


def swap_takers(dice: random.Random, legs: Legs) -> None:
    """Let two legs go to each other's taker."""
    one, other = dice.choice(legs), dice.choice(legs)
    for name in ("want", "to_party", "to_place"):
        one[name], other[name] = other[name], one[name]


def grow(dice: random.Random, legs: Legs) -> None:
    """Trade a hundredth more in every leg of a deal."""
    deal = dice.choice(legs)["deal"]
    for leg in legs:
        if leg["deal"] == deal:
            more = leg["value"] + 1
            leg["quantity"], leg["value"] = _bought(leg, more), more


EDITS: tuple[Edit, ...] = (shrink, shrink, drop, merge, merge_all, move, shift, swap_takers, grow)


def _bought(leg: dict[str, Any], value: int) -> int:
    """Return the quantity for a value at the terms the leg shows, as nearly as they can be told from it."""
    terms: int = leg["terms"]
    bought: int = value * VALUE_DIVISOR // terms
    return bought


def lower_bound(dice: random.Random, potentials: pl.DataFrame, step: int) -> pl.DataFrame:
    """Change one potential of the proof."""
    at = dice.randrange(potentials.height)
    numbers = potentials["potential"].to_list()
    numbers[at] += dice.choice((-step, step))
    return potentials.with_columns(potential=pl.Series(numbers, dtype=pl.Int64))

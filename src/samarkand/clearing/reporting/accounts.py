"""The page's accounts: that every pool balances, who pays whom at home, and what stayed open."""

import polars as pl

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reasons import REASONS, detail
from samarkand.clearing.reporting.facts import Facts, unit_short
from samarkand.clearing.reporting.names import Names, commodity
from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, table, tag
from samarkand.publishing.names import printable

_MOST_POOLS = 60
_MOST_PAYMENTS = 60
_MOST_OPEN = 15


def balances(outcome: Outcome, names: Names, facts: Facts) -> Html | None:
    """Return what every pool gave and received, and the rate its goods earned."""
    moved = outcome.balances.filter((pl.col("value_out") > 0) | (pl.col("value_in") > 0))
    if moved.is_empty():
        return None
    ranked = moved.sort("value_out", "pool", descending=[True, False])
    rows = [_balance(row, names, facts) for row in ranked.head(_MOST_POOLS).iter_rows(named=True)]
    unit = unit_short(facts.unit) or "unit"
    head = ["Pool", "Gave", "Received", "Balance", f"One {unit} is worth", "Fair between"]
    rest = words.more(ranked.height - len(rows), "pools", "balances")
    return tag(
        "section",
        tag("h2", "Every pool balances" if not facts.imbalanced else "Balances"),
        tag("p", _balance_lead(facts), class_="hint"),
        table(f"Balances in {facts.unit}", head, rows, frozenset({1, 2, 3, 4, 5})),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def home_settlement(outcome: Outcome, names: Names) -> Html | None:
    """Return who pays whom inside the pools; None where every pool is one firm."""
    payments = outcome.home_settlement
    if payments.is_empty():
        return None
    ranked = payments.sort("pool", "amount", "payer", "payee", descending=[False, True, False, False])
    rows: list[list[str]] = [
        [
            name(_account(row["payer"], row["pool"], names)),
            name(_account(row["payee"], row["pool"], names)),
            f"{words.money(row['amount'])} {printable(row['currency'])}".strip(),
            name(names.party(row["pool"])),
        ]
        for row in ranked.head(_MOST_PAYMENTS).iter_rows(named=True)
    ]
    rest = words.more(ranked.height - len(rows), "payments", "home_settlement")
    lead = "Inside a pool, who received goods pays who gave goods for them: at home, in their own money."
    return tag(
        "section",
        tag("h2", "Who pays whom at home"),
        tag("p", lead, class_="hint"),
        table("Home settlement", ["Pays", "Receives", "Amount", "Pool"], rows, frozenset({2})),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def unmatched(outcome: Outcome, names: Names) -> Html | None:
    """Return what stayed open, by reason, with the limit that the terms ask for."""
    if outcome.unmatched.is_empty():
        nothing = "Nothing: every offer and every want was served."
        return tag("section", tag("h2", "What stayed open"), tag("p", nothing))
    known = outcome.unmatched["reason"].unique().to_list()
    codes = [code for code in REASONS if code in known] + sorted(set(known) - set(REASONS))
    groups = [_group(code, outcome.unmatched.filter(pl.col("reason") == code), names) for code in codes]
    return tag("section", tag("h2", "What stayed open, and why"), *groups)


def by_distance(code: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the unmatched rows of one reason, first those nearest to what the terms ask for."""
    if code != "limit_too_far":
        return rows.sort("open_quantity", "id", descending=[True, False])
    distance = (pl.col("limit_to_trade") / pl.col("limit") - 1).abs()
    return rows.sort(distance, pl.col("id"), nulls_last=True)


def _balance(row: dict[str, object], names: Names, facts: Facts) -> list[str]:
    pool, currency = str(row["pool"]), str(row["currency"]) or "own money"
    rate, low, high = (_inverse(row[column]) for column in ("rate", "rate_high", "rate_low"))
    same = currency == facts.unit and rate == 1
    return [
        name(names.party(pool)),
        words.money(int(str(row["value_out"]))),
        words.money(int(str(row["value_in"]))),
        _balance_text(int(str(row["balance"])), int(str(row["swing"]))),
        "its own money" if same else f"{words.figures(rate, 5)} {currency}" if rate else "",
        f"{words.figures(low, 5)} and {words.figures(high, 5)}" if low and high and not same else "",
    ]


def _balance_text(balance: int, swing: int) -> str:
    shown = words.money(balance) if balance else "0"
    return f"{shown} (may be {words.whole(swing)})" if swing else shown


def _balance_lead(facts: Facts) -> str:
    rate = "The rate is what a pool's goods earned in its own money; any in the span honours every limit."
    if not facts.imbalanced:
        return f"Each gives goods of exactly the value it receives. {rate}"
    return f"What a pool gave and did not yet receive stays on its clearing account, within its swing. {rate}"


def _inverse(rate: object) -> float | None:
    return 1 / rate if isinstance(rate, float) and rate else None


def _account(party: str, pool: str, names: Names) -> str:
    return f"the clearing account of {names.party(pool)}" if party == pool else names.party(party)


def _group(code: str, rows: pl.DataFrame, names: Names) -> Html:
    ranked = by_distance(code, rows)
    shown = ranked.head(_MOST_OPEN)
    cells = [_open_row(row, names) for row in shown.iter_rows(named=True)]
    head = ["Firm", "Open", "What it would have needed"]
    rest = words.more(rows.height - shown.height, "with this reason", "unmatched")
    counted = words.capital(words.count(rows.height, "offer or want", "offers and wants"))
    title = [tag("strong", REASONS.get(code, printable(code))), tag("span", f" {counted}.", class_="note")]
    return tag(
        "details",
        tag("summary", *title),
        table("What stayed open for this reason", head, cells),
        tag("p", words.capital(rest), class_="more") if rest else None,
        open=True,
    )


def _open_row(row: dict[str, object], names: Names) -> list[str]:
    party = str(row["party"])
    verb = "offers" if row["side"] == "offer" else "wants"
    quantity = words.quantity(int(str(row["open_quantity"])), str(row["unit"]))
    hs = str(row["commodity"])
    return [
        join([name(names.party(party)), Html(" "), tag("small", name(str(row["id"])))]),
        join([f"{verb} ", tag("span", quantity, class_="quantity"), f" {commodity(hs)} ", tag("code", hs)]),
        detail(row, names.currency(party)),
    ]

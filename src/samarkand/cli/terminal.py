"""The printed result of a round, for someone who has never seen barter software."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reasons import REASONS, detail, subject
from samarkand.clearing.reporting.accounts import by_distance
from samarkand.clearing.reporting.cards import Card, Gift, cards_of, exchange_ratio, kind, worth
from samarkand.clearing.reporting.facts import Facts, facts_of, headline, papers, rationing, unit_short
from samarkand.clearing.reporting.names import Names, commodity, names_of, place_name
from samarkand.cli import paper
from samarkand.cli.failing_terminal import print_failing, print_shortness
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.publishing import words
from samarkand.publishing.names import printable

if TYPE_CHECKING:
    from rich.console import Console

_MOST_DEALS = 20
_MOST_GIFTS = 6
_MOST_TERMS = 12
_GOODS_WIDTH = 30
_MOST_PAYMENTS = 8
_MOST_OPEN = 3
_SWAP = 2


def print_outcome(outcome: Outcome, book: Book | None, folder: Path, console: "Console") -> None:
    """Print who gives what to whom, the terms, the balances, what stayed open, and where the files are."""
    names = names_of(outcome, book)
    facts = facts_of(outcome, names)
    paper.say(console, headline(facts), style="bold")
    if facts.deals:
        _print_deals(outcome, names, facts, console)
        _print_terms(outcome, facts, console)
        _print_balances(outcome, names, facts, console)
        _print_home_settlement(outcome, names, console)
        print_shortness(outcome, facts, console)
        print_failing(outcome, facts, console)
    _print_unmatched(outcome, names, console)
    paper.heading(console, "Files")
    paper.say(console, f"The page to read: {folder / 'report.html'}", indent=2)
    paper.say(console, f"The tables: {folder}", indent=2)


def _print_deals(outcome: Outcome, names: Names, facts: Facts, console: "Console") -> None:
    cards = cards_of(outcome, _MOST_DEALS)
    paper.heading(console, "Who gives what to whom")
    for card in cards:
        _print_deal(card, names, facts, console)
    paper.more(console, facts.deals - len(cards), "deals", "deals")
    paper.say(console, papers(facts), indent=2)


def _print_deal(card: Card, names: Names, facts: Facts, console: "Console") -> None:
    title = f"{printable(card.deal)}  {kind(card)}, {worth(card, unit_short(facts.unit))}"
    paper.say(console, title, style="bold", indent=2)
    for gift in card.gifts[:_MOST_GIFTS]:
        giver, taker = names.party(gift.giver), names.party(gift.taker)
        text = f"{giver} gives {gift.goods()} ({gift.commodity}) to {taker}{_way(gift)}"
        paper.say(console, text, indent=4)
    paper.more(console, len(card.gifts) - _MOST_GIFTS, "legs", "legs", indent=4)
    ratio = exchange_ratio(card)
    if ratio:
        paper.say(console, f"That is {ratio}.", style="dim", indent=4)


def _way(gift: Gift) -> str:
    ends = [place_name(place) for place in dict.fromkeys((gift.from_place, gift.to_place)) if place]
    return f" ({' to '.join(ends)})" if ends else ""


def _print_terms(outcome: Outcome, facts: Facts, console: "Console") -> None:
    from rich.table import Table

    traded = outcome.terms.filter(pl.col("traded_value") > 0).sort(
        "traded_value", "market", descending=[True, False]
    )
    yardstick = traded.row(0, named=True)
    of_it = f"{words.unit_sign(yardstick['unit'])} {commodity(yardstick['commodity'])}"
    paper.heading(console, "Terms, the same for everyone")
    if facts.counted:
        paper.say(console, f"In units of account: {facts.counted}.", indent=2)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="dim")
    table.add_column("  goods", no_wrap=True, overflow="ellipsis", max_width=_GOODS_WIDTH)
    for title in (f"{unit_short(facts.unit) or 'value'} per unit", f"in {of_it}", "traded"):
        table.add_column(title, justify="right", overflow="fold")
    for row in traded.head(_MOST_TERMS).iter_rows(named=True):
        value = row["value_per_unit"]
        table.add_row(
            paper.plain(f"  {_goods(row)}"),
            f"{words.figures(value / 10**TERMS_DECIMALS, 5)} {words.per_unit(row['unit'])}",
            words.figures(value / yardstick["value_per_unit"]),
            words.quantity(row["traded_quantity"], row["unit"]),
        )
    console.print(table)
    paper.more(console, traded.height - _MOST_TERMS, "markets", "terms")
    if left := rationing(outcome):
        paper.say(console, left, indent=2)


def _goods(row: Mapping[str, Any]) -> str:
    return f"{commodity(row['commodity'])} ({', '.join(filter(None, (row['commodity'], row['place'])))})"


def _print_balances(outcome: Outcome, names: Names, facts: Facts, console: "Console") -> None:
    if not facts.imbalanced:
        paper.heading(console, "Every pool balances")
        pools = words.capital(words.count(facts.pools, "pool"))
        paper.say(console, f"{pools}: each gives goods of exactly the value it receives.", indent=2)
    else:
        paper.heading(console, "Balances")
        paper.say(console, "Every pool balances, or owes no more than its swing:", indent=2)
        owing = outcome.balances.filter(pl.col("balance") != 0)
        for row in owing.head(_MOST_PAYMENTS).iter_rows(named=True):
            paper.say(console, _owing(row, names), indent=2)
        paper.more(console, owing.height - _MOST_PAYMENTS, "pools", "balances")


def _owing(row: Mapping[str, Any], names: Names) -> str:
    side = "is owed" if row["balance"] > 0 else "owes"
    amount, swing = (words.money(abs(row[column])) for column in ("balance", "swing"))
    return f"{names.party(row['pool'])} {side} {amount}, within its swing of {swing}"


def _print_home_settlement(outcome: Outcome, names: Names, console: "Console") -> None:
    payments = outcome.home_settlement
    if payments.is_empty():
        return
    paper.heading(console, "Who pays whom at home")
    for row in payments.sort("amount", descending=True).head(_MOST_PAYMENTS).iter_rows(named=True):
        payer, payee = (_account(row[end], row["pool"], names) for end in ("payer", "payee"))
        amount = f"{words.money(row['amount'])} {printable(row['currency'])}".strip()
        paper.say(console, f"{payer} pays {payee} {amount}", indent=2)
    paper.more(console, payments.height - _MOST_PAYMENTS, "payments", "home_settlement")


def _account(party: str, pool: str, names: Names) -> str:
    return f"the clearing account of {names.party(pool)}" if party == pool else names.party(party)


def _print_unmatched(outcome: Outcome, names: Names, console: "Console") -> None:
    unmatched = outcome.unmatched
    if unmatched.is_empty():
        return
    paper.heading(console, "What could not trade, and why")
    known = set(unmatched["reason"].unique())
    for code in [*(code for code in REASONS if code in known), *sorted(known - set(REASONS))]:
        rows = unmatched.filter(pl.col("reason") == code)
        counted = words.capital(words.count(rows.height, "offer or want", "offers and wants"))
        paper.say(console, f"{REASONS.get(code, printable(code))} {counted}:", style="bold", indent=2)
        for row in by_distance(code, rows).head(_MOST_OPEN).iter_rows(named=True):
            text = f"{names.party(row['party'])}: {subject(row)}. {detail(row, names.currency(row['party']))}"
            paper.say(console, text.rstrip(), indent=4)
        paper.more(console, rows.height - _MOST_OPEN, "with this reason", "unmatched", indent=4)

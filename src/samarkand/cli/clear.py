"""``samarkand clear``: turn a book into an outcome."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from samarkand.cli import steps
from samarkand.cli.findings import print_findings
from samarkand.cli.options import out_option, told_options
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import CERTAIN, SHARE_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS, to_scaled

if TYPE_CHECKING:
    from samarkand.book.book import Book
    from samarkand.clearing.outcome import Outcome


@click.command("clear", epilog="Example: samarkand clear mybook --out outcome --unit USD --max-parties 3")
@click.argument("book", type=click.Path(path_type=Path))
@out_option
@click.option(
    "--terms",
    type=click.Choice(["discovered", "listed"]),
    default="discovered",
    show_default=True,
    help="Find terms at which every market clears, or take the book's price list.",
)
@click.option("--unit", default="", metavar="CURRENCY", help="Count in this currency: its pool's rate is 1.")
@click.option(
    "--anchor",
    default="",
    metavar="HS=VALUE",
    help="Count so that one unit of these goods is worth VALUE (default: the most traded at 1000).",
)
@click.option(
    "--max-parties",
    type=click.IntRange(min=2),
    metavar="K",
    help="No deal has more than K parties; says what that costs beside 2, 3, 4, 5 and no limit.",
)
@click.option(
    "--leg-failure",
    metavar="P",
    help="With --max-parties: make the expected value largest when a leg fails with probability P, "
    "a failed leg undoes its deal, and the book's table failures says where P differs.",
)
@click.option(
    "--smallest-leg",
    metavar="VALUE",
    help="No leg is worth less than VALUE, in the unit of account: its goods go by other legs, or stay open.",
)
@click.option(
    "--smallest-deal",
    metavar="VALUE",
    help="No deal is worth less than VALUE: it joins another among the same parties, or is left out.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Leave out offers and wants whose last day has passed on this one.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    help="For playing what failing legs do to the round; the deals do not depend on it.",
)
@told_options
def command(
    book: Path,
    out: Path,
    *,
    terms: Literal["discovered", "listed"],
    unit: str,
    anchor: str,
    max_parties: int | None,
    leg_failure: str | None,
    smallest_leg: str | None,
    smallest_deal: str | None,
    as_of: datetime | None,
    seed: int,
    file_format: Literal["csv", "parquet"],
    as_json: bool,
    quiet: bool,
) -> None:
    """Clear BOOK: find terms of exchange and deals at which everyone's trade balances.

    BOOK is a folder of CSV or Parquet files, or an .xlsx workbook. The outcome's folder gets the
    deals and their legs, terms, balances, payments at home, reasons for what is left, the
    certificate, and report.html for people. It is written whole or not at all.

    Exit status: 0 the outcome is written; 2 the input has errors, all of them listed; 1 the program
    failed.
    """
    from samarkand.book.reading import read_book
    from samarkand.clearing.clear import clear
    from samarkand.clearing.settings import Settings

    tell = steps.progress(quiet=quiet)
    anchor_hs, anchor_value = _anchor(anchor)
    settings = Settings(
        terms=terms,
        unit=unit,
        anchor_hs=anchor_hs,
        anchor_value=anchor_value,
        max_parties=max_parties,
        leg_failure=_probability(leg_failure, max_parties),
        smallest_leg=_least_value(smallest_leg, "--smallest-leg"),
        smallest_deal=_least_value(smallest_deal, "--smallest-deal"),
        as_of=as_of.date() if as_of else None,
        seed=seed,
    )
    steps.need_free(out)
    tell("reading the book")
    reading = read_book(book)
    if reading.book is None:
        steps.refuse(*reading.findings)
    if not quiet:
        print_findings(reading.findings)
    tell("clearing")
    try:
        outcome = clear(reading.book, settings)
    except Refusal as refusal:
        steps.refuse(*refusal.findings)
    tell("writing")
    _write(outcome, reading.book, out, file_format)
    tell("")
    _show(outcome, reading.book, out, as_json=as_json, quiet=quiet)


def _anchor(text: str) -> tuple[str, int]:
    """Return the HS prefix and the scaled value of ``HS=VALUE``."""
    if not text:
        return "", 1000 * 10**TERMS_DECIMALS
    hs, _, value = text.partition("=")
    hs = hs.replace(".", "").strip()
    try:
        scaled = to_scaled(value, TERMS_DECIMALS)
    except ValueError:
        scaled = 0
    if not hs.isdigit() or scaled <= 0:
        remedy = "Write it as HS=VALUE, for instance 1006=700."
        steps.refuse(
            Finding("anchor_unreadable", "This is no anchor.", remedy, column="--anchor", value=text)
        )
    return hs, scaled


def _probability(text: str | None, max_parties: int | None) -> int | None:
    """Return the probability in millionths; refuse what is none, and one without a limit on parties."""
    if text is None:
        return None
    if max_parties is None:
        remedy = "Add --max-parties, for instance --max-parties 4."
        message = "Deals are chosen for their expected value only where their parties are limited."
        steps.refuse(
            Finding("leg_failure_without_limit", message, remedy, column="--leg-failure", value=text)
        )
    try:
        millionths = to_scaled(text, SHARE_DECIMALS)
    except ValueError:
        millionths = -1
    if not 0 <= millionths < CERTAIN:
        remedy = "Write a number from 0 to below 1 with at most six decimals: 0.05 for five in a hundred."
        steps.refuse(
            Finding(
                "probability_unreadable",
                "This is no probability.",
                remedy,
                column="--leg-failure",
                value=text,
            )
        )
    return millionths


def _least_value(text: str | None, option: str) -> int | None:
    """Return a value in minor units of the unit of account; refuse what is none, or nothing."""
    if text is None:
        return None
    try:
        value = to_scaled(text, VALUE_DECIMALS)
    except ValueError:
        value = 0
    if value <= 0:
        remedy = (
            "Write an amount above nothing with at most two decimals, for instance 1000; or leave it out."
        )
        message = f"{text!r} is no value that a leg or a deal could have."
        steps.refuse(Finding("value_unreadable", message, remedy, column=option, value=text))
    return value


def _write(outcome: "Outcome", book: "Book", out: Path, file_format: Literal["csv", "parquet"]) -> None:
    from samarkand.clearing.outcome_files import write_outcome
    from samarkand.clearing.report import report_html

    write = partial(write_outcome, outcome, out, file_format)
    steps.write_with_page(out, write, partial(report_html, outcome, book))


def _show(outcome: "Outcome", book: "Book", out: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(dict(outcome.summary), indent=2, ensure_ascii=False))
    elif not quiet:
        from rich.console import Console

        from samarkand.cli.terminal import print_outcome

        print_outcome(outcome, book, out, Console())

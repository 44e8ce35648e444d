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
from samarkand.core.scale import TERMS_DECIMALS, to_scaled

if TYPE_CHECKING:
    from samarkand.book.book import Book
    from samarkand.clearing.outcome import Outcome


@click.command("clear", epilog="Example: samarkand clear mybook --out outcome --unit USD")
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
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Leave out offers and wants whose last day has passed on this one.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    help="Kept with the outcome. Clearing draws no random numbers: it changes nothing.",
)
@told_options
def command(
    book: Path,
    out: Path,
    terms: Literal["discovered", "listed"],
    unit: str,
    anchor: str,
    as_of: datetime | None,
    seed: int,
    file_format: Literal["csv", "parquet"],
    *,
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

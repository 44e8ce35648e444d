"""``samarkand explain``: what became of one offer or want, and what limit it would have needed."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samarkand.cli.trouble import in_words
from samarkand.cli.verdict import need_untouched

if TYPE_CHECKING:
    from samarkand.book.book import Book
    from samarkand.clearing.again.threshold import Threshold
    from samarkand.clearing.outcome import Outcome


@click.command("explain", epilog="Example: samarkand explain outcome W-MESKAY-1 --again --book mybook")
@click.argument("outcome", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("name", metavar="ID", default="")
@click.option(
    "--again",
    is_flag=True,
    help="Find the limit at which it really trades: clear the book again with others, up to 24 times. "
    "Of what trades whole only, find also the swing that would do: up to 16 times more.",
)
@click.option(
    "--all", "every", is_flag=True, help="With --again: say so of every open row of a book of at most 100."
)
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="With --again: the book the outcome was cleared from (default: beside OUTCOME, or here).",
)
def command(outcome: Path, name: str, *, again: bool, every: bool, book: Path | None) -> None:
    """Say why the offer or want called ID in OUTCOME did not trade, or what it traded.

    Exit status: 0 it was found; 2 the outcome knows no such offer or want, cannot be read, or was altered
    after it was written, or the book is not the one it was cleared from. Whether it is true says samarkand
    check.
    """
    _need_sense(name, again=again, every=every, book=book)
    stored = _read(outcome)
    if name:
        for line in _told(stored, name):
            click.echo(line)
    if again:
        read = _read_book(_book_of(stored, outcome) if book is None else book)
        for line in _told_again(stored, read, name):
            click.echo(line)


def _need_sense(name: str, *, again: bool, every: bool, book: Path | None) -> None:
    if not again and (every or book):
        raise click.UsageError("--all and --book belong to --again.")
    if every == bool(name):
        raise click.UsageError("Name one offer or want; or none, with --again --all.")


def _read(folder: Path) -> "Outcome":
    from polars.exceptions import PolarsError

    from samarkand.clearing.check import check_files
    from samarkand.clearing.outcome_files import read_outcome

    try:
        stored = read_outcome(folder)
    except (OSError, ValueError, PolarsError) as error:
        click.echo(
            f"{folder} is no outcome: {in_words(error)}. Write one with: samarkand clear BOOK --out DIR",
            err=True,
        )
        raise click.exceptions.Exit(2) from None
    need_untouched(folder, check_files(folder, stored.summary))
    return stored


def _told(outcome: "Outcome", name: str) -> list[str]:
    from samarkand.clearing.explain import explain, known_names

    said = explain(outcome, name)
    if not said:
        near = get_close_matches(name, known_names(outcome), n=3)
        hint = (
            f" Did you mean {' or '.join(near)}?" if near else " The book's offers and wants have the names."
        )
        click.echo(f"No offer or want of this outcome is called {name}.{hint}", err=True)
        raise click.exceptions.Exit(2)
    return said


def _book_of(outcome: "Outcome", folder: Path) -> Path:
    """Return where a book of the outcome's book's name lies: beside the outcome, or here."""
    name = Path(str(outcome.summary.get("book", {}).get("name", ""))).name
    found = [place / name for place in (folder.resolve().parent, Path()) if name and (place / name).exists()]
    if not found:
        raise click.UsageError("To clear again, name the book the outcome was made from: --book BOOK.")
    return found[0]


def _read_book(path: Path) -> "Book":
    from samarkand.book.reading import read_book
    from samarkand.cli.steps import refuse

    reading = read_book(path)
    if reading.book is None:
        refuse(*reading.findings)
    return reading.book


def _told_again(outcome: "Outcome", book: "Book", name: str) -> Iterator[str]:
    """Yield what clearing again finds for the row of this name, or for all, a sentence a row."""
    from samarkand.clearing.again.swing import FOR_WANT_OF_A_SWING, swing_to_trade
    from samarkand.clearing.again.telling import told_again, told_swing
    from samarkand.clearing.again.threshold import threshold, thresholds
    from samarkand.clearing.explain import currencies
    from samarkand.cli import steps
    from samarkand.core.finding import Refusal

    tell = steps.progress(quiet=False)
    currency = currencies(outcome)

    def said(found: "Threshold") -> str:
        limit = told_again(found, currency.get(str(found.row["party"]), ""))
        if found.row["reason"] not in FOR_WANT_OF_A_SWING:
            return limit
        swing = told_swing(swing_to_trade(book, outcome, found.row, tell))
        tell("")
        return f"{limit} {swing}"

    try:
        if name:
            found = threshold(book, outcome, name, tell)
            tell("")
            if found is not None:
                yield said(found)
            return
        for each in thresholds(book, outcome, tell):
            tell("")
            yield f"{each.row['id']}: {said(each)}"
    except Refusal as refusal:
        tell("")
        steps.refuse(*refusal.findings)

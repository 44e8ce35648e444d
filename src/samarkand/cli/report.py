"""``samarkand report``: write the page for people anew from a stored outcome."""

from pathlib import Path
from typing import NoReturn

import click

from samarkand.cli.trouble import in_words
from samarkand.cli.verdict import need_untouched


@click.command("report", epilog="Example: samarkand report outcome --book mybook")
@click.argument("outcome", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--book",
    type=click.Path(path_type=Path, exists=True),
    help="The book a round was cleared from, or the want lists of a trade: gives names.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; OUTCOME/report.html if left out.",
)
def command(outcome: Path, book: Path | None, out: Path | None) -> None:
    """Write the page of a stored OUTCOME again, for instance with the names of its book.

    An outcome altered after it was written gets none. Whether it is true says samarkand check.
    """
    from samarkand.publishing.folder import is_outcome, read_summary

    if not is_outcome(outcome):
        _refuse(
            f"{outcome} is no outcome: it has no outcome.json. "
            "Make one: samarkand clear BOOK --out DIR, samarkand net OBLIGATIONS --out DIR, "
            "or samarkand swap WANTS --out DIR"
        )
    try:
        kind = read_summary(outcome).get("kind")
    except (OSError, ValueError) as error:
        _refuse(f"{outcome} cannot be read: {in_words(error)}. Make it again.")
    text = _text_of(kind, outcome, book)
    page = out or outcome / "report.html"
    page.write_text(text, encoding="utf-8")
    click.echo(page)


def _text_of(kind: object, folder: Path, book: Path | None) -> str:
    if kind == "swap":
        return _of_swap(folder, book)
    if kind != "netting":
        return _of_clearing(folder, book)
    if book:
        _refuse("A netting is made from obligations, which name the parties themselves. Leave out --book.")
    return _of_netting(folder)


def _of_swap(folder: Path, wants: Path | None) -> str:
    from polars.exceptions import PolarsError

    from samarkand.swaps.check import check_files
    from samarkand.swaps.outcome_files import read_outcome
    from samarkand.swaps.reading import read_want_lists
    from samarkand.swaps.report import report_html

    reading = read_want_lists(wants) if wants else None
    if reading and reading.lists is None:
        _refuse("\n".join(map(str, reading.findings)))
    try:
        stored = read_outcome(folder)
        need_untouched(folder, check_files(folder, stored.summary))
        return report_html(stored, reading.lists if reading else None)
    except (OSError, ValueError, PolarsError) as error:
        _refuse(f"{folder} cannot be read: {in_words(error)}. Run the trade again.")


def _of_netting(folder: Path) -> str:
    from polars.exceptions import PolarsError

    from samarkand.netting.check import check_files
    from samarkand.netting.outcome_files import read_outcome
    from samarkand.netting.report import report_html

    try:
        stored = read_outcome(folder)
        need_untouched(folder, check_files(folder, stored.summary))
        return report_html(stored)
    except (OSError, ValueError, PolarsError) as error:
        _refuse(f"{folder} cannot be read: {in_words(error)}. Net the obligations again.")


def _of_clearing(folder: Path, book: Path | None) -> str:
    from polars.exceptions import PolarsError

    from samarkand.book.reading import read_book
    from samarkand.clearing.check import check_files
    from samarkand.clearing.outcome_files import read_outcome
    from samarkand.clearing.report import report_html

    reading = read_book(book) if book else None
    if reading and reading.book is None:
        _refuse("\n".join(map(str, reading.findings)))
    try:
        stored = read_outcome(folder)
    except (OSError, ValueError, PolarsError) as error:
        _refuse(f"{folder} cannot be read: {in_words(error)}. Clear the book again.")
    need_untouched(folder, check_files(folder, stored.summary))
    return report_html(stored, reading.book if reading else None)


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(2)

"""``samarkand report``: write the page for people anew from a stored outcome."""

from pathlib import Path
from typing import NoReturn

import click


@click.command("report", epilog="Example: samarkand report outcome --book mybook")
@click.argument("outcome", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--book",
    type=click.Path(path_type=Path, exists=True),
    help="The book it was made from: gives names and countries.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; OUTCOME/report.html if left out.",
)
def command(outcome: Path, book: Path | None, out: Path | None) -> None:
    """Write the page of a stored OUTCOME again, for instance with the names of its book."""
    from polars.exceptions import PolarsError

    from samarkand.book.reading import read_book
    from samarkand.clearing.outcome_files import read_outcome
    from samarkand.clearing.report import report_html
    from samarkand.publishing.folder import is_outcome

    if not is_outcome(outcome):
        _refuse(f"{outcome} is no outcome: it has no outcome.json. Make one: samarkand clear BOOK --out DIR")
    reading = read_book(book) if book else None
    if reading and reading.book is None:
        _refuse("\n".join(map(str, reading.findings)))
    try:
        stored = read_outcome(outcome)
    except (OSError, ValueError, PolarsError) as error:
        _refuse(f"{outcome} cannot be read: {error}. Clear the book again.")
    page = out or outcome / "report.html"
    page.write_text(report_html(stored, reading.book if reading else None), encoding="utf-8")
    click.echo(page)


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(2)

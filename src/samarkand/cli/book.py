"""``samarkand book``: start a book, check it, and take it from one shape to another."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from samarkand.cli.findings import count_text, print_findings
from samarkand.core.finding import Finding

if TYPE_CHECKING:
    from samarkand.book.book import Book
    from samarkand.book.validate import Reading

_PATH = click.Path(path_type=Path)
_FINDINGS = 2


@click.group(
    "book", epilog="Example: samarkand book init mybook, then fill it in, then samarkand book check mybook"
)
def command() -> None:
    """Start, check and convert books of offers and wants."""


@command.command("init", epilog="Examples: samarkand book init mybook; samarkand book init mybook.xlsx")
@click.argument("path", type=_PATH)
def init(path: Path) -> None:
    """Write an empty book at PATH, with a remark on every column.

    A workbook where PATH ends in .xlsx, else a folder of CSV files. Nothing there is overwritten.
    """
    from samarkand.book.template import write_template

    _refuse(write_template(path))
    click.echo(f"{path} is ready to be filled in. Then: samarkand book check {path}")


@command.command("check", epilog="Example: samarkand book check mybook.xlsx")
@click.argument("book", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON to standard output.")
def check(book: Path, *, as_json: bool) -> None:
    """List everything wrong with BOOK at once: file, line, column, value, and what to do.

    BOOK is a folder of CSV or Parquet files, or an .xlsx workbook.

    Exit status: 0 it can be cleared, perhaps with warnings; 2 it has errors.
    """
    from samarkand.book.reading import read_book

    reading = read_book(book)
    if as_json:
        listed = [asdict(found) for found in reading.findings]
        click.echo(
            json.dumps({"clean": reading.book is not None, "findings": listed}, ensure_ascii=False, indent=2)
        )
    else:
        _tell(book, reading)
    if reading.book is None:
        raise click.exceptions.Exit(_FINDINGS)


def _tell(path: Path, reading: "Reading") -> None:
    print_findings(reading.findings)
    if reading.book is None:
        click.echo(f"{path}: {count_text(reading.findings)}.", err=True)
        return
    also = f", with {count_text(reading.findings)}" if reading.findings else ""
    click.echo(f"{path} is in order{also}: {_contents(reading.book)}.")


def _contents(book: "Book") -> str:
    counted = {name: frame.height for name, frame in book.tables().items() if frame is not None}
    return ", ".join(f"{count:,} {name}" for name, count in counted.items() if count) or "no rows yet"


@command.command(
    "convert",
    epilog="Examples: samarkand book convert mybook mybook.xlsx; "
    "samarkand book convert mybook.xlsx fastbook --format parquet",
)
@click.argument("book", type=_PATH)
@click.argument("out", type=_PATH)
@click.option(
    "--format", "file_format", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True,
    help="Files of the folder OUT; a name ending in .xlsx makes a workbook.",
)  # fmt: skip
def convert(book: Path, out: Path, file_format: Literal["csv", "parquet"]) -> None:
    """Write BOOK again at OUT in another shape, without loss. Nothing there is overwritten.

    Exit status: 0 written; 2 BOOK has errors or OUT cannot be written.
    """
    from samarkand.book.reading import read_book
    from samarkand.book.writing import write_book

    reading = read_book(book)
    print_findings(reading.findings)
    if reading.book is None:
        raise click.exceptions.Exit(_FINDINGS)
    _refuse(write_book(reading.book, out, "xlsx" if out.suffix.lower() == ".xlsx" else file_format))
    click.echo(f"{out} holds {_contents(reading.book)}.")


def _refuse(found: Finding | None) -> None:
    if found is not None:
        print_findings([found])
        raise click.exceptions.Exit(_FINDINGS)

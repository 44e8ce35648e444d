"""``samarkand explain``: what became of one offer or want, and what limit would have traded it."""

from difflib import get_close_matches
from pathlib import Path

import click

from samarkand.cli.verdict import need_untouched


@click.command("explain", epilog="Example: samarkand explain outcome W-MESKAY-1")
@click.argument("outcome", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("name", metavar="ID")
def command(outcome: Path, name: str) -> None:
    """Say why the offer or want called ID in OUTCOME did not trade, or what it traded.

    Exit status: 0 it was found; 2 the outcome knows no such offer or want, cannot be read, or was altered
    after it was written. Whether it is true says samarkand check.
    """
    from polars.exceptions import PolarsError

    from samarkand.clearing.check import check_files
    from samarkand.clearing.explain import explain, known_names
    from samarkand.clearing.outcome_files import read_outcome

    try:
        stored = read_outcome(outcome)
    except (OSError, ValueError, PolarsError) as error:
        click.echo(
            f"{outcome} is no outcome: {error}. Write one with: samarkand clear BOOK --out DIR", err=True
        )
        raise click.exceptions.Exit(2) from None
    need_untouched(outcome, check_files(outcome, stored.summary))
    said = explain(stored, name)
    if not said:
        near = get_close_matches(name, known_names(stored), n=3)
        hint = (
            f" Did you mean {' or '.join(near)}?" if near else " The book's offers and wants have the names."
        )
        click.echo(f"No offer or want of this outcome is called {name}.{hint}", err=True)
        raise click.exceptions.Exit(2)
    for line in said:
        click.echo(line)

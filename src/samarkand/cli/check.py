"""``samarkand check``: prove an outcome true against its book, or list every fault."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samarkand.core.finding import Finding, errors

if TYPE_CHECKING:
    from samarkand.clearing.outcome import Outcome

_FALSE, _UNREADABLE = 1, 2
_PROVEN = (
    "the book is the one cleared, limits and caps hold, every pool and deal balances, "
    "home settlement and reasons fit"
)


@click.command("check", epilog="Example: samarkand check mybook outcome")
@click.argument("book", type=click.Path(path_type=Path))
@click.argument("outcome", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON to standard output.")
def command(book: Path, outcome: Path, *, as_json: bool) -> None:
    """Prove OUTCOME true against the BOOK it was cleared from, without trusting any solver.

    Every number is worked out anew from the book: quantities, limits, lanes, restrictions, quotas,
    balances, payments at home, reasons, and the bound that shows how much more could be cleared.

    Exit status: 0 it is true; 1 it is false, and every fault is listed; 2 an input cannot be read.
    """
    from samarkand.book.reading import read_book
    from samarkand.clearing.check import check, check_files

    reading = read_book(book)
    given = _read(outcome)
    unreadable = errors(reading.findings) + ([given] if isinstance(given, Finding) else [])
    if reading.book is None or isinstance(given, Finding):
        _tell(unreadable, "cannot be read", as_json=as_json)
        raise click.exceptions.Exit(_UNREADABLE)
    findings = [*check_files(outcome, given.summary), *check(reading.book, given)]
    _tell(findings, _proven(given), as_json=as_json)
    if findings:
        raise click.exceptions.Exit(_FALSE)


def _read(folder: Path) -> "Outcome | Finding":
    from polars.exceptions import PolarsError

    from samarkand.clearing.outcome_files import read_outcome

    try:
        outcome = read_outcome(folder)
    except (OSError, ValueError, TypeError, PolarsError) as trouble:
        remedy = f"Write it with: samarkand clear BOOK --out {folder}"
        return Finding("outcome_unreadable", f"this is no outcome: {trouble}.", remedy, file=str(folder))
    return outcome


def _proven(outcome: "Outcome") -> str:
    certificate = outcome.summary.get("certificate", {})
    value, gap = certificate.get("value"), certificate.get("gap")
    deals, legs = _counted(outcome.deals.height, "deal"), _counted(outcome.legs.height, "leg")
    return f"{deals} of {legs}, value {value}: {_PROVEN}; at these terms no more than {gap} could be added"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _tell(findings: Sequence[Finding], proven: str, *, as_json: bool) -> None:
    if as_json:
        result = {"true": not findings, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    elif findings:
        for finding in findings:
            click.echo(str(finding), err=True)
    else:
        click.echo(f"true: {proven}.")

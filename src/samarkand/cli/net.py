"""``samarkand net``: set off what companies owe each other."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from samarkand.cli import steps
from samarkand.cli.columns import column_option, shared_out
from samarkand.cli.findings import print_findings
from samarkand.cli.options import out_option, told_options
from samarkand.core.finding import Refusal

if TYPE_CHECKING:
    from samarkand.netting.obligations import CreditLimits, Obligations
    from samarkand.netting.outcome import Outcome


@click.command("net", epilog="Example: samarkand net ledger.csv --column amount=usd --out netted")
@click.argument("obligations", type=click.Path(path_type=Path))
@out_option
@column_option
@click.option(
    "--within",
    default="",
    metavar="COLUMN",
    help="Set off only among obligations that have the same in this column, such as one authorisation.",
)
@click.option(
    "--objective",
    type=click.Choice(["value", "count", "age"]),
    default="value",
    show_default=True,
    help="Set off the most value, close many obligations, or prefer value that is long overdue.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day ages are counted to (default: the latest due day).",
)
@click.option(
    "--scope",
    type=click.Choice(["bilateral", "ring:3", "full"]),
    default="full",
    show_default=True,
    help="Set off between two parties at a time, in rings of three at most, or among all.",
)
@click.option(
    "--credit",
    metavar="LIMITS",
    type=click.Path(path_type=Path),
    help="File of the members of a clearing house and what each may owe it.",
)
@click.option("--rings", is_flag=True, help="List who sets off with whom, ring by ring.")
@told_options
def command(
    obligations: Path,
    out: Path,
    *,
    columns: Mapping[str, str],
    within: str,
    objective: Literal["value", "count", "age"],
    as_of: datetime | None,
    scope: Literal["bilateral", "ring:3", "full"],
    credit: Path | None,
    file_format: Literal["csv", "parquet"],
    rings: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Net OBLIGATIONS: find the largest set-off of what companies owe each other, and prove it.

    OBLIGATIONS is a CSV, Parquet or .xlsx file with the columns debtor, creditor and amount, and if
    need be obligation, unit, due and weight. The outcome's folder gets the set-off notices, positions
    before and after, few payments that settle the rest, the certificate, and report.html for people.
    It is written whole or not at all.

    Exit status: 0 the outcome is written; 2 the input has errors, all of them listed; 1 the program
    failed.
    """
    from samarkand.netting.net import net
    from samarkand.netting.settings import Settings

    tell = steps.progress(quiet=quiet)
    steps.need_free(out)
    tell("reading the obligations")
    owed, limits = _read(obligations, credit, within, columns, quiet=quiet)
    tell("netting")
    settings = Settings(objective, scope, as_of.date() if as_of else None, rings)
    try:
        outcome = net(owed, settings, limits)
    except Refusal as refusal:
        steps.refuse(*refusal.findings)
    tell("writing")
    _write(outcome, out, file_format)
    tell("")
    _show(outcome, out, as_json=as_json, quiet=quiet)


def _read(
    path: Path, credit: Path | None, within: str, columns: Mapping[str, str], *, quiet: bool
) -> "tuple[Obligations, CreditLimits | None]":
    """Return the obligations and the credit limits, or refuse with all that is wrong with them."""
    from samarkand.netting.reading import read_limits, read_obligations

    of_obligations, of_limits = shared_out(columns, within) if credit else (columns, {})
    reading = read_obligations(path, within=within, columns=of_obligations)
    if reading.obligations is None:
        steps.refuse(*reading.findings)
    given = read_limits(credit, reading.obligations, columns=of_limits) if credit else None
    findings = (*reading.findings, *(given.findings if given else ()))
    if given and given.limits is None:
        steps.refuse(*findings)
    if not quiet:
        print_findings(findings)
    return reading.obligations, given.limits if given else None


def _write(outcome: "Outcome", out: Path, file_format: Literal["csv", "parquet"]) -> None:
    from samarkand.netting.outcome_files import write_outcome
    from samarkand.netting.report import report_html

    write = partial(write_outcome, outcome, out, file_format)
    steps.write_with_page(out, write, partial(report_html, outcome))


def _show(outcome: "Outcome", out: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(dict(outcome.summary), indent=2, ensure_ascii=False))
    elif not quiet:
        from rich.console import Console

        from samarkand.cli.net_terminal import print_outcome

        print_outcome(outcome, out, Console())

"""``samarkand check``: prove an outcome true against what it was made from, or list every fault."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from samarkand.cli.columns import column_option
from samarkand.cli.verdict import Verdict, no_outcome

_FALSE, _UNREADABLE = 1, 2


@click.command("check", epilog="Example: samarkand check mybook outcome")
@click.argument("book", type=click.Path(path_type=Path))
@click.argument("outcome", type=click.Path(path_type=Path))
@column_option
@click.option(
    "--credit", type=click.Path(path_type=Path), help="Of a netting: the credit limits it was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON to standard output.")
def command(
    book: Path, outcome: Path, columns: Mapping[str, str], credit: Path | None, *, as_json: bool
) -> None:
    """Prove OUTCOME true against the BOOK it was made from, without trusting any solver.

    Of a clearing round, every number is worked out anew from the book: quantities, limits, lanes,
    restrictions, quotas, balances, payments at home, reasons, and the bound that shows how much
    more could be cleared. Of a netting, BOOK is the file of obligations, and every notice, position,
    payment and ring is, and the bound that no set-off passes. Of a want-list trade, BOOK is the file
    of want lists, and every trade, ring, reason and total is, and that no more items can be traded.
    report.html is drawn anew and compared. What is not checked is listed.

    Exit status: 0 it is true; 1 it is false, and every fault is listed; 2 an input cannot be read.
    """
    verdict = _verdict(book, outcome, columns, credit)
    findings = verdict.unreadable or verdict.faults
    _tell(verdict, as_json=as_json)
    if findings:
        raise click.exceptions.Exit(_UNREADABLE if verdict.unreadable else _FALSE)


def _verdict(book: Path, outcome: Path, columns: Mapping[str, str], credit: Path | None) -> Verdict:
    from samarkand.publishing.folder import read_summary

    try:
        kind = read_summary(outcome).get("kind")
    except (OSError, ValueError, RecursionError) as trouble:
        return Verdict(unreadable=(no_outcome(outcome, trouble),))
    if kind == "netting":
        from samarkand.cli.check_netting import check_netting

        return check_netting(book, outcome, columns, credit)
    if columns or credit:
        raise click.UsageError("--column and --credit are for nettings; this outcome is none.")
    if kind == "swap":
        from samarkand.cli.check_swap import check_swap

        return check_swap(book, outcome)
    from samarkand.cli.check_round import check_round

    return check_round(book, outcome)


def _tell(verdict: Verdict, *, as_json: bool) -> None:
    findings = verdict.unreadable or verdict.faults
    if as_json:
        result = {
            "true": not findings,
            "findings": [asdict(finding) for finding in (*findings, *verdict.warnings)],
            "not_checked": dict(verdict.not_checked),
        }
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for finding in (*findings, *verdict.warnings):
        click.echo(str(finding), err=True)
    if not findings:
        click.echo(f"true: {verdict.proven}.")
        _tell_not_checked(verdict.not_checked)


def _tell_not_checked(not_checked: Mapping[str, str]) -> None:
    """Print what is taken on trust, entries of which the same is to be said together."""
    together: dict[str, list[str]] = {}
    for place, what in not_checked.items():
        together.setdefault(what, []).append(place)
    for number, (what, places) in enumerate(together.items()):
        if not number:
            click.echo("not checked:")
        click.echo(f"  {', '.join(places)}: {what}")

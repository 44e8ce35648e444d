"""``samarkand swap``: trade single items by want lists."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from samarkand.cli import steps
from samarkand.cli.findings import print_findings
from samarkand.cli.options import out_option, told_options
from samarkand.core.finding import Refusal

if TYPE_CHECKING:
    from samarkand.publishing.outcome_folder import Texts
    from samarkand.swaps.outcome import Outcome
    from samarkand.swaps.want_lists import WantLists


@click.command("swap", epilog="Example: samarkand swap wants.txt --out traded")
@click.argument("wants", type=click.Path(path_type=Path))
@out_option
@click.option(
    "--objective",
    type=click.Choice(["items", "traders-first"]),
    default="items",
    show_default=True,
    help="Trade the most items, then with the most traders; or serve the most traders, then most items.",
)
@click.option(
    "--max-ring",
    type=click.IntRange(min=2),
    metavar="K",
    help="No ring has more items than K (default: any).",
)
@told_options
def command(
    wants: Path,
    out: Path,
    *,
    objective: Literal["items", "traders-first"],
    max_ring: int | None,
    file_format: Literal["csv", "parquet"],
    as_json: bool,
    quiet: bool,
) -> None:
    """Trade items by the want lists in WANTS: find the best set of rings, and prove it.

    WANTS is a text of want lists as TradeMaximizer and the OLWLG write it. The outcome's folder gets
    trades.csv, unmatched.csv with a reason for each item, trade.txt as organisers post it, and
    report.html for people. It is written whole or not at all.

    Exit status: 0 the outcome is written; 2 the input has errors, all of them listed; 1 the program
    failed.
    """
    from samarkand.swaps.settings import Settings
    from samarkand.swaps.swap import swap

    tell = steps.progress(quiet=quiet)
    steps.need_free(out)
    tell("reading the want lists")
    lists = _read(wants, quiet=quiet)
    tell("finding rings")
    try:
        outcome = swap(lists, Settings(objective, max_ring or 0))
    except Refusal as refusal:
        steps.refuse(*refusal.findings)
    tell("writing")
    _write(outcome, out, file_format, lists)
    tell("")
    _show(outcome, out, lists, as_json=as_json, quiet=quiet)


def _read(path: Path, *, quiet: bool) -> "WantLists":
    """Return the want lists, or refuse with all that is wrong with them."""
    from samarkand.swaps.reading import read_want_lists

    reading = read_want_lists(path)
    if reading.lists is None:
        steps.refuse(*reading.findings)
    if not quiet:
        print_findings(reading.findings)
    return reading.lists


def _write(outcome: "Outcome", out: Path, file_format: Literal["csv", "parquet"], lists: "WantLists") -> None:
    from samarkand.swaps.outcome_files import write_outcome
    from samarkand.swaps.report import report_html
    from samarkand.swaps.results.organiser_text import organiser_text

    text = partial(organiser_text, outcome, lists.options)

    def write(page: "Texts") -> None:
        write_outcome(outcome, out, file_format, {"trade.txt": text, **page})

    steps.write_with_page(out, write, partial(report_html, outcome, lists))


def _show(outcome: "Outcome", out: Path, lists: "WantLists", *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(dict(outcome.summary), indent=2, ensure_ascii=False))
    elif not quiet:
        from rich.console import Console

        from samarkand.cli.swap_terminal import print_outcome

        print_outcome(outcome, lists, out, Console())

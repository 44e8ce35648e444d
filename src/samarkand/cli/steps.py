"""What commands that write an outcome have in common: the folder, progress, refusals, the page made aside."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from samarkand.cli.findings import print_findings
from samarkand.core.finding import Finding

if TYPE_CHECKING:
    from samarkand.publishing.outcome_folder import Texts

_FINDINGS = 2


def refuse(*findings: Finding) -> NoReturn:
    """Print findings and end the command: nothing is written."""
    print_findings(findings)
    click.echo("Nothing was written.", err=True)
    raise click.exceptions.Exit(_FINDINGS)


def need_free(out: Path) -> None:
    """Refuse a folder that holds anything but an older outcome."""
    from samarkand.publishing.folder import is_free

    if not is_free(out):
        remedy = "Name a new folder, or one that holds an outcome, which is then replaced."
        message = "The folder holds other things."
        refuse(Finding("out_not_an_outcome", message, remedy, column="--out", value=str(out)))


def progress(*, quiet: bool) -> Callable[[str], None]:
    """Return what tells the person waiting at a terminal what is being done."""
    if quiet or not sys.stderr.isatty():
        return lambda _step: None
    return lambda step: click.echo(f"\r\033[K{step}{'...' if step else ''}", nl=False, err=True)


def write_with_page(out: Path, write: "Callable[[Texts], None]", page: Callable[[], str]) -> None:
    """Let ``write`` write the outcome and take report.html from ``page``, which is made meanwhile."""
    try:
        with ThreadPoolExecutor(max_workers=1) as aside:
            made = aside.submit(page)
            write({"report.html": made.result})
    except OSError as error:
        remedy = "Name a folder that can be written to."
        message = f"The outcome cannot be written: {(error.strerror or 'it failed').lower()}."
        refuse(Finding("out_unwritable", message, remedy, column="--out", value=str(out)))

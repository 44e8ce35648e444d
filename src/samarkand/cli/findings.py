"""Prints findings the way a person mends them: file by file, line by line."""

from collections.abc import Iterable
from itertools import groupby

import click

from samarkand.core.finding import Finding


def print_findings(findings: Iterable[Finding]) -> None:
    """Print findings to standard error under the name of their file, in the order given."""
    for file, group in groupby(findings, key=lambda found: found.file):
        click.secho(file or "input", bold=True, err=True)
        for found in group:
            colour = "red" if found.severity == "error" else "yellow"
            click.echo(f"  {_place(found)}{found.message}", err=True)
            click.echo(f"      {found.remedy} ", nl=False, err=True)
            click.secho(f"({found.severity} {found.code})", fg=colour, err=True)


def count_text(findings: Iterable[Finding]) -> str:
    """Return how many errors and warnings there are, in words."""
    severities = [found.severity for found in findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    parts = [_plural(errors, "error")] * bool(errors) + [_plural(warnings, "warning")] * bool(warnings)
    return " and ".join(parts) or "nothing wrong"


def _place(found: Finding) -> str:
    line = f"line {found.row}" if found.row else ""
    place = ", ".join(part for part in (line, found.column) if part)
    return f"{place}: " if place else ""


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

"""What a check comes to, whatever it was of: what could not be read, what is false, what is proven."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click

from samarkand.cli.trouble import in_words
from samarkand.core.finding import Finding

Outcome = TypeVar("Outcome")

MAKE_AGAIN = (
    "Write it with: samarkand clear BOOK --out {0}, samarkand net OBLIGATIONS --out {0}, "
    "or samarkand swap WANTS --out {0}"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``unreadable`` stands in the way of any answer; without ``faults`` what is ``proven`` is true.

    ``warnings`` are told and change nothing. ``not_checked`` is what a true outcome is still to be
    trusted for: where it stands, and what of it.
    """

    unreadable: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    proven: str = ""
    warnings: tuple[Finding, ...] = ()
    not_checked: Mapping[str, str] = field(default_factory=dict)


def read_or_tell(read: Callable[[Path], Outcome], folder: Path) -> Outcome | Finding:
    """Return the outcome in a folder, or the finding that it holds none."""
    from polars.exceptions import PolarsError

    try:
        return read(folder)
    except (OSError, ValueError, TypeError, PolarsError) as trouble:
        return no_outcome(folder, trouble)


def no_outcome(folder: object, trouble: Exception) -> Finding:
    """Return the finding that a folder holds no outcome."""
    remedy = MAKE_AGAIN.format(folder)
    return Finding(
        "outcome_unreadable", f"this is no outcome: {in_words(trouble)}.", remedy, file=str(folder)
    )


def need_untouched(folder: Path, changed: Iterable[Finding]) -> None:
    """End the command where files of an outcome were changed after they were written.

    Only `samarkand check` proves an outcome; but what is plainly altered is not shown as if it were one.
    """
    found = list(changed)
    if not found:
        return
    for finding in found:
        click.echo(str(finding), err=True)
    click.echo(f"{folder} was altered; nothing of it is shown.", err=True)
    raise click.exceptions.Exit(2)

"""The options of every command that writes an outcome: where, in which format, and what is told of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

out_option = click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the outcome."
)

_TOLD = (
    click.option(
        "--format",
        "file_format",
        type=click.Choice(["csv", "parquet"]),
        default="csv",
        show_default=True,
        help="Format of the outcome's tables.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Write the summary as JSON to standard output."),
    click.option("--quiet", is_flag=True, help="Write nothing to standard output."),
)


def told_options(command: Command) -> Command:
    """Add --format, --json and --quiet, in this sequence, below a command's own options."""
    for option in reversed(_TOLD):
        command = option(command)
    return command

"""The option that says what a file calls its columns, for every command that reads obligations."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def column_option(command: _Command) -> _Command:
    """Add ``--column NAME=HEADER``, given once a column, as ``columns``: the file's headers by our names."""
    return click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="NAME=HEADER",
        callback=_by_name,
        help="Read the column HEADER as NAME: amount=usd. Once for each column.",
    )(command)


def _by_name(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    wrong = [text for text, (name, _, header) in zip(given, pairs, strict=True) if not name or not header]
    if wrong:
        raise click.BadParameter(f"write it as NAME=HEADER, for instance amount=usd, not {wrong[0]!r}")
    return {name: header for name, _, header in pairs}

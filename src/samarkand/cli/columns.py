"""The option that says what a file calls its columns, for every command that reads obligations."""

from collections.abc import Callable, Mapping
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
    names = [name for name, _, _ in pairs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise click.BadParameter(f"{twice[0]} is one column, not two")
    return {name: header for name, _, header in pairs}


def shared_out(columns: Mapping[str, str], within: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what ``columns`` ask of the obligations, and what they ask of the credit limits.

    Columns that both have, such as the unit, are asked of both.
    """
    from samarkand.book.names import normal_name
    from samarkand.netting.obligations import limits_table, obligations_table

    group = normal_name(within)
    of_obligations = {column.name for column in obligations_table(group).columns}
    of_limits = {column.name for column in limits_table(group).columns}
    names = {name: normal_name(name) for name in columns}
    return (
        {name: columns[name] for name in columns if names[name] not in of_limits - of_obligations},
        {name: columns[name] for name in columns if names[name] in of_limits},
    )

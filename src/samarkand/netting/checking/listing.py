"""Names in the tables of an outcome: who they are, and which are missing, strange or there twice."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.faults import faults
from samarkand.netting.checking.numbering import Numbers

NODE = ("party", "unit", "group")
"""What names a node."""


def numbered(numbers: Numbers, table: pl.DataFrame, **parties: str) -> pl.DataFrame:
    """Return the table with the node each of ``parties`` names, by the column it goes to.

    ``tail="debtor"`` adds the column ``tail``: the node of the debtor in the row's unit and group,
    null where there is no such party.
    """
    nodes = numbers.nodes
    for number, column in parties.items():
        if table.height == nodes.height and _are_all(table, nodes, column):
            table = table.with_columns(nodes["node"].alias(number))
            continue
        named = nodes.select(pl.col("party").alias(column), "unit", "group", pl.col("node").alias(number))
        table = table.join(named, on=[column, "unit", "group"], how="left", maintain_order="left")
    return table


def _are_all(table: pl.DataFrame, nodes: pl.DataFrame, column: str) -> bool:
    pairs = ((column, "party"), ("unit", "unit"), ("group", "group"))
    return all(bool((table[given] == nodes[name]).all()) for given, name in pairs)


def check_listed(
    stated: pl.DataFrame, names: pl.DataFrame, columns: Sequence[str], *, file: str
) -> list[Finding]:
    """Return what a table leaves out, lists twice, or lists although it is not there.

    ``names`` has a row for each that must be listed once, in the same ``columns``.
    """
    if stated.height == names.height and all(bool((stated[name] == names[name]).all()) for name in columns):
        return []
    one = pl.struct(columns)
    told = (
        ("name_twice", stated.filter(one.is_duplicated() & ~one.is_first_distinct()), "is listed twice"),
        ("unknown_name", stated.join(names, on=columns, how="anti", maintain_order="left"), "is not there"),
        ("unknown_name", names.join(stated, on=columns, how="anti", maintain_order="left"), "is not listed"),
    )
    return [
        finding
        for code, rows, what in told
        for finding in faults(code, rows, partial(_say_listed, columns, what), file=file, column=columns[0])
    ]


def _say_listed(columns: Sequence[str], what: str, row: dict[str, Any]) -> str:
    return f"{_say_names(columns, row)} {what}."


def _say_names(columns: Sequence[str], row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {row[name]!r}" for name in columns if row[name] != "")


def by_name(columns: Sequence[str]) -> Callable[[dict[str, Any]], str]:
    """Return how a row is called by its names."""
    return partial(_say_names, columns)

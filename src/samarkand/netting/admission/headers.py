"""The columns of a file under the names the file gives them, as `--column NAME=HEADER` says."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.columns import CheckedTable
from samarkand.book.names import closest, normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.schema import POLARS_TYPE, Column, Table
from samarkand.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a file spells a table.

    ``table`` has the columns that can be looked for, under the file's names; ``names`` gives the
    file's name of each by ours.
    """

    table: Table
    names: Mapping[str, str]
    findings: tuple[Finding, ...]


def asked_for(table: Table, columns: Mapping[str, str]) -> Table:
    """Return the table spelled as ``columns`` (our name to the file's header) ask, whatever the file has."""
    asked = {normal_name(name): normal_name(header) for name, header in columns.items()}
    return replace(table, columns=tuple(_renamed(column, asked.get(column.name)) for column in table.columns))


def spelling_of(table: Table, columns: Mapping[str, str], raw: RawTable) -> Spelling:
    """Return how the file spells the table, and what is wrong with what ``columns`` ask.

    A column asked for under a header that is not there is not looked for at all, so that nothing
    else is read in its place.
    """
    headers = [normal_name(plain(header)) for header in raw.frame.columns]
    free = {column.name: column for column in table.columns}
    asked: dict[str, str] = {}
    found = []
    for given, header in columns.items():
        name, spelled = normal_name(given), normal_name(header)
        if name not in free:
            found.append(_field_unknown(given, table, raw.file))
        elif spelled not in headers:
            del free[name]
            found.append(_header_unknown(name, header, headers, raw.file))
        else:
            asked[name] = spelled
    found += _taken_twice(list(free.values()), asked, raw.file)
    names: dict[str, str] = {}
    for name in (*asked, *free):
        spelled = asked.get(name, name)
        if spelled not in names.values():
            names[name] = spelled
    return Spelling(_spelled(table, names), names, tuple(found))


def where_there(columns: Mapping[str, str], alike: Container[str], raw: RawTable) -> dict[str, str]:
    """Return ``columns`` without those in ``alike`` whose header the file does not have."""
    headers = {normal_name(plain(header)) for header in raw.frame.columns}
    return {
        name: header
        for name, header in columns.items()
        if normal_name(name) not in alike or normal_name(header) in headers
    }


def under_our_names(checked: CheckedTable, table: Table, names: Mapping[str, str]) -> CheckedTable:
    """Return the checked table with our names for its columns; those not looked for hold nulls."""
    absent = [column for column in table.columns if column.name not in names]
    nulls = [pl.lit(None, dtype=POLARS_TYPE[column.kind]).alias(f"{column.name}\n") for column in absent]
    wanted = [
        pl.col(names.get(column.name, f"{column.name}\n")).alias(column.name) for column in table.columns
    ]
    headers = {
        name: checked.headers[spelled] for name, spelled in names.items() if spelled in checked.headers
    }
    raw = replace(checked.raw, table=table)
    return CheckedTable(raw, checked.frame.with_columns(nulls).select(wanted), headers, checked.findings)


def _renamed(column: Column, name: str | None) -> Column:
    return column if name is None else replace(column, name=name)


def _spelled(table: Table, names: Mapping[str, str]) -> Table:
    columns = tuple(
        replace(column, name=names[column.name]) for column in table.columns if column.name in names
    )
    return replace(table, columns=columns, key=names.get(table.key, ""))


def _taken_twice(columns: Iterable[Column], asked: Mapping[str, str], file: str) -> Iterator[Finding]:
    """Find headers asked for twice, and those of columns that are needed under their own name."""
    needed = {column.name: column.name for column in columns if column.required}
    users: dict[str, list[str]] = {}
    for name, spelled in {**needed, **asked}.items():
        users.setdefault(spelled, []).append(name)
    for spelled, names in users.items():
        if len(names) > 1:
            message = f"Column {spelled} cannot be read as {' and as '.join(sorted(names))} at once."
            yield finding("header_for_two", message, file=file, column="--column", value=spelled)


def _field_unknown(asked: str, table: Table, file: str) -> Finding:
    names = ", ".join(column.name for column in table.columns)
    message = f"{table.name} hold no {asked!r}; they hold {names}."
    return finding("field_unknown", message, file=file, column="--column", value=asked)


def _header_unknown(name: str, header: str, headers: list[str], file: str) -> Finding:
    near = closest(normal_name(header), headers)
    message = f"The file has no column {header!r} that could be read as {name}."
    remedy = f"The nearest is {near}." if near else ""
    return finding("header_unknown", message, file=file, column="--column", value=header, remedy=remedy)

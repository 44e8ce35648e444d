"""Forms of the back office about tables: a row of the operator's own added or removed, files brought in."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.db.models import Model

from samarkand.book.schema import Table
from samarkand.book.table_file import READERS
from samarkand.platform.house.actor import Actor
from samarkand.platform.market import furnishing
from samarkand.platform.market.importing import import_uploads
from samarkand.platform.market.uploads import Upload
from samarkand.platform.web.back_office.acts import Act, FilledAct
from samarkand.platform.web.back_office.fields import AskedForm


class TableForm(AskedForm):
    """A row of a table that the operator keeps, as text: the engine's own checks read it."""

    def __init__(self, table: Table, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 (Django's own)
        super().__init__(*arguments, **named)
        self.fields = {column.name: _field(column.required, column.about) for column in table.columns}
        self.dress()


def _field(required: bool, about: str) -> forms.Field:  # noqa: FBT001 (a column's own word)
    return forms.CharField(max_length=2_000, required=required, help_text=about)


class FileForm(AskedForm):
    """A file to be brought in."""

    file = forms.FileField(
        help_text="CSV, TSV or Parquet, a workbook (.xlsx) with a sheet a table, or a .zip of a folder."
    )


def adding(table: Table) -> FilledAct:
    """Return the act that adds a row to a table of the operator's."""

    def add(actor: Actor, row: None, said: Mapping[str, Any], now: datetime) -> str:
        del row, now
        furnishing.add_row(actor, table.name, said)
        return f"A row is added to {table.name}."

    return FilledAct("add", "Add a row", add, partial(TableForm, table))


def _remove(actor: Actor, row: Model, said: str, now: datetime) -> None:
    del said, now
    furnishing.remove_row(actor, row)


REMOVE = Act("remove", "Remove from the table", _remove)


def bringing_in(name: str, title: str) -> FilledAct:
    """Return the act that brings in a file; one of a single table is read as the table ``name``."""

    def bring_in(actor: Actor, row: None, said: Mapping[str, Any], now: datetime) -> str:
        del row
        file = said["file"]
        suffix = PurePosixPath(file.name).suffix.lower()
        called = f"{name}{suffix}" if suffix in READERS else file.name
        came = import_uploads(actor, [Upload(called, file.size, file.chunks())], now)
        return "Brought in: " + ", ".join(f"{table} {rows:,}" for table, rows in came.rows.items())

    return FilledAct("bring_in", title, bring_in, FileForm)


def replacing(table: Table) -> tuple[FilledAct, ...]:
    """Return the act by which a file takes the place of all rows of a table of the operator's."""
    return (bringing_in(table.name, "Replace all by a file"),)

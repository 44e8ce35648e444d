"""Who changed a row and when, kept beside the row: signed for a single one, set-based for many.

django-simple-history writes a row's history when it is saved; what `update()` or COPY writes it does not
see, and `write_history` adds it in one statement. `Actor.by` is kept as the reason of the change: it tells
the house itself from somebody unknown, and names the token.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.db import connection, models

from samarkand.platform.house.actor import Actor
from samarkand.platform.house.many_rows import kept_moment
from samarkand.platform.parties.models import User

Kind = Literal["+", "~"]
"""Made, or changed."""

_ROOM = 100
_WRITTEN = ("history_date", "history_type", "history_user_id", "history_change_reason")


def sign(row: models.Model, actor: Actor, now: datetime) -> None:
    """Say who makes the row's next version, and when: the history of its next save names them."""
    person = None if actor.user is None else User(pk=actor.user)
    vars(row).update(_history_user=person, _history_date=now, _change_reason=_said(actor))


def write_history(
    model: type[models.Model], keys: Iterable[int] | Iterable[str], kind: Kind, actor: Actor, now: datetime
) -> None:
    """Add to the history of these rows how they stand now, in one statement.

    ``keys`` are ids, or codes where they are text; ``model`` has django-simple-history's ``history``.
    Meant for rows just written in the same database transaction.
    """
    given = list(keys)
    quote = connection.ops.quote_name
    history = model.history.model  # type: ignore[attr-defined]  # simple-history adds it
    kept = ", ".join(quote(field.column) for field in model._meta.concrete_fields if field.column)  # noqa: SLF001 (documented)
    written = ", ".join(map(quote, _WRITTEN))
    key = "code" if given and isinstance(given[0], str) else "id"
    statement = (
        f"INSERT INTO {quote(history._meta.db_table)} ({kept}, {written}) "  # noqa: S608, SLF001 (names of our own)
        f"SELECT {kept}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} "  # noqa: SLF001
        f"WHERE {key} IN ({members('bigint' if key == 'id' else 'text')}) ORDER BY id"
    )
    at = kept_moment(now)
    with connection.cursor() as cursor:
        cursor.execute(statement, [at, kind, actor.user, _said(actor), json.dumps(given)])


def _said(actor: Actor) -> str:
    """Return who acts, cut to the room a history has for its reason; the person is named beside it too."""
    return actor.by[:_ROOM]


def members(kind: Literal["bigint", "text"]) -> str:
    """Return the SQL that reads a parameter, a JSON list of whole numbers or texts, as rows."""
    if connection.vendor == "postgresql":
        return f"SELECT value::{kind} FROM json_array_elements_text(%s::json)"  # noqa: S608 (our own words)
    return "SELECT value FROM json_each(%s)"

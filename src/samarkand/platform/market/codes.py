"""Codes of rows: one row has one, whichever side of the book it stands on and whatever became of it."""

import json
from collections.abc import Sequence

from django.db import connection

from samarkand.platform.market.sides import SIDES
from samarkand.platform.parties.history import members


def taken_among(codes: Sequence[str]) -> set[str]:
    """Return those of the codes that an offer or a want has, in one query."""
    tables = [connection.ops.quote_name(side.model._meta.db_table) for side in SIDES]  # noqa: SLF001 (documented)
    parts = [f"SELECT code FROM {table} WHERE code IN ({members('text')})" for table in tables]  # noqa: S608 (our own names)
    given = json.dumps(list(codes))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [given] * len(parts))
        return {code for (code,) in cursor.fetchall()}

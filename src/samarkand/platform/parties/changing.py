"""One way to change a row that has a version and a history: lock it, look, change it, keep it."""

from datetime import datetime
from typing import TypeVar

from django.db import models

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding
from samarkand.platform.parties.history import sign

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row, version: int | None) -> Row:
    """Return the row as it stands now, locked until the database transaction ends.

    Raises Refusal (``version_stale``) where it is no longer at the version; None takes any.
    """
    kept: Row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)  # noqa: SLF001 (documented)
    now_at: int = getattr(kept, "version")  # noqa: B009 (every row this is for has one)
    if version is not None and now_at != version:
        name = kept._meta.verbose_name  # noqa: SLF001 (documented)
        message = f"{name} {kept} is at version {now_at}, not {version}."
        raise Refusal(finding("version_stale", message, column="version", value=version))
    return kept


def keep(row: models.Model, actor: Actor, now: datetime) -> None:
    """Save a changed row as its next version, with who changed it and when in its history."""
    vars(row)["version"] += 1
    sign(row, actor, now)
    row.save()

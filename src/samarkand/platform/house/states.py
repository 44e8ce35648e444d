"""States and the steps between them, as plain tables; a step is taken once, whoever else tries.

The compare-and-set is one UPDATE whose WHERE names the state expected, so that of two who step at the
same moment one wins and the other is told, on either database.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.catalogue import finding

Steps = Mapping[str, frozenset[str]]
"""From each state, the states that may follow."""


def step(row: models.Model, to: str, steps: Steps, **also: Any) -> None:  # noqa: ANN401 (any column's value)
    """Take ``row`` to the state ``to`` and set the columns in ``also``, in one statement.

    Refreshes nothing but what it wrote. Raises Refusal (``state_wrong``) where the row's state, as the
    database has it now, allows no such step.
    """
    before = [state for state, after in steps.items() if to in after]
    rows = type(row)._default_manager.filter(pk=row.pk, state__in=before)  # noqa: SLF001 (Django's documented name)
    if not rows.update(state=to, **also):
        row.refresh_from_db(fields=["state"])
        raise Refusal(_wrong_state(row, to))
    for name, value in {"state": to, **also}.items():
        setattr(row, name, value)


def _wrong_state(row: models.Model, to: str) -> Finding:
    state = getattr(row, "state", "")
    name = row._meta.verbose_name  # noqa: SLF001 (Django's documented name)
    return finding(
        "state_wrong", f"{name} {row} is {state}: it cannot become {to}.", column="state", value=state
    )

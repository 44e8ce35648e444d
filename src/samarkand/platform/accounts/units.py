"""A unit of account asked for by its code, by services that do not make one."""

from collections.abc import Iterable
from datetime import date

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.models import UnitOfAccount


def known_unit(code: str) -> UnitOfAccount:
    """Return the unit of account of this code; raises Refusal (``unit_unknown``) where there is none."""
    return _only(UnitOfAccount.objects.filter(code=code), code)


def locked_unit(code: str) -> UnitOfAccount:
    """Return the unit of this code and keep everybody from posting in it until the end.

    Whoever posts shares the unit's row, so that this waits for entries that are being written. Inside an
    open database transaction only. Raises Refusal (``unit_unknown``) where there is none.
    """
    return _only(UnitOfAccount.objects.select_for_update().filter(code=code), code)


def refuse_reversed(since: date, until: date) -> None:
    """Raise Refusal (``days_reversed``) where the last day lies before the first."""
    if until < since:
        message = f"The last day {until} lies before the first, {since}."
        raise Refusal(finding("days_reversed", message, column="until", value=until))


def _only(units: Iterable[UnitOfAccount], code: str) -> UnitOfAccount:
    for unit in units:
        return unit
    raise Refusal(
        finding("unit_unknown", f"There is no unit of account {code!r}.", column="unit", value=code[:80])
    )

"""What is done every minute: deadlines that have passed, leases that were let go, notices that are due."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module

import structlog
from django.db import close_old_connections

log = structlog.get_logger(__name__)

Duty = Callable[[datetime], object]

_STAGES = "samarkand.platform"
DUTIES: tuple[str, ...] = (
    "rounds.clearing_job:resume_clearings",
    "market.open_book:expire_rows",
    "deals.reminding:remind_due",
    "deals.lapsing:lapse_overdue",
    "deals.clocks:breach_overdue",
    "deals.home_settling:settle_due",
    "delivery.discrepancies:note_late",
    "accounts.holding:lapse_holds",
    "accounts.swing:tell_swings_due",
    "accounts.verifying:prove_due",
    "api.idempotency:forget_answers",
    "events.sending:send_due",
)
"""Module and function of each stage that has something to do when time passes; each takes the time."""


def tick_now() -> Mapping[str, str]:
    """Do it now: the job that the worker runs every minute."""
    from samarkand.platform.house.clock import now

    return tick(now())


def tick(now: datetime) -> Mapping[str, str]:
    """Do everything that is due at ``now``, and return what could not be done, and why.

    One stage that fails does not keep the others from their duty. Done twice it does nothing more.
    """
    failed: dict[str, str] = {}
    for duty in DUTIES:
        try:
            _function(duty)(now)
        except Exception as trouble:
            log.exception("duty_failed", duty=duty)
            failed[duty] = repr(trouble)
            close_old_connections()
    return failed


def _function(duty: str) -> Duty:
    module, name = duty.split(":")
    function: Duty = getattr(import_module(f"{_STAGES}.{module}"), name)
    return function

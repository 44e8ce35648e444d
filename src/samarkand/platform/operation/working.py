"""The worker: django-q's cluster, watched over, with a pulse."""

import os
import time

import structlog
from django.db import DatabaseError, close_old_connections, connection

from samarkand.platform.house.clock import now
from samarkand.platform.operation import heartbeat
from samarkand.platform.operation.in_use import say_in_use
from samarkand.platform.operation.orphans import end_with_parent
from samarkand.platform.operation.starting import bring_up_to_date, without_pool

_TICK = "samarkand.platform.operation.tick.tick_now"

log = structlog.get_logger(__name__)


def work(*, with_parent: bool = False) -> None:
    """Do the work that waits until told to stop (SIGTERM, SIGINT); returns when the last job has ended.

    A job that is killed is not lost: a clearing is taken over when its lease passes, anything else is
    begun again by django-q.
    """
    without_pool()  # its sessions do not survive the fork that makes django-q's processes
    bring_up_to_date()
    say_in_use()
    _tick_every_minute()
    connection.close()
    from django_q.cluster import Cluster

    os.register_at_fork(after_in_child=end_with_parent)  # else they would go on when this one is killed
    cluster = Cluster()
    cluster.start()
    if with_parent:
        end_with_parent()
    log.info("worker_started")
    process = heartbeat.process_name()
    while cluster.sentinel.is_alive():
        _beat(process)
        cluster.sentinel.join(heartbeat.EVERY.total_seconds())
    _stop_beating(process)
    log.info("worker_stopped")


def _tick_every_minute() -> None:
    from django_q.models import Schedule

    every_minute = {"schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1, "next_run": now()}
    Schedule.objects.update_or_create(name="tick", defaults={"func": _TICK, **every_minute})


def _beat(process: str) -> None:
    try:
        heartbeat.beat(process, now())
    except DatabaseError as trouble:
        log.warning("heartbeat_failed", reason=str(trouble))
        time.sleep(1)
    finally:
        close_old_connections()


def _stop_beating(process: str) -> None:
    try:
        heartbeat.stop_beating(process)
    except DatabaseError as trouble:
        log.warning("heartbeat_failed", reason=str(trouble))

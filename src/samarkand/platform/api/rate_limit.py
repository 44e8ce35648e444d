"""How often a membership may ask: so many requests in each minute, counted by every process for itself.

By all its tokens together: more tokens are no more turns. It protects the house from a program that runs
wild; it is no meter. Where several processes answer, who reaches them all may ask as often as all allow.
"""

from django.core.cache import caches

from samarkand.core.finding import Finding
from samarkand.platform.api.catalogue import finding
from samarkand.platform.house import environment

_MINUTE = 60


def wait_for_turn(membership: int, seconds: float, limit: int | None = None) -> int:
    """Count one request of a membership at this time (seconds of Unix time); return how long it has to wait.

    0: it may go on. The limit is SAMARKAND_RATE unless given.
    """
    minute, passed = divmod(int(seconds), _MINUTE)
    key = f"rate:{membership}:{minute}"
    cache = caches["process"]
    cache.add(key, 0, timeout=2 * _MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache was full and forgot the key
        count = 1
    allowed = environment.number("SAMARKAND_RATE") if limit is None else limit
    return 0 if count <= allowed else _MINUTE - passed


def too_many(wait: int) -> Finding:
    """Return the finding for a membership that has to wait so many seconds."""
    return finding(
        "too_many_requests", f"This membership asks too often: the next minute begins in {wait} s."
    )

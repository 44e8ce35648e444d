"""A worker in a process of its own, for tests that kill it: `python -m tests.platform.rounds.worker_process`.

It loads the engine once and then forks a child for each line it reads: a clearing, and the statement of its
storing at which the child ends itself by SIGKILL (0: none). It tells the child's process identifier, and then
how the child ended. Nothing is computed before the fork, so that no thread is lost in it.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class FatalStatement:
    """Ends the process at one of the statements that follow the news that the worker is storing."""

    number: int
    seen: int = -1

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:  # noqa: ANN401 (Django's)
        if self.seen >= 0:
            self.seen += 1
        elif "storing" in (params or ()):
            self.seen = 0
        if self.number and self.seen == self.number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def main() -> None:
    """Do the clearings named on standard input, a child each."""
    import django

    django.setup()
    from django.db import connection

    from samarkand.clearing import check, clear
    from samarkand.platform.house import clock
    from samarkand.platform.rounds.clearing_job import work

    _ = check, clear
    _tell("ready")
    for line in sys.stdin:
        clearing, statement = map(int, line.split())
        child = os.fork()
        if child == 0:
            with connection.execute_wrapper(FatalStatement(statement)):
                work(clearing, clock.now)
            os._exit(0)
        _tell(child)
        _tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

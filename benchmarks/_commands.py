"""Commands started cold and timed as whole processes."""

import os
import subprocess
import sys
import time

COMMAND = [sys.executable, "-c", "from samarkand.cli.main import main; main()"]


def timed_command(*arguments: str) -> tuple[float, float]:
    """Run ``samarkand`` with these arguments; return its seconds of the wall clock and its memory in GB.

    Exits where the command fails.
    """
    start = time.perf_counter()
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: samarkand {' '.join(arguments)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1e6

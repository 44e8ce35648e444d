"""Programs that are kept running: each in a group of its own, started again when it dies, stopped whole."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

_STOP_WITHIN = 25.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


@dataclass(slots=True)
class Child:
    """A module run as a program; ``pause`` grows while it dies soon after each start."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = _SHORTEST_PAUSE
    again_at: float = 0.0

    def start(self) -> None:
        """Start it, away from the terminal's Ctrl-C, which is for the one who watches over it."""
        command = [sys.executable, "-m", self.module, *self.arguments]
        self.process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
        self.started_at = time.monotonic()

    def keep_running(self) -> None:
        """Start it again if it has died, after a pause; what it left of its group is ended at once."""
        if self.process is not None and self.process.poll() is not None:
            self._bury(self.process.returncode)
        if self.process is None and time.monotonic() >= self.again_at:
            self.start()

    def _bury(self, status: int) -> None:
        lived = time.monotonic() - self.started_at
        self.pause = min(2 * self.pause, _LONGEST_PAUSE) if lived < _LONGEST_PAUSE else _SHORTEST_PAUSE
        self.again_at = time.monotonic() + self.pause
        log.error("process_died", process=self.name, status=status, again_in=self.pause)
        self._end_group()
        self.process = None

    def ask_to_stop(self) -> None:
        """Ask it to end; it finishes what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_or_kill(self) -> None:
        """Wait until it has ended, and end by force what is left of its group."""
        if self.process is None:
            return
        try:
            self.process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            log.warning("process_killed", process=self.name)
        self._end_group()
        self.process.wait()

    def _end_group(self) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:  # nobody is left
                return

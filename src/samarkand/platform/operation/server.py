"""The server as a program: ``python -m samarkand.platform.operation.server HOST PORT``."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from samarkand.platform.house import environment
from samarkand.platform.operation.orphans import end_with_parent

_STOP_WITHIN = 10


def answer_requests(host: str, port: int) -> None:
    """Answer requests until told to stop; a process that dies is replaced."""
    _share_measures()
    Server(
        "samarkand.platform.operation.application:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=environment.number("SAMARKAND_WORKERS"),
        blocking_threads=environment.number("SAMARKAND_THREADS"),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def _share_measures() -> None:
    """Have the processes of the server count together: each alone would tell a part."""
    folder = environment.home() / "measures"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a house may have no folder it can write to, or a full disk
        folder = Path(tempfile.mkdtemp(prefix="samarkand-measures-"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


if __name__ == "__main__":
    end_with_parent()
    answer_requests(sys.argv[1], int(sys.argv[2]))

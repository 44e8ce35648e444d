"""No program of the house outlives the one that started it: whoever is left alone ends itself."""

import os
import signal
import threading
import time

_LOOK_EVERY = 1.0
_GRACE = 10.0


def end_with_parent() -> None:
    """From now on look whether the parent still lives; when it is gone end as if asked to, then by force."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="orphans", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os.kill(os.getpid(), signal.SIGKILL)

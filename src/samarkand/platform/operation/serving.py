"""``samarkand serve``: tables up to date, a worker and a server that are kept running, a clean stop."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType

from samarkand.core.finding import Refusal
from samarkand.platform.house.own_address import forget_address, tell_address
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.children import Child

_READY_WITHIN = 120.0
_OK = 200
_LOOK_EVERY = 0.25


def free_port(host: str, port: int) -> int:
    """Return the port, or any free one where it is 0; raises Refusal (``port_taken``)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as trouble:
            message = f"port {port} of {host} cannot be used: {(trouble.strerror or 'refused').lower()}."
            raise Refusal(finding("port_taken", message, column="--port", value=port)) from trouble
        free: int = tried.getsockname()[1]
    return free


def serve(host: str, port: int, when_ready: Callable[[str], None]) -> None:
    """Serve at ``host`` and ``port`` until SIGINT or SIGTERM; ``when_ready`` is told the address, once.

    The tables are up to date already. Raises Refusal (``server_silent``) where nothing answers.
    """
    stop, address = _stop_at_signals(), _address(host, port)
    package = "samarkand.platform.operation"
    children = (Child("worker", f"{package}.worker"), Child("server", f"{package}.server", (host, str(port))))
    tell_address(address)
    try:
        keep_running(children, stop, lambda: _is_ready(host, port), lambda: when_ready(address))
    finally:
        forget_address(address)
        for child in reversed(children):
            child.ask_to_stop()
        for child in reversed(children):
            child.wait_or_kill()


def keep_running(
    children: Iterable[Child], stop: threading.Event, is_ready: Callable[[], bool], tell: Callable[[], None]
) -> None:
    """Start again what dies, until told to stop; tell once that the house is ready.

    Raises Refusal (``server_silent``) where it is not for too long after the start.
    """
    until, told = time.monotonic() + _READY_WITHIN, False
    while not stop.wait(_LOOK_EVERY):
        for child in children:
            child.keep_running()
        if not told and is_ready():
            told = True
            tell()
        elif not told and time.monotonic() > until:
            message = f"the server did not say it was ready for {_READY_WITHIN:.0f} seconds."
            raise Refusal(finding("server_silent", message))


def _stop_at_signals() -> threading.Event:
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, told)
    signal.signal(signal.SIGTERM, told)
    return stop


def _address(host: str, port: int) -> str:
    name = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host  # noqa: S104 (only read)
    return f"http://{name}:{port}"


def _is_ready(host: str, port: int) -> bool:
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (only read)
    connection = http.client.HTTPConnection(asked, port, timeout=10)
    try:
        connection.request("GET", "/health/ready/", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status == _OK or _only_reads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _only_reads(told: bytes) -> bool:
    """Tell whether all that is wrong is a full disk: the house opens, for what is there can be read."""
    findings = json.loads(told).get("findings", [])
    return bool(findings) and all(one["code"] == "disk_low" for one in findings)

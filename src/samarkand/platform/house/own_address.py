"""Where people reach the house: from its settings, and the port at which it is served.

`samarkand serve` writes its address into the house's folder while it runs, so that a link printed by another
command leads there.
"""

from collections.abc import Mapping
from os import environ as _environ
from pathlib import Path

from samarkand.platform.house import environment

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_UNSERVED = "http://localhost:8000"
"""What `samarkand serve` would answer at."""


def people_address(environ: Mapping[str, str] = _environ) -> str:
    """Return the address that links begin with, such as ``https://house.example.org``.

    The first name of SAMARKAND_HOSTS that is not this machine's own; without one, where the house is served
    now, or would be.
    """
    named = [host for host in environment.listed("SAMARKAND_HOSTS", environ) if host[0] not in "*."]
    public = next((host for host in named if host not in _HERE), None)
    if environment.flag("SAMARKAND_HTTPS", environ):
        return f"https://{public or 'localhost'}"
    served = _served_at(environment.home(environ))
    if public is None:
        return served
    port = served.rpartition(":")[2]
    return f"http://{public}" if ":" in public else f"http://{public}:{port}"


def tell_address(address: str) -> None:
    """Say where the house is served, until `forget_address`."""
    _file(environment.home()).write_text(f"{address}\n", encoding="utf-8")


def forget_address(address: str) -> None:
    """Say that the house is served there no more; another's word stays."""
    if _served_at(environment.home()) == address:
        _file(environment.home()).unlink(missing_ok=True)


def _served_at(home: Path) -> str:
    try:
        return _file(home).read_text(encoding="utf-8").strip() or _UNSERVED
    except FileNotFoundError:
        return _UNSERVED


def _file(home: Path) -> Path:
    return home / "address"

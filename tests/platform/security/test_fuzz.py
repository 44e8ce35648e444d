"""Requests made up from the OpenAPI document, right and wrong ones: no failure inside, nothing undocumented.

Schemathesis makes them up; few for each operation, for there are many operations.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from samarkand.platform.wsgi import application
from tests.depth import drawn
from tests.platform.calling import Caller
from tests.platform.security.operations import names_in
from tests.platform.security.world import World

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW = settings(
    max_examples=drawn(4),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test, which a server would renew after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@FEW
def test_the_operator_may_send_anything_to_what_there_is(case: Any, world: World) -> None:  # noqa: ANN401 (its types are not exported)
    case.path_parameters = names_in(case.operation.path, world)
    send(case, world.callers["operator"])


@schema.parametrize()
@FEW
def test_a_trader_may_send_anything_anywhere(case: Any, world: World) -> None:  # noqa: ANN401 (likewise)
    send(case, world.callers["owner"])


def send(case: Any, caller: Caller) -> None:  # noqa: ANN401 (likewise)
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {caller.token}"}, checks=CHECKS)
        transaction.set_rollback(True)

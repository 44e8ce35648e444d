"""What is done every minute: each stage's duty, though another's fails."""

from datetime import datetime

import pytest

from samarkand.platform.operation import tick as ticking
from samarkand.platform.operation.tick import tick
from tests.platform.conftest import NOW

DONE: list[datetime] = []


def fail(_now: datetime) -> None:
    raise RuntimeError("the register is locked")


@pytest.mark.django_db(transaction=True)
def test_an_empty_house_has_nothing_to_do_and_does_it() -> None:
    assert tick(NOW) == {}


@pytest.mark.django_db
def test_one_stage_that_fails_does_not_keep_the_others_from_their_duty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    DONE.clear()
    duties = {"fails": fail, "works": DONE.append}
    monkeypatch.setattr(ticking, "DUTIES", tuple(duties))
    monkeypatch.setattr(ticking, "_function", duties.__getitem__)
    assert tick(NOW) == {"fails": "RuntimeError('the register is locked')"}
    assert DONE == [NOW]

"""A round is opened by the operator; its terms for parties stand once it is published."""

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.run_off import begin_run_off
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.rounds.models import Round, RoundState
from samarkand.platform.rounds.opening import RoundTerms, amend_round, open_round
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, trader
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import UNIT

pytestmark = pytest.mark.django_db


def opened(code: str = "spring") -> Round:
    return open_round(OPERATOR, code, UNIT, NOW)


def test_a_round_counts_in_a_unit_of_its_own() -> None:
    assert (opened().unit.code, opened("summer").state) == (UNIT, RoundState.OPEN)


def test_none_is_opened_in_a_unit_that_runs_off() -> None:
    unit = opened().unit.code
    begin_run_off(OPERATOR, unit, NOW.date())
    assert codes_of(lambda: opened("summer")) == {"unit_runs_off"}


def test_its_history_begins_with_its_opening() -> None:
    assert opened().history.count() == 1


@pytest.mark.parametrize("actor", [AUDITOR, REGULATOR, trader(cast.MESKAY)])
def test_nobody_but_the_operator_opens_a_round(actor: object) -> None:
    with pytest.raises(NotPermittedError):
        open_round(actor, "spring", UNIT, NOW)  # type: ignore[arg-type]


def test_two_rounds_cannot_have_one_code() -> None:
    opened()
    assert codes_of(opened) == {"round_code_taken"}


@pytest.mark.parametrize("code", ["", " ", "a/b", "-r", "x" * 65, "spring\n", "весна"])
def test_a_code_can_be_written_in_an_address(code: str) -> None:
    assert codes_of(lambda: opened(code)) == {"round_code_unfit"}


def test_everything_wrong_with_a_round_is_told_at_once() -> None:
    terms = RoundTerms(contract_form="gift", acceptance_hours=0, delivery_days=4000)
    with pytest.raises(Refusal) as refusal:
        open_round(OPERATOR, "a b", UNIT, NOW, terms)
    codes = [found.code for found in refusal.value.findings]
    assert codes == ["round_code_unfit", "round_time_unfit", "round_time_unfit", "contract_form_unknown"]


def test_its_terms_can_be_amended_with_their_history() -> None:
    round_ = opened()
    amended = amend_round(OPERATOR, round_, NOW, round_.version, delivery_days=90)
    assert (amended.delivery_days, amended.version, amended.history.count()) == (90, 2, 2)


def test_who_read_an_older_version_is_told() -> None:
    round_ = opened()
    amend_round(OPERATOR, round_, NOW, 1, title="Spring")
    assert codes_of(lambda: amend_round(OPERATOR, round_, NOW, 1, title="Fall")) == {"version_stale"}


def test_the_terms_of_a_void_round_stand() -> None:
    round_ = opened()
    Round.objects.filter(pk=round_.pk).update(state=RoundState.VOID)
    assert codes_of(lambda: amend_round(OPERATOR, round_, NOW, 1, title="Spring")) == {"state_wrong"}

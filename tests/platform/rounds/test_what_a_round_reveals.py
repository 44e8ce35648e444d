"""Given all that traders read of small rounds, they find no limit of another that the rules do not show."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from samarkand.platform.rounds.told_terms import told_terms
from tests import cast
from tests.depth import drawn, every
from tests.platform.calling import Caller, trader_calls
from tests.platform.deals.playing import published_round
from tests.platform.rounds import adversary
from tests.platform.rounds.adversary import Tally, Told, attacked
from tests.platform.rounds.small_rounds import SmallRound, small_book, small_round, told_rows
from tests.platform.rounds.test_told import karachi

ROUNDS = 200
LUCK = 3.0
"""So many standard deviations may be luck."""

Reading = Callable[[SmallRound, str], Told]


@cache
def tally(read: Reading) -> Tally:
    """Return what all parties of all rounds find, who read this."""
    rounds = [small_round(seed) for seed in range(drawn(ROUNDS))]
    pairs = [(round_, party) for round_ in rounds for party in round_.book.parties["party"]]
    return attacked((round_, party, read(round_, party)) for round_, party in pairs)


def test_what_a_trader_is_told_gives_no_limit_away() -> None:
    assert tally(adversary.as_told).excess < LUCK


def test_the_outcomes_own_figures_would_give_them_away() -> None:
    told_all = tally(adversary.as_it_was)
    assert told_all.excess > 2 * LUCK
    assert told_all.found > 3 * told_all.by_chance


def test_in_a_shared_pool_no_limit_is_told_that_would_bound_anothers() -> None:
    exact = 0
    for round_ in (small_round(seed) for seed in range(drawn(ROUNDS))):
        for party in round_.book.parties.filter(pool="East")["party"]:
            terms = told_terms(round_.outcome.terms, round_.outcome.legs, {party})
            told = told_rows(round_.outcome, round_.book, terms, party)
            shared = round_.book.parties.filter(pool="East").height > 1
            assert told["limit_to_trade"].is_null().all() or not shared
            exact += round_.outcome.unmatched.filter(party=party)["limit_to_trade"].count() if shared else 0
    assert exact > 0


def said(told: Any) -> Iterator[float]:  # noqa: ANN401 (JSON)
    """Yield every number above nothing in an answer, those in texts too."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for each in told:
            yield from said(each)
    elif isinstance(told, str | int) and not isinstance(told, bool) and not MOMENT.match(str(told)):
        yield from filter(None, adversary.numbers_in(str(told)))


MOMENT = re.compile(r"\d{4}-\d\d-\d\d|[0-9a-f]{64}")
READ = (
    *("/rounds", "/rounds/spring", "/rounds/spring/terms", "/rounds/spring/unmatched", "/events", "/deals"),
    *("/legs", "/commitments", "/home-payments", "/accounts", "/obligations", "/holds", "/parties"),
)
"""Every address at which a trader reads of a round just published."""


def read_by(caller: Caller) -> list[Any]:
    """Return what a trader is answered on every address that tells of a round."""
    answers = [caller.get(path) for path in READ]
    assert {answer.status for answer in answers} == {200}
    whole = [caller.get(f"/deals/{deal['deal']}") for deal in answers[READ.index("/deals")].json["items"]]
    return [answer.json for answer in (*answers, *whole)]


def over_the_api(round_: SmallRound, party: str) -> Told:
    """Return what a trader reads of the round that is published in the house."""
    answers = read_by(trader_calls(f"{party} XX"))
    terms = answers[READ.index("/rounds/spring/terms")]["items"]
    payments = answers[READ.index("/home-payments")]["items"]
    rates = (float(row["value"]) / float(row["amount"]) for row in payments if float(row["amount"]))
    keys = tuple(float(row["value_per_unit"]) for row in terms)
    return adversary.by_the_rules(round_, party) + Told(
        keys, tuple(filter(None, rates)), tuple(said(answers))
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", every(100, range(12)))
def test_nor_does_what_the_api_answers(seed: int) -> None:
    round_ = small_round(seed)
    published_round(small_book(seed))
    parties = round_.book.parties["party"]
    assert attacked((round_, party, over_the_api(round_, party)) for party in parties).excess < LUCK


@pytest.mark.django_db
def test_the_price_of_a_pool_mate_stands_in_no_answer() -> None:
    published_round(karachi())
    answers = read_by(trader_calls(cast.NATIONAL_FRUIT))
    told = answers[READ.index("/rounds/spring/unmatched")]["items"]
    assert [(row["id"], row["reason"], row["limit_to_trade"]) for row in told] == [
        ("probe", "limit_too_far", None)
    ]
    assert "1013" not in repr(answers)
    assert "1,013" not in repr(answers)

"""Rounds of the cast, as far as a test needs them: opened, frozen, cleared by a worker in this process."""

from datetime import timedelta
from typing import Any

from samarkand.book.book import Book
from samarkand.clearing.settings import Settings
from samarkand.platform.rounds.clearing_job import ask_clearing, work
from samarkand.platform.rounds.freezing import freeze
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.opening import RoundTerms, open_round
from tests import cast
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.stock import stock

UNIT = "CLEARING-DOLLAR"


def frozen_round(book: Book | None = None, code: str = "spring", **terms: Any) -> Round:  # noqa: ANN401 (any setting)
    """Return a round frozen over a book, the swap of rice and chickpeas unless another is given."""
    stock(book or cast.swap())
    return freeze_anew(code, **terms)


def freeze_anew(code: str, **terms: Any) -> Round:  # noqa: ANN401 (any setting)
    """Return a round frozen over what is in the house already."""
    opened = open_round(OPERATOR, code, UNIT, NOW, RoundTerms(**terms))
    freeze(OPERATOR, opened, NOW)
    opened.refresh_from_db()
    return opened


def asked(round_: Round, label: str = "discovered", **settings: Any) -> Clearing:  # noqa: ANN401 (any setting)
    """Return a clearing that waits for a worker."""
    return ask_clearing(OPERATOR, round_, label, Settings(**settings), NOW)


def worked(clearing: Clearing, minutes: float = 1) -> Clearing:
    """Let a worker do the clearing, some minutes later; return what became of it."""
    work(clearing.pk, lambda: NOW + timedelta(minutes=minutes))
    clearing.refresh_from_db()
    return clearing


def cleared(round_: Round, label: str = "discovered", **settings: Any) -> Clearing:  # noqa: ANN401 (any setting)
    """Return a clearing that a worker has done; the round is in review if it went well."""
    clearing = worked(asked(round_, label, **settings))
    round_.refresh_from_db()
    return clearing

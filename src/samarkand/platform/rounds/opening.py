"""A round is opened by the operator, and its terms for parties may be changed until it is published."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.accounts.models import UnitOfAccount
from samarkand.platform.accounts.opening import unit_of
from samarkand.platform.accounts.run_off import refuse_run_off
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.codes import is_plain
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.history import sign
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.models import ContractForm, Round, RoundState
from samarkand.platform.rounds.way import locked

MOST_HOURS = 10_000
MOST_DAYS = 3_650
_BEFORE_PUBLISHED = (RoundState.OPEN, RoundState.FROZEN, RoundState.CLEARING, RoundState.REVIEW)


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What parties are told of a round: its title, how long they have, and the contracts they get."""

    title: str = ""
    contract_form: str = ContractForm.BARTER
    acceptance_hours: int = 72
    delivery_days: int = 120


def open_round(
    actor: Actor,
    code: str,
    unit: str,
    now: datetime,
    terms: RoundTerms | None = None,
    repairs: Round | None = None,
) -> Round:
    """Return a new round that counts in the unit of account of that code, made where there is none.

    ``repairs`` is the round whose rest this one clears. Raises Refusal (``round_code_unfit``,
    ``round_code_taken``, ``round_time_unfit``, ``contract_form_unknown``, ``unit_runs_off``, ``code_unfit``).
    """
    require(actor, "rounds.operate")
    refuse_run_off(unit, now.date())
    chosen = terms or RoundTerms()
    findings = [*_code_findings(code), *_unit_findings(unit), *_findings(chosen)]
    if findings:
        raise Refusal(*findings)
    row = Round(
        code=code,
        title=chosen.title,
        contract_form=chosen.contract_form,
        acceptance_hours=chosen.acceptance_hours,
        delivery_days=chosen.delivery_days,
        repairs=repairs,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            row.unit = unit_of(unit)
            sign(row, actor, now)
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_taken(code)) from None
    return row


@transaction.atomic
def amend_round(actor: Actor, round_: Round, now: datetime, version: int, **changes: str | int) -> Round:
    """Return the round with some of its `RoundTerms` changed: those named in ``changes``.

    Raises Refusal: ``version_stale`` where somebody was faster, ``state_wrong`` once it is published,
    and what `open_round` refuses.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    _require_changeable(row, version)
    before = RoundTerms(row.title, row.contract_form, row.acceptance_hours, row.delivery_days)
    after = replace(before, **changes)  # type: ignore[arg-type]  # names of its fields, checked below
    findings = list(_findings(after))
    if findings:
        raise Refusal(*findings)
    row.title, row.contract_form = after.title, after.contract_form
    row.acceptance_hours, row.delivery_days = after.acceptance_hours, after.delivery_days
    row.version += 1
    sign(row, actor, now)
    row.save()
    return row


def _require_changeable(row: Round, version: int) -> None:
    if row.version != version:
        message = f"round {row} has version {row.version}, the change was made for {version}."
        raise Refusal(house_finding("version_stale", message, column="version", value=version))
    if row.state not in _BEFORE_PUBLISHED:
        message = f"round {row} is {row.state}: its terms stand."
        raise Refusal(house_finding("state_wrong", message, column="state", value=row.state))


def _code_findings(code: str) -> Iterator[Finding]:
    if not is_plain(code):
        yield finding("round_code_unfit", "This is no code of a round.", column="code", value=code[:80])
    elif Round.objects.filter(code=code).exists():
        yield _taken(code)


def _unit_findings(unit: str) -> Iterator[Finding]:
    """Yield what is wrong with the code of a unit of account that this round would be the first to name."""
    if not is_plain(unit) and not UnitOfAccount.objects.filter(code=unit).exists():
        message = f"The unit of account {unit[:80]!r} is not written in plain letters."
        yield house_finding("code_unfit", message, column="unit", value=unit[:80])


def _findings(terms: RoundTerms) -> Iterator[Finding]:
    for column, most in (("acceptance_hours", MOST_HOURS), ("delivery_days", MOST_DAYS)):
        asked = getattr(terms, column)
        if not 1 <= asked <= most:
            message = f"{column} cannot be {asked}: it is from 1 to {most}."
            yield finding("round_time_unfit", message, column=column, value=asked)
    if terms.contract_form not in ContractForm.values:
        message = f"{terms.contract_form} is no form of contracts."
        yield finding("contract_form_unknown", message, column="contract_form", value=terms.contract_form)


def _taken(code: str) -> Finding:
    return finding("round_code_taken", f"There is a round {code}.", column="code", value=code)

"""``samarkand ledger``: prove the house's ledger, and read statements of its accounts."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samarkand.cli import house
from samarkand.cli.trouble import in_words
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, to_text

if TYPE_CHECKING:
    from samarkand.ledger.anchor import Anchor
    from samarkand.ledger.statement import Statement
    from samarkand.platform.accounts.models import Account

_FALSE, _UNKNOWN = 1, 2
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("ledger")
def command() -> None:
    """Prove the ledger of the house, and read statements of its accounts."""


@command.command("verify", epilog="Example: samarkand ledger verify")
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON to standard output.")
@click.option(
    "--anchor",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with an anchor that was kept elsewhere.",
)
def verify(*, as_json: bool, kept: Path | None) -> None:
    """Prove the ledger from its entries and what they rest on, or list every fault.

    Proven are the chain of closed periods, that every entry and every unit sums to nothing, every stored
    balance, what is open of every obligation, that receipts, postings and obligations say the same, that
    holds follow from bound deals and receipts, commitments from evidence, credit limits from what was set,
    that no entry an earlier proof counted is gone, and that the triggers are those the house made. Others
    may post meanwhile.

    Exit status: 0 it is true; 1 it is false, and every fault is listed; 2 it could not be read.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.ledger.anchor import check_anchor
        from samarkand.platform.accounts.reading_books import trouble_told
        from samarkand.platform.accounts.verifying import proven

        anchor = _anchor_in(kept) if kept else None
        with trouble_told():
            books, faults = proven()
        faults += check_anchor(books, anchor) if anchor else []
    _tell(faults, _proven(books.entries.height, books.periods.height), as_json=as_json)
    if faults:
        raise click.exceptions.Exit(_FALSE)


@command.command("anchor", epilog="Example: samarkand ledger anchor --out anchor-2026-03.json")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (default: standard output).",
)
def anchor(*, out: Path | None) -> None:
    """Write what the entries and closed periods hash to now, to be kept elsewhere.

    Publish it, or post it to another house. `samarkand ledger verify --anchor FILE` shows later whether
    anything that was there then has been rewritten.

    Exit status: 0 it is written; 2 the ledger could not be read, or the file is there already.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.ledger.anchor import anchor_of, anchor_text
        from samarkand.platform.accounts.reading_books import read_books, trouble_told
        from samarkand.platform.house.clock import now

        with trouble_told():
            text = anchor_text(anchor_of(read_books(), f"{now():%Y-%m-%d %H:%M} UTC"))
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as trouble:
        click.echo(f"{out} cannot be written: {(trouble.strerror or 'it failed').lower()}.", err=True)
        raise click.exceptions.Exit(_UNKNOWN) from None


@command.command("statement", epilog="Example: samarkand ledger statement Meskay USD --since 2026-01-01")
@click.argument("party")
@click.argument("unit")
@click.option("--since", type=_DAY, default=None, help="First day (default: that of the first posting).")
@click.option("--until", type=_DAY, default=None, help="Last day (default: today).")
def statement(party: str, unit: str, *, since: datetime | None, until: datetime | None) -> None:
    """Print the statement of the clearing account of PARTY in UNIT.

    Exit status: 0 it is printed; 2 there is no such account, or the days are reversed.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.accounts.reading_books import trouble_told
        from samarkand.platform.accounts.statements import first_day
        from samarkand.platform.accounts.statements import statement as stated
        from samarkand.platform.house.actor import HOUSE
        from samarkand.platform.house.clock import now

        last = until.date() if until else now().date()
        with trouble_told():
            account = _account(party, unit)
            first = since.date() if since else min(first_day(account) or last, last)
            _show(stated(HOUSE, account, first, last))


def _anchor_in(path: Path) -> "Anchor":
    from samarkand.ledger.anchor import anchor_from

    try:
        return anchor_from(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        click.echo(f"{path} is no anchor: {in_words(trouble)}.", err=True)
        raise click.exceptions.Exit(_UNKNOWN) from None


def _proven(entries: int, periods: int) -> str:
    closed = f"{periods:,} closed period{'' if periods == 1 else 's'}"
    return f"true: {entries:,} entries sum to nothing, every balance is their sum, {closed} unchanged."


def _tell(faults: Sequence[Finding], proven: str, *, as_json: bool) -> None:
    if as_json:
        result = {"true": not faults, "findings": [asdict(finding) for finding in faults]}
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for finding in faults:
        click.echo(str(finding), err=True)
    if not faults:
        click.echo(proven)


def _account(party: str, unit: str) -> "Account":
    from samarkand.platform.accounts.models import Account, AccountKind

    rows = Account.objects.filter(holder__code=party, unit__code=unit, kind=AccountKind.CLEARING)
    account = rows.first()
    if account is None:
        click.echo(f"{party} has no account in {unit}.", err=True)
        raise click.exceptions.Exit(_UNKNOWN)
    return account


def _show(found: "Statement") -> None:
    """Print a line for each posting, the day first and the balance last."""
    _line(str(found.since), "opening balance", "", found.opening)
    for line in found.lines:
        one = line.posted
        what = " ".join(filter(None, (one.kind, one.subject)))
        _line(str(one.effective_on), what, to_text(one.amount, VALUE_DECIMALS), line.balance)
    _line(str(found.until), "closing balance", "", found.closing)


def _line(day: str, what: str, amount: str, balance: int) -> None:
    click.echo(f"{day}  {what:<40}  {amount:>18}  {to_text(balance, VALUE_DECIMALS):>18}")

"""What commands of the house have in common: its packages, its settings, findings told."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import click

from samarkand.cli.findings import print_findings
from samarkand.core.finding import Finding, Refusal

_FINDINGS = 2


def set_up() -> None:
    """Make the house ready, or end the command: its packages are missing, or a setting is wrong.

    A command has single sessions with the database: a pool would try again and again, and hide the reason.
    """
    if find_spec("django") is None:
        _end(Finding("house_not_installed", "the packages of the house are not installed.", _INSTALL))
    from samarkand.platform.operation import starting

    try:
        starting.set_up()
    except ValueError as trouble:
        _end(Finding("setting_wrong", f"{trouble}.", "Every setting: docs/reference/settings.md."))
    starting.without_pool()


_INSTALL = "pip install 'samarkand[platform]'"


@contextmanager
def findings_told() -> Iterator[None]:
    """Print what is refused inside, or that the database cannot be used, and end the command."""
    try:
        yield
    except Refusal as refusal:
        _end(*refusal.findings)
    except _database_trouble() as trouble:
        from samarkand.platform.house.reasons import reason_of

        message = f"the database cannot be used: {reason_of(trouble)}."
        remedy = "Start it, or correct DATABASE_URL or SAMARKAND_HOME."
        _end(Finding("database_unreachable", message, remedy))


def _database_trouble() -> type[Exception] | tuple[()]:
    """Return the failures of a database to answer; asked only once something has failed."""
    if find_spec("django") is None:
        return ()
    from samarkand.platform.operation.starting import database_trouble

    return database_trouble()


def _end(*findings: Finding) -> None:
    print_findings(findings)
    raise click.exceptions.Exit(_FINDINGS)

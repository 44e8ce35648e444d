"""What keeps the ledger's promises in the database: its triggers and functions, and earlier proofs."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.db import connection
from django.db.models import Max

from samarkand.core.finding import Finding
from samarkand.platform.accounts.models import LedgerProof
from samarkand.platform.accounts.sql.append_only import append_only_script
from samarkand.platform.accounts.sql.statements import file

_TABLES = tuple(
    f"accounts_{name}" for name in ("entry", "posting", "obligationchange", "period", "ledgerproof")
)
_FILES = ("whole_entries", "post_by")
_TRIGGER = {
    "sqlite": re.compile(r"CREATE TRIGGER (\w+).*?\nEND;", re.DOTALL),
    "postgresql": re.compile(r"CREATE TRIGGER (\w+)[^;]*;"),
}
_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
_TRIGGERS_THERE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger"
    " JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace",
}
_FUNCTIONS_THERE = (
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    " AND proname = ANY (%s)"
)


def check_guards(entries: int) -> list[Finding]:
    """Return the guards that are missing or changed, and whether an earlier proof counted more entries.

    ``entries`` is how many there are now.
    """
    scripts = [file(name)(connection.vendor) for name in _FILES]
    return [*guards_changed(_TABLES, scripts), *_lost_entries(entries)]


def guards_changed(tables: Iterable[str], scripts: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield the triggers and functions that are not as the house's migrations make them.

    ``tables`` are those that are only ever added to; ``scripts`` make further triggers and functions.
    """
    made = [*(append_only_script(connection.vendor, table) for table in tables), *scripts]
    text = "\n".join(made)
    triggers = {one[1]: one[0] for one in _TRIGGER[connection.vendor].finditer(text)}
    yield from _unlike("trigger", triggers, _there(_TRIGGERS_THERE[connection.vendor]))
    if functions := {one[1]: one[2] for one in _FUNCTION.finditer(text)}:
        yield from _unlike("function", functions, _there(_FUNCTIONS_THERE, [list(functions)]))


def _there(query: str, parameters: list[list[str]] | None = None) -> Mapping[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return dict(cursor.fetchall())


def _unlike(what: str, made: Mapping[str, str], there: Mapping[str, str]) -> Iterator[Finding]:
    from samarkand.ledger.proof.catalogue import fault

    for name, text in made.items():
        if name not in there:
            message = f"The {what} {name} is not there, or is switched off."
            yield fault("guard_missing", message, file=f"{what}s")
        elif _words(text, what) != _words(there[name], what):
            message = f"The {what} {name} is not the one the house made."
            yield fault("guard_changed", message, file=f"{what}s")


def _words(text: str, what: str) -> list[str]:
    """Return what is compared of a text: each database keeps it with other blanks and quotation marks.

    PostgreSQL writes a trigger anew and names what sets it off in a sequence of its own.
    """
    plain = text.replace('"', "").strip().rstrip(";").split()
    if what == "trigger" and connection.vendor == "postgresql":
        return sorted(re.findall(r"\w+", text))
    return plain


def _lost_entries(entries: int) -> Iterator[Finding]:
    from samarkand.ledger.proof.catalogue import fault

    counted = LedgerProof.objects.aggregate(most=Max("entries"))["most"] or 0
    if counted > entries:
        message = f"An earlier proof counted {counted:,} entries; {entries:,} are there."
        yield fault("entries_lost", message, file="entries")

"""What keeps the ledger's promises in the database: its triggers, and earlier proofs."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Max

from samarkand.core.finding import Finding
from samarkand.platform.accounts.models import LedgerProof

_TABLES = tuple(
    f"accounts_{name}" for name in ("entry", "posting", "obligationchange", "period", "ledgerproof")
)
_WHOLE = ("ledger_postings_before_entry", "ledger_entry_is_whole", "ledger_account_stays")
_ENDS = {
    "sqlite": ("append_only_update", "append_only_delete"),
    "postgresql": ("append_only", "never_emptied"),
}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace",
}


def check_guards(entries: int) -> list[Finding]:
    """Return the triggers that are missing, and whether an earlier proof counted more than ``entries``."""
    return [*_missing_triggers(), *_lost_entries(entries)]


def _missing_triggers() -> Iterator[Finding]:
    from samarkand.ledger.proof.catalogue import fault

    wanted = [f"{table}_{end}" for table in _TABLES for end in _ENDS[connection.vendor]]
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    for name in (*wanted, *_WHOLE):
        if name not in present:
            yield fault(
                "guard_missing", f"The trigger {name} is not there, or is switched off.", file="triggers"
            )


def _lost_entries(entries: int) -> Iterator[Finding]:
    from samarkand.ledger.proof.catalogue import fault

    counted = LedgerProof.objects.aggregate(most=Max("entries"))["most"] or 0
    if counted > entries:
        message = f"An earlier proof counted {counted:,} entries; {entries:,} are there."
        yield fault("entries_lost", message, file="entries")

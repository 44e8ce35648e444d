"""Changes of obligations stay only added to: SQLite has made their table anew, and proofs are kept likewise."""

from typing import ClassVar

from django.db import migrations

from samarkand.platform.accounts.sql.append_only import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0007_proofs_and_changes_once")]

    operations: ClassVar = [append_only("accounts_obligationchange"), append_only("accounts_ledgerproof")]

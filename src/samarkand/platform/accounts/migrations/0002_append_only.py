"""Entries, their postings, changes of obligations, closed periods and proofs are only ever added."""

from typing import ClassVar

from django.db import migrations

from samarkand.platform.accounts.sql.append_only import append_only


class Migration(migrations.Migration):
    """Triggers refuse anything but adding to these tables."""

    dependencies: ClassVar = [("accounts", "0001_initial")]

    operations: ClassVar = [
        append_only("accounts_entry"),
        append_only("accounts_posting"),
        append_only("accounts_obligationchange"),
        append_only("accounts_period"),
        append_only("accounts_ledgerproof"),
    ]

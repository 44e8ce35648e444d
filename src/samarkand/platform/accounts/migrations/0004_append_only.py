"""Entries, their postings, changes of obligations and closed periods are only ever added."""

from typing import ClassVar

from django.db import migrations

from samarkand.platform.accounts.sql.append_only import append_only


class Migration(migrations.Migration):
    """Triggers refuse anything but adding to these tables."""

    dependencies: ClassVar = [("accounts", "0003_holds_in_parts_and_history")]

    operations: ClassVar = [
        append_only("accounts_entry"),
        append_only("accounts_posting"),
        append_only("accounts_obligationchange"),
        append_only("accounts_period"),
    ]

"""The database refuses an entry that is not whole, and a posting to one that is."""

from typing import ClassVar

from django.db import migrations

from samarkand.platform.accounts.sql.statements import file, step


class Migration(migrations.Migration):
    """Triggers as `accounts/sql/*/whole_entries.sql` says."""

    dependencies: ClassVar = [("accounts", "0002_append_only")]

    operations: ClassVar = [step(file("whole_entries"), file("drop_whole_entries"))]

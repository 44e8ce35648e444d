"""Evidence is only ever added: a mistake is corrected by a further line."""

from django.db import migrations

from samarkand.platform.accounts.sql.append_only import append_only


class Migration(migrations.Migration):
    """Puts the triggers on the table of evidence."""

    dependencies = [
        ("deals", "0001_initial"),
    ]

    operations = [
        append_only("deals_evidence"),
    ]

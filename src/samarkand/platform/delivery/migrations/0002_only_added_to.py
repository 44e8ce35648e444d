"""What was received and filed is never changed: triggers on both databases refuse it."""

from django.db import migrations

from samarkand.platform.accounts.sql.append_only import append_only


class Migration(migrations.Migration):
    """Receipts and papers are only ever added."""

    dependencies = [("delivery", "0001_initial")]
    operations = [append_only("delivery_receipt"), append_only("delivery_document")]

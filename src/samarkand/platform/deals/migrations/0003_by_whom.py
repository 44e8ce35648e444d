"""Lines of evidence, releases among them, and payments at home say by whom."""

from typing import ClassVar

from django.db import migrations, models



class Migration(migrations.Migration):
    """A column that may be null is added beside the rows: no table is made anew, the triggers stay."""

    dependencies: ClassVar = [("deals", "0002_evidence_only_added_to")]

    operations: ClassVar = [
        migrations.AddField("evidence", "by", models.CharField(max_length=400, null=True, blank=True)),
        migrations.AddField("homepayment", "paid_by", models.CharField(max_length=400, null=True, blank=True)),
    ]

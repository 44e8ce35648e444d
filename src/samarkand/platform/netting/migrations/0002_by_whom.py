"""Netting runs say who proposed them, and who posted them or made them void."""

from typing import ClassVar

from django.db import migrations, models



class Migration(migrations.Migration):
    """Of the runs of before it is not known."""

    dependencies: ClassVar = [("netting", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("nettingrun", "by", models.CharField(max_length=400, null=True, blank=True)),
        migrations.AddField("nettingrun", "ended_by", models.CharField(max_length=400, null=True, blank=True)),
    ]

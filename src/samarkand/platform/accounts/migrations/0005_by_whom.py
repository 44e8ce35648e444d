"""Entries, closed periods and claims say by whom; of those of before it is not known."""

from typing import ClassVar

from django.db import migrations, models

from samarkand.platform.accounts.sql.statements import after, file, step


class Migration(migrations.Migration):
    """A column that may be null is added beside the rows: no table is made anew, the triggers stay."""

    dependencies: ClassVar = [("accounts", "0004_post")]

    operations: ClassVar = [
        migrations.AddField("entry", "by", models.CharField(max_length=400, null=True, blank=True)),
        migrations.AddField("period", "by", models.CharField(max_length=400, null=True, blank=True)),
        migrations.AddField("swingclaim", "by", models.CharField(max_length=400, null=True, blank=True)),
        migrations.AddField("swingclaim", "ended_by", models.CharField(max_length=400, null=True, blank=True)),
        step(file("post_by"), after(file("drop_post_by"), file("post"))),
    ]

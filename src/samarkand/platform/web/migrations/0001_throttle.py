"""Attempts to sign in are counted in the database: one count for all processes."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table as Django's cache in the database wants it."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
    ]

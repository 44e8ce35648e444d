"""The function that posts one entry in one call, on PostgreSQL."""

from typing import ClassVar

from django.db import migrations

from samarkand.platform.accounts.sql.statements import file, step


class Migration(migrations.Migration):
    """The function posts as `accounts/sql/postgresql/post.sql` says."""

    dependencies: ClassVar = [("accounts", "0003_whole_entries")]

    operations: ClassVar = [step(file("post"), file("drop_post"))]

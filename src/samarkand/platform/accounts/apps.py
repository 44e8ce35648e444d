"""The Django application of this stage."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The clearing ledger: accounts, entries, postings, holds, periods."""

    name = "samarkand.platform.accounts"
    label = "accounts"

"""The Django application of this stage."""

from django.apps import AppConfig


class NettingConfig(AppConfig):
    """Netting runs: what is owed is set off."""

    name = "samarkand.platform.netting"
    label = "netting"

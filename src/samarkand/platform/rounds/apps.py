"""The Django application of this stage."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Clearing rounds: from the open book to a published outcome."""

    name = "samarkand.platform.rounds"
    label = "rounds"

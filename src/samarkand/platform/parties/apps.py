"""The Django application of this stage."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Parties: organisations, their people and roles."""

    name = "samarkand.platform.parties"
    label = "parties"

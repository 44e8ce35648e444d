"""The Django application of this stage."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """What keeps the house running."""

    name = "samarkand.platform.operation"
    label = "operation"

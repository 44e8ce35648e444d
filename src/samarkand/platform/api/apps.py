"""The Django application of this stage."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The JSON API."""

    name = "samarkand.platform.api"
    label = "api"

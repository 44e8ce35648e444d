"""The Django application of this stage."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ApiConfig(AppConfig):
    """The JSON API."""

    name = "samarkand.platform.api"
    label = "api"

    def ready(self) -> None:
        """Load the rules of every stage: one that is not known refuses everybody."""
        autodiscover_modules("permissions")

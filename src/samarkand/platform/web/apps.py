"""The Django application of this stage."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages: sign-in and the back office."""

    name = "samarkand.platform.web"
    label = "web"

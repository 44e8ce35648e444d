"""The Django application of this stage."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened, told to those it concerns, by webhook too."""

    name = "samarkand.platform.events"
    label = "events"

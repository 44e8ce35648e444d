"""The Django application of this stage."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """The live book: offers, wants, and what limits trade."""

    name = "samarkand.platform.market"
    label = "market"

"""The Django application of this stage."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Deals: proposed, accepted, bound; contracts and commitments."""

    name = "samarkand.platform.deals"
    label = "deals"

"""The Django application of this stage."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery: shipments, documents, receipts, discrepancies."""

    name = "samarkand.platform.delivery"
    label = "delivery"

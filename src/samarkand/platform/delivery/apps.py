"""The Django application of this stage."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery: shipments, documents, receipts, discrepancies."""

    name = "samarkand.platform.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Let this stage's proof be asked with the ledger's."""
        from samarkand.platform.accounts.proofs import also_prove
        from samarkand.platform.delivery.verifying import faults

        also_prove(faults)

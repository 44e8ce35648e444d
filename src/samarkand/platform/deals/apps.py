"""The Django application of this stage."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Deals: proposed, accepted, bound; contracts and commitments."""

    name = "samarkand.platform.deals"
    label = "deals"

    def ready(self) -> None:
        """Let this stage's proof be asked with the ledger's."""
        from samarkand.platform.accounts.proofs import also_prove
        from samarkand.platform.deals.verifying import faults

        also_prove(faults)

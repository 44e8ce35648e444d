"""Whatever is shipped, received, rejected and corrected: the account says what a plain sum says."""

from fractions import Fraction

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Obligation, Posting
from samarkand.platform.deals.models import Commitment, Leg
from samarkand.platform.delivery import correcting, receiving, shipping
from samarkand.platform.delivery.models import Receipt
from samarkand.platform.delivery.shipping import Consignment
from samarkand.platform.delivery.valuing import Told
from tests import cast
from tests.depth import drawn
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.delivery.dealing import THERE, balance, bound_deal, held, owes

LEG_QUANTITY = 30
LEG_VALUE = 100_01
"""A value that no third, seventh or thirtieth part divides."""

lots = st.integers(min_value=1, max_value=LEG_QUANTITY)
acts = st.lists(st.tuples(st.sampled_from(["receive", "correct"]), lots, st.integers(0, 3)), max_size=12)


class AnyDelivery(TestCase):
    @settings(max_examples=drawn(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(acts)
    def test_the_account_says_what_a_plain_sum_says(self, said: list[tuple[str, int, int]]) -> None:
        leg = bound_deal("any", value=LEG_VALUE, quantity=LEG_QUANTITY).legs.get(code="any-1")
        accepted: dict[int, int] = {}
        for what, lot, rejected in said:
            try:
                with transaction.atomic():
                    shipment = _act(leg.pk, what, lot, rejected)
            except Refusal:
                continue
            accepted[shipment] = lot
        whole = sum(accepted.values())
        assert whole <= LEG_QUANTITY
        self._agree(whole, len(accepted))

    def _agree(self, accepted: int, consignments: int) -> None:
        posted = balance(cast.MESKAY)
        exact = Fraction(LEG_VALUE * accepted, LEG_QUANTITY)
        assert abs(posted - exact) <= consignments
        if accepted == LEG_QUANTITY:
            assert posted == LEG_VALUE
            assert held(cast.ASTARTA) == 0
        assert posted == -balance(cast.ASTARTA)
        assert posted == owes(cast.ASTARTA, cast.MESKAY) - owes(cast.MESKAY, cast.ASTARTA)
        assert posted == sum(Receipt.objects.values_list("posted_value", flat=True))
        assert posted == Commitment.objects.get(party__code="Meskay").fulfilled
        assert sum(Posting.objects.values_list("amount", flat=True)) == 0
        assert all(row.held_out >= 0 for row in Account.objects.all())
        assert all(row.open_amount >= 0 for row in Obligation.objects.all())


def _act(leg: int, what: str, lot: int, rejected: int) -> int:
    """Do one act, by the operator who may do all; return the shipment it was about."""
    said = Told(THERE, accepted=lot, rejected=rejected, reason="counted")
    if what == "correct" and (receipt := Receipt.objects.filter(corrected_by=None).last()):
        return correcting.correct(OPERATOR, receipt, said, NOW).shipment_id
    shipment = shipping.announce(OPERATOR, Leg.objects.get(pk=leg), Consignment(lot + rejected, "RU"))
    return receiving.confirm(OPERATOR, shipment, said, NOW).shipment_id

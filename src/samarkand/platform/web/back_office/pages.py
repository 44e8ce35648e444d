"""All pages of the back office, registered by being imported here in the sequence of a trade."""

from samarkand.platform.web.back_office import (
    accounts,
    deals,
    delivery,
    events,
    market,
    netting,
    parties,
    rounds,
)
from samarkand.platform.web.back_office.site import back_office

STAGES = (parties, market, rounds, deals, delivery, accounts, netting, events)

__all__ = ["STAGES", "back_office"]

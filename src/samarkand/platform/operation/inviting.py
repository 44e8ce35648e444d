"""Inviting by command: whoever can run commands on the house's machine acts as the house."""

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import HOUSE, Role
from samarkand.platform.house.clock import now
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.starting import bring_up_to_date
from samarkand.platform.parties.invitation_letter import ask_to_join
from samarkand.platform.parties.models import Party
from samarkand.platform.parties.people import Invited


def invite_by_command(email: str, role: str, party_code: str, country: str, address: str = "") -> str:
    """Invite somebody and return the link of the invitation, blank where it went to them by letter.

    ``address`` is where people reach the house, as its settings tell if blank. Raises Refusal:
    ``no_such_party``, ``letter_not_sent``, and what `parties.people.invite` refuses.
    """
    bring_up_to_date()
    party = Party.objects.filter(code=party_code).first()
    if party_code and party is None:
        message = f"the house has no party {party_code[:80]}."
        raise Refusal(finding("no_such_party", message, column="--party", value=party_code[:80]))
    return ask_to_join(HOUSE, Invited(email, Role(role), party, country), now(), address).link

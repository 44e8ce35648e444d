"""A token by command: whoever can run commands on the house's machine makes anybody's first one."""

from datetime import timedelta

from samarkand.core.finding import Refusal
from samarkand.platform.api.issuing import make_token
from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import HOUSE
from samarkand.platform.house.clock import now
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.starting import bring_up_to_date
from samarkand.platform.parties.actors import open_memberships
from samarkand.platform.parties.models import Membership, User


def token_by_command(email: str, role: str, party: str, name: str, days: int) -> tuple[Token, str]:
    """Make a token for somebody, good for so many days, and return it with its secret.

    Raises Refusal: ``no_such_person``, ``membership_unclear``, and what `api.issuing.make_token` refuses.
    """
    bring_up_to_date()
    membership = _membership(email, role, party)
    time = now()
    ends = time + timedelta(days=days)
    return make_token(HOUSE, membership, name, time, ends)


def _membership(email: str, role: str, party: str) -> Membership:
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        message = f"nobody has joined at {email[:80]}."
        raise Refusal(finding("no_such_person", message, column="--for", value=email[:80]))
    held = open_memberships(person.pk)
    fit = [each for each in held if role in {"", each.role} and party in {"", _party_of(each)}]
    if len(fit) != 1:
        roles = ", ".join(map(_told, held)) or "no role now"
        message = f"{person} has {roles}; {len(fit)} of them are meant."
        raise Refusal(finding("membership_unclear", message, column="--role", value=role))
    return fit[0]


def _party_of(membership: Membership) -> str:
    return membership.party.code if membership.party else ""


def _told(membership: Membership) -> str:
    options = f"--role {membership.role}"
    return f"{options} --party {_party_of(membership)}" if membership.party else options

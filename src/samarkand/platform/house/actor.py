"""Who acts: a person in a role, or the house itself."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the house."""

    TRADER = "trader"
    OPERATOR = "operator"
    REGULATOR = "regulator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role: a trader acts for its party, a regulator sees its country (all if blank).

    Made at the edge from a session or a token; every service is told who acts. ``user`` is None for
    the house itself, which acts as an operator.
    """

    user: int | None
    name: str
    role: Role
    party: str = ""
    country: str = ""

    @property
    def is_operator(self) -> bool:
        """Tell whether this is the operator."""
        return self.role is Role.OPERATOR

    @property
    def sees_all(self) -> bool:
        """Tell whether every row of every party may be read, limit prices included."""
        return self.role in {Role.OPERATOR, Role.AUDITOR} or (
            self.role is Role.REGULATOR and not self.country
        )


HOUSE = Actor(user=None, name="house", role=Role.OPERATOR)
"""The house acting by itself: a deadline passed, a job ran."""

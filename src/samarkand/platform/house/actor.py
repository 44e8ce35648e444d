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
    the house itself, which acts as an operator. ``token`` is the number of the token a program came with.
    """

    user: int | None
    name: str
    role: Role
    party: str = ""
    country: str = ""
    email: str = ""
    token: int | None = None

    @property
    def by(self) -> str:
        """Return who acts as it is kept with what was done: ``trader of MESKAY ali@meskay.pk, token 12``."""
        if self == HOUSE:
            return self.name
        role = f"{self.role} of {self.party}" if self.party else str(self.role)
        token = f", token {self.token}" if self.token is not None else ""
        return f"{role} {self.email or self.name}{token}"

    @property
    def described(self) -> str:
        """Return who acts in words that begin a sentence: A trader of MESKAY."""
        if self == HOUSE:
            return "The house"
        of = self.party or self.country
        article = "A" if self.role in {Role.TRADER, Role.REGULATOR} else "An"
        return f"{article} {self.role} of {of}" if of else f"{article} {self.role}"

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

    @property
    def reads_people(self) -> bool:
        """Tell whether the people of every party may be known: who did what is shown to such."""
        return self.role in {Role.OPERATOR, Role.AUDITOR}


HOUSE = Actor(user=None, name="house", role=Role.OPERATOR)
"""The house acting by itself: a deadline passed, a job ran."""

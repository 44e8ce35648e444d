"""Who did something, as a line of text in its row: it stays true whatever becomes of the person."""

from samarkand.platform.house.actor import Actor

BY_LONGEST = 400
"""Room for a role, a party, an address and a token: `Actor.by`."""


def told_by(actor: Actor, by: str | None) -> str | None:
    """Return who did something, to those who may know the people of every party; None to others.

    ``by`` is None in rows of before it was kept.
    """
    return by if actor.reads_people else None

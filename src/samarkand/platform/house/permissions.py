"""Who may do what: one question, asked by every service before it acts.

Each stage declares its rules in its own ``permissions`` module with `rules.add_rule`.
"""

import rules

from samarkand.platform.house.actor import Actor


class NotPermittedError(Exception):
    """The actor may not do this; the faces answer that there is no such thing, or that it is forbidden."""


def require(actor: Actor, rule: str, subject: object = None) -> None:
    """Raise NotPermittedError unless the rule lets the actor do this to the subject."""
    if not rules.test_rule(rule, actor, subject):
        raise NotPermittedError(f"{actor.role} {actor.name} may not {rule}")


def operates(actor: Actor) -> bool:
    """Tell whether the operator acts."""
    return actor.is_operator


is_operator = rules.predicate(operates)
"""The rule that only the operator may."""

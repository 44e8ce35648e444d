"""Who may do what: one question, asked by every service before it acts.

Each stage declares its rules in its own ``permissions`` module with `declare`, and says there in words what
each of them lets somebody do: a refusal is told in those.
"""

from collections.abc import Callable

import rules

from samarkand.platform.house.actor import Actor


class NotPermittedError(Exception):
    """The actor may not do this; the faces answer that there is no such thing, or that it is forbidden."""


def require(actor: Actor, rule: str, subject: object = None) -> None:
    """Raise NotPermittedError unless the rule lets the actor do this to the subject."""
    if not rules.test_rule(rule, actor, subject):
        raise NotPermittedError(f"{actor.described} may not {DEEDS[rule]}")


DEEDS: dict[str, str] = {}
"""What each rule lets somebody do, after "may": filled as the stages declare their rules."""


def declare(rule: str, may: Callable[..., bool], deed: str) -> None:
    """Make a rule known: who may, and what it is in words, as in "may not answer this deal"."""
    rules.add_rule(rule, may)
    DEEDS[rule] = deed


def operates(actor: Actor) -> bool:
    """Tell whether the operator acts."""
    return actor.is_operator


is_operator = rules.predicate(operates)
"""The rule that only the operator may."""

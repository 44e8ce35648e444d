"""The kinds of things that happen in a house and are told to those they concern; the names are stable."""

from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    ROUND_PUBLISHED = "round.published"
    ROUND_VOID = "round.void"
    DEAL_PROPOSED = "deal.proposed"
    DEAL_BOUND = "deal.bound"
    DEAL_LAPSED = "deal.lapsed"
    DEADLINE_NEAR = "deadline.near"
    COMMITMENT_BREACHED = "commitment.breached"
    RECEIPT_CONFIRMED = "receipt.confirmed"
    DISCREPANCY_FOUND = "discrepancy.found"
    NETTING_POSTED = "netting.posted"
    SWING_EXCEEDED = "swing.exceeded"

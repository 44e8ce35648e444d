"""Whether the obligations and the credit limits are those the outcome was made from."""

from samarkand.book.digest import digest_of
from samarkand.core.finding import Finding
from samarkand.netting.checking.faults import FAULTS, fault
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome
from samarkand.publishing.folder import SUMMARY


def check_obligations(obligations: Obligations, outcome: Outcome) -> list[Finding]:
    """Return how the obligations differ from those the outcome says were netted."""
    true = {
        "obligations.rows": obligations.frame.height,
        "obligations.decimals": obligations.decimals,
        "obligations.digest": digest_of(obligations.frame),
        "settings.within": obligations.within,
    }
    return FAULTS.wrong_entries(outcome.summary, true, {"": "obligations_differ"})


def check_limits(limits: CreditLimits | None, outcome: Outcome) -> list[Finding]:
    """Return how the credit limits differ from those the outcome says it was made with."""
    is_stated = outcome.summary["limits"] is not None
    if limits is None:
        message = "the outcome was made with credit limits."
        return [fault("limits_missing", message, file=SUMMARY, column="limits")] if is_stated else []
    if not is_stated:
        message = "the outcome was made without credit limits."
        return [fault("limits_differ", message, file=SUMMARY, column="limits", value=limits.name)]
    true = {"limits.members": limits.frame.height, "limits.digest": digest_of(limits.frame)}
    return FAULTS.wrong_entries(outcome.summary, true, {"": "limits_differ"})

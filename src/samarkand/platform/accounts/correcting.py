"""A mistake is corrected by a further entry: the opposite of the wrong one, which names it."""

from datetime import date, datetime

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.catalogue import finding
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.models import Entry
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


def take_back(actor: Actor, entry: int, effective_on: date, memo: str, now: datetime) -> int:
    """Post the opposite of an entry and return its number; done before, it is the one there is.

    It posts the ledger alone: an obligation that rests on the entry is changed by who keeps it. Raises
    Refusal: ``entry_unknown``, and as `journal.post` does.
    """
    require(actor, "accounts.correct_entry", entry)
    wrong = Entry.objects.filter(pk=entry).first()
    if wrong is None:
        raise Refusal(
            finding("entry_unknown", f"No entry has the number {entry}.", column="entry", value=entry)
        )
    postings = wrong.postings.order_by("id").values_list("account", "amount")
    draft = Draft(
        key=f"take back {wrong.pk}",
        unit=wrong.unit_id,
        kind="correction",
        subject=wrong.subject,
        effective_on=effective_on,
        lines=tuple(Line(account, -amount) for account, amount in postings),
        memo=memo,
        corrects=wrong.pk,
        by=actor.by,
    )
    return post(draft, now)

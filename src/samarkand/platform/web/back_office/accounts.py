"""The ledger in the back office: read, and nothing else; a mistake is corrected by a further entry."""

from django.contrib import admin

from samarkand.platform.accounts.models import (
    Account,
    Entry,
    Hold,
    Obligation,
    ObligationChange,
    Period,
    Posting,
    SwingClaim,
    UnitOfAccount,
)
from samarkand.platform.web.back_office.rows import Lines, Rows
from samarkand.platform.web.back_office.site import back_office


class PostingLines(Lines):
    """The postings of an entry."""

    model = Posting


class ChangeLines(Lines):
    """What made an obligation smaller or larger."""

    model = ObligationChange


@admin.register(UnitOfAccount, site=back_office)
class UnitRows(Rows):
    """Units of account."""

    list_display = ("code", "name", "closed_until", "runs_off_from")


@admin.register(Account, site=back_office)
class AccountRows(Rows):
    """Accounts."""

    list_display = (
        "holder",
        "unit",
        "kind",
        "balance",
        "held_out",
        "held_in",
        "credit_limit",
        "swing",
        "height",
    )
    list_filter = ("unit", "kind")
    search_fields = ("holder__code",)


@admin.register(Entry, site=back_office)
class EntryRows(Rows):
    """Entries and their postings."""

    list_display = ("key", "unit", "kind", "subject", "effective_on", "posted_at", "by", "corrects")
    list_filter = ("unit", "kind")
    search_fields = ("key", "subject")
    ordering = ("-id",)
    inlines = (PostingLines,)


@admin.register(Hold, site=back_office)
class HoldRows(Rows):
    """Holds."""

    list_display = ("key", "debtor", "creditor", "amount", "open_amount", "state", "expires_at")
    list_filter = ("state",)
    search_fields = ("key",)
    joined = ("debtor__holder", "debtor__unit", "creditor__holder", "creditor__unit")


@admin.register(Obligation, site=back_office)
class ObligationRows(Rows):
    """Obligations."""

    list_display = ("code", "debtor", "creditor", "amount", "open_amount", "due_on", "group")
    search_fields = ("code", "debtor__holder__code", "creditor__holder__code")
    joined = ("debtor__holder", "debtor__unit", "creditor__holder", "creditor__unit")
    inlines = (ChangeLines,)


@admin.register(Period, site=back_office)
class PeriodRows(Rows):
    """Closed periods."""

    list_display = ("unit", "number", "until", "entries", "digest", "closed_at", "by")


@admin.register(SwingClaim, site=back_office)
class SwingClaimRows(Rows):
    """What creditors have claimed beyond a swing."""

    list_display = ("account", "amount", "state", "claimed_at", "by", "ended_at", "ended_by")
    joined = ("account__holder", "account__unit")
    list_filter = ("state",)

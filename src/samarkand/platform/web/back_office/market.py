"""The live book in the back office."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from samarkand.platform.house.actor import Actor
from samarkand.platform.market import rows as book_rows
from samarkand.platform.market.models import (
    BookRow,
    Failure,
    Lane,
    ListedValue,
    Offer,
    Quota,
    Restriction,
    Want,
)
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.amounts import Shown, listed_value
from samarkand.platform.web.back_office.rows import Rows, RowsWithHistory
from samarkand.platform.web.back_office.site import back_office


def _withdraw(actor: Actor, row: BookRow, said: str, now: datetime) -> None:
    del said
    book_rows.withdraw(actor, row, None, now)


class BookRows(RowsWithHistory):
    """Rows of the live book, limit prices among them: the operator and auditors may read those."""

    list_display = ("code", "party", "hs", "open_quantity", "unit", "price", "place", "state", "frozen_in")
    list_filter = ("state",)
    search_fields = ("code", "party__code", "hs")
    acts = (Act("withdraw", "Withdraw from the book", _withdraw),)


@admin.register(Offer, site=back_office)
class OfferRows(BookRows):
    """Offers."""


@admin.register(Want, site=back_office)
class WantRows(BookRows):
    """Wants."""


@admin.register(Lane, site=back_office)
class LaneRows(Rows):
    """Lanes."""

    list_display = ("from_place", "to_place", "days", "freight", "mode")
    search_fields = ("from_place", "to_place")


@admin.register(ListedValue, site=back_office)
class ListedValueRows(Rows):
    """The price list."""

    list_display = ("hs", "place", "unit")
    search_fields = ("hs",)

    def get_list_display(self, request: HttpRequest) -> list[str | Shown]:
        """Return the columns; values of a price list have a scale of their own."""
        return [*super().get_list_display(request), listed_value()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str | Shown]:  # noqa: ANN401 (Django's own)
        """Return the same columns."""
        del obj
        return self.get_list_display(request)


@admin.register(Quota, site=back_office)
class QuotaRows(Rows):
    """Quotas."""

    list_display = ("hs", "from_country", "to_country", "quantity", "unit", "value")


@admin.register(Restriction, site=back_office)
class RestrictionRows(Rows):
    """Restrictions."""

    list_display = ("from_country", "to_country", "hs", "party", "reason")
    search_fields = ("party", "reason", "hs")


@admin.register(Failure, site=back_office)
class FailureRows(Rows):
    """How likely deliveries are to fail."""

    list_display = ("party", "hs", "probability")

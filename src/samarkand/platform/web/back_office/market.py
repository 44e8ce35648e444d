"""The live book in the back office."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from samarkand.book.schema import FAILURES, LANES, LISTED, QUOTAS, RESTRICTIONS, Table
from samarkand.platform.house.actor import Actor
from samarkand.platform.market import rows as book_rows
from samarkand.platform.market.exporting import table_file
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
from samarkand.platform.web.back_office import table_forms
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.amounts import Shown, listed_value
from samarkand.platform.web.back_office.rows import Rows, RowsWithHistory, Way
from samarkand.platform.web.back_office.site import back_office
from samarkand.platform.web.session import actor_in_back_office


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

    acts_on_all = (table_forms.bringing_in("offers", "Bring in a file"),)


@admin.register(Want, site=back_office)
class WantRows(BookRows):
    """Wants."""

    acts_on_all = (table_forms.bringing_in("wants", "Bring in a file"),)


class Furnished(Rows):
    """Rows of a table that the operator keeps; a file takes the place of all there were."""

    acts = (table_forms.REMOVE,)
    table: ClassVar[Table]

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages, and of the table as a file."""
        file = path("file/", self.admin_site.admin_view(self.as_file), name=f"{self.opts.model_name}_file")
        return [file, *super().get_urls()]

    def as_file(self, request: HttpRequest) -> HttpResponse:
        """Answer with the table as a file that can be changed and brought in again."""
        actor = actor_in_back_office(request)
        if actor is None:
            raise PermissionDenied
        answer = HttpResponse(
            table_file(actor, self.table.name, "csv"), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{self.table.name}.csv"'
        return answer

    def ways_of_all(self) -> Sequence[Way]:
        """Return the way to the file."""
        return (Way("As a file", reverse(f"admin:{self.opts.model_name}_file")),)


@admin.register(Lane, site=back_office)
class LaneRows(Furnished):
    """Lanes."""

    table = LANES
    adding = table_forms.adding(LANES)
    acts_on_all = table_forms.replacing(LANES)
    list_display = ("from_place", "to_place", "days", "freight", "mode")
    search_fields = ("from_place", "to_place")


@admin.register(ListedValue, site=back_office)
class ListedValueRows(Furnished):
    """The price list."""

    table = LISTED
    adding = table_forms.adding(LISTED)
    acts_on_all = table_forms.replacing(LISTED)
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
class QuotaRows(Furnished):
    """Quotas."""

    table = QUOTAS
    adding = table_forms.adding(QUOTAS)
    acts_on_all = table_forms.replacing(QUOTAS)
    list_display = ("hs", "from_country", "to_country", "quantity", "unit", "value")


@admin.register(Restriction, site=back_office)
class RestrictionRows(Furnished):
    """Restrictions."""

    table = RESTRICTIONS
    adding = table_forms.adding(RESTRICTIONS)
    acts_on_all = table_forms.replacing(RESTRICTIONS)
    list_display = ("from_country", "to_country", "hs", "party", "reason")
    search_fields = ("party", "reason", "hs")


@admin.register(Failure, site=back_office)
class FailureRows(Furnished):
    """How likely deliveries are to fail."""

    table = FAILURES
    adding = table_forms.adding(FAILURES)
    acts_on_all = table_forms.replacing(FAILURES)
    list_display = ("party", "hs", "probability")

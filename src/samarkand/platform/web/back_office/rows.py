"""Rows as the back office shows them: read there, never written; what is done with them are acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Field, JSONField, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline

from samarkand.platform.web.back_office.acts import AnyAct, FilledAct, as_action, done_to_one, may_act
from samarkand.platform.web.back_office.amounts import Shown, shown, shown_json


@dataclass(frozen=True, slots=True)
class Way:
    """A link beside a row or a list: its words and its address."""

    title: str
    address: str


class _Read:
    """What a page of rows and a table within one have in common: nobody adds, changes or deletes."""

    hidden: ClassVar[Sequence[str]] = ()
    model: type[Model]

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return True: whoever is in the back office may read."""
        del request, obj
        return True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        del request, obj
        return False

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[str | Shown]:
        """Return every column but the hidden ones, numbers as people read them."""
        del request, obj
        columns = self.model._meta.concrete_fields  # noqa: SLF001 (Django's documented name)
        return [
            shown_json(column.name) if isinstance(column, JSONField) else shown(column.name)
            for column in columns
            if self._is_shown(column)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str | Shown]:
        """Return the same: all of it is read."""
        return self.get_fields(request, obj)

    def _is_shown(self, column: "Field[Any, Any]") -> bool:
        return not column.primary_key and column.name not in self.hidden


class Rows(_Read, ModelAdmin):  # type: ignore[misc]  # unfold carries no types
    """The rows of a table: a list, a page for each, and the operator's acts."""

    acts: ClassVar[Sequence[AnyAct]] = ()
    """What is done with rows that are ticked in the list, or with one on its page."""
    adding: ClassVar[FilledAct | None] = None
    """How a row comes in, where one does by a form."""
    acts_on_all: ClassVar[Sequence[FilledAct]] = ()
    """What is done with the table as a whole."""
    change_form_outer_before_template = "web/ways.html"
    list_before_template = "web/ways.html"
    list_per_page = 50
    show_full_result_count = False
    joined: ClassVar[Sequence[str]] = ()
    """What the words for a row need besides the rows it names in its list: read with it, not one by one."""
    list_filter_submit = True
    actions_selection_counter = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return True: whoever is in the back office may read."""
        del request
        return True

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Tell whether a list may be narrowed by this: by nothing that it hides, its own or of rows it names.

        Else a secret is read out digit by digit: `?secret__gte=`.
        """
        model: type[Model] | None = self.model
        for name in lookup.split("__"):
            if model is None:
                break
            try:
                column = model._meta.get_field(name)  # noqa: SLF001 (Django's documented name)
            except FieldDoesNotExist:
                continue
            if not self._may_narrow_by(model, column):
                return False
            model = column.related_model if isinstance(column.related_model, type) else None
        allowed: bool = super().lookup_allowed(lookup, value, request)
        return allowed

    def _may_narrow_by(self, model: type[Model], column: Any) -> bool:  # noqa: ANN401 (Django's own kinds)
        """Tell whether a column is shown with the rows of its table; keys, and what leads to rows, are."""
        rows = self.admin_site._registry.get(model)  # noqa: SLF001 (there is no other way to ask)
        if column.is_relation or column.primary_key:
            return True
        return rows is not None and column.name not in getattr(rows, "hidden", ())

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages; each act has one for the row it is done to."""
        guarded = self.admin_site.admin_view
        own = [
            path("acts/<slug:name>/", guarded(self.act_on_all), name=f"{self._name}_act_on_all"),
            path("<path:object_id>/acts/<slug:name>/", guarded(self.act_on_one), name=f"{self._name}_act"),
        ]
        urls: list[URLPattern] = [*own, *super().get_urls()]
        return urls

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def act_address(self, act: AnyAct, row: Model) -> str:
        """Return the address of the page where an act is done to a row."""
        return reverse(f"admin:{self._name}_act", args=[row.pk, act.name])

    def act_on_one(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Answer the page of an act on one row."""
        act = next((act for act in self.acts if act.name == name), None)
        row = self.get_object(request, object_id)
        if act is None or row is None:
            raise Http404
        return done_to_one(act, self, request, row, reverse(f"admin:{self._name}_change", args=[row.pk]))

    def act_on_all(self, request: HttpRequest, name: str) -> HttpResponse:
        """Answer the page of an act on the whole table."""
        act = next((act for act in self.acts_on_all if act.name == name), None)
        if act is None:
            raise Http404
        return done_to_one(act, self, request, None, reverse(f"admin:{self._name}_changelist"))

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the operator is signed in, and rows come in by a form."""
        del obj
        return self.adding is not None and may_act(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """Answer the page where a row comes in."""
        del form_url, extra_context
        if self.adding is None:
            raise PermissionDenied
        return done_to_one(self.adding, self, request, None, reverse(f"admin:{self._name}_changelist"))

    def ways_of_one(self, row: Any) -> Sequence[Way]:  # noqa: ANN401 (a row of whatever table)
        """Return the links beside a row for all who read it, besides the operator's acts."""
        del row
        return ()

    def ways_of_all(self) -> Sequence[Way]:
        """Return the links beside the list for all who read it."""
        return ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """Return the page of a row, with what may be done to it."""
        row = self.get_object(request, object_id) if object_id else None
        ways = list(self.ways_of_one(row)) if row is not None else []
        if row is not None and may_act(request):
            ways += [Way(act.title, self.act_address(act, row)) for act in self.acts]
        page: HttpResponse = super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), "ways": ways}
        )
        return page

    def changelist_view(
        self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """Return the list, with what may be done to the whole table."""
        acts = self.acts_on_all if may_act(request) else ()
        on_all = f"admin:{self._name}_act_on_all"
        ways = [*self.ways_of_all(), *(Way(act.title, reverse(on_all, args=[act.name])) for act in acts)]
        page: HttpResponse = super().changelist_view(request, {**(extra_context or {}), "ways": ways})
        return page

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:  # noqa: ANN401
        """Refuse: whatever page leads here, nobody writes a row."""
        del request, obj, form, change
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401 (Django's own)
        """Refuse likewise."""
        del request, obj
        raise PermissionDenied

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the acts, for the operator; nobody else acts."""
        if not may_act(request):
            return {}
        return {act.name: (as_action(act), act.name, act.title) for act in self.acts}

    def get_list_select_related(self, request: HttpRequest) -> Sequence[str]:
        """Return the rows that a list names, to be read with it."""
        del request
        columns = self.model._meta.concrete_fields  # noqa: SLF001 (Django's documented name)
        named = [column.name for column in columns if column.is_relation and column.name in self.list_display]
        return [*named, *self.joined]

    def get_list_display(self, request: HttpRequest) -> list[str | Shown]:
        """Return the columns of the list, numbers as people read them."""
        return [shown(column) for column in super().get_list_display(request)]


class RowsWithHistory(Rows, SimpleHistoryAdmin):  # type: ignore[misc]  # simple-history carries no types
    """Rows whose history is kept: read there too. What was cannot be put back by a form."""

    def history_form_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:  # noqa: ANN401
        """Return the row as it once was."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        page: HttpResponse = super().history_form_view(request, *arguments, **named)
        return page


class Lines(_Read, TabularInline):  # type: ignore[misc]  # unfold carries no types
    """The rows of a table that belong to the row of a page."""

    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = False
    hide_title = True
    per_page = 50
    ordering: ClassVar[Sequence[str]] = ("id",)

"""The API of the house at `/api/v1`: all routers behind one door, and the document that describes them."""

from copy import deepcopy
from importlib import metadata
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.params.models import TModel
from pydantic.json_schema import JsonSchemaMode

from samarkand.platform.api import (
    accounts,
    deals,
    delivery,
    events,
    market,
    me,
    netting,
    parties,
    round_steps,
    rounds,
    tokens,
)
from samarkand.platform.api.bearer import Bearer
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.edge import at_edge
from samarkand.platform.api.failures import answer_exception, problem_of
from samarkand.platform.api.parameters import known_alone
from samarkand.platform.api.problems import MEDIA_TYPE, refused
from samarkand.platform.api.reading import LimitedParser
from samarkand.platform.api.rendering import JsonRenderer

ROUTERS = (
    me.router,
    parties.router,
    market.router,
    rounds.router,
    round_steps.router,
    deals.router,
    delivery.router,
    accounts.router,
    netting.router,
    events.router,
    tokens.router,
)
"""The routers of all stages, in the sequence in which a trader meets them."""

_ABOUT = """A clearing house for goods-for-goods trade.

Quantities, prices and values are decimal text. Every list comes in pages. A POST may carry an
`Idempotency-Key`: sent again, it does nothing twice. What is refused is answered as problem+json (RFC 9457)
with findings: a stable code, what is wrong, and what to do."""

_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    "description": "The same key with the same request does its work once, and is answered the same.",
}


class _Document(OpenAPISchema):
    """The library's document, which would describe the same refusal anew for each operation and status."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._answers: dict[tuple[Any, ...], tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(
        self,
        model: TModel,
        by_alias: bool = True,  # noqa: FBT001, FBT002 (the library calls it so)
        remove_level: bool = True,  # noqa: FBT001, FBT002 (likewise)
        mode: JsonSchemaMode = "validation",
    ) -> tuple[dict[str, Any], bool]:
        """Return the JSON schema of what is sent or answered; of an answer it is made once."""
        if mode != "serialization":
            return super()._create_schema_from_model(model, by_alias, remove_level, mode)
        asked = (model.__annotations__["response"], by_alias, remove_level)
        if asked not in self._answers:
            self._answers[asked] = super()._create_schema_from_model(model, by_alias, remove_level, mode)
        return deepcopy(self._answers[asked])


class HouseAPI(NinjaAPI):
    """The library's API; its document also tells what holds for every operation."""

    _documents: ClassVar[dict[str, OpenAPISchema]] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document; made once, for it takes seconds and anybody may ask for it."""
        asked = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if asked not in self._documents:
            document = _Document(self, asked)
            for methods in document["paths"].values():
                for method, operation in methods.items():
                    _complete(method, operation)
            self._documents[asked] = document
        return self._documents[asked]


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Name the header that every POST takes, and the media type of refusals."""
    if method == "post" and _IDEMPOTENCY_KEY not in operation["parameters"]:
        operation["parameters"].append(_IDEMPOTENCY_KEY)
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:  # noqa: PLR2004 (HTTP's refusals)
            content[MEDIA_TYPE] = content.pop("application/json")


def _made() -> HouseAPI:
    api = HouseAPI(
        title="Samarkand",
        version=metadata.version("samarkand"),
        description=_ABOUT,
        urls_namespace="api",
        auth=Bearer(),
        parser=LimitedParser(),
        renderer=JsonRenderer(),
    )
    for known in (Exception, *problem_of.registry):
        if isinstance(known, type) and issubclass(known, Exception):
            api.add_exception_handler(known, answer_exception)
    api.add_decorator(known_alone)
    for router in ROUTERS:
        api.add_router("", router)
    return api


api = _made()


def _nothing_here(request: HttpRequest, **parts: str) -> HttpResponse:
    del request, parts
    return refused(finding("not_found", "There is no such address here."))


def _edged(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    if isinstance(pattern, URLPattern):
        pattern.callback = at_edge(pattern.callback)
    return pattern


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return where each address of the API leads, for Django's ``path``."""
    patterns, application, namespace = api.urls
    elsewhere = re_path(r"[\s\S]*", at_edge(_nothing_here))  # lines may be broken in an address, too
    return [*map(_edged, patterns), elsewhere], application, namespace

"""The edge of the API, around every operation: whose turn it is, what is repeated, how a failure looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from samarkand.core.finding import Refusal
from samarkand.platform.api.bearer import caller_of
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.failures import answer_exception
from samarkand.platform.api.idempotency import PREPARES, once
from samarkand.platform.api.problems import refused
from samarkand.platform.api.rate_limit import too_many, wait_for_turn
from samarkand.platform.house.clock import now

View = Callable[..., HttpResponseBase]

_FORM_AROUND_A_FILE = 2**20
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def at_edge(view: View) -> View:
    """Return the view as the house lets it be reached: limited, done once, and refusing in one form."""

    @csrf_exempt  # no cookie lets anyone in here
    @wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401 (parts of the path)
        try:
            _take_nothing_for_empty(request)
            response = _in_turn(request, lambda: view(request, **arguments))
        except Exception as error:  # noqa: BLE001 (whatever it is, it leaves as a problem)
            response = answer_exception(request, error)
        return _dressed(request, response)

    return answer


def _take_nothing_for_empty(request: HttpRequest) -> None:
    """Read a body of no length as an empty one, so that what is missing of it is told field by field.

    Where every field may be left out, so may the body.
    """
    form = str(request.content_type).startswith("multipart/")
    if request.method in _WITH_BODY and not form and request.META.get("CONTENT_LENGTH") in {None, "", "0"}:
        request._body = b"{}"  # noqa: SLF001 (where Django keeps it)


def _in_turn(request: HttpRequest, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    _require_plain_address(request)
    _require_length(request)
    caller = caller_of(request)
    if caller is None:
        return work()
    structlog.contextvars.bind_contextvars(by=caller.actor.by)  # the line of this request says by whom
    time = now()
    if wait := wait_for_turn(caller.membership, time.timestamp()):
        response = refused(too_many(wait))
        response["Retry-After"] = str(wait)
        return response
    if caller.lacks_factor:
        message = f"{caller.actor.described} acts only with a second factor set up."
        return refused(finding("second_factor_wanted", message))
    if request.method == "POST" and "Idempotency-Key" in request.headers and not _prepares(request):
        return once(request, caller.membership, work, time)
    return work()


def _prepares(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in PREPARES


def _require_plain_address(request: HttpRequest) -> None:
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Refusal(finding("body_malformed", "The address holds a character that cannot be kept."))


def _require_length(request: HttpRequest) -> None:
    """Raise RequestDataTooBig for a body that says it is larger than any upload: before any of it is read.

    The server knows where a body ends by its length alone, so what says less than it is is cut.
    """
    said = request.META.get("CONTENT_LENGTH") or "0"
    if said.isdigit() and int(said) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _FORM_AROUND_A_FILE:
        raise RequestDataTooBig


def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code == 405 and isinstance(response, HttpResponse):  # noqa: PLR2004 (the library's own)
        allowed = response["Allow"]
        response = refused(finding("method_unfit", f"{request.method} is not for this address."))
        response["Allow"] = allowed
    if response.status_code == 204:  # noqa: PLR2004 (nothing has no type)
        del response["Content-Type"]
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-store"
    return response

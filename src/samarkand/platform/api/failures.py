"""What each exception becomes at the edge: a problem with findings, never a page of source.

`problem_of` knows every kind of exception that may come out of an operation; what it does not know is a
mistake of ours: written to the log with its trace, told to the caller without it.
"""

import logging
from functools import singledispatch

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg_pool import PoolTimeout

from samarkand.core.finding import Refusal
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.fields import field_finding
from samarkand.platform.api.problems import refused, refused_for
from samarkand.platform.house.full_disk import is_disk_full
from samarkand.platform.house.permissions import NotPermittedError

_log = logging.getLogger(__name__)


def answer_exception(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Return the problem that an exception becomes."""
    error = error if isinstance(error, Exception) else error()
    answer = problem_of(error)
    if answer.status_code >= 500:  # noqa: PLR2004 (HTTP's own line between their mistake and ours)
        _log.exception("%s %s failed", request.method, request.path, exc_info=error)
    if answer.status_code == 500:  # noqa: PLR2004
        got_request_exception.send(sender=None, request=request)  # metrics and tests listen to it
    return answer


@singledispatch
def problem_of(error: Exception) -> HttpResponse:
    """Return the problem for an exception nobody expected: the caller learns nothing of the inside."""
    del error
    return refused(finding("failed_inside", "The house made a mistake."))


@problem_of.register
def _(error: Refusal) -> HttpResponse:
    return refused_for(error)


@problem_of.register
def _(error: NotPermittedError) -> HttpResponse:
    return refused(finding("not_permitted", f"{error}."))


@problem_of.register(Http404)
@problem_of.register(ObjectDoesNotExist)
def _(error: Exception) -> HttpResponse:
    del error
    return refused(finding("not_found", "There is no such thing here."))


@problem_of.register
def _(error: AuthenticationError) -> HttpResponse:
    del error
    return refused(finding("token_wanted", "This needs a token that is good."))


@problem_of.register
def _(error: HttpError) -> HttpResponse:
    cause = error.__cause__  # the library says that it cannot read, the reader says why
    said = cause if isinstance(cause, HttpError) else error
    return refused(finding("body_malformed", f"{said}."), status=error.status_code)


@problem_of.register
def _(error: ValidationError) -> HttpResponse:
    return refused(*(field_finding(detail) for detail in error.errors))


@problem_of.register(MultiPartParserError)
@problem_of.register(UnreadablePostError)
@problem_of.register(SuspiciousOperation)
def _(error: Exception) -> HttpResponse:
    del error
    return refused(finding("body_malformed", "The body of the request cannot be read."))


@problem_of.register
def _(error: RequestDataTooBig) -> HttpResponse:
    del error
    return refused(finding("body_too_large", "The body of the request is too large."))


@problem_of.register(DataError)
@problem_of.register(OverflowError)
def _(error: Exception) -> HttpResponse:
    # The last fence: a field that its schema let through and the database cannot hold.
    del error
    return refused(finding("field_unfit", "A field holds more than the house can keep."))


@problem_of.register(OperationalError)
@problem_of.register(InterfaceError)
@problem_of.register(PoolTimeout)
def _(error: Exception) -> HttpResponse:
    if is_disk_full(error):
        return _full()
    answer = refused(finding("house_busy", "The house cannot reach its database now."))
    answer["Retry-After"] = "2"
    return answer


@problem_of.register
def _(error: OSError) -> HttpResponse:
    return _full() if is_disk_full(error) else problem_of.dispatch(Exception)(error)


def _full() -> HttpResponse:
    answer = refused(finding("disk_full", "The disk of the house is full: nothing can be written now."))
    answer["Retry-After"] = "60"
    return answer

"""What looks after the house asks from inside by any name: a machine's address, the name of a service.

Django refuses a request whose Host header is none of the house's names, for links are made from it. Health
and measures make none; for these alone the header is put aside.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_ASKED = frozenset({"/health/", "/health/ready/", "/metrics"})


def known_by_any_name(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware: health and measures are answered whatever the request calls the house."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.path_info in _ASKED:
            request.META["HTTP_HOST"] = own_name()
        return get_response(request)

    return answered


def own_name() -> str:
    """Return a name the house answers to."""
    first: str = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return "localhost" if first == "*" else first.lstrip(".")

"""What looks after the house is told: whether it lives, whether it is ready, and its measures."""

import hmac
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from samarkand.platform.house import environment
from samarkand.platform.house.clock import now
from samarkand.platform.operation.readiness import hindrances

_UNAUTHORISED, _UNAVAILABLE = 401, 503


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Answer that this process answers; it asks nothing of the database."""
    return _told({"status": "live"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer whether work can be done: 200, or 503 and the findings that say why not."""
    found = hindrances(now())
    if not found:
        return _told({"status": "ready"})
    listed = [{"code": one.code, "message": one.message, "remedy": one.remedy} for one in found]
    return _told({"status": "not ready", "findings": listed}, status=_UNAVAILABLE)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the measures, for who shows the token, or asks from this machine where there is none."""
    if not _may_measure(request):
        return HttpResponse("Show the token of SAMARKAND_METRICS_TOKEN.\n", status=_UNAUTHORISED)
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def _may_measure(request: HttpRequest) -> bool:
    if token := environment.text("SAMARKAND_METRICS_TOKEN"):
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    return _asks_from_here(request)


def _asks_from_here(request: HttpRequest) -> bool:
    """Tell whether no proxy stands between and the other end is this machine."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _told(content: dict[str, object], status: int = 200) -> JsonResponse:
    answer = JsonResponse(content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer

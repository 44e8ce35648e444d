"""The application as the server sees it: addresses come with the house's path before them, or without it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samarkand.platform.house.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def without_path(answer: Application, path: str) -> Application:
    """Return the application for proxies that pass addresses on whole, and for those that cut them."""
    if not path:
        return answer

    def answered(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked: str = environ.get("PATH_INFO", "")
        if asked == path or asked.startswith(f"{path}/"):
            environ = {**environ, "PATH_INFO": asked[len(path) :] or "/"}
        return answer(environ, start)

    return answered


def _made() -> Application:
    made = get_wsgi_application()
    from django.conf import settings

    return without_path(made, settings.PATH)


application = _made()

"""The application as granian's processes load it: it ends with them."""

from samarkand.platform.operation.in_use import say_in_use
from samarkand.platform.operation.measures import allocate_measures
from samarkand.platform.operation.orphans import end_with_parent

allocate_measures()
from samarkand.platform.wsgi import application  # noqa: E402 (it makes the first measures)

__all__ = ["application"]


def _describe_api() -> None:
    """Make the OpenAPI document now, so that no caller waits for it."""
    from django.conf import settings
    from django.urls import set_script_prefix

    from samarkand.platform.api.house_api import api

    set_script_prefix(f"{settings.PATH}/")
    api.get_openapi_schema(path_params={})


say_in_use()
end_with_parent()
_describe_api()

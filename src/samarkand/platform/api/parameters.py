"""What stands behind the question mark of an address: a name that is not known is refused, being misspelt.

Else a list asked for by a misspelt filter would come back whole, as if everything fitted.
"""

from collections.abc import Callable
from functools import wraps
from inspect import isclass, signature
from typing import Annotated, Any, get_args, get_origin

from django.http import HttpRequest, HttpResponse
from ninja.params.models import File as FileParam
from ninja.params.models import Form as FormParam
from pydantic import BaseModel

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.api.catalogue import finding

Operation = Callable[..., Any]


def known_alone(operation: Operation) -> Operation:
    """Return the operation, refusing (``parameter_unknown``) every parameter that it does not take."""
    named = {name for name, one in signature(operation).parameters.items() if not _is_content(one.annotation)}

    @wraps(operation)
    def asked(request: HttpRequest, **arguments: Any) -> Any:  # noqa: ANN401 (whatever operations take and return)
        if unknown := request.GET.keys() - named:
            in_path = request.resolver_match.kwargs if request.resolver_match else {}
            known = ", ".join(sorted(named - in_path.keys()))
            raise Refusal(*(_unknown(name[:80], known) for name in sorted(unknown)))
        return operation(request, **arguments)

    return asked


def _is_content(annotation: object) -> bool:
    """Tell whether an argument is the request, its answer, or comes in its body."""
    if get_origin(annotation) is Annotated:
        return any(isinstance(mark, FormParam | FileParam) for mark in get_args(annotation))
    return isclass(annotation) and issubclass(annotation, (BaseModel, HttpRequest, HttpResponse))


def _unknown(name: str, known: str) -> Finding:
    message = f"{name!r} is none of: {known}." if known else f"{name!r}: there are no parameters here."
    return finding("parameter_unknown", message, column=name)

"""What stands behind the question mark of an address: a name that is not known is refused, being misspelt.

Else a list asked for by a misspelt filter would come back whole, as if everything fitted. The parts of a form
are looked at likewise: none is dropped in silence, neither one of another name nor the first of two.
"""

from collections.abc import Callable, Iterator, Mapping
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
    """Return the operation, refusing what it does not take.

    Raises Refusal: ``parameter_unknown``, and ``field_unknown`` or ``field_twice`` for parts of a form.
    """
    taken = signature(operation).parameters
    named = {name for name, one in taken.items() if not _is_content(one.annotation)}
    parts = {name: _is_list(one.annotation) for name, one in taken.items() if _is_part(one.annotation)}

    @wraps(operation)
    def asked(request: HttpRequest, **arguments: Any) -> Any:  # noqa: ANN401 (whatever operations take and return)
        if unknown := request.GET.keys() - named:
            in_path = request.resolver_match.kwargs if request.resolver_match else {}
            known = ", ".join(sorted(named - in_path.keys()))
            raise Refusal(*(_unknown(name[:80], known) for name in sorted(unknown)))
        if found := list(_form_findings(request, parts)):
            raise Refusal(*found)
        return operation(request, **arguments)

    return asked


def _is_content(annotation: object) -> bool:
    """Tell whether an argument is the request, its answer, or comes in its body."""
    if get_origin(annotation) is Annotated:
        return _is_part(annotation)
    return isclass(annotation) and issubclass(annotation, (BaseModel, HttpRequest, HttpResponse))


def _is_part(annotation: object) -> bool:
    """Tell whether an argument is a part of a form."""
    is_marked = get_origin(annotation) is Annotated
    return is_marked and any(isinstance(mark, FormParam | FileParam) for mark in get_args(annotation))


def _is_list(annotation: object) -> bool:
    return get_origin(get_args(annotation)[0]) is list


def _form_findings(request: HttpRequest, parts: Mapping[str, bool]) -> Iterator[Finding]:
    """Yield what an operation that takes a form would drop; ``parts`` tells of each whether it is a list."""
    if not parts:
        return
    for sent in (request.POST, request.FILES):
        for name in sorted(sent):
            if name not in parts:
                message = f"{name[:80]!r} is no part of this form: {', '.join(parts)}."
                yield finding("field_unknown", message, column=name[:80])
            elif len(sent.getlist(name)) > 1 and not parts[name]:
                yield finding("field_twice", f"{name!r} comes {len(sent.getlist(name))} times.", column=name)


def _unknown(name: str, known: str) -> Finding:
    message = f"{name!r} is none of: {known}." if known else f"{name!r}: there are no parameters here."
    return finding("parameter_unknown", message, column=name)

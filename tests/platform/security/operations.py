"""The operations of the API as its document names them, and a request for each that could be meant.

Written from the document alone, so that an operation added tomorrow is called as well.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from samarkand.platform.api.house_api import api
from tests.platform.calling import BASE, Answer, Caller
from tests.platform.security.world import World

READING = frozenset({"get"})

_TEXTS = (
    "1",
    "0",
    "12.5",
    "A",
    "ab",
    "PK",
    "100630",
    "2026-03-02",
    '"1"',
    "someone@meskay.example",
    "a" * 64,
)
_OFTEN_ASKED = {"reason"}
"""Fields that may be left out, and without which much is refused before anything else is looked at."""

_FORMATS = {
    "date": "2026-03-02",
    "date-time": "2030-03-02T09:00:00Z",
    "email": "someone@meskay.example",
    "uri": "https://meskay.example/",
    "binary": "party,name\n",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Operation:
    """One method at one address."""

    name: str
    method: str
    path: str
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    media_type: str

    @property
    def reads(self) -> bool:
        """Tell whether it changes nothing."""
        return self.method in READING

    def __str__(self) -> str:
        return self.name


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, asked for as its view asks: it takes seconds, and the API keeps it."""
    return dict(api.get_openapi_schema(path_params={}))


def operations() -> list[Operation]:
    """Return every operation."""
    return [
        _operation(path, method, details)
        for path, methods in document()["paths"].items()
        for method, details in methods.items()
    ]


def _operation(path: str, method: str, details: dict[str, Any]) -> Operation:
    content = details.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), "")
    return Operation(
        name=details["operationId"],
        method=method,
        path=path.removeprefix(BASE),
        parameters=tuple(details["parameters"]),
        body=content[media_type]["schema"] if media_type else None,
        media_type=media_type,
    )


def call(operation: Operation, caller: Caller, world: World, **headers: str) -> Answer:
    """Call an operation on the rows of the world, with the least that its document asks for."""
    path = address(operation, world)
    if any(each["in"] == "header" and each["name"] == "If-Match" for each in operation.parameters):
        headers.setdefault("if_match", '"1"')
    if operation.media_type == "multipart/form-data":
        return caller.upload(path, _form(operation), **headers)
    body = None if operation.body is None else smallest(operation.body, world.words)
    if operation.reads:
        return caller.get(path, _query(operation, world), **headers)
    return caller.send(operation.method.upper(), path, body, **headers)


def undone(work: Callable[[], Answer]) -> Answer:
    """Make a call, and undo what it did, so that the next one finds the world as it was."""
    with transaction.atomic():
        answer = work()
        transaction.set_rollback(True)
    return answer


def address(operation: Operation, world: World) -> str:
    """Return the address of the operation on the world's own rows."""
    path = operation.path
    for word, name in names_in(path, world).items():
        path = path.replace(f"{{{word}}}", str(name))
    return path


def names_in(path: str, world: World) -> dict[str, Any]:
    """Return what stands for each ``{word}`` of an address in the world.

    The word itself tells, or the part of the address before it. Raises LookupError where neither does.
    """
    names = {}
    for match in re.finditer(r"\{(\w+)\}", path):
        word, before = match[1], path[: match.start()].strip("/").split("/")[-1]
        keys = (word, before, word.removesuffix("_id").removesuffix("_code") + "s")
        known = [world.names[key] for key in keys if key in world.names]
        if not known:
            raise LookupError(f"the world has nothing for {{{word}}} of {path}: add it to world.py")
        names[word] = known[0]
    return names


def _query(operation: Operation, world: World) -> dict[str, Any]:
    wanted = [each for each in operation.parameters if each["in"] == "query" and each["required"]]
    return {each["name"]: world.names.get(each["name"], smallest(each["schema"])) for each in wanted}


def _form(operation: Operation) -> dict[str, Any]:
    schema = resolved(operation.body or {})
    form: dict[str, Any] = {}
    for name, part in schema.get("properties", {}).items():
        plain = resolved(part)
        plain = resolved(plain["items"]) if plain.get("type") == "array" else plain
        if plain.get("format") == "binary":
            form[name] = SimpleUploadedFile("offers.csv", b"offer,party\n")
        elif name in schema.get("required", ()):
            form[name] = smallest(plain)
    return form


def smallest(  # noqa: PLR0911 (a line a kind)
    schema: dict[str, Any], words: Mapping[str, Any] = MappingProxyType({})
) -> Any:  # noqa: ANN401 (any JSON)
    """Return the least that fits a schema of JSON; a field that is among the words says that word."""
    schema = resolved(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            wanted = {*schema.get("required", ()), *(_OFTEN_ASKED & set(parts))}
            return {name: words.get(name) or smallest(parts[name], words) for name in sorted(wanted)}
        case "array":
            return [smallest(schema["items"], words)] * int(schema.get("minItems", 0))
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "null":
            return None
        case "string":
            return _text(schema)
    return {}


def _text(schema: dict[str, Any]) -> str:
    if "format" in schema:
        return _FORMATS[schema["format"]]
    pattern = re.compile(schema.get("pattern", ""))
    least = int(schema.get("minLength", 0))
    for text in _TEXTS:
        if pattern.search(text) and least <= len(text) <= schema.get("maxLength", len(text)):
            return text
    raise LookupError(f"no text fits {schema}: add one to _TEXTS")


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with what it refers to, of several the first that is not null."""
    while True:
        if "$ref" in schema:
            schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        elif "allOf" in schema:
            schema = schema["allOf"][0]
        elif "anyOf" in schema:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        else:
            return schema

"""The same request twice does its work once (Idempotency-Key, as in the IETF's draft of that name).

The key is claimed, the work done and the answer kept in one database transaction. Whoever comes with the
same key meanwhile waits at the claim; a request that is killed midway leaves neither work nor claim, and
may be repeated. A refusal changed nothing, so it is not kept: the next request with the key is looked at
anew. A secret in an answer is shown once: what is kept, and answered again, says so in its place.

Where finding out what to do takes long, such as reading a file, it is done before that transaction
(`once_prepared`): on SQLite one writes at a time, and nobody shall wait for a file to be read.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.core.files import File
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from samarkand.core.finding import Refusal
from samarkand.platform.api.bearer import caller_of
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.models import Answered
from samarkand.platform.api.shown_once import body_to_keep
from samarkand.platform.house.clock import now

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_HEADERS = ("Content-Type", "ETag", "Location")
_KEPT_FOR = timedelta(days=7)
_GOOD = range(200, 300)

PREPARES = frozenset({"import_book", "propose_netting_run"})
"""The names of operations that call `once_prepared` themselves; the edge leaves that to them."""


def once(
    request: HttpRequest, membership: int, work: Callable[[], HttpResponseBase], now: datetime
) -> HttpResponseBase:
    """Do the work of a request that carries a key, or return what was answered when it was done.

    Raises Refusal (``idempotency_key_malformed``, ``idempotency_key_reused``).
    """
    key, digest = _key_of(request), _digest_of(request)
    with transaction.atomic():
        row = _claim(membership, key, digest, now)
        if row is None:
            return _answer_again(membership, key, digest)
        answer = work()
        if answer.status_code in _GOOD:
            _keep(row, request, answer)
        else:
            transaction.set_rollback(True)
    return answer


Work = Callable[[], HttpResponseBase]


def once_prepared(request: HttpRequest, prepare: Callable[[], Work]) -> HttpResponseBase:
    """Prepare the work of an operation named in ``PREPARES``, then do it as `once` does; return the answer.

    ``prepare`` reads and writes nothing. Without a key the work is done as it comes. Raises what `once`,
    ``prepare`` and the work raise.
    """
    caller = caller_of(request)
    if caller is None or "Idempotency-Key" not in request.headers:
        return prepare()()
    key, digest = _key_of(request), _digest_of(request)
    if _is_answered(caller.membership, key):
        return _answer_again(caller.membership, key, digest)
    try:
        work = prepare()
    except Refusal:
        if _is_answered(caller.membership, key):  # the same request was faster, and this one met its rows
            return _answer_again(caller.membership, key, digest)
        raise
    return once(request, caller.membership, work, now())


def _is_answered(membership: int, key: str) -> bool:
    return Answered.objects.filter(membership_id=membership, key=key).exists()


def forget_answers(now: datetime) -> int:
    """Forget the answers to keys of a week ago and return how many they were."""
    forgotten, _ = Answered.objects.filter(at__lt=now - _KEPT_FOR).delete()
    return forgotten


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        message = "The idempotency key is empty, too long, or not plain characters."
        raise Refusal(finding("idempotency_key_malformed", message, column="Idempotency-Key"))
    return key


def _claim(membership: int, key: str, digest: str, now: datetime) -> Answered | None:
    """Return the row that claims the key; None where another has it. Waits for one that is at work."""
    try:
        with transaction.atomic():
            return Answered.objects.create(membership_id=membership, key=key, request_digest=digest, at=now)
    except IntegrityError:
        return None


def _answer_again(membership: int, key: str, digest: str) -> HttpResponse:
    kept = Answered.objects.get(membership_id=membership, key=key)
    if kept.request_digest != digest:
        message = f"The idempotency key {key} was used for another request."
        raise Refusal(finding("idempotency_key_reused", message, column="Idempotency-Key", value=key))
    answer = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _keep(row: Answered, request: HttpRequest, answer: HttpResponseBase) -> None:
    if not isinstance(answer, HttpResponse):
        raise TypeError("what is posted is answered whole, not in a stream")
    row.status = answer.status_code
    row.body = body_to_keep(request, answer)
    row.headers = {name: answer[name] for name in _HEADERS if name in answer}
    row.save(update_fields=["status", "body", "headers"])


def _digest_of(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield (request.method or "").encode()
    yield request.get_full_path().encode()
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    # The boundary between the parts differs each time; what is in them does not.
    for name in sorted(request.POST):
        yield from (text.encode() for text in (name, *request.POST.getlist(name)))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield name.encode()
            yield from _file_parts(file)


def _file_parts(file: "File[bytes]") -> Iterator[bytes]:
    yield (file.name or "").encode()
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    yield content.digest()

"""Sending events to webhooks: signed, tried with growing waits for a day, then given up.

A notice is claimed before it is sent and settled after. A worker that is killed between leaves the claim
behind, which passes; then it is sent again. So it arrives at least once, and its id tells who has it twice.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from samarkand.platform.events.addresses import AddressUnfitError, target_of
from samarkand.platform.events.models import Notice
from samarkand.platform.events.signing import HEADER, body_of, signature
from samarkand.platform.events.webhooks import private_allowed
from samarkand.platform.house.sealing import SealBrokenError, opened

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480))
"""How long after each try that failed the next one comes: a day in all, after that it is given up."""

_CLAIM = timedelta(minutes=10)
_SECONDS = 10.0
_AT_ONCE = 8
_MOST = 200
_GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one webhook: no table of the database is needed to send it."""

    notice: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it; ``answer`` is one line for people."""

    notice: int
    arrived: bool
    answer: str


def send_due(now: datetime, most: int = _MOST) -> int:
    """Send what is due, at most so many, and return how many arrived.

    Many workers may do it at once: each notice is claimed by one of them.
    """
    letters = list(_letters(_claimed(now, most), now))
    if not letters:
        return 0
    private_too = private_allowed()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        sent = list(pool.map(lambda letter: send(letter, private_too=private_too), letters))
    for outcome in sent:
        _settle(outcome, now)
    return sum(outcome.arrived for outcome in sent)


def _claimed(now: datetime, most: int) -> Iterable[Notice]:
    due = Notice.objects.filter(
        next_at__lte=now,
        webhook__active=True,
        webhook__membership__ended_at=None,
        webhook__membership__user__is_active=True,
    )
    for notice in due.select_related("webhook", "event").order_by("next_at", "pk")[:most]:
        still_due = Notice.objects.filter(pk=notice.pk, next_at=notice.next_at)
        if still_due.update(next_at=now + _CLAIM):
            yield notice


def _letters(notices: Iterable[Notice], now: datetime) -> Iterator[Letter]:
    """Yield what is to be sent; a webhook whose secret cannot be opened does not keep others from theirs."""
    for notice in notices:
        try:
            yield _letter(notice, now)
        except SealBrokenError:
            _settle(Sent(notice.pk, arrived=False, answer="not sent: its secret cannot be opened"), now)


def _letter(notice: Notice, now: datetime) -> Letter:
    body = body_of(notice.event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "samarkand",
        "Samarkand-Event": notice.event.kind,
        HEADER: signature(opened(notice.webhook.secret), body, now),
    }
    return Letter(notice.pk, notice.webhook.url, headers, body)


def send(letter: Letter, *, private_too: bool) -> Sent:
    """Send one letter, follow no redirect, read no answer but its status; whatever fails is told."""
    import httpx

    try:
        target = target_of(letter.url, private_too=private_too)
        with (
            httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                target.url,
                content=letter.body,
                headers={**letter.headers, "Host": target.host},
                extensions={"sni_hostname": target.name},
            ) as response,
        ):
            status = response.status_code
    except (AddressUnfitError, httpx.HTTPError, httpx.InvalidURL) as error:
        return Sent(letter.notice, arrived=False, answer=f"{type(error).__name__}: {error}"[:300])
    return Sent(letter.notice, arrived=status in _GOOD, answer=f"HTTP {status}")


def _settle(sent: Sent, now: datetime) -> None:
    notice = Notice.objects.get(pk=sent.notice)
    notice.attempts += 1
    notice.last_answer = sent.answer
    if sent.arrived:
        notice.arrived_at, notice.next_at = now, None
    elif notice.attempts > len(WAITS):
        notice.next_at = None
    else:
        notice.next_at = now + WAITS[notice.attempts - 1]
    notice.save(update_fields=["attempts", "last_answer", "arrived_at", "next_at"])

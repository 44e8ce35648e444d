"""How a webhook knows that the house wrote to it: HMAC-SHA256 (RFC 2104) over the time and the body.

The header is ``Samarkand-Signature: t=SECONDS,v1=HEX``; what is signed is ``SECONDS.BODY``. Whoever
receives it computes the same with its secret, compares in constant time, and refuses old times.
"""

import hashlib
import hmac
import json
from datetime import datetime

from samarkand.platform.events.models import Event

HEADER = "Samarkand-Signature"


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return the header's value for a body that is sent at this time."""
    seconds = str(int(at.timestamp()))
    signed = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def body_of(event: Event) -> bytes:
    """Return what is told of an event, as JSON."""
    said = {
        "id": event.pk,
        "kind": event.kind,
        "subject": event.subject,
        "at": event.at.isoformat(),
        "content": event.content,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()

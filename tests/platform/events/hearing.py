"""A program that hears webhooks: a server on the loopback that keeps what it was told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from samarkand.platform.events.models import Webhook
from samarkand.platform.house.sealing import seal
from tests.platform.calling import Caller
from tests.platform.conftest import NOW

SECRET = "0123456789abcdef" * 4


@dataclass
class Heard:
    """What a webhook was told, and what it answers."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    """One that lets many callers wait; with room for five, others are turned away when all come at once."""

    request_queue_size = 128


@contextmanager
def hearing(status: int = 200, **headers: str) -> Iterator[Heard]:
    """Hear on a free port of the loopback until the block ends."""
    heard = Heard(status=status, headers=headers)

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.letters.append((dict(self.headers), body))
            self.send_response(heard.status)
            for name, value in heard.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Ear)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}/told?by=house"
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def webhook_of(caller: Caller, url: str = "https://meskay.example/told", *kinds: str) -> Webhook:
    """Return a webhook of the caller at this address."""
    assert caller.membership is not None
    return Webhook.objects.create(
        membership=caller.membership, url=url, kinds=list(kinds), secret=seal(SECRET), created_at=NOW
    )

"""A browser as people have one, and a post box for the letters of the house."""

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from email.message import Message as Letter

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, sync_playwright

from dev import BROWSERS

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
NO_BROWSER = "no browser on this machine: on Debian apt-get install chromium. The forms are not tried by one"

_QUIET = ("--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run")
"""Nothing is asked of the network but the house."""


class PostBox(Message):
    """Letters as they come in."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []

    def handle_message(self, message: Letter) -> None:
        """Keep a letter."""
        self.letters.append(message)

    def link(self, to: str, path: str) -> str:
        """Return the link of the last letter to somebody whose address has such a path; wait for it."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for letter in reversed(self.letters):
                text = letter.get_payload(decode=True)
                found = re.search(rf"https?://\S*{path}\S*", bytes(text).decode())
                if letter["to"] == to and found:
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no letter to {to} with a link to {path}: {list(map(str, self.letters))}")


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def post_box() -> Iterator[tuple[PostBox, str]]:
    """Yield a post box, and the address of its server for the house's settings."""
    box = PostBox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield Debian's Chromium, or whichever there is; skip aloud where there is none."""
    if not CHROMIUM:
        pytest.skip(NO_BROWSER)
    options = (*_QUIET, "--no-sandbox") if os.geteuid() == 0 else _QUIET
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(options))
        yield chromium
        chromium.close()

"""One question over HTTP to a service on this machine, answered in a limited time or not at all.

The library's own clients wait anew for every piece of an answer, so a service that sends a byte a
second holds them for ever. Here the whole answer has one time limit and one limit of length.
"""

from __future__ import annotations

import json
import re
import socket
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from deliverylab.ship.clock import say_seconds

HERE = "127.0.0.1"

LONGEST = 1_000_000
"""How many bytes of an answer are read."""

_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])[ \r\n]")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)
_KIND = re.compile(rb"\r\ncontent-type:[ \t]*([\w/+.;= -]{1,80})\r\n", re.IGNORECASE)


class NoAnswer(Exception):
    """A service that gave no answer; the text says what it did instead."""


class TooLate(NoAnswer):
    """A service that gave no answer in time."""


@dataclass(frozen=True)
class Answer:
    """What a service answered.

    Attributes:
        status: the number that says how it went: 200 is fine, 404 is not there, 5xx an error.
        text: what it said.
        kind: what sort of text it says that it is.

    >>> Answer(200, '{"version": "1.1"}').json["version"]
    '1.1'
    """

    status: int
    text: str
    kind: str = "text/plain"

    @property
    def json(self) -> dict[str, object]:
        """The answer as a dictionary.

        Raises:
            ValueError: where it is none.
        """
        found = json.loads(self.text)
        if not isinstance(found, dict):
            raise ValueError(f"the answer is no dictionary: {self.text:.80}")
        return found

    def __repr__(self) -> str:
        """Return the status, in words too, and the text."""
        known = self.status in HTTPStatus.__members__.values()
        words = f" {HTTPStatus(self.status).phrase}" if known else ""
        return f"{self.status}{words}: {self.text}"


def fetch(port: int, path: str, seconds: float) -> Answer:
    """Ask a service on this machine for one address.

    Args:
        port: where it listens.
        path: the address, such as `/version`.
        seconds: how long the whole answer may take.

    Raises:
        TooLate: where it does not.
        NoAnswer: "it cannot be reached", "what it answered is not HTTP".
    """
    try:
        received = _received(port, path, time.monotonic() + seconds)
    except TimeoutError:
        raise TooLate(f"it gave no answer in {say_seconds(seconds)}") from None
    except OSError:
        raise NoAnswer("it cannot be reached") from None
    head, _, body = received.partition(b"\r\n\r\n")
    status = _STATUS.match(received)
    if not status:
        raise NoAnswer("what it answered is not HTTP")
    kind = _KIND.search(head + b"\r\n")
    return Answer(
        int(status[1]),
        body.decode("utf-8", "replace"),
        kind[1].decode("ascii").strip() if kind else "text/plain",
    )


def _received(port: int, path: str, deadline: float) -> bytes:
    """Return the bytes of the answer, as far as they come and count."""
    asked = f"GET {quote(path, safe='/?=&%')} HTTP/1.0\r\nHost: {HERE}:{port}\r\n\r\n".encode(
        "ascii"
    )
    received = b""
    with socket.create_connection((HERE, port), timeout=_left(deadline)) as connection:
        connection.sendall(asked)
        while not _whole(received):
            connection.settimeout(_left(deadline))
            part = connection.recv(65_536)
            if not part:
                break
            received += part
    return received


def _whole(received: bytes) -> bool:
    """Return whether all of an answer is there, or all of it that will be read."""
    head, end, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r\n") if end else None
    return len(received) > LONGEST or (length is not None and len(body) >= int(length[1]))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left

"""The front of an environment: the one address that users know, whatever runs behind it.

Users ask the front; the front asks the package that is live, and hands on its answer. A
*blue-green* switch-over is one assignment: from one request to the next, the other colour is live,
and what was begun at the old one is finished there. So users never find the door closed.

The front listens on this machine only. It hands on GET requests for plain addresses and nothing
else, and it notes how each went: that is the traffic of the delivery log.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import unquote

from deliverylab.ship.fetch import HERE, Answer, NoAnswer, fetch
from deliverylab.ship.thread import start_thread

SECONDS_TO_ANSWER = 2.0
"""How long a user waits for the service before the front says that it does not answer."""

_PATH = re.compile(r"/(?:[\w.~%@:+-]+(?:/[\w.~%@:+-]+)*/?)?(?:\?[\w.~%=&+-]*)?", re.ASCII)
_LONGEST_PATH = 500


@dataclass(frozen=True)
class Visit:
    """One request of a user: when, how long it took, how it ended, which deployment was live."""

    at: datetime
    seconds: float
    status: int
    deployment: int

    @property
    def failed(self) -> bool:
        """Whether the service itself was at fault."""
        return self.status >= 500


@dataclass(eq=False)
class Lane:
    """The way to one running package, under the number of its deployment.

    Attributes:
        deployment: the number under which visits are noted.
        port: where the package listens.
        busy: how many requests are on the way.
    """

    deployment: int
    port: int = 0
    busy: int = 0


class Front:
    """The front of one environment.

    Args:
        environment: its name, for what it says.
        clock: tells the time.
    """

    def __init__(self, environment: str, clock: Callable[[], datetime]) -> None:
        """Begin to listen at a port that is free."""
        self.environment = environment
        self._visits: list[Visit] = []
        self._clock = clock
        self._lane: Lane | None = None
        self._change = threading.Condition()
        self._server = _Server((HERE, 0), _Handler, self)
        self.port: int = self._server.server_address[1]
        self._thread = start_thread(partial(self._server.serve_forever, poll_interval=0.05))

    def switch(self, lane: Lane | None) -> None:
        """Let every request from now on go this way."""
        with self._change:
            self._lane = lane

    def wait_until_quiet(self, lane: Lane, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Wait until no request is on this way any more, but not for ever."""
        with self._change:
            self._change.wait_for(lambda: lane.busy == 0, timeout=seconds)

    def visits_so_far(self) -> list[Visit]:
        """Return every visit, in the order in which they were answered."""
        return list(self._visits)

    def answer(self, path: str) -> Answer:
        """Return the answer of what is live, or say that there is none; note the visit."""
        at, begin = self._clock(), time.perf_counter()
        with self._change:
            lane = self._lane
            if lane is None:
                return _error(503, f"nothing runs in {self.environment} yet")
            lane.busy += 1
        try:
            answer = fetch(lane.port, path, SECONDS_TO_ANSWER)
        except NoAnswer:
            answer = _error(503, f"{self.environment} does not answer")
        finally:
            with self._change:
                lane.busy -= 1
                self._change.notify_all()
        took = time.perf_counter() - begin
        self._visits.append(Visit(at, took, answer.status, lane.deployment))
        return answer

    def close(self) -> None:
        """Stop listening. Asked by its own thread, it does so as soon as that thread is free."""
        if threading.current_thread() is self._thread:
            start_thread(self.close)
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingTCPServer):
    """Many requests at once; one that goes wrong says nothing in the student's notebook."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], front: Front
    ) -> None:
        self.front = front
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A user who has gone away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    """Hand on one GET request; anything else is refused by the class this builds on."""

    timeout = 5
    server: _Server  # pyrefly: ignore[bad-override-mutable-attribute]

    def do_GET(self) -> None:
        """Hand on a plain address; know no other."""
        if self.headers.get("Host") not in self._own_names():
            self._send(_error(404, "this front is for this machine only"))
        elif not _is_plain(self.path):
            self._send(_error(404, "no such page"))
        else:
            self._send(self.server.front.answer(self.path))

    def _own_names(self) -> tuple[str, str]:
        """A page elsewhere on the web may lead a browser here, but not under one of these."""
        port = self.server.front.port
        return f"{HERE}:{port}", f"localhost:{port}"

    def _send(self, answer: Answer) -> None:
        body = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Say what this is, and not which Python runs it."""
        return "harbour"

    def log_message(self, format: str, *args: object) -> None:
        """Write no line for each request."""


def _is_plain(path: str) -> bool:
    """Return whether an address is short, of plain signs, and leads nowhere up."""
    plain = len(path) <= _LONGEST_PATH and _PATH.fullmatch(path)
    return bool(plain) and ".." not in unquote(path) and "\\" not in unquote(path)


def _error(status: int, says: str) -> Answer:
    return Answer(status, json.dumps({"error": says}), "application/json; charset=utf-8")

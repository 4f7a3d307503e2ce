"""Service and front answer their own addresses, to this machine, and nothing else."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deliverylab.ship import Harbour
from deliverylab.ship.fetch import LONGEST, Answer, NoAnswer, fetch
from deliverylab.ship.parcels.web import answer
from tests.ship.harbours import ship, web_with


@pytest.fixture(scope="module")
def open_harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with Harbour(tmp_path_factory.mktemp("open"), health_seconds=5) as harbour:
        ship(harbour, "show the ship")
        yield harbour


@pytest.fixture(params=["front", "service"])
def port(request: pytest.FixtureRequest, open_harbour: Harbour) -> int:
    live = open_harbour._crew.live["production"]
    assert live is not None
    front = open_harbour._crew.fronts["production"].port
    return front if request.param == "front" else live.berth.port


def raw(port: int, request: bytes) -> bytes:
    """Send some bytes and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize("path", ["/health", "/version", "/parcels/H-101", "/parcels/H%2D101"])
def test_its_own_addresses_are_answered(path: str, port: int) -> None:
    assert fetch(port, path, 5).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/web.py",
        "/parcels",
        "/parcels/",
        "/parcels/web.py",
        "/parcels/../parcels/web.py",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cwindows",
        "//etc/passwd",
        "/version/",
        "/version%00",
        "/VERSION",
        "/" + "a" * 5000,
        "http://example.org/version",
        "version",
        "/parcels/<script>",
    ],
)
def test_nothing_else_is_there(path: str, port: int) -> None:
    said = raw(port, f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert said.split(b" ", 2)[1] == b"404", said
    assert b"root:" not in said and b"<script>" not in said and b"import" not in said


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT", "get"])
def test_only_get_is_understood(verb: str, port: int) -> None:
    said = raw(port, f"{verb} /version HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert said.split(b" ", 2)[1] == b"501", said


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "127.0.0.1:1", "", "0.0.0.0"])
def test_the_front_answers_to_its_own_name_only(host: str, open_harbour: Harbour) -> None:
    port = open_harbour._crew.fronts["production"].port
    said = raw(port, f"GET /version HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    assert said.split(b" ", 2)[1] == b"404"
    said = raw(port, b"GET /version HTTP/1.0\r\n\r\n")
    assert said.split(b" ", 2)[1] == b"404"
    said = raw(port, f"GET /version HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
    assert said.split(b" ", 2)[1] == b"200"


@pytest.mark.parametrize(
    "request_",
    [b"", b"\r\n", b"\x00" * 1000, b"GET", b"GET /version HTTP/9.9\r\n\r\n", b"G" * 70_000],
)
def test_what_is_no_request_does_no_harm(request_: bytes, port: int) -> None:
    with contextlib.suppress(ConnectionError):  # the door is closed on what is far too long
        raw(port, request_)
    assert fetch(port, "/version", 5).status == 200


def test_it_listens_on_this_machine_only(open_harbour: Harbour) -> None:
    me = psutil.Process()
    listening = [
        connection.laddr.ip
        for process in [me, *me.children(recursive=True)]
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 4
    assert set(listening) == {"127.0.0.1"}


def test_a_header_of_the_service_cannot_add_another(harbour: Harbour) -> None:
    old = 'self.send_header("Content-Type", "application/json; charset=utf-8")'
    new = 'self.send_header("Content-Type", "text/html\\n Set-Cookie: a=b; Location: /x")'
    ship(harbour, "Say more", web_with(harbour, old, new))
    port = harbour._crew.fronts["production"].port
    said = raw(port, f"GET /version HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert b"200 OK" in said and b"Cookie" not in said and b"text/plain" in said
    assert b"Python" not in said


def test_the_answers_of_the_service_itself() -> None:
    assert answer("/version") == (
        200,
        {"service": "parcel tracking", "version": "not released"},
    )
    assert answer("/parcels/H-104") == (404, {"error": "no such parcel"})


def test_an_answer_shows_its_status_in_words() -> None:
    assert repr(Answer(404, "no")) == "404 Not Found: no"
    assert repr(Answer(299, "hm")) == "299: hm"
    with pytest.raises(ValueError, match="the answer is no dictionary"):
        _ = Answer(200, "[1]").json


def test_what_is_read_of_an_answer_has_an_end(harbour: Harbour) -> None:
    old = "        self.wfile.write(body)\n"
    new = old + '        for _ in range(40 if self.path == "/version" else 0):\n'
    new += "            self.wfile.write(b'x' * 100_000)\n"
    length = '        self.send_header("Content-Length", str(len(body)))\n'
    files = web_with(harbour, old, new)
    files["parcels/web.py"] = files["parcels/web.py"].replace(length, "")
    ship(harbour, "Say much more", files)
    assert LONGEST < len(harbour.ask("production").text) < LONGEST + 200_000


def test_nobody_at_the_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswer, match="it cannot be reached"):
            fetch(taken.getsockname()[1], "/version", 1)

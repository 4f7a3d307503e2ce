"""The service on the web: it answers three kinds of address, and nothing else.

/health            is it ready for users?
/version           which version is it?
/parcels/H-101     where is this parcel?
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from urllib.parse import unquote

from .book import describe, find, parcels

PACKAGE = Path(__file__).with_name("package.json")


def version() -> str:
    """Return the version on the package that this runs from."""
    if not PACKAGE.exists():
        return "not released"
    return str(json.loads(PACKAGE.read_text("utf-8"))["version"])


def answer(path: str) -> tuple[int, dict[str, object]]:
    """Return the status and the answer for one address."""
    if path == "/health":
        return health()
    if path == "/version":
        return 200, {"service": "parcel tracking", "version": version()}
    if path.startswith("/parcels/"):
        parcel = find(unquote(path.removeprefix("/parcels/")))
        return (200, describe(parcel)) if parcel else (404, {"error": "no such parcel"})
    return 404, {"error": "no such page"}


def health() -> tuple[int, dict[str, object]]:
    """Say whether the service is ready: it has a book, and the book has parcels in it."""
    try:
        ready = len(parcels()) > 0
    except OSError:
        ready = False
    if not ready:
        return 503, {"version": version(), "error": "there is no book of parcels"}
    return 200, {"version": version()}


class Handler(BaseHTTPRequestHandler):
    """Answer one request; anything but GET is refused by the class this builds on."""

    timeout = 5

    def do_GET(self) -> None:
        """Answer with JSON, and with status 500 where the code itself fails."""
        try:
            status, found = answer(self.path)
        except Exception as error:
            status, found = 500, {"error": type(error).__name__}
        body = json.dumps(found, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write no line for each request."""


class Server(ThreadingTCPServer):
    """A server for many requests at once, on this machine only."""

    daemon_threads = True
    request_queue_size = 64


def serve() -> None:
    """Serve for ever, at a port that is free; say which."""
    with Server(("127.0.0.1", 0), Handler) as server:
        print(f"listening on {server.server_address[1]}", flush=True)
        server.serve_forever()

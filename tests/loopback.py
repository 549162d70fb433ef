"""A small real HTTP server on loopback, for tests at the wire."""

import sys
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

WAIT_SECONDS = 10.0
HOLD_SECONDS = 60.0
Json = dict[str, Any]


@dataclass(frozen=True)
class Received:
    """One request as it came in. `path` is without the query, names of headers are in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as form fields."""
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    """What a server answers. `dropped` breaks the connection instead.

    `content` stands for `body` where it is not text. `length` is told instead of the true one, -1 for none at all;
    with `drips` each byte comes alone, so many seconds after the other.
    """

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    dropped: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    length: int | None = None
    drips: float = 0.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # a burst of connections is no error

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that were killed in the middle of a request."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class LoopbackServer:
    """A threaded HTTP server on a free port of 127.0.0.1. Every request is recorded in `received` before its answer."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._arrival = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Where the server is, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(WAIT_SECONDS)

    def wait_for(self, count: int, seconds: float = WAIT_SECONDS) -> None:
        """Wait until `count` requests have come in. Raises TimeoutError."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self.received) >= count, seconds):
                raise TimeoutError(f"{len(self.received)} of {count} requests came in {seconds} seconds")

    def release(self) -> None:
        """Let go of everything that is held."""

    def respond(self, received: Received) -> Response:
        """The answer to one request."""
        raise NotImplementedError

    def _take(self, received: Received) -> Response:
        with self._arrival:
            self.received.append(received)
            self._arrival.notify_all()
        return self.respond(received)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or every answer waits 40 ms for the client's acknowledgement

            def _serve(self) -> None:
                received = _read(self)
                response = owner._take(received) if received else Response(dropped=True)
                if response.dropped:
                    self.close_connection = True
                    return
                try:
                    self._write(response)
                except ConnectionError:
                    self.close_connection = True  # the client had waited long enough

            def _write(self, response: Response) -> None:
                content = response.body.encode() if response.content is None else response.content
                self.send_response(response.status)
                self.send_header("Content-Type", response.content_type)
                length = len(content) if response.length is None else response.length
                if length >= 0:
                    self.send_header("Content-Length", str(length))
                self.close_connection = length != len(content)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if not response.drips:
                    self.wfile.write(content)
                    return
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    time.sleep(response.drips)

            do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 (the names that http.server calls)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
                """Say nothing."""

        return Handler


def _read(handler: BaseHTTPRequestHandler) -> Received | None:
    """The request; None when its client was killed in the middle of it."""
    parts = urllib.parse.urlsplit(handler.path)
    query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    length = int(handler.headers.get("Content-Length", 0))
    body = handler.rfile.read(length)
    return Received(handler.command, parts.path, query, headers, body) if len(body) == length else None

"""Rapport's web server as a process of its own, and requests sent to it byte by byte."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.fuzzed_requests import Sent
from bot.settings import PROJECT, Settings

START_SECONDS = 60.0
ANSWER_SECONDS = 15.0


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """`python -m bot web` with these settings and no queue; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PORT": str(port),
        "VAR_FOLDER": str(settings.var_folder),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "web"], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the web server did not start")


def over_http(port: int, sent: Sent) -> int | None:
    """Send one request; the status answered, None when the connection was closed without an answer."""
    target = sent.path + (f"?{sent.query}" if sent.query else "")
    length = str(len(sent.body)) if sent.length is None else sent.length
    headers = [("Content-Length", length), ("Connection", "close"), *sent.headers]
    if not any(name == "Host" for name, _ in sent.headers):
        headers.insert(0, ("Host", "shop.example"))
    lines = [f"{sent.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    with socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS) as connection:
        try:
            connection.sendall("\r\n".join(lines).encode("utf-8", "replace") + sent.body)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it had heard enough: the answer may be there already
        return _status(connection)


def _status(connection: socket.socket) -> int | None:
    heard = b""
    try:
        while b"\r\n" not in heard and (more := connection.recv(4096)):
            heard += more
    except OSError:
        return None
    words = heard.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None

"""A whole Rapport as its own processes, started as a user starts it, against servers on loopback."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import requests

from bot.settings import PROJECT
from tests.servers import OpenAIServer, TwilioServer, signature
from tests.shop import ANA, SHOP, sid

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "token-of-the-stand-in"
API_KEY = "key-of-the-installation"
PATIENCE = 75.0

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], *, seconds: float = PATIENCE) -> Found:
    """The first true answer of `look`, asked again and again; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not seen within {seconds:.0f} seconds; last answer: {found!r}")
        time.sleep(0.1)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """`python -m bot run` with an environment of its own. `log` holds what it wrote."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {"PORT": str(self.port), "VAR_FOLDER": str(folder), **environment}
        self.log: list[str] = []
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=PROJECT,
            env={**inherited, "XDG_RUNTIME_DIR": "/tmp", **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        seen = len(self.log)
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        eventually(lambda: any("Ctrl-C ends everything" in line for line in self.log[seen:]), seconds=90)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        self.log.extend(line for line in process.stdout or ())

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._end(signal.SIGINT)

    def kill_all(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        for pid in self.pids(""):
            _kill(pid)
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def pids(self, part: str) -> list[int]:
        """The processes of a part: `web`, `worker`, `clock`, `valkey-server`; all parts when empty."""
        assert self._process is not None
        return [pid for pid in _descendants(self._process.pid) if part in _command_line(pid)]

    def kill(self, part: str) -> int:
        """Kill all processes of a part with SIGKILL. Returns how many there were."""
        found = self.pids(part)
        for pid in found:
            _kill(pid)
        return len(found)

    def empty_queue(self) -> None:
        """Forget everything that the queue holds."""
        from redis import Redis

        with contextlib.closing(Redis(unix_socket_path=str(self.folder / "valkey.sock"))) as queue:
            queue.flushall()

    def hears(self, text: str, *, from_: str = ANA, provider_id: str | None = None, name: str = "Ana") -> str:
        """A signed webhook, posted as Twilio posts it: again with the same id when nobody answers. Returns the id."""
        form = {
            "MessageSid": provider_id or sid(),
            "AccountSid": ACCOUNT_SID,
            "From": from_,
            "To": SHOP,
            "Body": text,
            "NumMedia": "0",
            "MessageType": "text",
            "ProfileName": name,
        }
        url = f"{self.url}/webhooks/twilio/messages"
        headers = {"X-Twilio-Signature": signature(AUTH_TOKEN, url, form)}

        def posted() -> bool:
            try:
                return requests.post(url, data=form, headers=headers, timeout=10).status_code == 204
            except requests.RequestException:
                return False

        eventually(posted)
        return form["MessageSid"]

    def profile(self, customer_id: str = ANA) -> dict[str, Any]:
        """What `/v1` says is remembered; empty for an unknown customer."""
        name = customer_id.removeprefix("whatsapp:")
        answer = requests.get(
            f"{self.url}/v1/profile/{name}", headers={"Authorization": f"Bearer {API_KEY}"}, timeout=10
        )
        return answer.json() if answer.ok else {}


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [found for child in children for found in (child, *_descendants(child))]


def _command_line(pid: int) -> str:
    try:
        return re.sub(r"\0", " ", Path(f"/proc/{pid}/cmdline").read_text())
    except FileNotFoundError:
        return ""


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def installed(folder: Path, model: OpenAIServer, twilio: TwilioServer, **environment: str) -> Iterator[Installation]:
    """An installation with Twilio and a model, both on loopback."""
    installation = Installation(
        folder,
        OPENAI_BASE_URL=model.base_url,
        TWILIO_ACCOUNT_SID=ACCOUNT_SID,
        TWILIO_AUTH_TOKEN=AUTH_TOKEN,
        TWILIO_WHATSAPP_FROM=SHOP,
        TWILIO_API_BASE_URL=twilio.url,
        API_KEYS=API_KEY,
        API_CALLS_PER_MINUTE="100000",
        **environment,
    )
    installation.environment.setdefault("PUBLIC_URL", installation.url)
    try:
        installation.start()
        yield installation
    finally:
        model.release()
        twilio.release()
        installation.stop()

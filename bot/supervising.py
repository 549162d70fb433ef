"""Runs the parts of Rapport as processes of one terminal: starts, restarts and ends them, and merges their logs."""

import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

GRACE_SECONDS = 10.0
"""How long a part may take to end before it is killed; what was in flight is finished by the next start."""
RESTART_SECONDS = 1.0
NOISE = "Memory overcommit must be enabled"
"""Valkey's advice to owners of large servers alarms everybody else."""
_PR_SET_PDEATHSIG = 1
_print_lock = threading.Lock()


@dataclass
class Part:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps parts running until `stop`. A part that dies is started again after a second."""

    parts: list[Part]
    output: TextIO = field(default_factory=lambda: sys.stdout)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, *names: str) -> None:
        """Start the parts with these names, or all that do not run."""
        for part in self.parts:
            if part.process is None and (not names or part.name in names):
                self._start(part)

    def run(self, when_running: Callable[[], None]) -> None:
        """Start what does not run yet, call `when_running`, then watch until stopped."""
        self.start()
        threading.Thread(target=when_running, daemon=True).start()
        while not self._stopping.wait(0.2):
            for part in self.parts:
                self._restart_if_dead(part)
        self._end_all()

    def stop(self) -> None:
        """End the watch."""
        self._stopping.set()

    def _start(self, part: Part) -> None:
        part.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            part.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the parts in order
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - it makes one system call and no Python object
        )
        part.started_at = time.monotonic()
        threading.Thread(target=self._copy_output, args=(part, part.process), daemon=True).start()

    def _copy_output(self, part: Part, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            if NOISE not in line:
                self.say(part.name, line.rstrip("\n"))

    def say(self, name: str, line: str) -> None:
        """Write one line of the common log."""
        with _print_lock:
            self.output.write(f"{name:<9}| {line}\n")
            self.output.flush()

    def _restart_if_dead(self, part: Part) -> None:
        if part.process is None or part.process.poll() is None:
            return
        if time.monotonic() - part.started_at < RESTART_SECONDS:
            return
        self.say("run", f"{part.name} ended with {part.process.returncode}; starting it again")
        self._start(part)

    def _end_all(self) -> None:
        """End all but the first, then the first: where there is a queue of our own it outlives those who use it."""
        deadline = time.monotonic() + GRACE_SECONDS
        for group in (self.parts[1:], self.parts[:1]):
            running = [part.process for part in group if part.process is not None]
            for process in running:
                process.terminate()
            for process in running:
                _wait_or_kill(process, deadline)


def _wait_or_kill(process: "subprocess.Popen[str]", deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _die_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed: no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

"""A berth: the place where one package runs, as a process with a port of its own."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections import deque
from functools import partial
from pathlib import Path
from typing import IO

from deliverylab.ship.clock import say_seconds
from deliverylab.ship.fetch import Answer, NoAnswer, TooLate, fetch
from deliverylab.ship.process import Processes, short
from deliverylab.ship.thread import start_thread

SECONDS_TO_START = 5.0
"""How long a process may take at least until it listens: Python itself must start first."""

PAUSE = 0.05
"""Seconds between two health checks."""

_LISTENING = re.compile(rb"listening on ([0-9]{1,5})\s*")
_LINES_KEPT, _LONGEST_LINE = 5, 10_000


class Unhealthy(Exception):
    """A service that is not ready for users; the text says what it did instead.

    Attributes:
        ended: whether it had ended by itself.
    """

    def __init__(self, said: str, *, ended: bool = False) -> None:
        """Keep what it did."""
        super().__init__(said)
        self.ended = ended


class Berth:
    """A package that runs.

    The service chooses a port that is free, and says which: so no two ever want the same, and a
    port that another program has taken is never in the way.

    Args:
        folder: where the package is unpacked.
        processes: where its process is kept.
    """

    def __init__(self, folder: Path, processes: Processes) -> None:
        """Start the process; it is not ready yet."""
        self.port = 0
        self._folder = folder
        self._processes = processes
        self._said: deque[bytes] = deque(maxlen=_LINES_KEPT)
        self._listening = threading.Event()
        self.process = processes.start(folder, "serve", output=subprocess.PIPE)
        outputs = filter(None, (self.process.stdout, self.process.stderr))
        self._readers = [(start_thread(partial(self._read, output)), output) for output in outputs]

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def wait_until_healthy(self, version: str, seconds: float) -> None:
        """Wait until the service says that it is healthy, and that it is this version.

        Args:
            version: what it must say that it is.
            seconds: how long it may take until it listens, and then until it is healthy.

        Raises:
            Unhealthy: saying why it is not.
        """
        self._wait_until_listening(max(seconds, SECONDS_TO_START))
        deadline = time.monotonic() + seconds
        answered = silent = ""
        while True:
            try:
                answer = fetch(self.port, "/health", max(deadline - time.monotonic(), PAUSE))
                answered = self._problem(answer, version)
                if not answered:
                    return
            except TooLate:
                silent = f"it gave no answer in {say_seconds(seconds)}"
            except NoAnswer as error:
                silent = str(error)
            if not self.alive:
                raise Unhealthy(f"it ended ({self._last_words()})", ended=True)
            if time.monotonic() + PAUSE > deadline:
                # What it has answered says more than that it now answers nothing.
                raise Unhealthy(answered or silent)
            time.sleep(PAUSE)

    def end(self) -> None:
        """End the process and let go of everything that belongs to it."""
        self._processes.end(self.process)
        for reader, output in self._readers:
            reader.join(timeout=1)
            if not reader.is_alive():  # else somebody else still holds the other end
                output.close()

    def _wait_until_listening(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._listening.wait(PAUSE):
            if not self.alive:
                for reader, _ in self._readers:
                    reader.join(timeout=1)
                raise Unhealthy(
                    f"it ended as soon as it was started ({self._last_words()})", ended=True
                )
            if time.monotonic() > deadline:
                raise Unhealthy(f"it did not begin to listen in {say_seconds(seconds)}")

    def _problem(self, answer: Answer, version: str) -> str:
        """Return what is wrong with an answer to the health check, or nothing."""
        try:
            found = answer.json
        except ValueError:
            return f"it answered its health check with “{self._short(answer.text)}”"
        if answer.status != 200:
            why = f": “{self._short(found['error'])}”" if "error" in found else ""
            return f"it answered its health check with {answer.status}{why}"
        if found.get("version") != version:
            return f"it says that it is version “{self._short(found.get('version'))}”"
        return ""

    def _read(self, output: IO[bytes]) -> None:
        """Take in what the process prints, so that it never waits; keep the last few lines."""
        while line := output.readline(_LONGEST_LINE):
            found = _LISTENING.fullmatch(line)
            if found and not self._listening.is_set():
                self.port = int(found[1])
                self._listening.set()
            elif line.strip():
                self._said.append(line)

    def _last_words(self) -> str:
        last = self._said[-1].decode("utf-8", "replace") if self._said else "without a word"
        return self._short(last)

    def _short(self, said: object) -> str:
        """Return what a service said in one line, which is the same on every machine."""
        return short(said, self._folder)

"""Processes of the harbour: started without a shell, ended for certain.

Each runs the Python that runs the notebook, without what a user has added to it, in a session of
its own. So an interrupt at the keyboard does not reach it: the harbour alone ends it, or the end of
the harbour does (see `deliverylab.ship.launch`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Collection
from pathlib import Path

from deliverylab.ship.errors import HarbourError

LAUNCH = Path(__file__).with_name("launch.py")

LONGEST = 120
"""How many letters are kept of what a process said."""

if sys.platform == "win32":
    NO_WINDOW = subprocess.CREATE_NO_WINDOW
    OWN_GROUP = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    NO_WINDOW = OWN_GROUP = 0

_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All that a process learns of the machine around it: what Python itself needs to start."""


class Processes:
    """Every process that one harbour has started, owned from the moment at which it exists.

    An interrupt at the keyboard may come at any moment, also between the birth of a process and the
    line that would keep it. But it only ever breaks into the main thread. So each process is
    started and kept by a thread of its own, and whatever happens meanwhile, `close` ends it.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._all: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self._lock = threading.RLock()

    def start(self, folder: Path, *task: str, output: int) -> subprocess.Popen[bytes]:
        """Start a task of `deliverylab.ship.launch` in a folder.

        Args:
            folder: where the service's files are.
            task: the words after `launch.py`.
            output: where what it prints goes: `subprocess.PIPE` or `subprocess.DEVNULL`.

        Raises:
            HarbourError: where this machine starts no process.
        """
        started: list[subprocess.Popen[bytes]] = []
        complaints: list[OSError] = []
        given_up = threading.Event()

        def run() -> None:
            try:
                with self._lock:
                    if self._closed or given_up.is_set():
                        return
                    started.append(_start(folder, *task, output=output))
                    self._all.append(started[0])
                    if self._closed or given_up.is_set():
                        self.end(started[0])
            except OSError as error:
                complaints.append(error)

        thread = threading.Thread(target=run, daemon=True)
        try:
            thread.start()
            thread.join()
        except BaseException:
            given_up.set()
            raise
        for error in complaints:
            raise HarbourError(
                f"This machine starts no process: {error.strerror or error}. Close other programs "
                f"and try again."
            )
        return started[0]

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a process with all that it has started, and wait until it is gone."""
        _end(process)
        with self._lock:
            if process in self._all:
                self._all.remove(process)

    def end_all_but(self, kept: Collection[subprocess.Popen[bytes]] = ()) -> None:
        """End every process that was started, except for a few."""
        with self._lock:
            others = [process for process in self._all if process not in kept]
        for process in others:
            self.end(process)

    def close(self) -> None:
        """End every process; one that is just being started ends at once."""
        with self._lock:
            self._closed = True
        self.end_all_but()


def _start(folder: Path, *task: str, output: int) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", str(LAUNCH), *task],
        cwd=folder,
        env=kept | {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")},
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        start_new_session=True,
        creationflags=NO_WINDOW | OWN_GROUP,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        if sys.platform == "win32":
            process.kill()
        else:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()


def short(said: object, folder: Path) -> str:
    """Return what a process said in one line, printable, short, without the path of its folder.

    >>> short("no file:   parcels", Path("."))
    'no file: parcels'
    """
    line = str(said).replace(str(folder) + os.sep, "").replace(str(folder), ".")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in line).split())[:LONGEST]

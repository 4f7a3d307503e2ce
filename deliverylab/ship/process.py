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
from pathlib import Path

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


def start(folder: Path, *task: str, output: int) -> subprocess.Popen[bytes]:
    """Start a task of `deliverylab.ship.launch` in a folder.

    Args:
        folder: where the service's files are.
        task: the words after `launch.py`.
        output: where what it prints goes: `subprocess.PIPE` or `subprocess.DEVNULL`.
    """
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


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it has started, and wait until it is gone."""
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

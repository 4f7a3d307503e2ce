"""What the machine gives: git, a server that only this machine can reach, and room for files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from deliverylab.teach.doctor.cures import COURSE, WINDOWS, ways
from deliverylab.teach.doctor.examine import Trouble

__all__ = ["git", "room", "server", "temporary_files"]

HERE = "127.0.0.1"
SECONDS = 10.0
"""How long git, or an answer of this machine, may take."""

MEGABYTES = 300
"""What lessons, their copies and a harbour (lesson 01b) need together, with room to spare."""


def git() -> str:
    """Look for git, which lesson 01b ships with and updates of the course come by."""
    install = f"Install git (git-scm.com/downloads); then: {ways().start}"
    try:
        done = subprocess.run(
            ["git", "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except FileNotFoundError:
        raise Trouble("git was not found", install) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"git does not start ({error})", install) from error
    if done.returncode != 0:
        raise Trouble(f"git does not work: {done.stderr.strip() or done.stdout.strip()}", install)
    return done.stdout.strip().removeprefix("git version ")


def server() -> str:
    """Open a server for this machine alone and ask it something, as lesson 01b does."""
    try:
        with socket.create_server((HERE, 0)) as listening:
            listening.settimeout(SECONDS)
            with socket.create_connection(listening.getsockname(), SECONDS) as asking:
                answering, _ = listening.accept()
                with answering:
                    answering.sendall(b"ahoy")
                if asking.makefile("rb").read() != b"ahoy":
                    raise OSError("the answer was another one")
    except OSError as error:
        raise Trouble(
            f"no server can be opened on {HERE} ({error})",
            f"Allow Python to listen on {HERE} in the firewall or the security program; nobody"
            " else can reach that address.",
        ) from error
    return HERE


def temporary_files() -> str:
    """Write a file into a new temporary folder, and read it."""
    try:
        with tempfile.TemporaryDirectory(prefix="deliverylab-doctor-") as folder:
            file = Path(folder, "ahoy")
            file.write_bytes(b"ahoy")
            if file.read_bytes() != b"ahoy":
                raise OSError("what was read is not what was written")
    except OSError as error:
        variable = "TEMP" if WINDOWS else "TMPDIR"
        raise Trouble(
            f"no temporary file can be written ({error})",
            f"Make room on the disk, or set {variable} to a folder that you may write to; then:"
            f" {ways().start}",
        ) from error
    return tempfile.gettempdir()


def room() -> str:
    """Look how much room is left on the disk that the course is on."""
    free = shutil.disk_usage(COURSE).free // 10**6
    if free < MEGABYTES:
        raise Trouble(
            f"only {free:,} MB are free where the course is",
            f"Delete what you no longer need, until there are {MEGABYTES} MB.",
        )
    return f"{free / 1000:,.1f} GB free"

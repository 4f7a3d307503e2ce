"""What the tests of the harbour share: taking a change all the way, and looking for leftovers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from deliverylab.ship import Harbour
from deliverylab.ship.work_folder import PREFIX

ROOT = Path(__file__).resolve().parents[2]


def release(harbour: Harbour, change: str, files: dict[str, str] | None = None) -> str:
    """Commit, build and release a change; return the version on its package."""
    harbour.commit(change, files)
    harbour.build()
    return harbour.release().version


def ship(harbour: Harbour, change: str, files: dict[str, str] | None = None) -> str:
    """Take a change all the way to the users; return the version that they get."""
    version = release(harbour, change, files)
    harbour.deploy("staging")
    harbour.deploy("production")
    return version


def web_with(harbour: Harbour, old: str, new: str) -> dict[str, str]:
    """Return a student's own version of the service, with one piece of it replaced."""
    text = harbour.read("parcels/web.py")
    assert old in text
    return {"parcels/web.py": text.replace(old, new)}


def folders(parent: Path) -> list[Path]:
    """Return the work folders in a folder."""
    return sorted(parent.glob(f"{PREFIX}*"))


def port_is_open(port: int) -> bool:
    """Return whether anything listens at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def processes(of: int | None = None) -> list[psutil.Process]:
    """Return the processes that a process has started, by default this one."""
    return psutil.Process(of).children(recursive=True)


def wait_for(happened: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is so, but not for ever."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def python(program: str, *words: str, **more: object) -> subprocess.Popen[str]:
    """Start a Python that runs a program, with its output to be read."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        **more,  # type: ignore[call-overload]
    )

"""A clone of the course is small enough for a classroom's network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST = 25_000_000
"""Bytes of the files and of the history together."""

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="this is no clone"
)


def git(*words: str, given: bytes = b"") -> bytes:
    done = subprocess.run(["git", *words], cwd=ROOT, input=given, capture_output=True, check=True)
    return done.stdout


def test_a_clone_is_small() -> None:
    files = [ROOT / name.decode() for name in git("ls-files", "-z").split(b"\0")[:-1]]
    kept = sum(file.stat().st_size for file in files if file.is_file())
    history = len(git("pack-objects", "--revs", "--stdout", "-q", given=b"HEAD\n"))
    assert kept + history <= MOST, f"{kept:,} bytes of files and {history:,} of history"

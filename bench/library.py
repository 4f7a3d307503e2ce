"""What the library costs around the work: start-up, memory, reading a large repository."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.kernel_memory import after_lesson
from bench.result import Result, interleaved
from deliverylab.log import DeliveryLog
from tests.log.git_repository import large_repository

ROOT = Path(__file__).resolve().parent.parent


def run() -> list[Result]:
    """Measure importing, the kernel's memory after lesson 01, and 100,000 commits."""
    bare, imported, lesson_imports = interleaved(
        lambda _turn: start("pass"),
        lambda _turn: start("import deliverylab"),
        lambda _turn: start("from deliverylab import DeliveryLog, show, teach"),
        rounds=9,
    )
    results = [
        Result("import deliverylab", min(imported) - min(bare), "s", 0.5),
        Result("what lesson 01 imports, pandas too", min(lesson_imports) - min(bare), "s"),
    ]
    lesson = ROOT / "notebooks" / "01_from_commit_to_production.ipynb"
    results.append(Result("kernel after lesson 01", after_lesson(lesson) / 2**20, "MB", 200))
    with tempfile.TemporaryDirectory() as folder:
        repository = large_repository(Path(folder, "large.git"), commits=100_000, every=250)
        begin = time.perf_counter()
        log = DeliveryLog.from_git(repository)
        seconds = time.perf_counter() - begin
    note = f"{len(log.changes):,} changes"
    return [*results, Result("from_git, 100,000 commits", seconds, "s", 10, note=note)]


def start(code: str) -> None:
    """Run a line of Python in a process of its own."""
    subprocess.run([sys.executable, "-c", code], check=True)

"""Continuous integration on this machine: the tests of one commit, really run.

They run on the files of the commit as git keeps them, in a folder of their own and in a process of
their own with a time limit. What lies about in the working folder has no part in it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deliverylab.ship.clock import say_seconds
from deliverylab.ship.package import write_files
from deliverylab.ship.process import Processes, short
from deliverylab.ship.state import Failure


@dataclass(frozen=True)
class Findings:
    """How many tests ran, which of them failed, and why they did not end (empty: they did)."""

    tests: int = 0
    failures: tuple[Failure, ...] = ()
    broken: str = ""


def run_tests(
    files: Mapping[str, bytes], folder: Path, seconds: float, processes: Processes
) -> Findings:
    """Run the tests of one commit.

    Args:
        files: all that git keeps of the commit: name → bytes.
        folder: a folder to work in; it is not there yet.
        seconds: how long the tests may take.
        processes: where the process is kept that runs them.
    """
    checkout, report = folder / "checkout", folder / "report.json"
    write_files(files, checkout)
    process = processes.start(checkout, "test", str(report), output=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return Findings(broken=f"they did not come to an end in {say_seconds(seconds)}")
    finally:
        processes.end(process)
    try:
        found = json.loads(report.read_text("utf-8"))
        failures = tuple(
            Failure(short(test, checkout), short(said, checkout), bool(loaded))
            for test, said, loaded in found["failures"]
        )
        tests = int(found["tests"])
    except (OSError, ValueError, KeyError, TypeError):
        return Findings(broken="Python ended before they did")
    return Findings(tests, failures, "" if tests else "there are none")

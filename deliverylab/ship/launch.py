"""What every process of the harbour starts with: it ends when the harbour does.

This file is a script, run by `deliverylab.ship.process` in a Python of its own. The harbour holds
the other end of its standard input and never writes to it. When the harbour's process is gone, in
whatever way, the input comes to its end; then this process ends, with all that it has started.

    python launch.py serve       start the service in the current folder
    python launch.py test FILE   run its tests and write what they found into FILE
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import threading
import unittest
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)


def main() -> None:
    """Watch the harbour; then do what was asked for."""
    task, *rest = sys.argv[1:]
    end_with_the_harbour()
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = ["parcels"]
    if task == "serve":
        runpy.run_module("parcels", run_name="__main__", alter_sys=True)
    else:
        run_tests(Path(rest[0]))


def end_with_the_harbour() -> None:
    """End this process as soon as its standard input ends; the service itself gets none."""
    lifeline = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=watch, args=(lifeline,), daemon=True).start()


def watch(lifeline: int) -> None:
    """Wait for the end of the input; then end this process and those that it has started."""
    while os.read(lifeline, 1):
        pass
    if sys.platform != "win32" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class Findings(unittest.TestResult):
    """The tests that failed: the name in words, what it said first, and whether it was loaded."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.found: dict[str, tuple[str, bool]] = {}

    def addFailure(self, test: unittest.TestCase, err: Raised) -> None:
        """Keep a test that found something wrong."""
        self.keep(test, err)

    def addError(self, test: unittest.TestCase, err: Raised) -> None:
        """Keep a test that could not come to its end."""
        self.keep(test, err)

    def addSubTest(
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: Raised | None
    ) -> None:
        """Keep a test one part of which failed."""
        if err is not None:
            self.keep(test, err)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        """Keep a test that passed against its own word."""
        self.found.setdefault(in_words(test), ("it was expected to fail", True))

    def keep(self, test: unittest.TestCase, err: Raised) -> None:
        """Keep the first thing that a test said."""
        kind, error, _ = err
        lines = str(error).strip().splitlines() or [""]
        if type(test).__name__ == "_FailedTest":  # a file that could not be loaded: its last words
            self.found.setdefault(in_words(test), (lines[-1], False))
            return
        name = "" if kind is None or issubclass(kind, AssertionError) else kind.__name__
        said = ": ".join(filter(None, (name, lines[0]))) or "it failed"
        self.found.setdefault(in_words(test), (said, True))


def in_words(test: unittest.TestCase) -> str:
    """Return the name of a test as words: `test_the_sky_is_blue` is “the sky is blue”."""
    method = test.id().split(" ")[0].rpartition(".")[2]
    return method.removeprefix("test_").replace("_", " ")


def run_tests(file: Path) -> None:
    """Run the service's tests and write how many there were, and which failed."""
    suite = unittest.defaultTestLoader.discover("parcels/tests", top_level_dir=".")
    findings = Findings()
    suite.run(findings)
    failures = [(test, *found) for test, found in findings.found.items()]
    report = {"tests": findings.testsRun, "failures": failures}
    file.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Threads beside the notebook's own: they leave interrupts to it.

Any thread of a process may get its signals. One that went to a helper would not wake the main
thread, and Ctrl-C would wait until whatever is asleep there wakes by itself.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable


def start_thread(task: Callable[[], object]) -> threading.Thread:
    """Start a task in a thread that ends with the process and gets no interrupts."""

    def run() -> None:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        task()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread

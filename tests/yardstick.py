"""How long something takes, said so that it holds on slow machines too: in lengths of other work.

The same test takes twice as long on another machine, or on this one in its slow hours. So what must
be quick is measured against a piece of work of a fixed size, done just before it, and both by the
time that the processor works for them: a busy machine makes nothing slow.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

_NUMBERS = random.Random(1).sample(range(1_000_000), 10_000)


def yardsticks(work: Callable[[], object]) -> float:
    """Return how often 10,000 numbers could be sorted while `work` is done.

    To sort them once takes about a thousandth of a second, two in a slow hour.
    """
    yardstick = min(_seconds(lambda: sorted(_NUMBERS)) for _ in range(3))
    return _seconds(work) / yardstick


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began

"""A small memory of results that were just computed, bounded in bytes.

Moving one lever leaves everything before it unchanged. The simulator keeps the last few results of
each stage under the levers that they depend on, so that only the stages after the lever run again.
What was used least recently is forgotten first. Threads may share a cache.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

BYTES_PER_CHANGE = 1_000
"""What keeping one change costs, roughly: its times in hours and in the log, and its builds."""


class Cache(Generic[T]):
    """Remember values by key until together they are larger than `limit_bytes`.

    >>> cache: Cache[str] = Cache(limit_bytes=10)
    >>> cache.put("a", "first", size=6)
    >>> cache.put("b", "second", size=6)     # too much for both: the older one goes
    >>> cache.get("a"), cache.get("b")
    (None, 'second')
    """

    def __init__(self, limit_bytes: int) -> None:
        """Make an empty cache that holds at most `limit_bytes`."""
        self.limit_bytes = limit_bytes
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """Return the value kept under `key`, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep `value`, which takes `size` bytes, unless it is larger than the whole cache."""
        if size > self.limit_bytes:
            return
        with self._lock:
            if key in self._kept:
                self._bytes -= self._kept.pop(key)[1]
            self._kept[key] = (value, size)
            self._bytes += size
            while self._bytes > self.limit_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

"""Names of files that come from outside: only those that stay inside and work on every system."""

from __future__ import annotations

import re

_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LONGEST = 100


def checked_name(name: object) -> str:
    """Return the name of a file in the repository, when it is one that is safe everywhere.

    Letters, digits, `_`, `-` and `.` between slashes. So no name leads up or out, is hidden, means
    a drive or a device of Windows, or is git's own.

    Raises:
        ValueError: saying what is expected.

    >>> checked_name("parcels/book.py")
    'parcels/book.py'
    >>> checked_name("../book.py")
    Traceback (most recent call last):
    ...
    ValueError: '../book.py' cannot be the name of a file in the repository. Expected a name such
    as 'parcels/book.py': letters, digits, '_', '-' and '.', with '/' between folder and file.
    """
    if (
        isinstance(name, str)
        and len(name) <= _LONGEST
        and all(_PART.fullmatch(part) and not _DEVICE.fullmatch(part) for part in name.split("/"))
    ):
        return name
    raise ValueError(
        f"{name!r:.120} cannot be the name of a file in the repository. Expected a name such as "
        f"'parcels/book.py': letters, digits, '_', '-' and '.', with '/' between folder and file."
    )

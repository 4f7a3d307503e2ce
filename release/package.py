"""The files of a release as one zip file, the same bytes for the same files; and its digest."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from deliverylab.ship.package import digest_of

__all__ = ["sums", "write_whole", "zipped"]

_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def zipped(files: Mapping[str, bytes], folder: str, date: datetime) -> bytes:
    """Return a zip file of these files, in one folder.

    Args:
        files: name → bytes.
        folder: the name of the folder that unpacking makes.
        date: the date of every file; it is written in UTC.

    >>> same = [zipped(f, "a", datetime(2026, 1, 5, tzinfo=UTC)) for f in (
    ...     {"b": b"2", "a": b"1"}, {"a": b"1", "b": b"2"})]
    >>> same[0] == same[1]
    True
    """
    when = date.astimezone(UTC).timetuple()[:6]
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", when)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            package.writestr(entry, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return result.getvalue()


def sums(packages: Mapping[str, bytes]) -> bytes:
    """Return the digests as `sha256sum -c` reads them.

    >>> print(sums({"a.zip": b""}).decode(), end="")
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.zip
    """
    lines = [f"{digest_of(data)}  {name}\n" for name, data in sorted(packages.items())]
    return "".join(lines).encode()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(content)
    os.replace(draft, path)

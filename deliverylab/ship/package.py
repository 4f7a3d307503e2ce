"""A release makes a package: one file with everything that a deployment needs, and a digest.

The package of a commit is the same on every machine, byte for byte, so its digest can be compared
anywhere: that is what *reproducible* means. It is a zip file of the service's files as git keeps
them, and of a `package.json` that says which version this is and of which commit. Whatever could
differ is fixed: the order, the times and the rights of the files, the system that wrote them; and
nothing is compressed, because two versions of a compressor need not agree.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deliverylab.ship.names import checked_name

SERVICE, TESTS, LABEL = "parcels/", "parcels/tests/", "parcels/package.json"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


@dataclass(frozen=True)
class Package:
    """One version on the shelf. Equal digests mean: the very same package.

    Attributes:
        version: the version on the package, "1." and the number of its commit.
        number: the number of the commit that it was made of.
        commit: git's name for that commit.
        digest: the SHA-256 of the package's bytes, in hexadecimal digits.
        files: how many files are in it.
        size: how many bytes it has.
        remark: what there was to say when it was made; no part of the package itself.
    """

    version: str
    number: int
    commit: str
    digest: str
    files: int
    size: int
    remark: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Return the package in two lines or three, which are the same on every machine."""
        return (
            f"package {self.version}, made of commit {self.number} ({self.commit[:7]}): "
            f"{self.files} files, {self.size:,} bytes\nsha256 {self.digest}"
            + (f"\n{self.remark}" if self.remark else "")
        )

    @property
    def file(self) -> str:
        """The name of its file on the shelf."""
        return f"parcels-{self.version}.zip"


def make_package(number: int, commit: str, files: Mapping[str, bytes]) -> tuple[Package, bytes]:
    """Make the package of a commit.

    Args:
        number: the number of the commit on the main line, from 1.
        commit: git's name for it.
        files: what git keeps of it: name → bytes. The tests stay behind.

    Returns:
        The package, and its bytes.

    >>> package, data = make_package(1, "0" * 40, {"parcels/web.py": b"", "README.md": b""})
    >>> package.version, package.files, digest_of(data) == package.digest
    ('1.1', 2, True)
    """
    version = version_of(number)
    label = json.dumps({"version": version, "commit": commit}, sort_keys=True) + "\n"
    inside = {
        name: data
        for name, data in files.items()
        if name.startswith(SERVICE) and not name.startswith(TESTS)
    }
    data = zipped(inside | {LABEL: label.encode()})
    return Package(version, number, commit, digest_of(data), len(inside) + 1, len(data)), data


def version_of(number: int) -> str:
    """Return the version on the package of a commit, by the commit's number."""
    return f"1.{number}"


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these files, the same bytes for the same files everywhere."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            package.writestr(entry, files[name])
    return result.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Write the files of a package into a folder that is not there yet.

    Raises:
        ValueError: where a file of it would land outside of the folder.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        write_files({name: package.read(name) for name in package.namelist()}, folder)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder that is not there yet; names are checked first."""
    paths = {folder.joinpath(*checked_name(name).split("/")): data for name, data in files.items()}
    folder.mkdir(parents=True)
    for path, data in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

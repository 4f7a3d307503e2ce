"""The shelf: where packages lie between their release and their deployments."""

from __future__ import annotations

from pathlib import Path

from deliverylab.ship.package import Package, digest_of
from deliverylab.steps import Refused, Verb


class Shelf:
    """A folder with one file for each package.

    Args:
        folder: where it is; it is made when the first package is put there.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the folder."""
        self._folder = folder

    def put(self, package: Package, data: bytes) -> None:
        """Put the bytes of a package on the shelf."""
        self._folder.mkdir(exist_ok=True)
        (self._folder / package.file).write_bytes(data)

    def take(self, package: Package, verb: Verb) -> bytes:
        """Return the bytes of a package, when they are still those that were released.

        Args:
            package: which.
            verb: the step that needs it.

        Raises:
            Refused: "changed on the shelf": the bytes have another digest, or are gone.
        """
        try:
            data = (self._folder / package.file).read_bytes()
        except OSError:
            data = b""
        if digest_of(data) != package.digest:
            raise Refused(
                verb,
                "changed on the shelf",
                f"The package {package.version} on the shelf is not the one that was released: its "
                "digest is another. It is not started. Commit a change and release that instead.",
            )
        return data

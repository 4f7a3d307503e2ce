"""The folder that a harbour works in: gone when the harbour closes, found when it could not.

Each harbour has a folder of its own among the temporary ones, and holds a lock in it for as long
as its process lives; the system lets go of the lock however the process ends. So a folder whose
lock is free was left behind by a process that was killed, and the next harbour removes it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from deliverylab.ship.errors import HarbourError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


PREFIX = "deliverylab-harbour-"
LOCK = "lock"

SECONDS_TO_LOCK = 60
"""A folder that was never locked is in the making for at most so long; later it is an orphan."""


class WorkFolder:
    """A new folder, locked by this process.

    Args:
        parent: where to make it; by default the system's folder for temporary files.

    Raises:
        HarbourError: where no folder can be made there.
    """

    def __init__(self, parent: str | os.PathLike[str] | None = None) -> None:
        """Remove what dead processes left behind, then make the folder and lock it."""
        try:
            place = Path(tempfile.gettempdir() if parent is None else parent)
            remove_orphans(place)
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)).resolve()
            try:
                self._lock: int | None = _locked(self.path / LOCK)
            except OSError:
                remove_tree(self.path)
                raise
        except OSError as error:
            where = "the folder for temporary files" if parent is None else f"'{parent}'"
            raise HarbourError(
                f"The harbour needs a folder to work in, and cannot make one in {where}: "
                f"{error.strerror or error}. Give one that you may write to, for example "
                f"Harbour(folder='.'); or free some space on the disk."
            ) from None

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            os.close(lock)
        remove_tree(self.path)


def _locked(file: Path) -> int:
    """Make a file and lock it; then write into it, so that an empty one is still in the making."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    for pause in (0.01, 0.1, 0):
        try:
            _lock(descriptor)
            break
        except OSError:  # a harbour that looks for orphans has it for an instant
            if not pause:
                os.close(descriptor)
                raise
            time.sleep(pause)
    os.write(descriptor, b"held by the harbour that works here\n")
    return descriptor


def remove_orphans(parent: Path) -> None:
    """Remove the folders that harbours of dead processes have left in `parent`."""
    for folder in parent.glob(f"{PREFIX}*"):
        if _is_orphan(folder):
            remove_tree(folder)


def _is_orphan(folder: Path) -> bool:
    """Return whether a folder is ours, and no living process holds its lock."""
    try:
        about = folder.lstat()
        if folder.is_symlink() or not folder.is_dir():
            return False
        if sys.platform != "win32" and about.st_uid != os.getuid():
            return False
        is_old = time.time() - about.st_mtime > SECONDS_TO_LOCK
        if not (folder / LOCK).exists():
            return is_old
        descriptor = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        _lock(descriptor)
        return is_old or os.fstat(descriptor).st_size > 0
    except OSError:
        return False
    finally:
        os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Remove a folder, and also what may not be written to (git's files, on Windows).

    Where the system holds on to a file for a moment longer, it is tried again; what stays even
    then is left to the next harbour.
    """
    for pause in (0, 0.05, 0.2, 0.5):
        time.sleep(pause)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        for here, folders, files in os.walk(folder):
            for name in (".", *folders, *files):
                path = Path(here, name)
                if not path.is_symlink():
                    path.chmod(0o700)

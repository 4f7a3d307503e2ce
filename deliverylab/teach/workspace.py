"""The workspace: `my_work/`, a student's own copies of the course's notebooks.

The course's notebooks belong to git, the copies belong to the student. So the course can be updated
by `git pull` at any time without a conflict, and `bring_up_to_date` carries the update on:

=====================================  =========================================================
a copy in `my_work/` that …            … when the course has a newer version of it
=====================================  =========================================================
is as it was made                      is replaced
was run, its cells not changed         is replaced; what was run is kept beside it, with the date
has cells that the student changed     stays, and a note says how to get the new one
is not there (any more)                is made
=====================================  =========================================================

A copy is the course's notebook without the instructor's notes, and without what came out when the
course ran it (`copies.py`). What the cells say is compared, and their ids; not their outputs, and
not empty cells at the end, of which Shift+Enter on the last cell makes one. From which version a
copy was made stands in `my_work/.course.json`. Files that the course did not put there are never
touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deliverylab.files import alone, keep_copy, replace_whole
from deliverylab.teach.copies import Version, digest, student_copy

__all__ = [
    "WORKSPACE",
    "WorkspaceError",
    "behind",
    "bring_up_to_date",
    "find_course",
    "how_to_get_back",
    "notebooks",
    "reset",
]

WORKSPACE = "my_work"
FOLDERS = ("notebooks", "exercises")
"""Where the course has the notebooks that students work with."""
RECORD = ".course.json"
WAIT_SECONDS = 20.0


class WorkspaceError(Exception):
    """What was asked for is not there or cannot be done. The message says what to do."""


@dataclass
class Workspace:
    """`my_work/` while it is being worked on.

    Attributes:
        folder: where it is.
        origins: for each copy, by its name, the version of the course that it was made from.
    """

    folder: Path
    origins: dict[str, Version]
    made: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def bring_up_to_date(self, source: Path, how_to_reset: str) -> Iterator[str]:
        """Bring the copy of one notebook of the course up to date; yield what to tell."""
        name = source.name
        try:
            content = student_copy(source.read_bytes())
            new = Version.of(content)
        except ValueError:
            yield _damaged(source)
            return
        copy, origin = self.folder / name, self.origins.get(name)
        if not copy.exists():
            self._write(name, content, new)
            self.made.append(name)
            return
        mine = copy.read_bytes()
        try:
            version = Version.of(mine)
        except ValueError:
            yield f"{WORKSPACE}/{name} is damaged, and was left as it is. {how_to_reset}"
            return
        if origin and version.file == origin.file:
            if origin.file != new.file:
                self._write(name, content, new)
                self.replaced.append(name)
        elif version.cells == new.cells:
            self.origins[name] = new
        elif origin and version.cells == origin.cells:
            kept = keep_copy(copy, mine)
            self._write(name, content, new)
            yield f"{name} has a new version. What you ran is kept as {kept.name}."
        elif origin is None or origin.cells != new.cells:
            yield f"{name} has a new version. You changed yours, so it stays. {how_to_reset}"

    def reset(self, source: Path) -> str:
        """Make a fresh copy of one notebook of the course; return where the old one is kept."""
        name = source.name
        try:
            content = student_copy(source.read_bytes())
            new = Version.of(content)
        except ValueError:
            raise WorkspaceError(_damaged(source)) from None
        copy, origin = self.folder / name, self.origins.get(name)
        mine = copy.read_bytes() if copy.exists() else None
        if mine == content:
            self.origins[name] = new
            return f"{WORKSPACE}/{name} is fresh already."
        as_made = mine is None or (origin is not None and digest(mine) == origin.file)
        kept = None if mine is None or as_made else keep_copy(copy, mine)
        self._write(name, content, new)
        return f"{WORKSPACE}/{name} is fresh." + (
            f" Your version is kept beside it: {kept.name}. If it is open in JupyterLab, choose"
            " File > Reload Notebook from Disk."
            if kept
            else ""
        )

    def forget(self, names: set[str]) -> Iterator[str]:
        """Leave the copies of notebooks that the course no longer has to the student."""
        for name in sorted(names):
            del self.origins[name]
            if (self.folder / name).exists():
                yield f"{name} is no longer part of the course. Your copy stays; delete it or not."

    def _write(self, name: str, content: bytes, version: Version) -> None:
        replace_whole(self.folder / name, content)
        self.origins[name] = version


def bring_up_to_date(course: Path, how_to_reset: str = "make reset LESSON={}") -> list[str]:
    """Bring the copies in `my_work/` up to the course's notebooks, and return what to tell.

    Args:
        course: the folder of the course.
        how_to_reset: the command to name in the notes; `{}` stands for what is to be fresh.

    Returns:
        one sentence for each thing that a student should know; none, where nothing happened.

    Raises:
        WorkspaceError: if there can be no `my_work/`. Nothing was changed.
    """
    notes: list[str] = []
    failed: dict[str, list[str]] = {}
    first = not (course / WORKSPACE).exists()
    sources = notebooks(course)
    with _workspace(course) as work:
        for source in sources:
            command = how_to_reset.format(_short(source))
            fresh = f"For a fresh one (yours is kept beside it): {command}"
            try:
                notes += work.bring_up_to_date(source, fresh)
            except OSError as error:
                failed.setdefault(error.strerror or str(error), []).append(source.name)
        notes += work.forget(work.origins.keys() - {source.name for source in sources})
    if first and work.made:
        notes.insert(0, f"Your own copies of the notebooks are in {WORKSPACE}/.")
    elif work.made:
        notes.insert(0, f"New in {WORKSPACE}/: {', '.join(work.made)}.")
    if work.replaced:
        notes.insert(0, f"Brought up to date: {', '.join(work.replaced)}.")
    for reason, names in failed.items():
        notes.append(f"Not brought up to date ({reason}): {', '.join(names)}.")
    return notes


def reset(course: Path, what: str) -> str:
    """Make a fresh copy of a notebook in `my_work/`; the student's version is kept, with the date.

    Args:
        course: the folder of the course.
        what: a lesson's number for its exercises (`"01"`), or a notebook's name.

    Returns:
        what was done, in a sentence.

    Raises:
        WorkspaceError: if the course has no such notebook, or there can be no `my_work/`.
        OSError: if it cannot be written. What was there before is there still.
    """
    name = f"{what.zfill(2)}_exercises" if what.isdecimal() else Path(what).name
    by_name = {source.stem: source for source in notebooks(course)}
    source = by_name.get(name.removesuffix(".ipynb"))
    if source is None:
        there = ", ".join(map(_short, by_name.values())) or "none yet"
        raise WorkspaceError(
            f"The course has no {name.removesuffix('.ipynb')}. Give the number of a lesson for its"
            f" exercises, or the name of a notebook: {there}."
        )
    with _workspace(course) as work:
        return work.reset(source)


def behind(course: Path) -> list[str]:
    """Return the copies in `my_work/` of which the course has newer cells; nothing is changed.

    A copy that is damaged, or whose notebook in the course is, is not among them: `make lab` says
    so of both.

    Args:
        course: the folder of the course.
    """
    origins = _read_origins(course / WORKSPACE / RECORD)
    old = []
    for source in notebooks(course):
        try:
            new = Version.of(student_copy(source.read_bytes())).cells
            mine = Version.of((course / WORKSPACE / source.name).read_bytes()).cells
        except (OSError, ValueError):
            continue
        origin = origins.get(source.name)
        if mine != new and (origin is None or origin.cells != new):
            old.append(source.name)
    return old


def notebooks(course: Path) -> list[Path]:
    """Return the notebooks of the course that students work with, lessons and exercises."""
    found = [path for name in FOLDERS for path in (course / name).glob("[0-9][0-9]*_*.ipynb")]
    return sorted(found, key=lambda path: path.name)


def find_course(start: Path) -> Path:
    """Return the folder of the course that `start` is in, else the one that this library is of.

    Raises:
        WorkspaceError: if there is none.
    """
    library = Path(__file__).resolve().parents[2]
    for folder in [start.resolve(), *start.resolve().parents, library]:
        if notebooks(folder) and (folder / "deliverylab").is_dir():
            return folder
    raise WorkspaceError("There is no course here. Run the command in the folder of the course.")


@contextmanager
def _workspace(course: Path) -> Iterator[Workspace]:
    """Open `my_work/`, made where it is not there, and note at the end what its copies are of."""
    folder = course / WORKSPACE
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        raise WorkspaceError(
            f"{folder} is a file. Rename it: a folder of this name is to hold your notebooks."
        ) from None
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be made ({error.strerror}).") from error
    record = folder / RECORD
    with alone(folder / "course", WAIT_SECONDS):
        before = _read_origins(record)
        work = Workspace(folder, dict(before))
        yield work
        if work.origins != before:
            entries = {name: asdict(version) for name, version in sorted(work.origins.items())}
            with suppress(OSError):  # a copy without an entry is taken for the student's: it stays
                replace_whole(record, (json.dumps(entries, indent=1) + "\n").encode())


def _read_origins(record: Path) -> dict[str, Version]:
    """Return what the copies are of; nothing, where that cannot be read.

    A copy without an entry counts as changed by the student, so nothing can be lost by that.
    """
    try:
        found = json.loads(record.read_bytes())
        return {name: Version(entry["cells"], entry["file"]) for name, entry in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _short(source: Path) -> str:
    """Return how `reset` may be told of a notebook: a number for exercises, else its name."""
    return source.stem.removesuffix("_exercises")


def _damaged(source: Path) -> str:
    path = f"{source.parent.name}/{source.name}"
    return f"{path} of the course is damaged. {how_to_get_back(source.parents[1], path)}"


def how_to_get_back(course: Path, path: str) -> str:
    """Return how to get a file or a folder of the course back as it was, in a sentence.

    Args:
        course: the folder of the course: a repository, or a download that was unpacked.
        path: the way from there to what is to come back.
    """
    if (course / ".git").exists():
        return f"To get it back: git checkout -- {path}"
    return f"To get it back: unpack your download of the course again, and take {path} from there."
